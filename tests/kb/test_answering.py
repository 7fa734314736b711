from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from bot.kit.db import SessionFactory
from kb.answer import Certainty
from kb.answering import Answerer
from kb.doubts import NOT_NOTED
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser
from kb.missing_number import asks_kind
from kb.models import Faq
from kb.repository import KnowledgeRepository
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber
from kb.wanted import Kin, Want
from tests.content import faq, small_content, standard

TODAY = date(2026, 11, 23)


@pytest.fixture
def answerer(knowledge: LiveKnowledge) -> Answerer:
    return Answerer(knowledge, load_normaliser(), lambda: TODAY)


@pytest.fixture
async def series(sessions: SessionFactory, builder: SnapshotBuilder) -> Answerer:
    """With a series of seven parts, and another number that opens with the same digits."""
    rows = [
        standard(f"GB 6675.{n}-2014", f"玩具安全 第{n}部分", "现行", "2016-01-01")
        for n in range(1, 8)
    ]
    rows.append(standard("GB/T 7588.1-2020", "电梯制造与安装安全规范", "现行", "2022-07-01"))
    rows.append(standard("GB 66750-2014", "别的", "现行", "2016-01-01"))
    async with sessions.begin() as session:
        session.add_all([*small_content(), *rows])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    return Answerer(live, load_normaliser(), lambda: TODAY)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("世界标准日是哪天", "faq:standards-day"),
        ("世界标准日是几月几号啊", "faq:standards-day"),
        ("投诉跟举报有啥子不一样", "faq:complaint-or-report"),
        ("世界標準日是什麼時候", "faq:standards-day"),
    ],
)
async def test_a_question_in_other_words_gets_the_entry_with_its_source(
    answerer: Answerer, question: str, entry: str
) -> None:
    answer = answerer.answer(question)

    assert (answer.certainty, answer.entry) == (Certainty.SURE, entry)
    assert "来源：" in answer.text


@pytest.mark.parametrize("question", ["明天重庆下雨吗", "给我写首诗", "茅台股票多少钱"])
async def test_a_question_from_elsewhere_is_not_answered(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).certainty is not Certainty.SURE


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("投诉跟专利有啥子不一样", False),
        ("专利和知识产权有啥子不一样", True),
        ("CMA 和标准有啥子不一样", False),
        ("CMA 和 CNAS 有啥子不一样", True),
        ("个体户怎么注销", True),
    ],
)
async def test_where_there_are_no_facts_of_a_subject_nothing_near_is_offered(
    answerer: Answerer, question: str, told: bool
) -> None:
    answer = answerer.answer(question)

    assert ("我没有核实过资料" in answer.text) == told
    if told:
        assert answer.certainty is Certainty.UNKNOWN


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("GB 2760-2014 还有效吗", ["已被代替", "GB 2760-2024"]),
        ("国标2760还有效吗", ["GB 2760-2024", "现行有效"]),
        ("gb7718 2025", ["即将实施", "2027-03-16"]),
        ("GB 7718 是现行的吗", ["GB 7718-2011", "现行有效", "GB 7718-2025"]),
        ("GB 50368-2005", ["已废止", "GB 55038-2025"]),
        ("GB 31888 是什么", ["GB/T 31888-2015", "推荐性标准"]),
        ("GB 99999 还有效吗", ["没有查到 GB 99999"]),
        ("GB 17761-2051", ["没有查到 GB 17761-2051", "GB 17761-2024"]),
    ],
)
async def test_a_citizen_asks_for_a_standard_by_number(
    answerer: Answerer, question: str, said: list[str]
) -> None:
    text = answerer.answer(question).text

    assert all(part in text for part in said), text


async def test_an_entry_explains_a_bare_number_the_catalogue_lacks(
    sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    about = faq(
        "iso-9001",
        "ISO 9001 是国标吗？",
        "ISO 9001 是国际标准，等同的国家标准是 GB/T 19001。",
        "ISO 9001是什么标准",
        "ISO和国标的关系",
    )
    async with sessions.begin() as session:
        session.add_all([*small_content(), about])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()

    answer = Answerer(live, load_normaliser(), lambda: TODAY).answer("iso9001")

    assert (answer.certainty, answer.entry) == (Certainty.SURE, "faq:iso-9001")


@pytest.mark.parametrize(
    "question",
    [
        "GB 99998 食品添加剂看哪个标准",
        "食品添加剂超标看什么标准，是GB 99998吗",
        "GB 17761 食品添加剂看哪个标准",
    ],
)
async def test_an_entry_of_another_number_does_not_answer_for_the_one_asked(
    answerer: Answerer, question: str
) -> None:
    assert answerer.answer(question).entry != "faq:additives"


async def test_an_unknown_number_is_not_answered_as_if_known(answerer: Answerer) -> None:
    assert answerer.answer("GB 99999-2023 是强制的吗").certainty is Certainty.UNKNOWN


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("GB 1234567 还有效吗", ["没有 GB 1234567 这样的标准号"], ["不能判断"]),
        ("DB51/T 1234-2020", ["51 是四川", "dbba.sacinfo.org.cn"], ["std.samr", "重庆"]),
        ("DB1310_T 365-2025", ["13 是河北", "dbba.sacinfo.org.cn"], ["重庆"]),
        ("DBJ50/T-047-2024是什么标准", ["DBJ50/T-047-2024", "50 是重庆", "工程建设"], []),
        ("DGJ08-11-2018", ["08 是上海", "住房城乡建设"], ["重庆"]),
        ("DB/T29-20-2017", ["29 是天津"], ["地震"]),
        # 15 is Inner Mongolia in division codes, Guangdong in its own construction standards.
        ("DBJ/T 15-38-2019", ["工程建设方面的地方标准"], ["内蒙古", "广东"]),
        ("JJG(渝) 002-2018", ["计量检定规程", "重庆"], []),
        ("GJB 9001C-2017是什么", ["没有查到 GJB 9001C-2017", "国家军用标准"], []),
        ("QB/T 9999-2020", ["QB 是轻工行业"], []),
        ("T/CECS 24-2020", ["团体标准", "ttbz.org.cn"], []),
        ("Q/12JY 0001-2019", ["企业标准", "qybz.org.cn"], ["std.samr"]),
        ("JTG/T 3650-2020", ["没有查到 JTG/T 3650-2020"], ["JTG 是"]),
    ],
)
async def test_an_unknown_number_is_told_with_what_its_code_says(
    answerer: Answerer, question: str, said: list[str], not_said: list[str]
) -> None:
    answer = answerer.answer(question)

    assert answer.certainty is Certainty.UNKNOWN
    assert all(part in answer.text for part in said), answer.text
    assert not any(part in answer.text for part in not_said), answer.text


@pytest.mark.parametrize(
    "question", ["油漆桶上写的 Q/CQHX 012-2024 算哪一级的标准", "Q/XX 003-2022 是什么级别"]
)
async def test_which_kind_an_unknown_number_is_of_its_letters_say(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)

    assert answer.certainty is Certainty.SURE
    assert "企业标准" in answer.text.split("\n")[0]
    assert answer.text.count("开头的是企业标准") == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("GB 6675 是什么标准", ["有它的 7 个部分", "1. GB 6675.1-2014", "还有 2 个", "GB 6675.6"]),
        ("GB 6675-2014", ["GB 6675.1-2014"]),
        ("GB 7588 电梯", ["1. GB/T 7588.1-2020", "推荐性标准"]),
        ("GB 6675.2~6675.4-2014", ["3 个", "GB 6675.2-2014", "GB 6675.4-2014"]),
        ("What is GB 6675", ["in parts", "GB 6675.1-2014", "2 more"]),
    ],
)
async def test_a_series_and_a_range_list_what_the_catalogue_has_of_them(
    series: Answerer, question: str, said: list[str]
) -> None:
    answer = series.answer(question)

    assert answer.certainty is Certainty.SURE
    assert all(part in answer.text for part in said), answer.text
    assert "GB 66750" not in answer.text
    assert all("GB" in source for source in answer.sources)


async def test_a_part_of_a_listed_series_can_be_picked(series: Answerer) -> None:
    listed = series.answer("GB 6675").candidates

    second = series.give(listed[1].reference)
    assert len(listed) == 5
    assert second is not None
    assert second.entry == "standard:GB 6675.2-2014"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "GB 2760-2014/XG1-2023 修改了什么",
            ["GB 2760-2014/XG1-2023 是 GB 2760-2014《", "第 1 号修改单", "2023 年", "已被代替"],
        ),
        ("GB 17761-2024 的修改单改了什么", ["GB 17761-2024《", "修改单", "没有收录"]),
        ("GB 99999-2018/XG1-2023", ["没有查到 GB 99999-2018/XG1-2023"]),
        ("GB 99999-2018 有修改单吗", ["没有查到 GB 99999-2018，"]),
    ],
)
async def test_an_amendment_is_told_as_one_of_its_standard(
    answerer: Answerer, question: str, said: list[str]
) -> None:
    text = answerer.answer(question).text

    assert all(part in text for part in said), text


@pytest.mark.parametrize(
    ("question", "certainty", "said"),
    [
        ("JGJ是什么", Certainty.SURE, "建筑工程"),
        ("DB51是什么标准", Certainty.SURE, "51 是四川"),
        ("DB50/T是什么意思", Certainty.SURE, "50 是重庆"),
        ("QB是哪个行业的标准", Certainty.SURE, "轻工"),
        ("GJB开头的标准是啥子", Certainty.SURE, "国家军用标准"),
        ("JTG是什么意思", Certainty.UNKNOWN, "JTG 是标准编号开头的代号"),
    ],
)
async def test_a_code_alone_is_explained(
    answerer: Answerer, question: str, certainty: Certainty, said: str
) -> None:
    answer = answerer.answer(question)

    assert answer.certainty is certainty
    assert said in answer.text


async def test_the_nature_is_said_first_when_that_was_asked(answerer: Answerer) -> None:
    answer = answerer.look_up(StandardNumber.parse("GB 17761"), Facet.NATURE)

    assert answer.text.startswith("GB 17761-2024 是强制性标准")


async def test_everything_asked_of_one_standard_is_said(answerer: Answerer) -> None:
    text = answerer.answer("GB 7718-2025 强制还是推荐？实施日期也报一下").text

    assert "强制性标准" in text.split("尚未与官方平台核对")[0]
    assert "从 2027 年 3 月 16 日起实施" in text


async def test_one_thing_asked_twice_of_a_standard_is_said_once(answerer: Answerer) -> None:
    text = answerer.answer("GB 7718-2025 什么时候实施，哪天生效").text
    assert text.count("从 2027 年 3 月 16 日起实施") == 1


@pytest.mark.parametrize(
    "question",
    ["GB 7718 再下一版是哪年出", "GB 7718 会不会改成不用写日期", "GB 7718 下一版什么时候来"],
)
async def test_what_is_to_come_is_not_answered_by_the_record(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.certainty, answer.text.partition("\n")[0]) == (Certainty.UNKNOWN, NOT_NOTED)


async def test_a_doubted_number_that_is_not_found_gets_what_is_said_of_its_kind(
    sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    said = "到 qybz.org.cn 查，搜不到的不一定是假的。"
    told = faq("firm", "企业标准号搜不到，是假的吗？", said, "企业标准查不到是不是假的")
    async with sessions.begin() as session:
        session.add_all([*small_content(), told])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    answerer = Answerer(live, load_normaliser(), lambda: TODAY)

    answer = answerer.answer("Q/ZZX 0003S-2021 搜不到，是假的吗")
    assert (answer.certainty, answer.entry) == (Certainty.SURE, "faq:firm")
    assert answer.text.startswith("我的目录里没有查到 Q/ZZX 0003S-2021，不能判断它是否存在")
    # Whoever doubts nothing is told only that it isn't known.
    assert answerer.answer("Q/ZZX 0003S-2021 是什么标准").certainty is Certainty.UNKNOWN


async def test_a_misheard_question_gets_the_entry(answerer: Answerer) -> None:
    assert answerer.answer("头速和举报有什么不一样").entry == "faq:complaint-or-report"


async def test_an_entry_resting_on_a_replaced_standard_says_so(answerer: Answerer) -> None:
    text = answerer.answer("食品添加剂看哪个标准").text

    assert "GB 2760-2014 已被代替，由 GB 2760-2024 代替" in text


async def test_the_day_a_successor_takes_over_the_old_edition_is_replaced(
    knowledge: LiveKnowledge,
) -> None:
    later = Answerer(knowledge, load_normaliser(), lambda: date(2027, 3, 16))

    assert "已被代替" in later.answer("GB 7718-2011 还有效吗").text
    assert "现行有效" in later.answer("GB 7718 还有效吗").text


async def test_a_picked_choice_is_given(answerer: Answerer) -> None:
    given = answerer.give("faq:standards-day")

    assert given is not None
    assert "10 月 14 日" in given.text
    assert answerer.give("faq:withdrawn") is None


async def test_what_is_offered_in_short_has_what_is_asked(
    sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    told = (
        "居民家里是不是一律必须装燃气报警器，我没有核实到，请问当地的燃气企业或者管理部门，他们清楚。"
        "家里装的时候请专业的人，装在离灶具不远的高处，定期试一试会不会响，坏了及时换新的。"
        "标准看 GB 17761-2024。"
    )
    async with sessions.begin() as session:
        session.add_all([*small_content(), faq("alarm", "家里要装燃气报警器吗？", told)])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    answerer = Answerer(live, load_normaliser(), lambda: TODAY)

    assert "GB 17761-2024" in answerer.nearest("燃气报警器看哪个标准").text
    assert "《alarm》" in answerer.nearest("燃气报警器归哪一条管").text
    assert "GB 17761-2024" not in answerer.nearest("家里要装燃气报警器吗").text


async def test_whoever_talks_of_the_plan_need_not_name_it_again(
    sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    told = "新增地方标准 500 项。这是历史规划，规划期到 2020 年已经结束。"
    async with sessions.begin() as session:
        session.add_all([*small_content(), faq("plan", "规划要新增多少项地方标准？", told)])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    answerer = Answerer(live, load_normaliser(), lambda: TODAY)
    question = "地方标准总共要新增多少项"
    assert 0.15 <= answerer.hits(question)[0].confidence < 0.5

    assert answerer.answer(question).certainty is Certainty.UNSURE
    assert "到期的规划" in answerer.answer(question).text
    assert answerer.answer(question, topic="规划的目标").certainty is Certainty.SURE


async def test_a_likely_entry_that_leads_is_asserted_below_the_line(
    knowledge: LiveKnowledge,
) -> None:
    index = knowledge.snapshot.index
    index.calibration = replace(index.calibration, sure=1.0)
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)

    assert answerer.answer("世界标准日是哪天").certainty is Certainty.SURE
    assert answerer.answer("明天重庆下雨吗").certainty is not Certainty.SURE
    assert answerer.answer("成都世界标准日是哪天").certainty is not Certainty.SURE


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("HJ 1234这种HJ是什么意思", True),
        ("HJ 1234的HJ代表什么", True),
        ("HJ 1234 还有效吗", False),
    ],
)
def test_what_the_letters_of_a_number_stand_for_is_known_from_its_words(
    question: str, asks: bool
) -> None:
    assert asks_kind(question) is asks


@pytest.fixture
async def editions(sessions: SessionFactory, builder: SnapshotBuilder) -> Answerer:
    """With two editions of a standard, and an entry about the newer one."""
    rows = [
        standard(
            "GB 17761-2018", "电动自行车安全技术规范", "被代替", "2019-04-15", "GB 17761-2024"
        ),
        faq(
            "ebike-weight",
            "GB 17761-2024 对电动自行车的重量有什么要求？",
            "铅酸蓄电池的整车不超过六十三公斤。",
            "GB 17761-2024 规定车子最重多少",
            standards=("GB 17761-2024",),
        ),
    ]
    async with sessions.begin() as session:
        session.add_all([*small_content(), *rows])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    return Answerer(live, load_normaliser(), lambda: TODAY)


async def test_an_entry_about_one_edition_serves_no_question_about_another(
    editions: Answerer,
) -> None:
    newer = editions.answer("GB 17761-2024 对电动自行车的重量有什么要求")
    undated = editions.answer("GB 17761 对电动自行车的重量有什么要求")
    older = editions.answer("GB 17761-2018 对电动自行车的重量有什么要求")
    another = editions.answer("GB 7718-2011 对电动自行车的重量有什么要求")

    assert "六十三公斤" in newer.text
    assert "六十三公斤" in undated.text
    assert "六十三公斤" not in older.text + another.text
    assert older.entry == "standard:GB 17761-2018"


async def test_what_was_answered_yesterday_is_not_said_again_today(
    knowledge: LiveKnowledge,
) -> None:
    days = [date(2027, 3, 15)]
    answerer = Answerer(knowledge, load_normaliser(), lambda: days[-1])
    before = answerer.answer("GB 7718-2011 还有效吗").text
    days.append(date(2027, 3, 16))

    assert "现行有效" in before
    assert "已被代替" in answerer.answer("GB 7718-2011 还有效吗").text


async def test_what_is_asked_on_of_an_entry_withdrawn_meanwhile_finds_nothing(
    answerer: Answerer,
) -> None:
    gone = "faq:withdrawn"

    assert [answerer.holds(gone, want) for want in Want] == [""] * len(Want)
    assert [answerer.kin_standards(gone, kin) for kin in Kin] == [()] * len(Kin)
    assert answerer.akin(gone, "世界标准日是哪天") == ()
    assert (answerer.rests_on(gone), answerer.standards_of(gone)) == (set(), ())
    assert (answerer.name_of(gone), answerer.title_of(gone), answerer.in_short(gone)) == ("",) * 3
    assert (answerer.sources_of(gone), answerer.items_of(gone)) == ((), ())
    assert (answerer.source_of(gone), answerer.to_come(gone), answerer.basis(gone)) == (None,) * 3


async def test_an_entry_rests_on_its_laws_and_standards_of_whatever_edition(
    sessions: SessionFactory, knowledge: LiveKnowledge, answerer: Answerer
) -> None:
    async with sessions.begin() as session:
        sources = ["《食品安全法》第三十四条", "GB 2760"]
        await session.execute(update(Faq).where(Faq.slug == "additives").values(sources=sources))
        await KnowledgeRepository(session).touch()
    await knowledge.refresh()

    assert answerer.rests_on("faq:additives") == {"《食品安全法》", "GB 2760"}
    assert answerer.rests_on("faq:gone") == set()
