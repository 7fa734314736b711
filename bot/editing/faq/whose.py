"""Whose task it is to look again at an entry whose standards or articles have changed (待复核)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.editing.faq.models import FaqVersion
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry, StaffMember
from bot.staff.roles import Permission, may


def whose(session: Session, slugs: Iterable[str]) -> dict[str, StaffMember]:
    """The member of staff for each entry: who confirmed or approved it last.

    Where that was nobody, or they have left, one of those who may: always the same one as long as
    the same people work here, and the entries are spread over all of them. Others may do it too.

    Args:
        session: the database.
        slugs: of the entries.

    Returns:
        By slug; empty where nobody may confirm.
    """
    wanted = set(slugs)
    everybody = session.scalars(
        select(StaffMember).where(StaffMember.disabled.is_(False)).order_by(StaffMember.username)
    )
    may_confirm = {one.username: one for one in everybody if may(one, Permission.FAQ_REVIEW)}
    if not wanted or not may_confirm:
        return {}
    last = _last_confirmed(session, wanted)
    names = list(may_confirm)
    return {
        slug: may_confirm.get(
            last.get(slug, ""), may_confirm[names[zlib.crc32(slug.encode()) % len(names)]]
        )
        for slug in wanted
    }


def _last_confirmed(session: Session, slugs: set[str]) -> dict[str, str]:
    checked = select(AuditEntry.object_id, AuditEntry.at, AuditEntry.actor).where(
        AuditEntry.object_type == "faq",
        AuditEntry.object_id.in_(slugs),
        AuditEntry.action == AuditAction.CONTENT_CHECKED.value,
    )
    approved = select(FaqVersion.slug, FaqVersion.published_at, FaqVersion.reviewer).where(
        FaqVersion.slug.in_(slugs), FaqVersion.reviewer != ""
    )
    found = [*session.execute(checked), *session.execute(approved)]
    return {slug: who for slug, _, who in sorted(found, key=lambda row: row[1])}
