"""Who answers citizens that ask for a person: a setting by role."""

from __future__ import annotations

from bot.settings import Settings, SettingsError
from bot.staff.models import StaffMember
from bot.staff.roles import Role, roles_of

# They change nothing of the office's work, so that managing and auditing stay in other hands.
_NEVER = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


def roles_that_answer(settings: Settings) -> frozenset[Role]:
    """The roles that take conversations.

    Raises:
        SettingsError: the setting names no role, one there is not, or one that may not.
    """
    known = frozenset(Role) - _NEVER
    named = settings.handover_roles.split()
    try:
        roles = frozenset(Role(name) for name in named)
    except ValueError:
        roles = frozenset()
    if not roles or not roles <= known:
        told = "、".join(role for role in Role if role in known)
        raise SettingsError(f"设置 HANDOVER_ROLES 有误：角色只能是 {told}，至少写一个。")
    return roles


def answers(member: StaffMember, roles: frozenset[Role]) -> bool:
    """Whether a member's roles are among those that answer."""
    return bool(roles_of(member) & roles)
