"""Who tells, remembered for their next case in the same chat, if they agreed to it.

Never for an anonymous report: nothing is taken from one, nothing is filled into one, and no moment
of one is noted here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import Case, KnownTeller
from bot.kit.sealing import Keyring, SealBroken

KEPT = timedelta(days=90)  # from the last named case
FIELD = "known_teller.teller"
WORDS = "记住我的联系方式"
REMEMBERED = (
    "好的，记住了，只在这个聊天里用：下次登记投诉或者实名的，姓名、电话、地址直接填好，您确认时再看；"
    "匿名的绝不用。加密保存 90 天，再用到就从那天算起。不要了，随时说“删除我的个人信息”。"
)
FORGOTTEN = "好的，没有记着您的姓名、电话、地址了，下次登记重新填。"
NOTHING_TO_REMEMBER = "这个聊天里没有登记过您的姓名、电话，没有可以记的。"
SHOWN = "· 您让我记住、下次登记时用的姓名、电话、地址（加密保存到 {until}）"
_WISH = re.compile(
    r"^(?:好的?|要得|要|嗯|行|那就?|可以|请|帮我|下次|[，,。\s])*记住我的(?:联系方式|姓名|电话|信息)(?:[、和跟]|姓名|电话|地址|信息|吧|嘛|哈|噻){0,6}[。！!\s]*$"
)

_FORGET = re.compile(
    r"^(?:(?:请|以后|下次|[，,\s])*(?:别|不要|不用|不必|莫|勿)再?(?:自动)?(?:帮我)?(?:记住?|填写?|保存|存)着?|"
    r"(?:请|把|[，,\s])*(?:忘了|忘记|忘掉|清除|取消记住))我的?(?:联系方式|姓名|电话|地址)(?:忘了|删了|清除)?[了吧嘛哈噻。！!\s]*$"
)


def wants_forgetting(text: str) -> bool:
    """Whether somebody wants to be filled in no more, and nothing else erased.

    >>> wants_forgetting("别记住我的电话了"), wants_forgetting("店家不要我的电话")
    (True, False)
    """
    return _FORGET.match(text.strip()) is not None


def wants_remembering(text: str) -> bool:
    """Whether somebody agrees that their next case is filled in with who they are.

    >>> wants_remembering("记住我的联系方式"), wants_remembering("店家记住我的电话天天打")
    (True, False)
    """
    return _WISH.match(text.strip()) is not None


@dataclass(frozen=True)
class KnownTellers:
    """Keeps them.

    Args:
        keyring: seals who they are.
        consent_version: wording under which data are taken now; what was agreed to under another
            is filled in, but its consent is asked anew.
    """

    keyring: Keyring
    consent_version: str

    def of(self, session: Session, conversation: str, now: datetime) -> dict[str, str]:
        """Fields to fill in for a chat; empty if nothing is remembered."""
        row = session.get(KnownTeller, conversation)
        if row is None or now - row.used_at > KEPT:
            return {}
        try:
            known: dict[str, str] = json.loads(self.keyring.open(row.sealed, FIELD))
        except SealBroken:
            return {}
        agreed = {"consent": "yes"} if row.consent_version == self.consent_version else {}
        return {**{name: value for name, value in known.items() if value}, **agreed}

    def remember(self, session: Session, conversation: str, now: datetime) -> bool:
        """Keep who filed the chat's last named case; False if there is none."""
        mine = select(Case).where(
            Case.conversation == conversation, ~Case.anonymous, Case.purged_at.is_(None)
        )
        case = session.scalar(mine.order_by(Case.id.desc()).limit(1)) if conversation else None
        if case is None or case.guardian or not case.phone_sealed:
            return False
        session.merge(
            KnownTeller(
                conversation=conversation,
                sealed=self._sealed(case),
                consent_version=case.consent_wording,
                agreed_at=now,
                used_at=now,
            )
        )
        return True

    def _sealed(self, case: Case) -> str:
        opened = self.keyring.open
        who = {
            "name": opened(case.name_sealed, "case.name"),
            "phone": opened(case.phone_sealed, "case.phone"),
            "address": opened(case.address_sealed, "case.address"),
        }
        return self.keyring.seal(json.dumps(who, ensure_ascii=False), FIELD)

    def is_to_be_asked(self, session: Session, case: Case) -> bool:
        """Whether the chat's first named case was just filed: asked once, never again."""
        if case.anonymous or case.guardian or not case.conversation:
            return False
        mine = select(Case.id).where(Case.conversation == case.conversation).limit(2)
        return len(session.scalars(mine).all()) == 1

    def used(self, session: Session, case: Case, now: datetime) -> None:
        """Count the time from this case and keep what was corrected in it.

        An anonymous one leaves no trace, one of a child's guardian is about somebody else.
        """
        row = None if case.anonymous else session.get(KnownTeller, case.conversation)
        if row is None or case.guardian:
            return
        row.used_at = now
        if case.phone_sealed and case.name_sealed:
            row.sealed, row.consent_version = self._sealed(case), case.consent_wording


def forget_teller(session: Session, conversation: str) -> None:
    """Nothing is filled in any more."""
    session.execute(delete(KnownTeller).where(KnownTeller.conversation == conversation))


def sweep_tellers(session: Session, now: datetime) -> int:
    """Delete who has not been here for long; how many."""
    done = session.execute(delete(KnownTeller).where(KnownTeller.used_at < now - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]


def told_of(session: Session, conversation: str) -> list[str]:
    """A line for whoever asks what is kept of them."""
    row = session.get(KnownTeller, conversation)
    return [] if row is None else [SHOWN.format(until=local_day(row.used_at + KEPT))]
