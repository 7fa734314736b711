"""What staff hear when a step can't be done."""

from __future__ import annotations

from bot.kit.errors import InvalidInput, ServiceError


class StepRefused(ServiceError):
    """The change stands where this step isn't possible, or not for this person."""

    status = 409
    for_citizen = "这一步现在不能做，请刷新后再看。"


class NotFit(InvalidInput):
    """The content has faults that must be mended first."""

    for_citizen = "内容有问题，请先改正。"
