"""The platforms' numbers: how many messages, in which time, by whose rule.

Sources are pages of developers.weixin.qq.com, named in each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.kit.clock import CHONGQING

Interaction = Literal["message", "click", "follow", "scan"]


@dataclass(frozen=True)
class WindowRule:
    """How many messages a citizen's deed allows, and for how long."""

    count: int
    length: timedelta
    source: str


@dataclass(frozen=True)
class CountRule:
    """How often a product may be used in a day or a month of Beijing time.

    ``per`` is the account or the citizen.
    """

    product: str
    count: int
    period: Literal["day", "month"]
    per: Literal["account", "citizen"]
    source: str

    def period_of(self, at: datetime) -> str:
        """Name of the period a moment lies in, such as 2026-11-24 or 2026-11."""
        form = "%Y-%m-%d" if self.period == "day" else "%Y-%m"
        return at.astimezone(CHONGQING).strftime(form)


_CUSTOM_PAGE = "客服消息：发送客服消息（下发条数限制，2023-06-12 起）"
_TWO_DAYS, _MINUTE = timedelta(hours=48), timedelta(minutes=1)

# The short windows come first: what is about to lapse is used before what lasts.
WECHAT_WINDOWS: dict[Interaction, WindowRule] = {
    "click": WindowRule(3, _MINUTE, _CUSTOM_PAGE),
    "follow": WindowRule(3, _MINUTE, _CUSTOM_PAGE),
    "scan": WindowRule(3, _MINUTE, _CUSTOM_PAGE),
    "message": WindowRule(5, _TWO_DAYS, _CUSTOM_PAGE),
}

_CALLS_PAGE = "接口调用频次限制说明（每日调用次数表）"
_MASS_PAGE = "群发接口和原创校验：根据标签进行群发"

_WECHAT_COMMON = (
    CountRule("custom", 500_000, "day", "account", _CALLS_PAGE),
    CountRule("preview", 100, "day", "account", _MASS_PAGE),
    CountRule("template", 100_000, "day", "account", "模板消息：发送模板消息"),
)
WECHAT_COUNTS: dict[str, tuple[CountRule, ...]] = {
    "service": (
        *_WECHAT_COMMON,
        CountRule("mass", 100, "day", "account", _CALLS_PAGE),
        CountRule("mass_all", 100, "day", "account", _CALLS_PAGE),
        CountRule("mass_all", 4, "month", "account", _MASS_PAGE),
        CountRule("mass_received", 4, "month", "citizen", _MASS_PAGE),
    ),
    "subscription": (
        *_WECHAT_COMMON,
        CountRule("mass", 1, "day", "account", _MASS_PAGE),
        CountRule("mass_all", 1, "day", "account", _MASS_PAGE),
    ),
}


@dataclass(frozen=True)
class ChannelRules:
    """What one channel allows.

    ``windowed`` products need an open window; ``consented`` ones a consent of the citizen.
    """

    windows: dict[Interaction, WindowRule]
    counts: tuple[CountRule, ...]
    windowed: frozenset[str] = frozenset()


def wechat_rules(account: Literal["service", "subscription"]) -> ChannelRules:
    """The rules of a WeChat account (服务号 or 公众号)."""
    return ChannelRules(WECHAT_WINDOWS, WECHAT_COUNTS[account], frozenset({"custom"}))


NO_RULES = ChannelRules({}, ())
