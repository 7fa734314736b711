"""What can be refused to staff, as sentences for them.

ServiceError
├── InvalidInput       400
│   ├── WeakPassword
│   └── WrongAccount
├── LoginRefused       401
├── NoSuchMember       404
├── UsernameTaken      409
└── LastAdministrator  409
"""

from __future__ import annotations

from bot.kit.errors import InvalidInput, NotFound, ServiceError


class WeakPassword(InvalidInput):
    """A new password isn't good enough; the message says why."""


class WrongAccount(InvalidInput):
    """Something about the account's data isn't right; the message says what."""


class LoginRefused(ServiceError):
    """Name, password or code is wrong, or the account is locked or disabled.

    The sentence is always the same: it must not tell strangers which accounts exist.
    """

    status = 401
    for_citizen = "用户名、密码或验证码不对，或者账号暂时不能登录。连续输错 5 次会锁定 15 分钟。"


class NoSuchMember(NotFound):
    """There is no such account."""

    for_citizen = "没有这个账号。"


class UsernameTaken(ServiceError):
    """Another account has this name."""

    status = 409
    for_citizen = "这个用户名已经有人用了，请换一个。"


class LastAdministrator(ServiceError):
    """Nobody would be left to manage accounts."""

    status = 409
    for_citizen = "这是最后一个可用的系统管理员，不能停用，也不能取消这个角色。"
