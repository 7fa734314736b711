"""After filing: what was registered is corrected by saying it, and staff see both."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.follow.amending import amendment_in
from bot.complaints.follow.followup import follow_up_in
from bot.complaints.office import CaseOffice
from bot.complaints.work.casefile import CaseFiles
from bot.complaints.work.casework import Actor
from bot.kit.db import SessionFactory
from bot.staff.roles import CaseScope
from tests.complaints.conftest import COMPLAINT, REPORT, Citizen, StoppedClock
from tests.complaints.test_withdrawing import Chat


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("电话改成13900001111", "phone", "13900001111"),
        ("把我的电话改成13900001111", "phone", "13900001111"),
        ("我换电话了，新号码是13900001111", "phone", "13900001111"),
        ("打我另一个电话13900001111", "phone", "13900001111"),
        ("地址写错了，是渝中区中山四路2号", "address", "渝中区中山四路2号"),
        ("搬家了，新地址是江北区建新北路3号", "address", "江北区建新北路3号"),
        ("我的姓名写错了，应该叫王小明", "name", "王小明"),
        ("店名不对，应该是宝岛眼镜", "respondent", "宝岛眼镜"),
        ("登记的店名写错了，应该是老陈火锅", "respondent", "老陈火锅"),
        ("店的地址不对，应该是渝北区龙溪街道", "where", "渝北区龙溪街道"),
        ("时间错了，是11月20日", "when", "11月20日"),
        ("诉求改成退款500元", "wanted", "退款500元"),
    ],
)
def test_a_correction_is_heard(said: str, field: str, value: str) -> None:
    found = amendment_in(said)

    assert found is not None
    assert (found.field, found.words) == (field, value)


@pytest.mark.parametrize(
    "said",
    [
        "电话怎么改",
        "我要改电话",
        "老板的电话是13900001111",
        "标准改成多久",
        "GB 18401 改成 GB 31701 了",
        "电动自行车的标准是强制的吗",
        "时间不对",
        "我的投诉到哪一步了",
    ],
)
def test_other_words_correct_nothing(said: str) -> None:
    assert amendment_in(said) is None


@pytest.fixture
def chat(office: CaseOffice, citizen: Citizen) -> Chat:
    return Chat(office, citizen.name)


async def cases(sessions: SessionFactory) -> list[Case]:
    async with sessions() as session:
        return list(await session.scalars(select(Case).order_by(Case.id)))


async def changes(sessions: SessionFactory) -> list[CaseEvent]:
    async with sessions() as session:
        query = select(CaseEvent).where(CaseEvent.action == "amend").order_by(CaseEvent.id)
        return list(await session.scalars(query))


async def test_a_new_telephone_is_kept_sealed_beside_the_old_one(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)
    clock.pass_by(days=3)

    told = await chat.say("电话改成13900001111")

    assert "139****1111" in told
    assert "13900001111" not in told
    (case,) = await cases(sessions)
    assert office.keyring.open(case.phone_sealed, "case.phone") == "13900001111"
    (change,) = await changes(sessions)
    assert (change.actor_kind, change.at) == ("citizen", clock.at)
    assert not re.search(r"1(?:38|39)\d", f"{change.message}{change.reason}{change.note_sealed}")
    kept = office.keyring.open(change.note_sealed, "case_event.note")
    assert kept == "更正电话：原来是“13812345678”，改成“13900001111”"


async def test_staff_see_the_old_and_the_new_fact_in_the_story(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    await chat.say("店名不对，应该是宝岛眼镜")

    (case,) = await cases(sessions)
    assert case.respondent == "宝岛眼镜"
    files = CaseFiles(office.workflow, office.clocks, office.keyring)
    file, identity = await sessions.run(
        lambda session: (
            files.read(session, case, CaseScope(everything=True), date(2026, 11, 24)),
            files.identity(session, case),
        )
    )
    (line,) = [one for one in file.story if one.title == "市民更正了登记的内容"]
    assert "原来是“雅迪电动车专卖店”，改成“宝岛眼镜”" in line.message
    assert "雅迪电动车专卖店" in identity.supplements[-1][1]
    told = await sessions.run(lambda session: office.counter.progress.tell(session, case))
    assert "宝岛眼镜" in told


async def test_each_field_still_refuses_what_it_is_not(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    assert "11 位" in await chat.say("电话改成139")
    assert "还没到" in await chat.say("发生时间改成2027年3月1日")
    assert await changes(sessions) == []


async def test_a_corrected_place_moves_the_district_and_somebody_looks_again(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    await chat.say("店的地址不对，应该是沙坪坝区三峡广场")

    (case,) = await cases(sessions)
    assert (case.district, case.needs_staff) == ("沙坪坝区", True)
    assert "三峡广场" in case.place


async def test_a_new_account_stands_beside_the_old_one(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    await chat.say("经过不对，应该是充满以后才冒烟的")

    (case,) = await cases(sessions)
    assert "冒烟" in office.keyring.open(case.narrative_sealed, "case.narrative")
    async with sessions() as session:
        last = (await session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()))).first()
    assert last is not None
    assert "充满以后才冒烟" in office.keyring.open(last.note_sealed, "case_event.note")


async def test_of_several_the_citizen_says_which_and_need_not_say_the_rest_again(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)
    older, newer = await cases(sessions)

    asked = await chat.say("电话改成13900001111")
    assert asked.index(older.number) < asked.index(newer.number)
    assert "都不是" in asked
    assert "第9件" not in asked
    assert "139****1111" in await chat.say("第2件")

    older, newer = await cases(sessions)
    opened = [office.keyring.open(case.phone_sealed, "case.phone") for case in (older, newer)]
    assert opened == ["13812345678", "13900001111"]


@pytest.mark.parametrize("words", ["两个都改", "都改", "两件都是"])
async def test_all_of_them_are_corrected_at_once(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)
    await chat.say("电话改成13900001111")

    await chat.say(words)

    phones = [office.keyring.open(one.phone_sealed, "case.phone") for one in await cases(sessions)]
    assert phones == ["13900001111", "13900001111"]


@pytest.mark.parametrize(
    "words", ["我叫张珊不是张三", "我不叫张三，我叫张珊", "名字是张珊不是张三"]
)
async def test_a_name_put_right_with_not_is_the_name(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)

    assert "姓名已经改成" in await chat.say(words)
    (case,) = await cases(sessions)
    assert office.keyring.open(case.name_sealed, "case.name") == "张珊"


async def test_several_corrections_at_once_reach_the_officer_whole(
    citizen: Citizen, chat: Chat
) -> None:
    await citizen.say_all(*COMPLAINT)

    told = await chat.say("店名不对，是大明电动车，日子也不是上周六，是上周五")
    assert "已经记下" in told


async def test_none_of_them_changes_nothing(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)

    await chat.say("店名不对，应该是宝岛眼镜")
    assert "都不动" in await chat.say("都不是")

    assert await changes(sessions) == []


@pytest.mark.parametrize("said", ["电话改成13900001111", "店名不对，应该是宝岛眼镜"])
async def test_without_a_case_the_words_are_left_to_others(office: CaseOffice, said: str) -> None:
    wish = follow_up_in(said)
    assert wish is not None
    assert not (await office.counter.serve(wish, "stranger")).meant


async def test_days_later_a_fact_is_corrected_with_the_number_only(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock
) -> None:
    """By then 「标准是…」 rather answers what the bot has said."""
    await citizen.say_all(*COMPLAINT)
    (case,) = await cases(sessions)
    clock.pass_by(days=2)

    await chat.say("标准错了，是GB 18401-2010")
    assert await changes(sessions) == []
    await chat.say(f"{case.number} 标准错了，是GB 18401-2010")

    (case,) = await cases(sessions)
    assert case.standard == "GB 18401-2010"


async def test_a_correction_staff_waited_for_brings_the_case_back(
    citizen: Citizen, chat: Chat, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)

    def ask(session: object) -> None:
        case = office.casework.get(session, number)  # type: ignore[arg-type]
        case.officer = "li"
        office.casework.take_step(
            session,  # type: ignore[arg-type]
            case,
            "ask_supplement",
            Actor("officer", "li"),
            clock(),
            {"reason": "请补充店名"},
        )

    number = (await cases(sessions))[0].number
    await sessions.run(ask)
    assert (await cases(sessions))[0].status == "waiting"

    await chat.say("店名不对，应该是宝岛眼镜")

    assert (await cases(sessions))[0].status == "registered"


async def test_an_anonymous_report_is_corrected_by_number_and_code_and_stays_anonymous(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory, clock: StoppedClock
) -> None:
    clock.pass_by(minutes=17)
    step = await citizen.say_all(*REPORT, start="report")
    keys = re.search(r"(CQ[\d-]+\d)\s+查询码：(\S{19})", step.all_replies[0].text)
    assert keys is not None
    chat = Chat(office, "another-chat")

    assert "已经改成" in await chat.say(f"{keys[1]} {keys[2]} 店名不对，应该是李记豆腐坊")
    assert "不留您的身份" in await chat.say("电话改成13900001111")

    (case,) = await cases(sessions)
    assert (case.respondent, case.phone_sealed) == ("李记豆腐坊", "")
    (change,) = await changes(sessions)
    assert (change.at.minute, change.at.second) == (0, 0)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("我电话打错咯，是13300003333", "133****3333"),
        ("商家也写错了，是拼多多上的黔酒坊专营店", "黔酒坊专营店"),
        ("change my phone to 13855556666", "138****6666"),
        ("My new phone number is 13855556666", "138****6666"),
        ("金额是2998不是1499", "已经记下"),
        ("金额写错了，应该是2998", "已经记下"),
        ("他又给我退了200，帮我加进去", "已经记下"),
        ("我要加一张照片", "直接把照片"),
    ],
)
async def test_other_words_reach_the_filed_case(
    citizen: Citizen, chat: Chat, said: str, part: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    assert part in await chat.say(said)


@pytest.mark.parametrize(
    "said", ["金额是2998不是1499", "他又给我退了200，帮我加进去", "我要加一张照片"]
)
async def test_without_a_case_nothing_is_added(office: CaseOffice, said: str) -> None:
    wish = follow_up_in(said)
    assert wish is not None
    assert not (await office.counter.serve(wish, "stranger")).meant
