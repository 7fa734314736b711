"""Throttling of sign-in attempts: failures are counted, good attempts cost nothing."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from bot.kit.clock import Clock

NAMES_KEPT = 50_000
_IPV6_PREFIX = 64  # what one subscriber gets; single addresses cost nothing to change


class FailureLimit:
    """At most so many failures of one name in a window, in memory of one process.

    A whole office may share one address, so only failures count, unlike requests elsewhere.

    Args:
        limit: failures allowed.
        window: time after which the first of them is forgotten.
        clock: the present moment.
    """

    def __init__(self, limit: int, window: timedelta, clock: Clock) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._failures: OrderedDict[str, list[datetime]] = OrderedDict()

    def take(self, name: str) -> bool:
        """Count an attempt as failed until :meth:`give_back`; False when there were too many.

        Counted beforehand, so that many attempts at the same moment don't slip through.
        """
        now = self._clock()
        recent = [at for at in self._failures.pop(name, []) if at > now - self._window]
        allowed = len(recent) < self._limit
        if allowed:
            recent.append(now)
        self._failures[name] = recent
        if len(self._failures) > NAMES_KEPT:
            self._failures.popitem(last=False)
        return allowed

    def give_back(self, name: str) -> None:
        """The last attempt was a good one."""
        if self._failures.get(name):
            self._failures[name].pop()


def network_of(address: str) -> str:
    """The name under which an address is counted: itself, or the /64 of an IPv6 address."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), _IPV6_PREFIX), strict=False))
