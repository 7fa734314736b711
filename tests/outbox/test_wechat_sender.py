from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.responses import Response

from bot.channels.wechat.api import WeChatClient
from bot.kit.messages import Picture
from bot.outbox.delivery import Deliverer
from bot.outbox.sender import SUBSCRIPTION, TEMPLATE, Body
from bot.outbox.service import NewMessage
from bot.outbox.wechat import NoticeTemplate, WeChatSender
from tests.fakes.wechat_api import FakeWeChat
from tests.outbox.conftest import Desk, left

ANNE = "oAnne_0000000000000000000001"
FIELDS = {"thing1": "state", "time2": "time"}
TEMPLATES = {
    "case_notice": (
        NoticeTemplate(SUBSCRIPTION, "sub1", FIELDS),
        NoticeTemplate(TEMPLATE, "tpl1", FIELDS),
    )
}
NOTICE = Body("您的投诉已受理。", facts={"state": "已受理", "time": "2026-11-24"})


class WeChatDesk(Desk):
    """The outbox, the real sender and client, and the fake platform, on one clock."""

    async def open(self) -> None:
        self.fake = FakeWeChat(lambda: self.clock().timestamp())
        self.fake.messages.templates = {"sub1": tuple(FIELDS), "tpl1": tuple(FIELDS)}
        self.client = WeChatClient(
            "wx0123456789abcdef",
            SecretStr(self.fake.account.secret),
            self.sessions,
            self.keyring,
            transport=httpx.ASGITransport(self.fake),
            now=self.clock,
            sleep=self.no_sleep,
        )
        self.wechat = WeChatSender(
            self.client, TEMPLATES, now=self.clock, site="https://example.gov.cn"
        )

    async def no_sleep(self, seconds: float) -> None: ...

    def over_wechat(self) -> Deliverer:
        senders = {"wechat": self.wechat}
        return Deliverer(
            self.sessions, self.ledger, self.keyring, senders, self.clock, self.no_sleep
        )

    async def run(self) -> dict[str, int]:
        return dict(await self.over_wechat().run_once())

    async def write(self, body: Body = NOTICE, key: str = "k", **more: Any) -> None:
        message = NewMessage.seal(
            self.keyring,
            purpose=more.get("purpose", "case_notice"),
            dedupe_key=key,
            conversation=more.get("who", "anne"),
            channel="wechat",
            address=ANNE,
            body=body,
        )
        async with self.sessions.begin() as session:
            await self.outbox.put(session, message)

    async def citizen_writes(self) -> None:
        self.fake.messages.interact(ANNE)
        await self.interact()

    def arrived(self) -> list[str]:
        return [message["by"] for message in self.fake.messages.received.get(ANNE, [])]


@pytest.fixture
async def wechat(sessions: Any) -> AsyncIterator[WeChatDesk]:
    made = WeChatDesk(sessions)
    await made.open()
    yield made
    await made.client.close()


LABEL = Picture("校服领口的标签", "/faq/pictures/a.jpg", "/faq/uniforms")


@pytest.mark.parametrize("length", [len("先看标签。"), 121, 1500])
async def test_a_picture_goes_as_a_card_where_the_words_fit_and_else_as_a_link(
    wechat: WeChatDesk, length: int
) -> None:
    text = ("先看标签。" * length)[:length]
    await wechat.citizen_writes()
    await wechat.write(Body(text, picture=LABEL), purpose="answer")

    assert await wechat.run() == {"sent": 1}

    told = wechat.fake.messages.received[ANNE]
    site = "https://example.gov.cn"
    if length > 120:
        assert {one["kind"] for one in told} == {"text"}
        assert "".join(one["text"]["content"] for one in told).endswith(
            f'看图：<a href="{site}/faq/uniforms">校服领口的标签</a>'
        )
        return
    (card,) = told[0]["news"]["articles"]
    assert card == {
        "title": "校服领口的标签", "description": text, "url": f"{site}/faq/uniforms",
        "picurl": f"{site}/faq/pictures/a.jpg",
    }  # fmt: skip


async def test_our_count_equals_the_platforms(wechat: WeChatDesk) -> None:
    await wechat.citizen_writes()
    for n in range(6):
        await wechat.write(key=f"k{n}", purpose="answer")
    assert await wechat.run() == {"sent": 5, "held": 1}
    # The sixth was not even tried.
    assert len(wechat.fake.called("message/custom/send")) == 5


async def test_with_a_consent_the_notice_is_a_subscription(wechat: WeChatDesk) -> None:
    wechat.fake.messages.consent(ANNE, "sub1")
    await wechat.sessions.run(
        lambda session: wechat.ledger.note_consent_in(
            session, "wechat", "anne", "sub1", wechat.clock(), accepted=True
        )
    )
    await wechat.write()
    assert await wechat.run() == {"sent": 1}
    assert wechat.arrived() == ["subscription"]


async def test_a_follower_gets_the_template_and_a_failed_one_is_kept(wechat: WeChatDesk) -> None:
    wechat.fake.follow(ANNE)
    wechat.fake.messages.blocked.add(ANNE)
    await wechat.write()
    assert await wechat.run() == {"sent": 1}

    event = wechat.fake.events[-1]
    await wechat.sessions.run(
        lambda session: wechat.outbox.note_result_in(
            session, "wechat", str(event["MsgID"]), arrived=False, reason=event["Status"]
        )
    )
    assert await wechat.states() == ["held"]


async def test_a_purpose_without_template_is_kept(wechat: WeChatDesk) -> None:
    wechat.fake.follow(ANNE)
    await wechat.write(purpose="answer")
    assert await wechat.run() == {"held": 1}
    assert wechat.fake.calls == []


async def test_a_long_answer_is_sent_in_parts_that_all_count(wechat: WeChatDesk) -> None:
    await wechat.citizen_writes()
    await wechat.write(Body("这是一句完整的话。" * 180, choices=("满意", "不满意")))
    assert await wechat.run() == {"sent": 1}
    texts = [m["text"]["content"] for m in wechat.fake.messages.received[ANNE]]
    assert len(texts) == 3
    assert "1. 满意\n2. 不满意" in texts[-1]
    assert await left(wechat.ledger, "wechat", "anne", "custom", wechat.clock()) == 2


async def test_an_answer_broken_off_between_parts_is_unknown(wechat: WeChatDesk) -> None:
    await wechat.citizen_writes()
    wechat.fake.answer(
        "message/custom/send", Response('{"errcode":0}', media_type="application/json")
    )
    wechat.fake.fail("message/custom/send", 45047)
    await wechat.write(Body("这是一句完整的话。" * 180))
    assert await wechat.run() == {"unknown": 1}
    assert "只发出了前 1 段" in (await wechat.rows())[0].reason


@pytest.mark.parametrize(
    ("errcode", "run"),
    [(45011, [{"queued": 1}, {}]), (45066, [{"queued": 1}, {"sent": 1}])],
)
async def test_only_calls_that_come_too_fast_stop_the_whole_channel(
    wechat: WeChatDesk, errcode: int, run: list[dict[str, int]]
) -> None:
    await wechat.citizen_writes()
    wechat.fake.fail("message/custom/send", errcode)
    await wechat.write(purpose="answer")
    deliverer = wechat.over_wechat()
    found = [dict(await deliverer.run_once())]
    await wechat.interact("ben")
    await wechat.write(who="ben", purpose="answer")
    found.append(dict(await deliverer.run_once()))
    assert found == run


@pytest.mark.parametrize(
    ("errcode", "state"),
    [
        (-1, "unknown"),
        (45011, "queued"),
        (45009, "queued"),
        (45015, "held"),
        (45047, "held"),
        (45002, "held"),
        (48001, "held"),
        (40003, "failed"),
        (43004, "failed"),
        (43019, "failed"),
        (50002, "failed"),
        (70000, "failed"),
        (40164, "queued"),
        (50007, "queued"),
    ],
)
async def test_each_error_leaves_the_message_where_it_belongs(
    wechat: WeChatDesk, errcode: int, state: str
) -> None:
    await wechat.citizen_writes()
    wechat.fake.fail("message/custom/send", errcode)
    await wechat.write(purpose="answer")
    await wechat.run()
    row = (await wechat.rows())[0]
    assert row.status == state
    assert row.reason
    assert len(wechat.fake.called("message/custom/send")) == 1


async def test_a_right_the_account_lacks_is_not_tried_again_for_an_hour(
    wechat: WeChatDesk,
) -> None:
    await wechat.citizen_writes()
    wechat.fake.account.verified = False
    for n in range(3):
        await wechat.write(key=f"k{n}", purpose="answer")
    await wechat.run()
    assert len(wechat.fake.called("message/custom/send")) == 1
    assert await wechat.states() == ["held"] * 3

    wechat.fake.account.verified = True
    wechat.clock.advance(3601)
    await wechat.write(key="later", purpose="answer")
    assert await wechat.run() == {"sent": 1}


async def test_a_refused_notice_is_not_tried_again(wechat: WeChatDesk) -> None:
    await wechat.sessions.run(
        lambda session: wechat.ledger.note_consent_in(
            session,
            "wechat",
            "anne",
            "sub1",
            datetime(2026, 11, 1, tzinfo=UTC),
            accepted=True,
            long_term=True,
        )
    )
    wechat.fake.follow(ANNE)
    for n in range(3):
        await wechat.write(key=f"k{n}")
    await wechat.run()
    assert len(wechat.fake.called("message/subscribe/bizsend")) == 1
    assert wechat.arrived() == ["template"] * 3
