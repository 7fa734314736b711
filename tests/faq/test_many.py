"""Many drafts sent back for one reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.editing.errors import NotFit
from bot.editing.faq.content import FaqContent
from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.many import ManyAtOnce
from tests.faq.conftest import NEW


async def submitted(desk: FaqDesk, by: str, content: FaqContent) -> int:
    draft = await desk.add(by, content)
    await desk.submit(by, draft)
    return draft


async def test_each_is_sent_back_as_it_was_read_and_once(desk: FaqDesk) -> None:
    other = replace(NEW, question="书包太重找谁？", phrasings=())
    read, changed, own = [
        await submitted(desk, by, content)
        for by, content in (("bian", NEW), ("bian", other), ("shen", NEW))
    ]
    seen = {read: NEW.digest(), changed: NEW.digest(), own: NEW.digest(), 999: NEW.digest()}
    many = ManyAtOnce(desk)

    with pytest.raises(NotFit, match="退回要写明理由"):
        await many.reject("shen", seen, "短")
    told = await many.reject("shen", seen, "来源要写到条")
    again = await many.reject("shen", {read: NEW.digest()}, "来源要写到条")

    assert told[read] == ""
    assert "没有退回" in told[changed]
    assert "自己写的" in told[own]
    assert told[999]
    assert again[read]
    states = {number: (await desk.draft(number)).state for number in (read, changed, own)}
    assert states == {read: "rejected", changed: "in_review", own: "in_review"}
    assert (await desk.draft(read)).reason == "来源要写到条"
