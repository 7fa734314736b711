from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.app.keeping.personal_data import Person as Whose
from bot.app.keeping.personal_data import erase, export
from bot.app.tasks.messages import forget_subscriber
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.keeping.retention import Retention, RetentionRules
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxStatus
from bot.watching.models import Watch
from kb.models import StandardStatus
from tests.content import standard
from tests.watching.conftest import KEYRING, NOON, Chat, Office

NEW = ("GB 17761-2024", "电动自行车安全技术规范", "即将实施", "2027-09-01")


async def test_each_change_is_told_once(office: Office) -> None:
    await Chat(office).follow("关注 GB 17761")
    assert await office.news.run() == 0

    await office.add(standard(*NEW))
    assert await office.news.run() == 1
    assert await office.news.run() == 0

    [(row, text)] = await office.told()
    assert "新版 GB 17761-2024《电动自行车安全技术规范》已发布，2027-09-01 起实施" in text
    assert "实施前仍按 GB 17761-2018" in text
    assert "来源：" in text
    assert (row.purpose, row.conversation, row.channel) == ("watch", "anne", "wechat")


async def test_the_whole_life_of_a_new_edition_is_told(office: Office) -> None:
    await Chat(office).follow("关注电动车")
    await office.add(standard(*NEW))
    await office.change("GB 17761-2018", superseded_by=["GB 17761-2024"])
    await office.news.run()
    await office.change("GB 17761-2024", effective_on=date(2027, 10, 1))
    await office.news.run()
    office.clock.moment = NOON.replace(year=2027, month=9, day=10)
    await office.news.run()
    office.clock.moment = NOON.replace(year=2027, month=10, day=1)
    await office.news.run()
    await office.add(standard("GB 17761-2024/XG1-2028", "第 1 号修改单", "现行", "2028-01-01"))
    await office.news.run()
    await office.change("GB 17761-2024", status=StandardStatus.WITHDRAWN)
    await office.news.run()

    told = [text.splitlines()[1] for _, text in await office.told()]
    assert [one.partition("》")[2] for one in told] == [
        "已发布，2027-09-01 起实施；实施前仍按 GB 17761-2018。",
        "的实施日期改为 2027-10-01。",
        "将在 2027-10-01 实施，还有 21 天。",
        " 2027-10-01 起实施，代替 GB 17761-2018。",
        "。",
        "已经废止。",
    ]
    assert (await office.told())[0][1].startswith("您关注的电动自行车，标准有变化：")


async def test_a_replacement_by_another_number_is_told(office: Office) -> None:
    await Chat(office).follow("关注 GB 4943.1")

    await office.add(standard("GB 55555-2026", "新的标准", "现行", "2026-11-01"))
    await office.change("GB 4943.1-2022", superseded_by=["GB 55555-2026"])
    await office.news.run()

    [(_, text)] = await office.told()
    assert "《音视频设备》已被 GB 55555-2026《新的标准》 代替。" in text


async def test_nobody_is_woken(office: Office) -> None:
    await Chat(office).follow("关注 GB 17761")
    office.clock.moment = NOON.replace(hour=15)  # 23:00 in Chongqing

    await office.add(standard(*NEW))
    await office.news.run()

    [(row, _)] = await office.told()
    assert row.not_before == datetime(2026, 11, 29, tzinfo=NOON.tzinfo)


async def test_a_number_that_was_unknown_is_told_from_its_second_state(office: Office) -> None:
    await Chat(office).follow("关注 GB/T 99999")
    await office.add(standard("GB/T 99999-2025", "新收的", "现行", "2025-06-01"))
    assert await office.news.run() == 0

    await office.change("GB/T 99999-2025", status=StandardStatus.WITHDRAWN)

    assert await office.news.run() == 1


async def test_more_than_a_batch_is_told(office: Office, sessions: SessionFactory) -> None:
    seen = {"GB 17761": {"valid": "GB 17761-1999", "status": "现行"}}
    async with sessions.begin() as session:
        session.add_all(
            Watch(
                conversation=f"c{n}", channel="telegram", target="GB 17761", seen=seen,
                address_sealed="", since=NOON,
            )
            for n in range(501)
        )  # fmt: skip

    assert await office.news.run() == 501
    assert await office.news.run() == 0


async def test_who_stops_watching_gets_nothing_that_still_waited(office: Office) -> None:
    chat = Chat(office)
    await chat.follow("关注 GB 17761")
    await office.add(standard(*NEW))
    await office.news.run()

    await chat.say("取消关注 GB 17761")

    [(row, text)] = await office.told()
    assert (row.status, row.address_sealed, text) == (OutboxStatus.FAILED.value, "", "")


async def test_who_leaves_is_forgotten(office: Office, sessions: SessionFactory) -> None:
    await Chat(office).follow("关注 GB 17761")

    await sessions.run(lambda s: forget_subscriber(s, "wechat", "anne", "unfollowed"))

    assert await count(sessions) == 0


async def test_a_persons_export_has_it_and_an_erasure_takes_it(
    office: Office, sessions: SessionFactory, tmp_path: Path
) -> None:
    await Chat(office).follow("关注 GB 17761")
    await Chat(office, name="bert").follow("关注 GB 17761")
    store = EvidenceStore(sessions, KEYRING, tmp_path, office.clock)
    retention = Retention(RetentionRules.load(), store)

    found = await sessions.run(lambda s: export(s, KEYRING, Whose("anne", ())))
    assert [row["target"] for row in found["watch"]] == ["GB 17761"]
    assert found["watch"][0]["address_sealed"] == "openid-1"
    await sessions.run(lambda s: erase(s, retention, Whose("anne", ()), NOON))

    assert await count(sessions) == 1


async def count(sessions: SessionFactory) -> int:
    async with sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(Watch)) or 0)
