"""Browsers in which a member wants notices (Web Push): kept sealed, each of one member.

The address of a browser at its push service is a key to it: who has it, and our own key, may speak
to that browser. We speak to services that the operator's setting names, and to nobody else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.db import SessionFactory, insert
from bot.kit.errors import InvalidInput
from bot.kit.sealing import Keyring, SealBroken
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.models import StaffMember, StaffPush

FIELD = "staff_push.subscription"
MOST_BROWSERS = 10  # of one member; the oldest goes
# Without a port or a user: nothing that one reader could take for another host than we do.
_ENDPOINT = re.compile(r"https://([a-z0-9.-]{1,253})/([A-Za-z0-9._~:/?=&%+-]{1,900})")
_KEY_BYTES = {"p256dh": 65, "auth": 16}  # RFC 8291: a point of P-256, a secret
_NOT_OURS = "这个浏览器的推送服务不在允许的名单里，打不开通知；要用的话请系统管理员看设置。"
_BROKEN = "浏览器给的内容不完整，通知没有打开，请刷新后再试。"


@dataclass(frozen=True, repr=False)
class Subscription:
    """What a browser gives of itself.

    Args:
        endpoint: its address at the push service.
        p256dh, auth: what notices to it are encrypted for; base64url.
    """

    endpoint: str
    p256dh: str
    auth: str

    @property
    def name(self) -> str:
        """What it is found by again; the address is too long to guess."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()

    def key(self, which: str) -> bytes:
        """``p256dh`` or ``auth`` as bytes.

        Raises:
            ValueError: it is none.
        """
        text = getattr(self, which).rstrip("=")
        found = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        if len(found) != _KEY_BYTES[which]:
            raise ValueError(which)
        return found

    def is_at(self, hosts: Collection[str]) -> bool:
        """Whether its address is at one of these hosts; ``*.`` stands for any name below."""
        found = _ENDPOINT.fullmatch(self.endpoint)
        if found is None:
            return False
        return any(
            found[1].endswith(host[1:]) if host.startswith("*.") else found[1] == host
            for host in hosts
        )

    def check(self, hosts: Collection[str]) -> None:
        """Refuse what no notice may or can be sent to.

        Raises:
            InvalidInput: with the reason in Chinese.
        """
        if not self.is_at(hosts):
            raise InvalidInput(_NOT_OURS)
        try:
            self.key("auth")
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.key("p256dh"))
        except (ValueError, binascii.Error):
            raise InvalidInput(_BROKEN) from None


@dataclass(frozen=True)
class PushBrowsers:
    """What members change of it.

    Args:
        sessions: the database.
        keyring: seals the subscriptions.
        audit: the log; it tells in how many browsers, never in which.
        clock: the present moment.
        hosts: push services that may be spoken to.
    """

    sessions: SessionFactory
    keyring: Keyring
    audit: AuditLog
    clock: Clock
    hosts: Collection[str]

    async def names(self, member: StaffMember) -> list[str]:
        """The member's browsers by name, the newest first."""
        mine = select(StaffPush.name).where(StaffPush.staff_id == member.id)
        async with self.sessions() as session:
            return list(await session.scalars(mine.order_by(StaffPush.added_at.desc())))

    async def add(self, member: StaffMember, new: Subscription) -> None:
        """Tell a member in a browser from now on; whose it was before is not told there any more.

        Raises:
            InvalidInput: it is no subscription, or of a push service we don't speak to.
        """
        new.check(self.hosts)
        sealed = self.keyring.seal(json.dumps(asdict(new)), FIELD)
        row = {"staff_id": member.id, "subscription_sealed": sealed, "added_at": self.clock()}

        def work(session: Session) -> None:
            added = insert(session, StaffPush).values(name=new.name, **row)
            session.execute(added.on_conflict_do_update(index_elements=["name"], set_=row))
            mine = select(StaffPush.name).where(StaffPush.staff_id == member.id)
            newest = mine.order_by(StaffPush.added_at.desc(), StaffPush.name)
            forget(session, list(session.scalars(newest.offset(MOST_BROWSERS))))
            self._note(session, member)

        await self.sessions.run(work)

    async def drop(self, member: StaffMember, name: str = "") -> None:
        """Tell a member no more in one of their browsers, or in none if it isn't said which."""
        which = StaffPush.staff_id == member.id
        if name:
            which &= StaffPush.name == name

        def work(session: Session) -> None:
            session.execute(delete(StaffPush).where(which))
            self._note(session, member)

        await self.sessions.run(work)

    def _note(self, session: Session, member: StaffMember) -> None:
        count = select(func.count()).where(StaffPush.staff_id == member.id)
        self.audit.add(
            session, member.username, AuditAction.PUSH_CHANGED,
            object_type="staff", object_id=member.username,
            details={"browsers": session.scalar(count)},
        )  # fmt: skip


def with_browsers(session: Session) -> list[StaffMember]:
    """The members who want notices in some browser and may still sign in."""
    wanting = StaffMember.id.in_(select(StaffPush.staff_id))
    query = select(StaffMember).where(wanting, StaffMember.disabled.is_(False))
    return list(session.scalars(query.order_by(StaffMember.id)))


def subscriptions_of(
    session: Session, keyring: Keyring, members: Iterable[int]
) -> list[tuple[int, Subscription]]:
    """The browsers of members, each with whose it is; what no key opens any more is forgotten."""
    found, lost = [], []
    for row in session.scalars(select(StaffPush).where(StaffPush.staff_id.in_(list(members)))):
        try:
            kept = json.loads(keyring.open(row.subscription_sealed, FIELD))
        except SealBroken:
            lost.append(row.name)
        else:
            found.append((row.staff_id, Subscription(**kept)))
    forget(session, lost)
    return found


def forget(session: Session, names: Collection[str]) -> None:
    """Delete browsers that are gone."""
    session.execute(delete(StaffPush).where(StaffPush.name.in_(list(names))))


def new_key() -> str:
    """A key of ours for push services (VAPID, RFC 8292), as the setting has it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _written(number.to_bytes(32, "big"))


def public_key(key: str) -> str:
    """What browsers know us by.

    Raises:
        ValueError: it is no key of :func:`new_key`.
    """
    drawn = base64.b64decode(f"{key}=", b"-_", validate=True)
    if len(drawn) != 32:
        raise ValueError("a key has 32 bytes")
    private = ec.derive_private_key(int.from_bytes(drawn, "big"), ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _written(point)


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
