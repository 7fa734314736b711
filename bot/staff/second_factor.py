"""Who can't do without the second factor (动态验证码): a setting by role."""

from __future__ import annotations

from bot.settings import Settings, SettingsError
from bot.staff.models import StaffMember
from bot.staff.roles import GRANTS, Permission, Role, roles_of

NOBODY = "none"
# Whoever gives roles, and whoever may learn who complained.
_BY_DEFAULT = frozenset(
    role
    for role, granted in GRANTS.items()
    if role is Role.ADMINISTRATOR or Permission.IDENTITY_VIEW in granted
)


def roles_with_totp(settings: Settings) -> frozenset[Role]:
    """The roles that need the second factor.

    Raises:
        SettingsError: the setting names a role there is not.
    """
    named = settings.totp_roles.split()
    if not named:
        return _BY_DEFAULT if settings.environment == "production" else frozenset()
    if named == [NOBODY]:
        return frozenset()
    try:
        return frozenset(Role(name) for name in named)
    except ValueError:
        known = "、".join(Role)
        raise SettingsError(f"设置 TOTP_ROLES 有误：角色只能是 {known}，或者写 none。") from None


def needs_totp(member: StaffMember, roles: frozenset[Role]) -> bool:
    """Whether a member's roles ask for the second factor."""
    return bool(roles_of(member) & roles)


def must_enrol(member: StaffMember, roles: frozenset[Role]) -> bool:
    """Whether a member has to set the second factor up before anything else."""
    return needs_totp(member, roles) and not member.totp_sealed
