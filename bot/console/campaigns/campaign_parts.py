"""What the pages of campaigns need, made once for each state of the content."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from bot.campaigns.broadcasts.mass import MassSending
from bot.campaigns.calendar import Calendar
from bot.campaigns.office import CampaignOffice
from bot.campaigns.pieces.desk import CampaignDesk
from bot.kit.db import SessionFactory


@dataclass(frozen=True)
class CampaignParts:
    """The services behind the pages.

    Args:
        sessions: the database.
        desk: changes campaigns and pieces.
        office: broadcasts, questions and the calendar.
        mass: the account's mass messages; None without a secret.
        public_url: where citizens' pages are.
        operator: who publishes.
    """

    sessions: SessionFactory
    desk: CampaignDesk
    office: CampaignOffice
    mass: MassSending | None
    public_url: str
    operator: str

    @property
    def calendar(self) -> Calendar:
        """Topics, audiences and days."""
        return self.office.calendar


def campaign_parts(request: Request) -> CampaignParts:
    """The parts, for use as a FastAPI dependency."""
    found: CampaignParts = request.app.state.campaigns
    return found
