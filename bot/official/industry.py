"""Industry standards: hbba.sacinfo.org.cn (行业标准信息服务平台)."""

from __future__ import annotations

from bot.official.sacinfo import Sacinfo

INDUSTRY = Sacinfo(
    "industry", "行业标准信息服务平台", "行业标准信息服务平台（hbba.sacinfo.org.cn）"
)
