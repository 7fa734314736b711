"""Local standards: dbba.sacinfo.org.cn (地方标准信息服务平台)."""

from __future__ import annotations

from bot.official.sacinfo import Sacinfo


def local(ministry: str = "") -> Sacinfo:
    """The platform, with the standards of one place's bureau or of all."""
    title = "地方标准信息服务平台"
    return Sacinfo("local", title, f"{title}（dbba.sacinfo.org.cn）", ministry)
