"""Kinds of values and members that the pages of campaigns share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Path

from bot.campaigns.pieces.proofreading import may_proofread
from bot.console.campaigns.campaign_parts import CampaignParts, campaign_parts
from bot.console.kit.access import Forbidden, signed_in
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

Parts = Annotated[CampaignParts, Depends(campaign_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CAMPAIGN_READ))]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.CAMPAIGN_EDIT))]
Publisher = Annotated[StaffMember, Depends(signed_in(Permission.CAMPAIGN_PUBLISH))]


def _proofreader(member: Reader) -> StaffMember:
    if not may_proofread(member):
        raise Forbidden
    return member


Proofreader = Annotated[StaffMember, Depends(_proofreader)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Stamp = Annotated[int, Form(ge=0, le=2**31 - 1)]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
