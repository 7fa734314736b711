"""What officers know of a business (商家档案): code, address, contact, agent, its other cases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, Mediation, Merchant, MerchantCase
from bot.complaints.case.wanted import inside
from bot.complaints.understanding.similar import subject_key
from bot.complaints.work.casework import Actor, demand_own, event_by
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.kit.sealing import Keyring
from bot.staff.roles import CaseScope

FIELD = "merchant.sealed"
MOST_SHOWN = 200  # cases of a merchant
MOST_LIKE_IT = 5
# GB 32100: 17 signs without I, O, S, V and Z, and one that checks them (weights are powers of 3,
# all of it modulo 31).
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH = 18
LABELS = {
    "name": "商家名称",
    "credit_code": "统一社会信用代码",
    "address": "地址",
    "contact": "联系人",
    "phone": "联系电话",
    "agent": "代理人",
    "agent_phone": "代理人电话",
}
_LONGEST = {"name": 200, "address": 200, "contact": 60, "phone": 40, "agent": 60, "agent_phone": 40}


class ChangedMeanwhile(ServiceError):
    """A colleague saved the file after this one was opened."""

    status = 409
    for_citizen = "这份商家档案刚刚被别人改过，没有覆盖。请看看现在的内容，再改一次。"


@dataclass(frozen=True)
class Known:
    """What is written into the file; empty where it isn't known."""

    name: str = ""
    credit_code: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    agent: str = ""
    agent_phone: str = ""


@dataclass(frozen=True)
class MerchantFile:
    """A file as a page shows it.

    Args:
        stamp: changes whenever somebody saves it.
        changed_by: username.
    """

    id: int
    known: Known
    stamp: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class PastCase:
    """One case of a merchant.

    Args:
        recovered_fen: what its mediations brought back (挽回损失), in 分; None if none is known.
    """

    number: str
    kind: str
    status: str
    product: str
    district: str
    registered_at: datetime
    closed_at: datetime | None
    outcome: str
    recovered_fen: int | None


@dataclass(frozen=True)
class Merchants:
    """Keeps and reads the files; works inside the caller's transaction."""

    keyring: Keyring

    def of(self, session: Session, case: Case) -> MerchantFile | None:
        """The file of the business a case is about, if an officer found it."""
        row = session.scalar(
            select(Merchant)
            .join(MerchantCase, MerchantCase.merchant_id == Merchant.id)
            .where(MerchantCase.case_id == case.id)
        )
        return None if row is None else self._file(row)

    def read(self, session: Session, scope: CaseScope, number: int) -> MerchantFile:
        """A file, for who may see one of its cases.

        Raises:
            NotFound: there is none, or none of its cases is the reader's to see.
        """
        row = session.get(Merchant, number)
        if row is None or not self.history(session, scope, number):
            raise NotFound("没有这份商家档案，或者它的事项都不在您能看的范围内。")
        return self._file(row)

    def like(self, session: Session, case: Case) -> list[MerchantFile]:
        """Files of businesses with the name of a case's."""
        if not case.subject_key:
            return []
        query = select(Merchant).where(Merchant.subject_key == case.subject_key)
        rows = session.scalars(query.order_by(Merchant.id.desc()).limit(MOST_LIKE_IT))
        return [self._file(row) for row in rows]

    def history(self, session: Session, scope: CaseScope, merchant: int) -> list[PastCase]:
        """The merchant's cases a reader may see, the newest first."""
        mine = select(MerchantCase.case_id).where(MerchantCase.merchant_id == merchant)
        recovered = (
            select(func.sum(Mediation.recovered_fen))
            .where(Mediation.case_id == Case.id)
            .scalar_subquery()
        )
        query = (
            select(
                Case.number, Case.kind, Case.status, Case.product, Case.district,
                Case.registered_at, Case.closed_at, Case.outcome, recovered.label("recovered_fen"),
            )
            .where(Case.id.in_(mine), *inside(scope))
            .order_by(Case.registered_at.desc(), Case.id.desc())
            .limit(MOST_SHOWN)
        )  # fmt: skip
        return [PastCase(**row._mapping) for row in session.execute(query)]

    def unlinked(
        self, session: Session, scope: CaseScope, file: MerchantFile
    ) -> Sequence[Row[str, str, str]]:
        """Cases of the same name that nobody has put to a merchant: number, name, product."""
        query = (
            select(Case.number, Case.respondent, Case.product)
            .where(
                Case.subject_key == subject_key(file.known.name)[:120],
                Case.id.not_in(select(MerchantCase.case_id)),
                *inside(scope),
            )
            .order_by(Case.registered_at.desc())
            .limit(MOST_SHOWN)
        )
        return session.execute(query).all()

    def save(
        self, session: Session, case: Case, actor: Actor, known: Known, stamp: str, now: datetime
    ) -> None:
        """Write the file of a case's merchant; a code that is known already leads to its file.

        Args:
            session: the open transaction.
            case: locked.
            actor: whose the case is, or a supervisor.
            known: all of the file.
            stamp: of the file as the writer saw it; empty for a new one.
            now: aware UTC.

        Raises:
            InvalidInput: something is missing, too long, or no credit code.
            ChangedMeanwhile: a colleague was faster.
            StepRefused: the case is somebody else's.
        """
        self._demand(case, actor)
        known = _checked(known)
        row = session.scalar(
            select(Merchant)
            .join(MerchantCase, MerchantCase.merchant_id == Merchant.id)
            .where(MerchantCase.case_id == case.id)
            .with_for_update(of=Merchant)
        )
        if (row is None and stamp) or (row is not None and self._file(row).stamp != stamp):
            raise ChangedMeanwhile
        if known.credit_code:
            other = select(Merchant).where(Merchant.credit_code == known.credit_code)
            same = session.scalar(other.with_for_update())
            if same is not None and row is not None and same.id != row.id:
                raise InvalidInput(
                    f"这个信用代码已经有一份档案（{same.name}）。"
                    "先点“不是这一家”，再填这个代码，就归到那一份。"
                )
            if row is None and same is not None:
                row, known = same, _filled(known, self._file(same).known)
        if row is None:
            row = Merchant(name=known.name, subject_key="", changed_by=actor.name)
            session.add(row)
        words = {name: value for name, value in asdict(known).items() if value}
        row.name, row.credit_code = words.pop("name"), words.pop("credit_code", None)
        row.subject_key = subject_key(row.name)[:120]
        row.sealed = self.keyring.seal(json.dumps(words, ensure_ascii=False), FIELD)
        row.changed_at, row.changed_by = now, actor.name
        session.flush()
        self._link(session, case, row.id)
        self._tell(session, case, actor, f"商家档案：{row.name}", now)

    def link(
        self, session: Session, case: Case, actor: Actor, merchant: int, now: datetime
    ) -> None:
        """Say that a case is about a merchant whose file there is.

        Raises:
            InvalidInput: the file is of a business of another name.
            StepRefused: the case is somebody else's.
        """
        self._demand(case, actor)
        found = next((one for one in self.like(session, case) if one.id == merchant), None)
        if found is None:
            raise InvalidInput("这份档案不是同名的商家。是同一家的，填信用代码归到一起。")
        self._link(session, case, merchant)
        self._tell(session, case, actor, f"商家档案：{found.known.name}", now)

    def unlink(self, session: Session, case: Case, actor: Actor, now: datetime) -> None:
        """Say that a case is not about the merchant it was put to.

        Raises:
            StepRefused: the case is somebody else's.
        """
        self._demand(case, actor)
        forget(session, case)
        self._tell(session, case, actor, "不是原来那一家商家", now)

    def _demand(self, case: Case, actor: Actor) -> None:
        demand_own(case, actor)
        if case.purged_at is not None:
            raise InvalidInput("这件事的内容已经到期删除，不再建商家档案。")

    @staticmethod
    def _link(session: Session, case: Case, merchant: int) -> None:
        session.merge(MerchantCase(case_id=case.id, merchant_id=merchant))

    def _tell(self, session: Session, case: Case, actor: Actor, words: str, now: datetime) -> None:
        session.add(
            event_by(
                case,
                actor,
                "merchant",
                now,
                public=False,
                note_sealed=self.keyring.seal(words, "case_event.note"),
            )
        )

    def _file(self, row: Merchant) -> MerchantFile:
        words = json.loads(self.keyring.open(row.sealed, FIELD) or "{}")
        known = Known(name=row.name, credit_code=row.credit_code or "", **words)
        return MerchantFile(
            row.id, known, row.changed_at.isoformat(), row.changed_at, row.changed_by
        )


def forget(session: Session, case: Case) -> None:
    """Take a case from its merchant; the file of one without any case goes with it."""
    merchant = session.scalar(
        select(MerchantCase.merchant_id).where(MerchantCase.case_id == case.id)
    )
    if merchant is None:
        return
    session.execute(delete(MerchantCase).where(MerchantCase.case_id == case.id))
    others = select(MerchantCase.case_id).where(MerchantCase.merchant_id == merchant)
    if session.scalar(others.limit(1)) is None:
        session.execute(delete(Merchant).where(Merchant.id == merchant))


def is_credit_code(code: str) -> bool:
    """Whether a unified social credit code (统一社会信用代码) is one by its last sign.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    if len(code) != _LENGTH or any(sign not in _SIGNS for sign in code):
        return False
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1]))
    return _SIGNS[-total % 31] == code[-1]


def _checked(known: Known) -> Known:
    plain = Known(**{one.name: getattr(known, one.name).strip() for one in fields(Known)})
    code = plain.credit_code.replace(" ", "").upper()
    if not plain.name:
        raise InvalidInput("请写商家名称，最好和营业执照一样。")
    for name, longest in _LONGEST.items():
        if len(getattr(plain, name)) > longest:
            raise InvalidInput(f"{LABELS[name]}最多 {longest} 个字。")
    if code and not is_credit_code(code):
        raise InvalidInput("统一社会信用代码是 18 位数字和大写字母，请核对：有一位写错了。")
    return Known(**{**asdict(plain), "credit_code": code})


def _filled(typed: Known, kept: Known) -> Known:
    """What was typed, and where nothing was, what the file has."""
    return Known(
        **{one.name: getattr(typed, one.name) or getattr(kept, one.name) for one in fields(Known)}
    )
