"""Roles (角色) and what they may do; pure functions, asked on the server for every page and row."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from bot.staff.models import StaffMember


class Role(enum.StrEnum):
    """What somebody works as; a member may have several."""

    FAQ_EDITOR = "faq_editor"
    REVIEWER = "reviewer"
    CASE_OFFICER = "case_officer"
    SUPERVISOR = "supervisor"
    CAMPAIGN_EDITOR = "campaign_editor"
    CAMPAIGN_PUBLISHER = "campaign_publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _LABELS[self]


_LABELS = {
    Role.FAQ_EDITOR: "内容编辑",
    Role.REVIEWER: "内容审核",
    Role.CASE_OFFICER: "办件人员",
    Role.SUPERVISOR: "办件主管",
    Role.CAMPAIGN_EDITOR: "宣传编辑",
    Role.CAMPAIGN_PUBLISHER: "宣传发布",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "系统管理员",
}


class Permission(enum.StrEnum):
    """One kind of thing a page or an action needs."""

    FAQ_READ = "faq.read"
    FAQ_EDIT = "faq.edit"
    FAQ_REVIEW = "faq.review"
    INBOX_READ = "inbox.read"
    INBOX_WORK = "inbox.work"
    MODEL_TRAIN = "model.train"
    CASE_READ = "case.read"
    CASE_WORK = "case.work"
    CASE_ASSIGN = "case.assign"
    CASE_EXPORT = "case.export"
    IDENTITY_VIEW = "identity.view"
    HANDOVER_TAKE = "handover.take"  # by a setting, not by a role; see answering.py
    DASHBOARD_READ = "dashboard.read"
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_EDIT = "campaign.edit"
    CAMPAIGN_PUBLISH = "campaign.publish"
    CONTENT_READ = "content.read"
    CONTENT_EDIT = "content.edit"
    CONTENT_REVIEW = "content.review"
    AUDIT_READ = "audit.read"
    STAFF_READ = "staff.read"
    STAFF_MANAGE = "staff.manage"


P = Permission
_CASE_WORK = frozenset({P.CASE_READ, P.CASE_WORK, P.IDENTITY_VIEW, P.FAQ_READ, P.DASHBOARD_READ})
_CONTENT = frozenset({P.FAQ_READ, P.INBOX_READ, P.INBOX_WORK, P.CONTENT_READ, P.DASHBOARD_READ})
_CAMPAIGN = frozenset({P.CAMPAIGN_READ, P.DASHBOARD_READ})

# Whoever gives roles sees neither cases nor the audit log, and whoever reads the log changes
# nothing: managing, working and auditing stay in different hands (三员分立).
GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.FAQ_EDITOR: _CONTENT | {P.FAQ_EDIT, P.CONTENT_EDIT},
    Role.REVIEWER: _CONTENT | {P.FAQ_REVIEW, P.CONTENT_REVIEW, P.MODEL_TRAIN},
    Role.CASE_OFFICER: _CASE_WORK,
    Role.SUPERVISOR: _CASE_WORK | {P.CASE_ASSIGN, P.CASE_EXPORT},
    Role.CAMPAIGN_EDITOR: _CAMPAIGN | {P.CAMPAIGN_EDIT},
    Role.CAMPAIGN_PUBLISHER: _CAMPAIGN | {P.CAMPAIGN_PUBLISH},
    Role.AUDITOR: frozenset(
        {P.FAQ_READ, P.INBOX_READ, P.CASE_READ, P.CAMPAIGN_READ, P.CONTENT_READ}
        | {P.DASHBOARD_READ, P.AUDIT_READ, P.STAFF_READ}
    ),
    Role.ADMINISTRATOR: frozenset({P.STAFF_READ, P.STAFF_MANAGE, P.CONTENT_READ}),
}


@dataclass(frozen=True)
class CaseScope:
    """Which cases somebody reaches; pages turn it into SQL, :meth:`allows` checks one case.

    A dimension left empty does not narrow; with all three empty nothing is reached, unless
    ``everything`` is set.
    """

    everything: bool = False
    districts: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether no case at all is reached."""
        return not (self.everything or self.districts or self.departments or self.categories)

    def allows(self, district: str, department: str, category: str) -> bool:
        """Whether a case lies inside; one that isn't routed yet lies in no narrowed dimension."""
        if self.everything or self.nothing:
            return self.everything
        wanted = (self.districts, self.departments, self.categories)
        pairs = zip(wanted, (district, department, category), strict=True)
        return all(not names or name in names for names, name in pairs)


def roles_of(member: StaffMember) -> frozenset[Role]:
    """The roles of a member; none when disabled, and names nobody knows count for nothing."""
    if member.disabled:
        return frozenset()
    known = {role.value for role in Role}
    return frozenset(Role(name) for name in member.roles if name in known)


def permissions_of(member: StaffMember) -> frozenset[Permission]:
    """Everything a member may do."""
    return frozenset().union(*(GRANTS[role] for role in roles_of(member)))


def may(member: StaffMember, permission: Permission) -> bool:
    """Whether a member has a permission; for cases ask :func:`may_see_case` as well."""
    return permission in permissions_of(member)


def case_scope(member: StaffMember, permission: Permission = Permission.CASE_READ) -> CaseScope:
    """The cases in which a member may use a permission.

    Asked for each permission, because roles don't mix: an auditor who is also a case officer
    reads every case, but sees identities only in the officer's own.
    """
    granting = {role for role in roles_of(member) if permission in GRANTS[role]}
    if not granting:
        return CaseScope()
    if granting != {Role.CASE_OFFICER}:
        return CaseScope(everything=True)
    return CaseScope(
        districts=frozenset(member.districts),
        departments=frozenset(member.departments),
        categories=frozenset(member.categories),
    )


def may_see_case(
    member: StaffMember,
    district: str,
    department: str,
    category: str,
    permission: Permission = Permission.CASE_READ,
) -> bool:
    """Whether a member may read a case, or do with it what another permission allows."""
    return case_scope(member, permission).allows(district, department, category)
