from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import (
    Case,
    CaseDeadline,
    CaseEvent,
    PurgeEntry,
    RoutingCorrection,
)
from bot.complaints.case.progress import NOT_FOUND
from bot.complaints.case.workflow import StepRefused, Workflow
from bot.complaints.follow.followup import follow_up_in
from bot.complaints.keeping.rotation import rotate
from bot.complaints.office import CaseOffice
from bot.complaints.work.casefile import CaseFiles
from bot.complaints.work.casework import Actor, CaseNotFound
from bot.complaints.work.corrections import corrected_texts
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.settings import Settings
from tests.complaints.conftest import COMPLAINT, REPORT, Citizen, StoppedClock
from tests.complaints.made import EVERYTHING, stepped

OFFICER = Actor("officer", "wang")
SETTLED = {"ground": "paper", "evidence": "调解书渝中消调〔2026〕1号"}


class Desk:
    """An officer at work on the one case, with a supervisor who agrees to everything."""

    def __init__(self, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock) -> None:
        self.office, self.sessions, self.clock = office, sessions, clock

    async def do(self, step: str, **given: str) -> str:
        def work(session: Session) -> str:
            case = self.office.casework.get(session, self._number(session))
            event = stepped(
                self.office.casework, session, case, step, self.clock(), given, officer=OFFICER.name
            )
            return event.message

        return await self.sessions.run(work)

    async def case(self) -> Case:
        async with self.sessions() as session:
            return (await session.scalars(select(Case))).one()

    @staticmethod
    def _number(session: Session) -> str:
        return str(session.scalar(select(Case.number)))


@pytest.fixture
def desk(office: CaseOffice, sessions: SessionFactory, clock: StoppedClock) -> Desk:
    return Desk(office, sessions, clock)


async def test_a_complaint_goes_from_registration_to_closing(citizen: Citizen, desk: Desk) -> None:
    await citizen.say_all(*COMPLAINT)

    accepted = await desk.do("accept")
    await desk.do("mediate")
    closed = await desk.do("settle", reason="双方达成一致，退款 2999 元", **SETTLED)

    case = await desk.case()
    assert "决定受理" in accepted
    assert "调解成功" in closed
    assert (case.status, case.outcome, case.next_due_on) == ("closed", "settled", None)


@pytest.mark.parametrize(
    ("step", "given", "lacking"),
    [
        ("decline", {"reason": "超过三年"}, "法定情形"),
        ("decline", {"reason": "不想管", "ground": "随便写"}, "法定情形"),
        ("decline", {"ground": "three_years"}, "说明"),
        ("refer", {"reason": "不归我们管", "ground": "passed_on"}, "转给哪个单位"),
        ("settle", {"reason": "好了", **SETTLED}, "不能做"),
        ("start", {}, "不能做"),
        ("mediate", {}, "不能做"),
        ("end_mediation", {"reason": "不想调", "ground": "refuses"}, "不能做"),
        ("withdraw", {}, "不能做"),
        ("withdraw_told", {"told_by": "张三", "told_at": "昨天"}, "怎么说的"),
        ("reopen", {"reason": "x"}, "不能做"),
        ("file_case", {}, "不能做"),
        ("nonsense", {}, "没有这个"),
    ],
)
async def test_a_step_that_is_not_possible_or_lacks_something_is_refused(
    citizen: Citizen, desk: Desk, step: str, given: dict[str, str], lacking: str
) -> None:
    await citizen.say_all(*COMPLAINT)

    with pytest.raises(StepRefused, match=lacking):
        await desk.do(step, **given)

    assert (await desk.case()).status == "registered"


async def test_asking_for_a_supplement_stops_no_clock(
    citizen: Citizen, desk: Desk, office: CaseOffice, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)
    assert str((await desk.case()).next_due_on) == "2026-12-03"

    clock.pass_by(days=1)
    asked = await desk.do("ask_supplement", reason="请补充购买凭证")
    assert "办理期限照常计算" in asked
    assert str((await desk.case()).next_due_on) == "2026-12-03"
    mine = await office.counter.mine(citizen.name)
    assert mine is not None
    assert "决定是否受理：2026-12-03 前" in mine.text
    clock.pass_by(days=2)
    wish = follow_up_in("补充：发票在这里，编号 123")
    assert wish is not None
    told = await office.counter.serve(wish, citizen.name)

    case = await desk.case()
    assert "暂停" not in asked + mine.text + told.reply.text
    assert (case.status, str(case.next_due_on)) == ("registered", "2026-12-03")


async def clocks_of(desk: Desk) -> dict[str, CaseDeadline]:
    async with desk.sessions() as session:
        return {one.rule: one for one in await session.scalars(select(CaseDeadline))}


async def test_a_test_stops_just_the_clock_whose_article_allows_it_and_says_so(
    citizen: Citizen, desk: Desk, office: CaseOffice, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)
    with pytest.raises(StepRefused, match="现在不能做"):
        await desk.do("begin_testing", pause="testing", reason="送检电池")
    await desk.do("accept")
    with pytest.raises(StepRefused, match="照常计算"):
        await desk.do("begin_testing", pause="identifying", reason="请厂家辨认")

    begun = await desk.do("begin_testing", pause="testing", reason="双方同意送检电池")
    assert "检测、鉴定" in begun
    assert "调解期限（令第121号第二十二条）" in begun
    clock.pass_by(days=10)
    mine = await office.counter.mine(citizen.name)
    assert mine is not None
    assert "依法不计入（令第121号第二十二条）" in mine.text
    ended = await desk.do("end_testing")

    assert "检测、鉴定已经结束" in ended
    mediate = (await clocks_of(desk))["mediate"]
    # 60 days from 24 November, and ten more.
    assert (str(mediate.due_on), mediate.pauses) == (
        "2027-02-02", [["2026-11-24", "2026-12-04", "testing"]],
    )  # fmt: skip
    with pytest.raises(StepRefused, match="没有停着的期限"):
        await desk.do("end_testing")


async def test_the_verification_of_a_report_does_not_count_time_in_the_laboratory(
    citizen: Citizen, desk: Desk, clock: StoppedClock
) -> None:
    await citizen.say_all(*REPORT, start="report")
    before = (await desk.case()).next_due_on
    await desk.do("begin_testing", pause="inspection", reason="抽样送检")
    assert (await desk.case()).next_due_on is None
    clock.pass_by(days=7)
    await desk.do("end_testing")

    assert (str(before), str((await desk.case()).next_due_on)) == ("2026-12-15", "2026-12-22")


async def test_a_period_that_is_over_is_not_stopped_any_more(
    citizen: Citizen, desk: Desk, clock: StoppedClock
) -> None:
    await citizen.say_all(*REPORT, start="report")
    clock.pass_by(days=40)

    with pytest.raises(StepRefused, match="照常计算"):
        await desk.do("begin_testing", pause="testing", reason="想起来送检")

    assert str((await desk.case()).next_due_on) == "2026-12-15"


async def test_a_case_closed_and_reopened_on_its_first_day_has_its_deadline(
    citizen: Citizen, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)
    await desk.do("decline", reason="看错了", ground="three_years")
    assert (await desk.case()).next_due_on is None

    await desk.do("reopen", reason="市民补来了凭证")

    assert str((await desk.case()).next_due_on) == "2026-12-03"


async def test_every_visible_change_becomes_one_notice_and_no_other(
    citizen: Citizen, desk: Desk, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await desk.do("accept")
    await desk.do("mediate")

    async with sessions() as session:
        rows = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
    texts = [Body.opened(row.body_sealed, office.keyring).text for row in rows]
    assert ["决定受理" in texts[0], "组织调解" in texts[1], len(rows)] == [True, True, 2]
    assert all("openid" not in row.address_sealed for row in rows)


async def test_an_anonymous_reporter_gets_no_notice_but_sees_progress_by_code(
    citizen: Citizen, desk: Desk, office: CaseOffice, sessions: SessionFactory
) -> None:
    step = await citizen.say_all(*REPORT, start="report")
    code = re.search(r"查询码：(\S{19})", step.all_replies[0].text)
    assert code is not None
    await desk.do("verify")

    wish = follow_up_in(code[1])
    assert wish is not None
    told = await office.counter.serve(wish, "somebody-else")

    assert "核查中" in told.reply.text
    assert told.anonymous
    async with sessions() as session:
        assert (await session.scalars(select(OutboxMessage))).first() is None


async def test_wrong_number_wrong_code_and_anothers_number_get_the_same_answer(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)
    number = (await desk.case()).number

    answers = []
    for text in (
        "CQ20261124-000999-9",
        "CQ20261123-000147-7",
        f"{number} 查询码 ABCD-EFGH-JKMN-PQRS",
        number,
        "ABCD-EFGH-JKMN-PQRS",
    ):
        wish = follow_up_in(text)
        assert wish is not None
        answers.append((await office.counter.serve(wish, "stranger")).reply.text)

    assert set(answers) == {NOT_FOUND}


async def test_a_wrong_code_is_refused_in_the_own_chat_too(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    """Whoever types a code asks by it: the chat must not make a wrong one look right."""
    await citizen.say_all(*COMPLAINT)
    number = (await desk.case()).number

    wish = follow_up_in(f"{number} 查询码 ABCD-EFGH-JKMN-PQRS")
    assert wish is not None
    told = await office.counter.serve(wish, citizen.name)

    assert told.reply.text == NOT_FOUND


async def test_a_report_that_belongs_to_nobody_is_not_the_own_of_whoever_has_no_name(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    await citizen.say_all(*REPORT, start="report")
    case = await desk.case()
    assert case.conversation == ""

    wish = follow_up_in(case.number)
    assert wish is not None
    told = await office.counter.serve(wish, "")

    assert told.reply.text == NOT_FOUND


async def test_the_own_chat_sees_its_case_by_number_alone(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)
    wish = follow_up_in((await desk.case()).number)
    assert wish is not None

    told = await office.counter.serve(wish, citizen.name)

    assert "现在：已登记" in told.reply.text
    assert "决定是否受理：2026-12-03 前" in told.reply.text
    mine = await office.counter.mine(citizen.name)
    assert mine is not None
    assert "现在：已登记" in mine.text


async def test_a_citizen_withdraws_and_rates_only_what_may_be(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)
    rate, withdraw = follow_up_in("评价5"), follow_up_in("撤回投诉")
    assert rate is not None
    assert withdraw is not None

    too_early = await office.counter.serve(rate, citizen.name)
    asked = await office.counter.serve(withdraw, citizen.name)

    assert "还没有办结" in too_early.reply.text
    assert "确定撤回" in asked.reply.text
    assert (await desk.case()).status == "registered"


async def test_a_report_is_verified_though_its_reporter_wants_it_back(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    report = [text.replace("匿名", "实名") for text in REPORT[:-1]]
    await citizen.say_all(*report, "同意", "张三", "13812345678", "确认", start="report")
    withdraw, confirm = follow_up_in("撤回举报"), follow_up_in("确定撤回")
    assert withdraw is not None
    assert confirm is not None

    asked = await office.counter.serve(withdraw, citizen.name)
    told = await office.counter.serve(confirm, citizen.name, asked.in_hand)

    case = await desk.case()
    assert "依法仍要核查" in told.reply.text
    assert (case.status, case.closed_at, str(case.next_due_on)) == (
        "registered", None, "2026-12-15",
    )  # fmt: skip


async def test_after_closing_a_rating_is_kept(
    citizen: Citizen, office: CaseOffice, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)
    for step in ("accept", "mediate"):
        await desk.do(step)
    await desk.do("settle", reason="已退款", **SETTLED)
    wish = follow_up_in("评价 4，还可以，电话13812345678")
    assert wish is not None

    await office.counter.serve(wish, citizen.name)

    case = await desk.case()
    assert (case.satisfaction, case.satisfaction_said) == (4, "还可以，电话［手机号］")


async def test_overdue_clocks_are_escalated_once(
    citizen: Citizen, desk: Desk, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)
    soon = clock.at + timedelta(days=8)
    late = clock.at + timedelta(days=10)

    first = await sessions.run(lambda s: office.escalation.run(s, soon))
    second = await sessions.run(lambda s: office.escalation.run(s, late))
    third = await sessions.run(lambda s: office.escalation.run(s, late))

    assert (first.due_soon, first.overdue) == (1, 0)
    assert (second.due_soon, second.overdue) == (0, 1)
    assert (third.due_soon, third.overdue) == (0, 0)
    assert (await desk.case()).escalated_at is not None


async def test_a_corrected_category_teaches_by_the_story_while_its_case_keeps_it(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)

    def correct(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        office.casework.reclassify(session, case, OFFICER, "appliance", "market", case.district)

    await sessions.run(correct)

    async with sessions() as session:
        kept = (await session.scalars(select(RoutingCorrection))).one()
    assert (kept.predicted, kept.corrected) == ("ebike", "appliance")
    assert kept.text == "电动自行车"
    assert "家用电器" in (await desk.case()).summary
    keyring = office.casework.keyring
    learned = await sessions.run(lambda s: corrected_texts(s, keyring))
    assert learned == [("电动自行车 充电的时候冒烟了", "appliance")]

    async with sessions.begin() as session:
        (await session.scalars(select(Case))).one().narrative_sealed = ""
    learned = await sessions.run(lambda s: corrected_texts(s, keyring))
    assert learned == [("电动自行车", "appliance")]


async def test_when_its_time_is_up_a_case_loses_its_identity_but_stays_in_the_statistics(
    citizen: Citizen, desk: Desk, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)
    for step in ("accept", "mediate"):
        await desk.do(step)
    await desk.do("settle", reason="已退款", **SETTLED)
    last = clock.at + timedelta(days=730)
    later = last + timedelta(seconds=1)

    dry = await sessions.run(lambda s: office.retention.due(s, later))
    early = await sessions.run(lambda s: office.retention.purge(s, last))
    await sessions.run(lambda s: office.retention.purge(s, later))

    case = await desk.case()
    assert (dry["closed"], early["closed"]) == (1, 0)
    assert (case.name_sealed, case.phone_sealed, case.address_sealed) == ("", "", "")
    assert (case.narrative_sealed, case.conversation) == ("", "")
    assert (case.product, case.category, case.district) == ("电动自行车", "ebike", "渝中区")
    assert (case.respondent, case.place, case.wanted, case.happened_said) == ("", "", "", "")
    async with sessions() as session:
        entry = (await session.scalars(select(PurgeEntry))).one()
    assert (entry.rule, entry.rows) == ("closed", 1)


async def test_an_address_stays_while_another_case_of_its_chat_needs_it(
    citizen: Citizen, office: CaseOffice, clock: StoppedClock, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)

    def strip(session: Session, place: int) -> int:
        case = session.scalars(select(Case).order_by(Case.id)).all()[place]
        office.retention.strip(session, case, clock.at)
        return len(session.scalars(select(CitizenAddress)).all())

    assert await sessions.run(lambda s: strip(s, 0)) == 1
    assert await sessions.run(lambda s: strip(s, 1)) == 0


async def test_keys_are_changed_without_losing_a_word(
    citizen: Citizen, desk: Desk, settings: Settings, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    fresh = f"fresh:{base64.b64encode(b'f' * 32).decode()}"
    ring = Keyring.parse(f"{fresh},{settings.data_keys.get_secret_value()}")

    counts = await sessions.run(lambda s: rotate(s, ring))

    case = await desk.case()
    assert counts["case.phone"] == 1
    assert Keyring({"fresh": b"f" * 32}).open(case.phone_sealed, "case.phone") == "13812345678"
    assert await sessions.run(lambda s: rotate(s, ring)) == dict.fromkeys(counts, 0)


async def test_the_clocks_of_reports_can_be_extended_once(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory, desk: Desk
) -> None:
    await citizen.say_all(*REPORT, start="report")

    def extend(session: Session) -> CaseDeadline | None:
        case = session.scalars(select(Case)).one()
        return office.clocks.extend(session, case, "verify_report")

    first, second = await sessions.run(extend), await sessions.run(extend)

    assert first is not None
    assert second is None
    assert str((await desk.case()).next_due_on) == "2027-01-05"


async def offered(desk: Desk) -> dict[str, bool]:
    """The clocks of the page, and whether it offers to extend each."""
    office = desk.office
    files = CaseFiles(office.workflow, office.clocks, office.keyring)

    def read(session: Session) -> dict[str, bool]:
        case = session.scalars(select(Case)).one()
        file = files.read(session, case, EVERYTHING, local_day(desk.clock.at))
        return {one.slug: one.is_extendable for one in file.clocks}

    return await desk.sessions.run(read)


async def test_the_page_offers_an_extension_once(citizen: Citizen, desk: Desk) -> None:
    await citizen.say_all(*REPORT, start="report")
    assert await offered(desk) == {"verify_report": True}

    def extend(session: Session) -> None:
        desk.office.clocks.extend(session, session.scalars(select(Case)).one(), "verify_report")

    await desk.sessions.run(extend)
    assert await offered(desk) == {"verify_report": False}


async def test_the_page_offers_no_extension_of_what_is_decided(
    citizen: Citizen, desk: Desk
) -> None:
    await citizen.say_all(*REPORT, start="report")
    await desk.do("verify")
    await desk.do("file_case", ground="conditions_met", evidence="立案审批表 12 号")

    assert await offered(desk) == {"verify_report": False, "decide_case": True}


async def test_the_page_offers_no_extension_the_article_does_not_know(
    citizen: Citizen, desk: Desk
) -> None:
    await citizen.say_all(*COMPLAINT)

    assert await offered(desk) == {"decide_acceptance": False}


async def test_internal_notes_are_never_told(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory, desk: Desk, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)

    def note(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        office.casework.note(session, case, OFFICER, "疑似职业打假", clock.at)

    await sessions.run(note)

    mine = await office.counter.mine(citizen.name)
    assert mine is not None
    assert "职业打假" not in mine.text
    async with sessions() as session:
        events = list(await session.scalars(select(CaseEvent).where(~CaseEvent.public)))
    assert [e.action for e in events] == ["note"]
    assert "职业打假" not in events[0].note_sealed


async def test_a_number_nobody_has_is_not_found(
    office: CaseOffice, sessions: SessionFactory
) -> None:
    with pytest.raises(CaseNotFound):
        await sessions.run(lambda s: office.casework.get(s, "CQ20261124-000001-7"))


async def test_numbers_count_up_within_a_day(
    another: Callable[[str], Citizen], sessions: SessionFactory, clock: StoppedClock
) -> None:
    for name in ("a", "b"):
        await another(name).say_all(*COMPLAINT)
    clock.pass_by(days=1)
    await another("c").say_all(*COMPLAINT)

    async with sessions() as session:
        numbers = sorted(await session.scalars(select(Case.number)))
    assert [number[:17] for number in numbers] == [
        "CQ20261124-000001",
        "CQ20261124-000002",
        "CQ20261125-000001",
    ]


def test_every_step_of_the_workflow_leads_somewhere_and_has_its_words() -> None:
    workflow = Workflow.load()

    for step in workflow.steps.values():
        assert workflow.tell(step.template, number="CQ1", reason="r", article="a")
        assert step.start
