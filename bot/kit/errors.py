"""Errors that speak to the citizen.

ServiceError
├── InvalidInput        400  what was sent can't be used
├── NotFound            404
├── TooManyRequests     429
└── Unavailable         503
    └── NothingKept     503  the database or the disk is at fault
"""

from __future__ import annotations


class ServiceError(Exception):
    """An expected failure with its HTTP status and a sentence for the citizen."""

    status = 500
    for_citizen = "服务暂时出了点问题，请稍后再试。"

    def __init__(self, for_citizen: str | None = None) -> None:
        if for_citizen is not None:
            self.for_citizen = for_citizen
        super().__init__(self.for_citizen)


class InvalidInput(ServiceError):
    """The request can't be understood."""

    status = 400
    for_citizen = "发来的内容没法识别，请检查后再发一次。"


class NotFound(ServiceError):
    """There is no such page or record."""

    status = 404
    for_citizen = "没有找到您要的内容。"


class TooManyRequests(ServiceError):
    """Too many messages in a short time."""

    status = 429
    for_citizen = "您发得太快了，请稍等一会儿再试。"


class Unavailable(ServiceError):
    """A part of the service isn't ready."""

    status = 503
    for_citizen = "服务正在启动或维护，请稍后再试。"


class NothingKept(Unavailable):
    """Nothing can be kept: said from code alone, for there is nothing else left to say it."""

    for_citizen = (
        "系统出了故障，刚才的消息没有保存下来，请过一会儿再发一次。着急的事请打 12315；"
        "有生命危险请直接打 110、119 或 120。"
    )
