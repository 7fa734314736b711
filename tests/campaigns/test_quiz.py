from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Calendar
from bot.campaigns.models import FEWEST_IN_GROUP, QuizPlay, QuizQuestion
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.proposing import seed_quiz, seed_quizzes
from bot.campaigns.quiz.certificates import Certificates
from bot.campaigns.quiz.questions import QuestionDesk, QuestionText
from bot.campaigns.quiz.quiz import Quizzes, may_certify, shuffled
from bot.campaigns.talk import CampaignTalk
from bot.editing.errors import NotFit, StepRefused
from bot.kit.errors import NotFound
from bot.kit.messages import IncomingMessage
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry
from kb.models import Faq, FaqStatus
from tests.campaigns.conftest import Office
from tests.campaigns.test_subscriptions import Chat

HERE = Path(__file__).parent


@pytest.fixture
async def quizzes(office: Office) -> Quizzes:
    pack = Pack.load("small", HERE)

    def seed(session: Session) -> None:
        assert seed_quiz(session, pack.quiz, "world-standards-day", office.clock())
        assert not seed_quiz(session, pack.quiz, "world-standards-day", office.clock())

    await office.sessions.run(seed)
    return Quizzes(office.clock)


@pytest.fixture
def chat(office: Office, quizzes: Quizzes) -> Chat:
    return Chat(
        CampaignTalk(
            office.sessions,
            office.subscriptions,
            quizzes,
            office.calendar,
            {},
            "https://example.gov.cn",
            office.clock,
            certificates=Certificates("s" * 32, "https://example.gov.cn"),
        )
    )


def option_of(said: str, words: str) -> str:
    """The number under which an option is shown."""
    line = next(line for line in said.splitlines() if line.endswith(words))
    return line.split(".")[0]


async def test_a_whole_quiz_in_the_chat(chat: Chat) -> None:
    await chat.say("答题")
    first = await chat.say("1") or ""
    assert "第 1 题（共 2 题）" in first
    told = await chat.say(option_of(first, "10 月 14 日")) or ""
    assert "答对了" in told
    assert "来源：国际标准化组织" in told
    last = await chat.say("ABCD"[int(option_of(told, "10 月")) - 1]) or ""
    assert "答错了，正确答案是：9 月" in last
    assert "2 题答对 1 题" in last
    assert "https://example.gov.cn/quiz/small-quiz" in last


@pytest.mark.parametrize(("second", "is_earned"), [("9 月", True), ("10 月", False)])
async def test_a_quiz_in_the_chat_leads_to_its_certificate(
    chat: Chat, second: str, is_earned: bool
) -> None:
    await chat.say("答题")
    first = await chat.say("1") or ""
    told = await chat.say(option_of(first, "10 月 14 日")) or ""
    last = await chat.say(option_of(told, second)) or ""
    found = re.search(r"https://example\.gov\.cn/quiz/small-quiz/certificate/[0-9a-f-]+", last)
    assert bool(found) is is_earned
    assert ("答对六成以上可以领纪念证书" in last) is not is_earned


@pytest.mark.parametrize("audience", ["school", ""])
async def test_a_subscribers_play_counts_for_the_audience_they_chose(
    chat: Chat, office: Office, audience: str
) -> None:
    await office.subscriber("anne", channel="wechat", audience=audience)
    await chat.say("答题")
    await chat.say("1")
    async with office.sessions() as session:
        [play] = await session.scalars(select(QuizPlay))
    assert play.audience == audience


async def test_an_unfinished_quiz_goes_on_where_it_was(chat: Chat) -> None:
    await chat.say("知识问答")
    first = await chat.say("1") or ""
    await chat.say(option_of(first, "10 月 14 日"))
    await chat.say("答题")
    assert "第 2 题" in (await chat.say("1") or "")


@pytest.mark.parametrize("days", [1, 2])
async def test_the_question_of_another_day_is_over_though_it_is_todays_again(
    chat: Chat, office: Office, days: int
) -> None:
    """Of two questions the second day asks the first one again: its old buttons stay closed."""
    await chat.say("每日一题")
    old = chat.choices
    office.clock.advance(days * 24 * 3600)
    chat.choices = old

    assert "已经过了" in (await chat.say("1") or "")


async def test_the_question_of_the_day_counts_once_and_leads_on(chat: Chat, office: Office) -> None:
    asked = await chat.say("每日一题") or ""
    choices = chat.choices
    wrong = [n for n in range(1, len(choices) + 1) if "答错" in await _answered(chat, asked, n)]
    assert len(wrong) == len(choices) - 1
    again = await _answered(chat, asked, wrong[0])
    assert "不计" in again
    office.clock.advance(24 * 3600)
    chat.choices = choices
    assert "已经过了" in (await chat.say("1") or "")


async def test_days_in_a_row_are_told_in_the_chat(chat: Chat, office: Office) -> None:
    said = []
    for _ in range(3):
        asked = await chat.say("每日一题") or ""
        said.append(await _answered(chat, asked, 1))
        office.clock.advance(24 * 3600)
    assert "连续答题" not in said[0]
    assert "您已经连续答题 2 天" in said[1]
    assert "您已经连续答题 3 天" in said[2]


async def _answered(chat: Chat, asked: str, number: int) -> str:
    await chat.say("每日一题")
    return await chat.say(str(number)) or ""


PLACES = [
    "1",
    "１",
    "①",
    "⑴",
    "1️⃣",
    "A",
    "Ａ",
    "Ⓐ",
    "a。",
    "选A",
    "我选Ａ",
    "第一个",
    "选第1个",
    "答案是A",
    "就一吧",
]


@pytest.mark.parametrize("typed", PLACES)
@pytest.mark.parametrize("begins", ["每日一题", "知识问答"])
async def test_a_place_is_chosen_however_it_is_written(chat: Chat, typed: str, begins: str) -> None:
    await chat.say(begins)
    assert re.search("答[对错]了|第 1 题", await chat.say(typed) or "")


@pytest.mark.parametrize("typed", ["1、2", "A类是什么", "一个人买了假货", "第一个月坏了", "AB"])
async def test_what_says_more_than_a_place_chooses_nothing(chat: Chat, typed: str) -> None:
    await chat.say("每日一题")
    assert await chat.say(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["10 月 14 日", "10月14日", "１０月１４日。", "应该是10月14日吧", "我选10 月 14 日", "10月14"],
)
async def test_an_option_is_chosen_by_its_words(chat: Chat, typed: str) -> None:
    await chat.say("答题")
    await chat.say("1")
    assert "答对了" in (await chat.say(typed) or "")


@pytest.mark.parametrize("typed", ["月", "标准", "10月14日是什么日子", "1 日 14"])
async def test_words_that_are_no_option_choose_none(chat: Chat, typed: str) -> None:
    await chat.say("答题")
    await chat.say("1")
    assert await chat.say(typed) is None


@pytest.mark.parametrize("typed", ["标准知识问答", "选标准知识问答", "标准知识"])
async def test_a_quiz_is_chosen_by_its_name(chat: Chat, typed: str) -> None:
    await chat.say("答题")
    assert "第 1 题" in (await chat.say(typed) or "")


@pytest.mark.parametrize(
    "typed", ["继续答题", "接着答", "我要继续答题", "接到答", "继续刚才的答题", "回到刚才的题"]
)
async def test_a_play_goes_on_after_something_else(chat: Chat, typed: str) -> None:
    await chat.say("答题")
    first = await chat.say("1") or ""
    await chat.say(option_of(first, "10 月 14 日"))
    chat.choices = ()  # something else was answered
    assert "第 2 题" in (await chat.say(typed) or "")
    assert "答对了" in (await chat.say("9 月") or "")


async def test_a_pick_without_a_list_is_told_how_the_play_goes_on(
    chat: Chat, office: Office
) -> None:
    message = IncomingMessage("wechat", "anne", "1", "k")
    assert await chat.talk.without_list(message) is None
    await chat.say("答题")
    await chat.say("1")
    said = await chat.talk.without_list(message)
    assert said is not None
    assert "标准知识问答，答了 0 题，共 2 题" in said.replies[0].text
    assert "继续答题" in said.replies[0].text
    stranger = IncomingMessage("wechat", "bo", "1", "k")
    assert await chat.talk.without_list(stranger) is None
    office.clock.advance(24 * 3600)
    assert await chat.talk.without_list(message) is None


@pytest.mark.parametrize(
    "typed",
    ["证书", "我的证书", "证书链接", "领证书", "纪念证书在哪里", "把证书发给我"],
)
@pytest.mark.parametrize(("second", "is_earned"), [("9 月", True), ("10 月", False)])
async def test_a_certificate_is_found_again(
    chat: Chat, typed: str, second: str, is_earned: bool
) -> None:
    assert await chat.say(typed) is None
    await chat.say("答题")
    await chat.say("1")
    assert "继续答题" in (await chat.say(typed) or "")
    await chat.say("继续答题")
    await chat.say("10 月 14 日")
    await chat.say(second)
    chat.choices = ()
    said = await chat.say(typed) or ""
    assert ("https://example.gov.cn/quiz/small-quiz/certificate/" in said) is is_earned
    assert ("答对六成以上就可以领" in said) is not is_earned


@pytest.mark.parametrize("typed", ["3C证书", "合格证书造假怎么办", "证书编号查询", "健康证书"])
async def test_other_certificates_are_none_of_ours(chat: Chat, typed: str) -> None:
    await chat.say("答题")
    await chat.say("1")
    await chat.say("10 月 14 日")
    await chat.say("9 月")
    assert await chat.say(typed) is None


async def test_each_day_has_one_question_and_all_come_up(office: Office, quizzes: Quizzes) -> None:
    def days(session: Session) -> set[int]:
        first = date(2026, 10, 1)
        asked = [quizzes.daily(session, first + timedelta(n)) for n in range(2)]
        return {one.question.id for one in asked if one is not None}

    assert len(await office.sessions.run(days)) == 2


async def test_somebody_elses_play_is_closed(office: Office, quizzes: Quizzes) -> None:
    play = await office.sessions.run(lambda s: quizzes.begin(s, "small-quiz", "anne", "web"))
    with pytest.raises(NotFound):
        await office.sessions.run(lambda s: quizzes.play(s, play.id, "bo"))


async def test_answers_out_of_turn_and_twice_do_not_count(office: Office, quizzes: Quizzes) -> None:
    def work(session: Session) -> QuizPlay:
        play = quizzes.begin(session, "small-quiz", "anne", "web")
        with pytest.raises(NotFound):
            quizzes.answer(session, play, 2, 0)
        with pytest.raises(NotFound):
            quizzes.answer(session, play, 1, 9)
        told = quizzes.answer(session, play, 1, 1)
        assert (told.right, told.first) == (True, True)
        assert not quizzes.answer(session, play, 1, 0).first
        return play

    play = await office.sessions.run(work)
    assert (play.score, play.answers) == (1, [1])
    assert not may_certify(play)


async def test_the_ranking_shows_no_small_group_and_one_play_a_person(
    office: Office, quizzes: Quizzes
) -> None:
    def work(session: Session) -> list[tuple[str, int, float]]:
        for n in range(FEWEST_IN_GROUP):
            for right in (0, 1):  # the second go doesn't count
                play = quizzes.begin(session, "small-quiz", f"p{n}", "web")
                quizzes.answer(session, play, 1, 1)
                quizzes.answer(session, play, 2, 1 - right)
                quizzes.join(session, play, "district", "万州区")
        play = quizzes.begin(session, "small-quiz", "alone", "web")
        quizzes.answer(session, play, 1, 1)
        quizzes.answer(session, play, 2, 0)
        quizzes.join(session, play, "district", "渝中区")
        found = quizzes.rankings(session, "small-quiz")["district"]
        return [(one.name, one.players, one.average) for one in found]

    assert await office.sessions.run(work) == [("万州区", FEWEST_IN_GROUP, 50.0)]


async def test_a_ranking_is_a_minute_old_at_most_and_new_where_somebody_joined(
    office: Office, quizzes: Quizzes, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [datetime(2026, 10, 14, 2, tzinfo=UTC)]
    slow = Quizzes(lambda: moments[0])
    monkeypatch.setattr("bot.campaigns.quiz.quiz.FEWEST_IN_GROUP", 1)

    def play(session: Session, player: str, by: Quizzes) -> None:
        done = by.begin(session, "small-quiz", player, "web")
        for number in (1, 2):
            by.answer(session, done, number, 0)
        by.join(session, done, "district", "万州区")

    def players(session: Session) -> int:
        return sum(one.players for one in slow.rankings(session, "small-quiz").get("district", ()))

    async def after(by: Quizzes, player: str) -> int:
        await office.sessions.run(lambda session: play(session, player, by))
        return await office.sessions.read(players)

    assert await after(slow, "p1") == 1
    assert await after(quizzes, "p2") == 1  # in another process
    assert await after(slow, "p3") == 3
    assert await after(quizzes, "p4") == 3
    moments[0] += timedelta(minutes=1)
    assert await office.sessions.read(players) == 4


def test_options_are_shuffled_the_same_way_for_one_play() -> None:
    question = QuizQuestion(id=1, options=["a", "b", "c", "d"])
    orders = {tuple(n for _, n in shuffled(question, str(seed))) for seed in range(50)}
    assert len(orders) > 5
    assert shuffled(question, "x") == shuffled(question, "x")


async def test_a_question_is_asked_only_when_another_approves(
    office: Office, quizzes: Quizzes
) -> None:
    desk = QuestionDesk(office.sessions, office.audit, office.clock)
    text = QuestionText(
        "3·15 是哪天？", ("3 月 15 日", "5 月 1 日"), 0, "每年 3 月 15 日。", "公开资料"
    )
    number = await desk.write("editor", "small-quiz", None, text)
    assert (
        len(
            (
                await office.sessions.run(lambda s: quizzes.begin(s, "small-quiz", "a", "web"))
            ).questions
        )
        == 2
    )
    with pytest.raises(StepRefused):
        await desk.approve("editor", number)
    await desk.approve("publisher", number)
    assert (
        len(
            (
                await office.sessions.run(lambda s: quizzes.begin(s, "small-quiz", "b", "web"))
            ).questions
        )
        == 3
    )
    await desk.write("editor", "small-quiz", number, text)
    assert not (await desk.question(number)).approved


async def test_a_question_withdrawn_twice_is_noted_once(office: Office, quizzes: Quizzes) -> None:
    desk = QuestionDesk(office.sessions, office.audit, office.clock)
    async with office.sessions() as session:
        number = (await session.scalars(select(QuizQuestion.id).limit(1))).one()

    for _ in range(2):
        await desk.withdraw("publisher", number)

    stopped = AuditEntry.action == AuditAction.CAMPAIGN_STOPPED.value
    async with office.sessions() as session:
        assert len((await session.scalars(select(AuditEntry).where(stopped))).all()) == 1


async def test_a_question_is_proposed_from_an_entry(office: Office, quizzes: Quizzes) -> None:
    def entry(slug: str, answer: str) -> Faq:
        return Faq(
            slug=slug,
            question=f"{slug}？",
            answer=answer,
            category="基础",
            sources=["标准化法第二条"],
            status=FaqStatus.PUBLISHED,
            written_on=date(2026, 11, 1),
        )

    async with office.sessions.begin() as session:
        session.add_all([entry("a", "甲。还有。"), entry("b", "乙。"), entry("c", "丙。")])
    desk = QuestionDesk(office.sessions, office.audit, office.clock)
    row = await desk.question(await desk.propose("editor", "small-quiz", "a"))
    assert (row.options, row.answer, row.faq) == (["甲。", "乙。", "丙。"], 0, "a")
    assert not row.approved
    with pytest.raises(NotFound):
        await desk.propose("editor", "small-quiz", "none")


@pytest.mark.parametrize(
    "changes",
    [
        {"question": ""},
        {"options": ("一个",)},
        {"options": ("同", "同")},
        {"answer": 2},
        {"explanation": " "},
        {"source": ""},
        {"options": ("长" * 61, "短")},
    ],
)
def test_a_bad_question_is_refused(changes: dict[str, object]) -> None:
    good: dict[str, object] = {
        "question": "问", "options": ("甲", "乙"), "answer": 0, "explanation": "讲", "source": "源",
    }  # fmt: skip
    with pytest.raises(NotFit):
        QuestionText(**(good | changes)).check()  # type: ignore[arg-type]


async def test_the_shipped_questions_are_there_from_the_first_day(office: Office) -> None:
    shipped = Calendar.load()

    def seed(session: Session) -> int:
        return seed_quizzes(session, shipped, office.clock())

    assert await office.sessions.run(seed) == 3
    assert await office.sessions.run(seed) == 0
    today = Quizzes(office.clock).today()
    asked = await office.sessions.run(lambda s: Quizzes(office.clock).daily(s, today))
    assert asked is not None
    assert asked.question.source


async def test_the_question_of_yesterday_is_not_todays(office: Office, quizzes: Quizzes) -> None:
    today, yesterday = date(2026, 10, 2), date(2026, 10, 1)

    def question(session: Session, day: date) -> int:
        asked = quizzes.daily(session, day)
        assert asked is not None
        return asked.question.id

    def answer(session: Session, day: date) -> bool:
        return quizzes.answer_daily(session, "anne", question(session, day), 0, today).first

    with pytest.raises(NotFound):
        await office.sessions.run(lambda s: answer(s, yesterday))
    assert await office.sessions.run(lambda s: answer(s, today))


@pytest.mark.parametrize(
    "words",
    [
        "学一学", "有没有小游戏", "我想玩小游戏", "标准小故事在哪里", "我家的标准在哪里", "错题本",
        "打开学一学", "有没有什么可以学的", "你们有啥子可以玩的", "题单在哪里", "班级码在哪里",
        "社区码", "我想玩班级答题", "班级和社区一起答",
    ],
)  # fmt: skip
async def test_what_there_is_to_learn_is_shown_the_way_to(chat: Chat, words: str) -> None:
    assert "https://example.gov.cn/learn\n" in (await chat.say(words) or "")


@pytest.mark.parametrize(
    "words",
    [
        "学校咋个组织娃儿一起答题", "我是老师，想让全班一起答题怎么弄", "全班一起答题",
        "怎么组织居民一起学标准？", "社区可以组织大家一起玩小游戏吗", "我们班想搞个标准知识竞赛",
        "单位组织员工集体答题咋弄", "能不能让学生们比赛答题",
    ],
)  # fmt: skip
async def test_who_wants_many_to_play_together_is_shown_the_way(chat: Chat, words: str) -> None:
    assert "https://example.gov.cn/learn/classes\n" in (await chat.say(words) or "")


@pytest.mark.parametrize(
    "words",
    [
        "学校组织娃儿一起买校服合法吗", "老师带学生集体补课", "单位组织的体检骗人",
        "一起玩游戏充了钱", "全班一起订的奶坏了", "我家的标准燃气灶坏了", "游戏充值能退吗",
        "娃儿玩游戏充了钱", "讲义气", "我家的标准是啥子", "有什么可以投诉的",
        "小故事书印错了能退吗", "一起答应退款", "班级码牌掉色",
    ],
)  # fmt: skip
async def test_what_only_sounds_like_it_is_left_to_others(chat: Chat, words: str) -> None:
    assert await chat.say(words) is None
