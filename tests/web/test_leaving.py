"""What stays of somebody who takes their consent back, or leaves the platform."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.models import DailyAnswer, QuizPlay
from bot.citizens.models import CitizenAddress, Subscriber
from bot.citizens.subscriptions import Person, Subscriptions
from bot.complaints.case.models import KnownTeller
from bot.conversation.models import Turn
from bot.editing.unanswered.models import AskerWish
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.service import NewMessage, Outbox
from bot.settings import Settings
from bot.watching.models import Watch
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

TOLD_OF = (CitizenAddress, Subscriber, Watch, AskerWish, KnownTeller, QuizPlay, DailyAnswer)


async def say(client: httpx.AsyncClient, text: str) -> str:
    """What WeChat hears in answer."""
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text(text, len(text))
    answer = await client.post("/wechat", params=push.query, content=push.body)
    return pusher.read(answer.text) or ""


async def leave(client: httpx.AsyncClient) -> None:
    push = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY).event("unsubscribe")
    await client.post("/wechat", params=push.query, content=push.body)


@pytest.fixture
async def known(client: httpx.AsyncClient, sessions: SessionFactory, settings: Settings) -> str:
    """Somebody of whom everything is kept; their pseudonym."""
    await say(client, "世界标准日是哪天")
    async with sessions() as session:
        who = (await session.scalars(select(Turn.conversation).distinct())).one()
    now, person = clock.now(), Person("wechat", who, "openid")
    of_chat = {"conversation": who, "channel": "wechat", "address_sealed": "sealed"}

    def work(session: Session) -> None:
        Subscriptions(settings.keyring).add(session, person, ["standards_day"], "我同意。", now)
        session.merge(CitizenAddress(**of_chat))
        session.add(Watch(**of_chat, target="GB 2760", since=now))
        session.add(AskerWish(**of_chat, question="问", asked_at=now))
        session.add(DailyAnswer(day=clock.today(), player=who, question_id=1, right=True))
        session.add(
            QuizPlay(
                quiz="q", player=who, channel="wechat", questions=[1], answers=[0], total=1,
                begun_at=now,
            )
        )  # fmt: skip
        session.add(
            KnownTeller(
                conversation=who, sealed="sealed", consent_version="1", agreed_at=now, used_at=now
            )
        )
        Outbox().put_in(
            session, NewMessage("watch", "k", **of_chat, body_sealed="sealed", routes=("customer",))
        )

    await sessions.run(work)
    return who


async def kept(sessions: SessionFactory) -> list[str]:
    async with sessions() as session:
        return [
            table.__tablename__
            for table in TOLD_OF
            if (await session.scalars(select(table))).first() is not None
        ]


@pytest.mark.usefixtures("known")
async def test_who_takes_their_consent_back_is_told_nothing_any_more(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    said = await say(client, "撤回同意")

    assert "不再给您发通知" in said
    assert "/subscriptions" not in said
    assert await kept(sessions) == []
    async with sessions() as session:
        [news] = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.purpose == "watch")
        )
    assert (news.status, news.body_sealed) == (OutboxStatus.FAILED.value, "")


@pytest.mark.usefixtures("known")
async def test_of_who_wants_it_deleted_no_answer_of_a_quiz_stays(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await say(client, "请删除我的个人信息")

    assert not {"quiz_play", "daily_answer"} & set(await kept(sessions))


@pytest.mark.usefixtures("known")
async def test_of_who_unfollows_no_name_nor_telephone_stays(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await leave(client)

    assert await kept(sessions) == []


@pytest.mark.usefixtures("known")
async def test_what_is_kept_of_a_chat_names_what_is_watched(client: httpx.AsyncClient) -> None:
    said = await say(client, "你们存了我什么")

    assert "您关注的标准" in said
    assert "您的答案" in said
