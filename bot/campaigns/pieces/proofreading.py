"""Who may read the proofs of a piece: another than its writers, where there is one to spare.

Who proofread and who approves are two people, and no writer approves. A bureau where only one
person is left who did not write would wait for ever: there a writer reads the proofs, and the
other approves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may


def may_proofread(member: StaffMember) -> bool:
    """Whether a member's roles let them read proofs: whoever writes or publishes."""
    return may(member, Permission.CAMPAIGN_EDIT) or may(member, Permission.CAMPAIGN_PUBLISH)


def readers(session: Session) -> Mapping[str, bool]:
    """Those who may read proofs, by user name; whether they may approve, too."""
    members = session.scalars(select(StaffMember).where(StaffMember.disabled.is_(False)))
    return {
        one.username: may(one, Permission.CAMPAIGN_PUBLISH) for one in members if may_proofread(one)
    }


def writers_may(known: Mapping[str, bool], hands: Collection[str]) -> bool:
    """Whether only one is left who did not write, and that one is needed to approve.

    Args:
        known: see :func:`readers`.
        hands: those who wrote.
    """
    others = [may_approve for name, may_approve in known.items() if name not in hands]
    return others == [True]
