"""The respondent's word: by a code that opens nothing, for staff alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from bot.app.keeping import personal_data
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseEvent, RespondentCode, RespondentDraft
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.follow.respondents import (
    CODE_LASTS,
    DRAFT_KEPT,
    MOST_STATEMENTS,
    SAID,
    Answered,
    Respondents,
    code_in,
    code_of,
    is_accused,
    make_code,
    means_counter_notice,
    new_code,
    revoke_codes,
    sweep_statements,
    wants_to_answer,
)
from bot.complaints.office import CaseOffice
from bot.conversation.bidders.respondents import ACCUSED, NEXT, TAKEN_DOWN
from bot.kit.db import SessionFactory
from bot.settings import SEEDS
from kb.yaml_file import read_yaml
from tests.complaints.conftest import COMPLAINT, Citizen, StoppedClock
from tests.complaints.test_evidence import photo

WORDS = "那台车是充电器被换过，我们愿意免费检修，进货单和合格证都有。"


@dataclass
class Merchant:
    """A business that talks to the bot; what it hears is kept."""

    desk: Respondents
    name: str = "merchant"
    heard: list[str] = field(default_factory=list)

    async def say(self, text: str, *, may_try: bool = True) -> Answered | None:
        said = await self.desk.take(self.name, text, may_try=may_try)
        if said is not None:
            self.heard.append(said.reply.text)
        return said


@pytest.fixture
def merchant(
    sessions: SessionFactory, office: CaseOffice, evidence: EvidenceStore, clock: StoppedClock
) -> Merchant:
    codes = office.counter.progress.codes
    return Merchant(Respondents(sessions, office.keyring, codes, evidence, clock))


async def code_for(citizen: Citizen, desk: Respondents) -> str:
    """A filed complaint, and the code its officer makes."""
    await citizen.say_all(*COMPLAINT)

    def make(session: object) -> str:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()  # type: ignore[attr-defined]
        return make_code(session, desk.codes, case, "officer", desk.clock())  # type: ignore[arg-type]

    return await desk.sessions.run(make)


async def test_their_word_stands_with_the_case_for_staff_and_for_nobody_else(
    citizen: Citizen, merchant: Merchant, office: CaseOffice, sessions: SessionFactory
) -> None:
    code = await code_for(citizen, merchant.desk)

    assert await merchant.say("我要回应投诉") is not None
    await merchant.say(code)
    await merchant.desk.add_file(merchant.name, photo())
    await merchant.say(WORDS)
    await merchant.say("当时没有收检修费。")
    await merchant.say("确认提交")

    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.action == SAID))).one()
        file = (await session.scalars(select(Attachment))).one()
        assert list(await session.scalars(select(RespondentDraft))) == []
    said = office.keyring.open(event.note_sealed, "case_event.note")
    assert said == f"{WORDS}\n当时没有收检修费。\n（材料：照片 1 张）"
    assert (event.actor_kind, event.public, event.at) == (
        "respondent",
        False,
        merchant.desk.clock(),
    )
    assert (file.case_id, file.draft, file.from_respondent) == (case.id, "", True)
    assert case.respondent_said_at == merchant.desk.clock()
    # The complainant sees nothing of it, neither in the progress nor in their copy.
    progress = await office.counter.mine(citizen.name)
    assert progress is not None
    assert "充电器" not in progress.text
    assert "回应" not in progress.text
    copy = await sessions.run(
        lambda s: str(
            personal_data.export(s, office.keyring, personal_data.by_case(s, case.number))
        )
    )
    assert "充电器" not in copy
    assert "respondent_said" not in copy
    assert "'from_respondent': True" not in copy
    # The respondent has learnt nothing of the complaint.
    learnt = "\n".join(merchant.heard)
    for secret in (case.number, "张三", "1381", "冒烟", "雅迪", "2999", "电瓶车", citizen.name):
        assert secret not in learnt


async def test_code_and_words_in_one_message(citizen: Citizen, merchant: Merchant) -> None:
    code = await code_for(citizen, merchant.desk)

    said = await merchant.say(f"商家回应 {code} {WORDS}")

    assert said is not None
    assert WORDS in said.reply.text
    assert code not in said.reply.text


@pytest.mark.parametrize(
    "beside",
    [
        "{code} 2025 年 3 月已经全额退款 REF 8812",
        "商家回应 {wide}，2025 年 3 月已经全额退款 REF 8812",
    ],
)
async def test_only_the_code_is_taken_out_of_the_words_beside_it(
    citizen: Citizen, merchant: Merchant, beside: str
) -> None:
    code = await code_for(citizen, merchant.desk)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else sign for sign in code)

    await merchant.say(beside.format(code=code, wide=wide))

    assert "2025 年 3 月已经全额退款 REF 8812" in merchant.heard[-1]
    assert code not in merchant.heard[-1]
    assert wide not in merchant.heard[-1]


@pytest.mark.parametrize("how", ["wrong", "revoked", "expired", "closed", "replaced"])
async def test_a_code_that_is_not_good_opens_nothing_and_all_read_alike(
    citizen: Citizen, merchant: Merchant, clock: StoppedClock, sessions: SessionFactory, how: str
) -> None:
    code = await code_for(citizen, merchant.desk)
    async with sessions.begin() as session:
        case = (await session.scalars(select(Case))).one()
        if how == "closed":
            case.closed_at = clock.at
        if how == "revoked":
            await session.run_sync(lambda s: revoke_codes(s, case, clock.at))
        if how == "replaced":
            await session.run_sync(lambda s: make_code(s, merchant.desk.codes, case, "b", clock.at))
    if how == "expired":
        clock.at += CODE_LASTS
    tried = new_code() if how == "wrong" else code

    said = await merchant.say(f"商家回应 {tried}")

    assert said is not None
    assert said.is_wrong
    assert "不对或者已经失效" in said.reply.text
    assert not await merchant.desk.is_writing(merchant.name)


async def test_who_tried_too_often_can_not_try_the_right_one(
    citizen: Citizen, merchant: Merchant
) -> None:
    code = await code_for(citizen, merchant.desk)

    said = await merchant.say(code, may_try=False)

    assert said is not None
    assert "次数太多" in said.reply.text
    assert not await merchant.desk.is_writing(merchant.name)


async def test_a_code_revoked_while_they_write_takes_nothing_more(
    citizen: Citizen, merchant: Merchant, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await merchant.say(f"商家回应 {await code_for(citizen, merchant.desk)} {WORDS}")
    async with sessions.begin() as session:
        case = (await session.scalars(select(Case))).one()
        await session.run_sync(lambda s: revoke_codes(s, case, clock.at))

    said = await merchant.say("确认提交")

    assert said is not None
    assert said.is_wrong
    async with sessions() as session:
        assert (
            await session.scalars(select(CaseEvent).where(CaseEvent.action == SAID))
        ).first() is None


async def test_what_is_not_submitted_is_erased(
    citizen: Citizen,
    merchant: Merchant,
    evidence: EvidenceStore,
    sessions: SessionFactory,
    clock: StoppedClock,
) -> None:
    code = await code_for(citizen, merchant.desk)
    await merchant.say(f"商家回应 {code} {WORDS}")
    await merchant.desk.add_file(merchant.name, photo())
    await merchant.say("取消")
    assert [p for p in evidence.folder.rglob("*") if p.is_file()] == []

    await merchant.say(f"商家回应 {code} {WORDS}")
    clock.at += DRAFT_KEPT
    clock.pass_by(seconds=1)

    assert await merchant.say("确认提交") is None
    await merchant.say("商家回应")
    clock.at += DRAFT_KEPT
    clock.pass_by(seconds=1)
    assert await sessions.run(lambda s: sweep_statements(s, clock.at)) == 1


@pytest.mark.parametrize("words", ["清空", "取消", "不回应了"])
async def test_who_clears_or_leaves_has_written_nothing(
    citizen: Citizen, merchant: Merchant, sessions: SessionFactory, words: str
) -> None:
    await merchant.say(f"商家回应 {await code_for(citizen, merchant.desk)} {WORDS}")

    assert await merchant.say("删除我的个人信息") is None
    await merchant.say(words)

    async with sessions() as session:
        assert list(await session.scalars(select(RespondentDraft))) == []


async def test_one_code_serves_a_few_statements_and_goes_with_its_case(
    citizen: Citizen, merchant: Merchant, office: CaseOffice, sessions: SessionFactory
) -> None:
    code = await code_for(citizen, merchant.desk)
    for _ in range(MOST_STATEMENTS):
        await merchant.say(f"{code} {WORDS}")
        await merchant.say("确认提交")

    said = await merchant.say(f"{code} {WORDS}")

    assert said is not None
    assert "直接联系" in said.reply.text

    def strip(session: object) -> None:
        case = session.scalars(select(Case)).one()  # type: ignore[attr-defined]
        assert code_of(session, case, merchant.desk.clock()) is not None  # type: ignore[arg-type]
        office.retention.strip(session, case, merchant.desk.clock())  # type: ignore[arg-type]

    await sessions.run(strip)
    async with sessions() as session:
        assert list(await session.scalars(select(RespondentCode))) == []
        notes = set(await session.scalars(select(CaseEvent.note_sealed)))
    assert notes == {""}


async def test_what_is_no_answer_is_left_to_others(merchant: Merchant) -> None:
    assert await merchant.say("世界标准日是哪天") is None
    await merchant.say("商家回应")
    assert await merchant.say("世界标准日是哪天") is None


def test_a_code_is_found_however_it_is_typed_and_is_no_receipt_code() -> None:
    code = new_code()

    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        f"码是{code}。",
    ):
        assert code_in(typed) == code
        assert ReceiptCodes.find(typed) is None
    assert code_in("查询码 2345-6789-ABCD-EFGH") is None


@pytest.mark.parametrize(
    "text",
    [
        "商家回应",
        "我要回应投诉",
        "市监所叫我在这里说明",
        "我们要答复这个投诉",
        "市场监管局通知我们来说明情况",
    ],
)
def test_who_comes_to_answer_is_understood(text: str) -> None:
    assert wants_to_answer(text)


@pytest.mark.parametrize(
    "text", ["我要投诉", "商家不回应我", "商家回应要几天", "商家回应期限是多久", "店家一直不答复"]
)
def test_who_complains_of_no_answer_is_no_respondent(text: str) -> None:
    assert not wants_to_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "我被人投诉了怎么办",
        "我的店被顾客投诉了",
        "职业打假人讹我",
        "店里被举报了咋办",
        "我们超市遭职业打假人举报了",
        # Who says that they will, and of whom.
        "我是开超市的,有个顾客说要投诉我卖过期饼干,我这边该准备些啥子材料",
        "客人扬言要举报我们店 该啷个办",
        "我开理发店的 有个女的说头发烫坏了要去12315告我 我怎么办",
        "我摆摊卖水果的，昨天一个客人说缺秤，说要去投诉，我要不要先退钱给他",
        "职业打假的说我们超市卖的糖没得中文标签,要举报,我该怎么办",
        "家长投诉我们托管班乱收费 要准备哪些材料",
    ],
)
def test_who_is_complained_about_is_understood(text: str) -> None:
    assert is_accused(text)


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "我投诉了没人理",
        "我被商家骗了要投诉",
        "这家店被投诉过多少次",
        "我开小面馆的，买了台冰柜坏了，店家说不退，我要投诉",
        "我开面馆的 进的毛肚发臭 客人投诉我 我要投诉供货商",
        "店家说顾客投诉我们也不怕",
        "业主投诉我们小区物业没人管",
        "商家威胁我，说再投诉就告我诽谤",
        "我投诉了商家，他反过来告我",
        "职业打假人合法吗",
    ],
)
def test_who_complains_is_not_taken_for_one_complained_about(text: str) -> None:
    assert not is_accused(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("什么是反通知", True),
        ("收到反通知要怎么办", True),
        ("不侵权声明怎么写", True),
        ("我收到一张通知书", False),
        ("商家侵权了我的照片", False),
    ],
)
def test_what_brings_back_a_shops_goods_is_known_by_its_names(text: str, meant: bool) -> None:
    assert means_counter_notice(text) is meant


def test_what_the_accused_are_offered_next_are_questions_of_the_knowledge_base() -> None:
    questions = {
        row["question"]
        for path in (SEEDS / "faq").glob("*.yml")
        for row in read_yaml(path)["entries"]
    }

    assert {ACCUSED, TAKEN_DOWN, *NEXT} <= questions
