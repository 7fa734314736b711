"""What an administrator sets of an account, and which of it makes sense."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.staff.errors import WrongAccount
from bot.staff.models import StaffMember
from bot.staff.roles import Role

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,29}")
_LONGEST_DISPLAY_NAME = 40
# Stricter than an operator's own addresses: a member's is somewhere else, and never a@localhost.
_MAIL = re.compile(
    r"[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}"
)
_LONGEST_MAIL = 254
_NO_MAIL = "要写成邮件地址，如 name@example.gov.cn，@ 后面的域名里要有点；不用邮件就留空。"


def check_username(username: str) -> None:
    """Refuse a name that can't be typed, compared and written in an address without doubt.

    Raises:
        WrongAccount: with the rule in Chinese.
    """
    if not _USERNAME.fullmatch(username):
        raise WrongAccount(
            "用户名要以小写字母开头，由 3 到 30 个小写字母、数字、点、横线或下划线组成。"
        )


def check_mail(mail: str) -> None:
    """Refuse what is no address that mail can reach; empty is none.

    Raises:
        WrongAccount: with the rule in Chinese.
    """
    if mail and (len(mail) > _LONGEST_MAIL or not _MAIL.fullmatch(mail)):
        raise WrongAccount(_NO_MAIL)


@dataclass(frozen=True)
class Profile:
    """What an administrator sets of an account.

    Args:
        display_name: the name colleagues see.
        roles: at least one.
        districts: names of districts a case officer works for.
        departments: slugs of departments a case officer works for.
        categories: codes of categories a case officer works on.
    """

    display_name: str
    roles: tuple[Role, ...]
    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @classmethod
    def of(cls, member: StaffMember) -> Profile:
        """What is set of an account now; names of roles nobody knows fall out."""
        known = {role.value for role in Role}
        return cls(
            member.display_name,
            tuple(Role(name) for name in member.roles if name in known),
            tuple(member.districts),
            tuple(member.departments),
            tuple(member.categories),
        )

    def as_list(self) -> list[object]:
        """For a stamp; the order of a choice tells nothing."""
        several = (self.roles, self.districts, self.departments, self.categories)
        return [self.display_name, *(sorted(names) for names in several)]

    def check(self) -> None:
        """Refuse what would make no sense.

        Raises:
            WrongAccount: with the reason in Chinese.
        """
        if not self.display_name or len(self.display_name) > _LONGEST_DISPLAY_NAME:
            raise WrongAccount(f"姓名要写 1 到 {_LONGEST_DISPLAY_NAME} 个字。")
        if not self.display_name.isprintable():
            raise WrongAccount("姓名里有不能显示的字符。")
        if not self.roles:
            raise WrongAccount("至少要选一个角色。")
        scoped = self.districts or self.departments or self.categories
        if Role.CASE_OFFICER in self.roles and not scoped:
            raise WrongAccount("办件人员至少要选一个区县、部门或类别，否则看不到任何诉求。")

    def put(self, member: StaffMember) -> None:
        """Write it to the account; only case officers keep a scope."""
        officer = Role.CASE_OFFICER in self.roles
        member.display_name = self.display_name
        member.roles = sorted(role.value for role in self.roles)
        member.districts = sorted(self.districts) if officer else []
        member.departments = sorted(self.departments) if officer else []
        member.categories = sorted(self.categories) if officer else []
