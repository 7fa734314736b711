from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.campaigns.audience.segments import Segment
from bot.campaigns.audience.tags import SegmentTags
from bot.campaigns.broadcasts import mass
from bot.campaigns.broadcasts.broadcasts import MASS
from bot.campaigns.broadcasts.mass import MassSending
from bot.campaigns.models import Broadcast, BroadcastState, SegmentTag
from bot.campaigns.pieces.mass_content import MassContents
from bot.channels.wechat.api import WeChatClient
from bot.citizens.models import Subscriber
from bot.citizens.subscriptions import Person
from bot.editing.errors import NotFit, StepRefused
from bot.kit.clock import CHONGQING
from bot.kit.private import pseudonym
from bot.outbox.bulk_models import DeliveryStatus
from bot.outbox.quota import QuotaLedger
from tests.campaigns.conftest import Office
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_api_base import FakeClock
from tests.outbox.conftest import left

SECRET = "s" * 32
WECHAT = Segment(topics=("standards_day",), channels=("wechat",))
named = partial(pseudonym, SECRET, "wechat")


class Account:
    """Our account at the fake platform, on the office's clock."""

    def __init__(self, office: Office) -> None:
        self.office = office
        seconds = FakeClock()
        seconds.advance(office.clock().timestamp() - seconds())
        self.seconds = seconds
        self.fake = FakeWeChat(seconds)
        self.client = WeChatClient(
            "wx0123456789abcdef",
            SecretStr("0123456789abcdef0123456789abcdef"),
            office.sessions,
            office.keyring,
            transport=httpx.ASGITransport(self.fake),
            now=self.now,
            sleep=self.sleep,
        )
        tags = SegmentTags(
            office.sessions, self.client, office.keyring, office.calendar, named, self.now
        )
        contents = MassContents(
            office.sessions, self.client, office.calendar, "https://example.gov.cn", "某市场监管局"
        )
        self.tags = tags
        self.mass = MassSending(
            office.sessions, self.client, QuotaLedger(office.sessions, office.ledger._rules),
            office.keyring, office.copies, office.cap, tags, contents, self.now,
        )  # fmt: skip

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    async def sleep(self, seconds: float) -> None:
        self.seconds.advance(seconds)

    def later(self, seconds: float) -> None:
        self.seconds.advance(seconds)
        self.office.clock.advance(seconds)

    async def follower(self, openid: str, **more: str) -> None:
        self.fake.follow(openid)
        await self.office.subscriber(named(openid), channel="wechat", **more)  # type: ignore[arg-type]
        async with self.office.sessions.begin() as session:
            row = await session.scalar(
                select(Subscriber).where(Subscriber.conversation == named(openid))
            )
            assert row is not None
            row.address_sealed = self.office.keyring.seal(openid, "subscriber.address")

    async def send(self, kind: str = "article") -> int:
        number = await self.office.scheduled(await self.office.piece(kind=kind), WECHAT, MASS)
        await self.office.gather()
        await self.mass.run()
        return number

    async def finish(self) -> None:
        for event in self.fake.finish_jobs():
            counts = {name: event[name] for name in ("TotalCount", "SentCount", "ErrorCount")}
            status, job = str(event["Status"]), str(event["MsgID"])
            await self.office.sessions.run(
                lambda s, job=job, status=status, counts=counts: self.mass.finished(
                    s, job, status, counts
                )
            )

    async def row(self, number: int) -> Broadcast:
        async with self.office.sessions() as session:
            return await session.get_one(Broadcast, number)

    def received(self, openid: str) -> int:
        return len(self.fake.messages.received.get(openid, []))


@pytest.fixture
async def account(office: Office) -> AsyncIterator[Account]:
    made = Account(office)
    for openid in ("o-anne", "o-bo", "o-chen"):
        await made.follower(openid)
    yield made
    await made.client.close()


async def states(office: Office) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in await office.deliveries():
        found[row.status] = found.get(row.status, 0) + 1
    return found


async def test_an_article_reaches_the_segments_tag_and_the_report_is_kept(
    account: Account, office: Office
) -> None:
    await office.subscriber("o-elsewhere", channel="telegram")
    number = await account.send()
    assert (await account.row(number)).state == "submitted"
    assert await states(office) == {"sending": 3}
    await account.finish()
    row = await account.row(number)
    assert (row.state, row.outcome["SentCount"]) == ("done", 3)
    assert await states(office) == {"sent": 3}
    assert [account.received(openid) for openid in ("o-anne", "o-bo", "o-chen")] == [1, 1, 1]
    draft = account.fake.called("draft/add")[0].body["articles"][0]
    assert draft["title"] == "世界标准日"
    assert "style=" in draft["content"]
    assert "出处" in draft["content"]


@pytest.mark.parametrize("kind", ["text", "poster", "quiz"])
async def test_other_kinds_leave_too(account: Account, kind: str) -> None:
    number = await account.send(kind)
    await account.finish()
    assert (await account.row(number)).state == "done"
    assert account.received("o-anne") == 1


async def test_a_crash_after_the_submission_sends_nothing_twice(
    account: Account, office: Office
) -> None:
    number = await account.send()
    async with office.sessions.begin() as session:  # the answer was never written down
        row = await session.get_one(Broadcast, number)
        row.state, row.job_id, row.try_at = "sending", "", None
    account.later(61)
    await account.mass.run()
    await account.finish()
    assert (await account.row(number)).state == "done"
    assert account.received("o-anne") == 1
    assert len(account.fake.mass.jobs) == 1


async def test_too_soon_a_repetition_waits_a_minute(account: Account, office: Office) -> None:
    number = await account.send()
    async with office.sessions.begin() as session:
        row = await session.get_one(Broadcast, number)
        row.state, row.job_id, row.try_at = "sending", "", None
    await account.mass.run()
    row = await account.row(number)
    assert row.state == "sending"
    assert row.try_at is not None
    account.later(61)
    await account.mass.run()
    assert (await account.row(number)).state == "submitted"


async def test_an_unclear_answer_is_repeated_as_the_same_message(
    account: Account, office: Office
) -> None:
    from starlette.responses import Response

    account.fake.answer("message/mass/sendall", Response("bad gateway", status_code=502))
    number = await account.send()
    assert (await account.row(number)).state == "sending"
    account.later(61)
    await account.mass.run()
    await account.finish()
    assert account.received("o-anne") == 1
    assert (await account.row(number)).state == "done"


async def test_after_a_day_without_an_answer_nobody_knows(account: Account, office: Office) -> None:
    number = await account.send()
    async with office.sessions.begin() as session:
        row = await session.get_one(Broadcast, number)
        row.state, row.job_id, row.try_at = "sending", "", None
    account.later(24 * 3600)
    await account.mass.run()
    assert (await account.row(number)).state == "failed"
    assert await states(office) == {"unknown": 3}


async def test_wechats_administrator_confirms_and_it_goes_on(
    account: Account, office: Office
) -> None:
    account.fake.account.protected = True
    number = await account.send()
    row = await account.row(number)
    assert row.state == "confirming"
    assert "管理员" in row.reason
    assert row.confirm_by is not None
    await account.mass.run()
    assert (await account.row(number)).state == "confirming"  # never repeated by itself
    account.fake.account.protected = False
    account.later(60)
    await account.mass.confirmed(number)
    await account.mass.run()
    await account.finish()
    assert (await account.row(number)).state == "done"
    assert account.received("o-anne") == 1
    with pytest.raises(StepRefused):
        await account.mass.confirmed(number)


async def test_cancelled_before_the_administrator_confirms_it_may_be_sent_another_time(
    account: Account, office: Office
) -> None:
    account.fake.account.protected = True
    number = await account.send()
    await office.broadcasts.cancel("publisher", number, "内容发错了")
    await office.sessions.run(office.broadcasts.sweep_cancelled)
    assert await states(office) == {"cancelled": 3}


async def test_in_the_quiet_hours_a_mass_message_waits(account: Account, office: Office) -> None:
    await office.scheduled(await office.piece(kind="article"), WECHAT, MASS)
    await office.gather()
    night = office.calendar.quiet_from.hour - office.clock().astimezone(CHONGQING).hour
    account.later(night * 3600 + 60)
    await account.mass.run()
    assert account.fake.called("message/mass/sendall") == []
    account.later(12 * 3600)
    await account.mass.run()
    assert len(account.fake.called("message/mass/sendall")) == 1


async def test_who_leaves_the_topic_in_between_is_not_in_the_tag(
    account: Account, office: Office
) -> None:
    both = ["standards_day", "consumer_day"]
    await account.follower("o-dan", topics=both)  # type: ignore[arg-type]
    await office.scheduled(await office.piece(kind="article"), WECHAT, MASS)
    await office.gather()
    dan = Person("wechat", named("o-dan"), "o-dan")
    await office.sessions.run(
        lambda s: office.subscriptions.remove(s, dan, both[:1], "退订世界标准日", office.clock())
    )
    await account.mass.run()
    await account.finish()
    assert [account.received(openid) for openid in ("o-anne", "o-bo", "o-dan")] == [1, 1, 0]


async def test_who_left_or_is_full_this_month_stays_out(account: Account, office: Office) -> None:
    async with office.sessions.begin() as session:
        row = await session.scalar(
            select(Subscriber).where(Subscriber.conversation == named("o-bo"))
        )
        assert row is not None
        row.address_sealed = ""
    for _ in range(4):
        await account.mass.ledger.take("wechat", named("o-chen"), "mass_received", account.now())
    await account.follower("o-dan")
    await account.send()
    await account.finish()
    assert [account.received(o) for o in ("o-anne", "o-bo", "o-chen", "o-dan")] == [1, 0, 0, 1]
    reasons = {row.conversation: row.reason for row in await office.deliveries()}
    assert "退订" in reasons[named("o-bo")]
    assert "本月" in reasons[named("o-chen")]


async def test_wechat_refuses_and_the_piece_may_be_sent_later(
    account: Account, office: Office
) -> None:
    account.fake.fail("message/mass/sendall", 45028)
    number = await account.send()
    row = await account.row(number)
    assert (row.state, row.reason) == ("failed", "群发次数已用完。")
    assert await states(office) == {"cancelled": 3}


async def test_what_wechat_did_not_send_is_told(account: Account, office: Office) -> None:
    account.fake.mass.next_outcome = "err(10001)"
    number = await account.send()
    await account.finish()
    row = await account.row(number)
    assert row.state == "failed"
    assert "err(10001)" in row.reason
    assert await states(office) == {"failed": 3}


async def test_a_lost_report_is_asked_for(account: Account, office: Office) -> None:
    number = await account.send()
    account.fake.finish_jobs()  # its event never reaches us
    account.later(601)
    await account.mass.run()
    assert (await account.row(number)).state == "done"


async def test_the_report_of_another_job_changes_nothing(account: Account, office: Office) -> None:
    number = await account.send()
    known = await office.sessions.run(
        lambda session: account.mass.finished(session, "12345", "send success", {})
    )
    assert not known
    assert (await account.row(number)).state == "submitted"


async def test_a_preview_goes_to_one_phone_and_counts(account: Account, office: Office) -> None:
    account.fake.users.names["my-wechat"] = "o-anne"
    piece = await office.piece(kind="article")
    await account.mass.preview(piece, Segment(), "my-wechat")
    assert account.received("o-anne") == 1
    assert await left(account.mass.ledger, "wechat", "", "preview", account.now()) == 99
    with pytest.raises(NotFit):
        await account.mass.preview(piece, Segment(), "")


async def test_when_the_days_previews_are_used_up_none_is_asked_of_the_platform(
    account: Account, office: Office
) -> None:
    account.fake.users.names["my-wechat"] = "o-anne"
    piece = await office.piece(kind="article")
    for _ in range(100):
        await account.mass.ledger.take("wechat", "", "preview", account.now())

    with pytest.raises(StepRefused, match="用完"):
        await account.mass.preview(piece, Segment(), "my-wechat")
    assert account.received("o-anne") == 0


async def test_tags_follow_their_segments_and_audiences_follow_tags(
    account: Account, office: Office
) -> None:
    await account.send()
    await account.finish()
    async with office.sessions() as session:
        tag = (await session.scalars(select(SegmentTag))).one()
    assert len(account.fake.users.with_tag(tag.tag_id)) == 3
    await office.sessions.run(
        lambda s: office.subscriptions.forget(s, named("o-bo"), office.clock())
    )
    account.fake.users.tags[500] = "企业"
    account.fake.users.openids["o-anne"].add(500)
    done = await account.tags.sync()
    assert done == {"tags": 1, "gone": 0, "audiences": 1}
    assert account.fake.users.with_tag(tag.tag_id) == ["o-anne", "o-chen"]
    found = await office.sessions.run(
        lambda s: office.subscriptions.of(s, named("o-anne")).audience
    )
    assert found == "enterprise"
    del account.fake.users.tags[tag.tag_id]
    assert (await account.tags.sync())["gone"] == 1


async def test_a_follower_who_left_meanwhile_does_not_stop_the_others(
    account: Account, office: Office
) -> None:
    del account.fake.users.openids["o-bo"]
    number = await account.send()
    await account.finish()
    assert (await account.row(number)).state == "done"
    assert account.received("o-anne") == 1


async def test_that_we_may_not_ask_does_not_cancel_what_wechat_has(
    account: Account, office: Office
) -> None:
    number = await account.send()
    account.fake.fail("message/mass/get", 48001)
    account.later(601)
    await account.mass.run()
    assert (await account.row(number)).state == "submitted"
    await account.finish()
    assert await states(office) == {"sent": 3}


async def test_a_refusal_after_an_uncertain_try_leaves_it_open_whether_they_got_it(
    account: Account, office: Office
) -> None:
    account.fake.fail("message/mass/sendall", -1)
    number = await account.send()
    assert (await account.row(number)).outcome.get("uncertain")
    account.fake.fail("message/mass/sendall", 45028)
    account.later(120)
    await account.mass.run()
    assert (await account.row(number)).state == "failed"
    assert await states(office) == {"unknown": 3}


async def test_who_comes_late_to_a_step_leaves_what_the_other_did(
    account: Account, office: Office
) -> None:
    stale = await office.scheduled(await office.piece(kind="article"), WECHAT, MASS)
    await office.gather()
    row = await account.row(stale)
    await account.mass.run()
    assert (await account.row(stale)).state == "submitted"
    await account.mass._end(row.id, BroadcastState.FAILED, "x", DeliveryStatus.CANCELLED)
    assert (await account.row(stale)).state == "submitted"
    assert await states(office) == {"sending": 3}


async def test_what_is_with_wechat_can_not_be_cancelled_here(
    account: Account, office: Office
) -> None:
    account.fake.fail("message/mass/sendall", -1)
    number = await account.send()
    with pytest.raises(StepRefused, match="已经交给微信"):
        await office.broadcasts.cancel("publisher", number, "内容发错了")


@pytest.mark.parametrize("page", [mass.PAGE, 1])
async def test_who_leaves_while_it_waits_is_taken_out(
    account: Account, office: Office, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(mass, "PAGE", page)
    account.fake.account.protected = True
    number = await account.send()
    await office.sessions.run(
        lambda s: office.subscriptions.forget(s, named("o-bo"), office.clock())
    )
    account.fake.account.protected = False
    await account.mass.confirmed(number)
    await account.mass.run()
    await account.finish()
    assert [account.received(openid) for openid in ("o-anne", "o-bo", "o-chen")] == [1, 0, 1]
