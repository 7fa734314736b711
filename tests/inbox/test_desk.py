from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.conversation.models import UnansweredQuestion
from bot.editing.errors import StepRefused
from bot.editing.faq.content import FaqContent
from bot.editing.faq.models import FaqDraft
from bot.editing.unanswered.desk import AskerWishes, InboxDesk
from bot.editing.unanswered.models import AskerWish, QuestionCluster, TrainingExample
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.messages import IncomingMessage
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from kb.answer import Certainty
from tests.faq.conftest import NEW, NOW
from tests.faq.test_pictures import picture
from tests.inbox.conftest import ask

SAME = ("校服掉色咋个办", "校服洗了就掉颜色", "学校发的校服掉色找谁")
OTHER = ("快递丢了怎么赔", "明天会下雨吗")


async def groups(inbox: InboxDesk) -> list[QuestionCluster]:
    async with inbox.faq.sessions() as session:
        return list(await session.scalars(select(QuestionCluster).order_by(QuestionCluster.id)))


async def sizes(inbox: InboxDesk) -> list[int]:
    async with inbox.faq.sessions() as session:
        rows = list(await session.scalars(select(UnansweredQuestion.cluster_id)))
    return sorted(rows.count(number) for number in set(rows))


async def test_questions_of_one_meaning_come_together(inbox: InboxDesk) -> None:
    await ask(inbox, SAME[0], *OTHER)
    await ask(inbox, *SAME[1:])

    assert [group.title for group in await groups(inbox)] == [SAME[0], *OTHER]
    assert await sizes(inbox) == [1, 1, 3]


async def test_a_group_becomes_a_draft_with_its_wordings(inbox: InboxDesk) -> None:
    await ask(inbox, *SAME)
    (group,) = await groups(inbox)

    number = await inbox.draft("bian", group.id)

    content = FaqContent.from_json((await inbox.faq.draft(number)).content)
    assert content.question == SAME[0]
    assert set(content.phrasings) == set(SAME[1:])
    (group,) = await groups(inbox)
    assert (group.state, group.decided_by) == ("drafted", "bian")


async def test_a_group_becomes_phrasings_of_an_entry(inbox: InboxDesk) -> None:
    await ask(inbox, "十月十四号是个啥节")
    (group,) = await groups(inbox)

    number = await inbox.add_to("bian", group.id, "standards-day")

    content = FaqContent.from_json((await inbox.faq.draft(number)).content)
    assert "十月十四号是个啥节" in content.phrasings
    assert content.question == "世界标准日是哪天？"


async def test_what_is_not_ours_is_declined_and_nothing_else(
    inbox: InboxDesk, sessions: SessionFactory
) -> None:
    await ask(inbox, "解放碑哪家火锅好吃")
    (group,) = await groups(inbox)

    await inbox.not_ours("bian", group.id)
    await inbox.faq.knowledge.refresh()

    assert inbox.answerer.answer("解放碑哪家火锅好吃点").certainty is Certainty.UNKNOWN
    assert inbox.answerer.answer("世界标准日是几号").certainty is Certainty.SURE
    assert len(inbox.faq.knowledge.snapshot.foreign) == 1
    async with sessions() as session:
        (example,) = await session.scalars(select(TrainingExample))
    assert example.intent == "ask_out_of_scope"
    await inbox.reopen("bian", group.id)
    await inbox.faq.knowledge.refresh()
    assert len(inbox.faq.knowledge.snapshot.foreign) == 0


async def test_what_has_a_sure_answer_can_not_be_called_not_ours(inbox: InboxDesk) -> None:
    await ask(inbox, "世界标准日是哪天")
    (group,) = await groups(inbox)

    with pytest.raises(StepRefused, match="确定的答案"):
        await inbox.not_ours("bian", group.id)


async def test_who_wished_it_is_told_once_there_is_an_answer(
    inbox: InboxDesk, sessions: SessionFactory
) -> None:
    await ask(inbox, *SAME)
    (group,) = await groups(inbox)
    wishes = AskerWishes(sessions, inbox.keyring, lambda: NOW)
    message = IncomingMessage("telegram", "someone", "有答案时告诉我", "k", address="77")
    for _ in range(2):
        await wishes.note(message, SAME[1])
    with pytest.raises(StepRefused, match="先发布"):
        await inbox.tell_askers("bian", group.id)

    number = await inbox.draft("bian", group.id)
    draft = FaqContent.from_json((await inbox.faq.draft(number)).content)
    name = await inbox.faq.keep_picture(picture())
    whole = replace(NEW, question=draft.question, phrasings=draft.phrasings, picture=name)
    whole = replace(whole, picture_alt="校服的标签")
    await inbox.faq.save("bian", number, whole)
    await inbox.faq.submit("bian", number)
    await inbox.faq.publish("shen", number)
    assert await inbox.tell_askers("bian", group.id) == 1

    async with sessions() as session:
        (sent,) = await session.scalars(select(OutboxMessage))
        assert list(await session.scalars(select(AskerWish))) == []
    told = Body.opened(sent.body_sealed, inbox.keyring)
    assert told.text.startswith(f"您问过“{SAME[1]}”，现在有答案了：")
    assert "12315" in told.text
    assert told.picture is not None
    assert told.picture.path == f"/faq/pictures/{name}"


async def test_a_question_can_be_moved(inbox: InboxDesk, sessions: SessionFactory) -> None:
    await ask(inbox, *SAME)
    async with sessions() as session:
        question = await session.scalar(select(UnansweredQuestion.id).limit(1))
    assert question is not None

    alone = await inbox.move("bian", question, None)
    assert await sizes(inbox) == [1, 2]
    (first, _) = await groups(inbox)
    assert await inbox.move("bian", question, first.id) == first.id
    assert alone != first.id
    with pytest.raises(NotFound):
        await inbox.move("bian", question, 4711)


async def test_old_wishes_are_forgotten(inbox: InboxDesk, sessions: SessionFactory) -> None:
    wishes = AskerWishes(sessions, inbox.keyring, lambda: NOW)
    await wishes.note(IncomingMessage("wechat", "c", "x", "k", address="o"), "问题")

    kept = await sessions.run(lambda s: AskerWishes.forget(s, NOW - timedelta(days=30)))
    gone = await sessions.run(lambda s: AskerWishes.forget(s, NOW + timedelta(days=1)))

    assert (kept, gone) == (0, 1)


async def test_a_whole_group_joins_another(inbox: InboxDesk) -> None:
    await ask(inbox, *OTHER)
    first, second = await groups(inbox)

    await inbox.merge("bian", second.id, first.id)

    assert [group.id for group in await groups(inbox)] == [first.id]
    assert await sizes(inbox) == [2]
    with pytest.raises(StepRefused, match="自己"):
        await inbox.merge("bian", first.id, first.id)
    with pytest.raises(NotFound):
        await inbox.merge("bian", first.id, 4711)


async def test_a_group_with_a_decision_is_not_merged(inbox: InboxDesk) -> None:
    await ask(inbox, *OTHER)
    first, second = await groups(inbox)
    await inbox.not_ours("bian", second.id)

    with pytest.raises(StepRefused, match="已经处理过"):
        await inbox.merge("bian", second.id, first.id)


LONG = "我买的电饭煲用了三天就不加热了，商家说不归他管，" * 22


@pytest.mark.parametrize("step", ["draft", "not_ours", "add_to"])
async def test_long_questions_that_begin_alike_are_told_apart(
    inbox: InboxDesk, sessions: SessionFactory, step: str
) -> None:
    texts = [f"{LONG}{end}" for end in ("退货找谁", "维修找谁")]
    assert texts[0][:500] == texts[1][:500]
    await ask(inbox, *texts)
    (group, *_) = await groups(inbox)
    async with sessions.begin() as session:
        await session.execute(update(UnansweredQuestion).values(cluster_id=group.id))

    await {
        "draft": lambda: inbox.draft("bian", group.id),
        "not_ours": lambda: inbox.not_ours("bian", group.id),
        "add_to": lambda: inbox.add_to("bian", group.id, "standards-day"),
    }[step]()

    async with sessions() as session:
        assert set(await session.scalars(select(TrainingExample.text))) == set(texts)
    await inbox.reopen("bian", group.id)
    async with sessions() as session:
        assert list(await session.scalars(select(TrainingExample))) == []


async def test_who_asked_two_long_questions_hears_of_both(
    inbox: InboxDesk, sessions: SessionFactory
) -> None:
    wishes = AskerWishes(sessions, inbox.keyring, lambda: NOW)
    message = IncomingMessage("telegram", "someone", "有答案时告诉我", "k", address="77")
    for end in ("退货找谁", "维修找谁", "退货找谁"):
        await wishes.note(message, f"{LONG}{end}")

    async with sessions() as session:
        kept = list(await session.scalars(select(AskerWish.question).order_by(AskerWish.id)))
    assert kept == [f"{LONG}退货找谁", f"{LONG}维修找谁"]


async def test_two_groups_may_teach_the_same_words(
    inbox: InboxDesk, sessions: SessionFactory
) -> None:
    await ask(inbox, *OTHER)
    first, second = await groups(inbox)
    async with sessions.begin() as session:
        await session.execute(update(QuestionCluster).values(title="同一句话"))

    await inbox.draft("bian", first.id)
    await inbox.draft("bian", second.id)

    async with sessions() as session:
        assert sorted(await session.scalars(select(TrainingExample.text))) == sorted(
            [*OTHER, "同一句话"]
        )


async def test_a_step_that_fails_leaves_no_draft_behind(
    inbox: InboxDesk, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(inbox, OTHER[0])
    (group,) = await groups(inbox)

    async def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(InboxDesk, "_note", fail)
    with pytest.raises(RuntimeError):
        await inbox.draft("bian", group.id)

    async with sessions() as session:
        assert list(await session.scalars(select(FaqDraft))) == []
    (group,) = await groups(inbox)
    assert group.state == "open"
