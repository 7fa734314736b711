"""Who tells it in English is asked in English; what is registered stays as staff read it."""

from __future__ import annotations

import re

import pytest

from bot.channels.text_parts import PART_BYTES, size_in_bytes
from bot.complaints.case.script import Script
from bot.complaints.intake.turn import Step
from bot.conversation.cases import plain_wish
from tests.complaints.conftest import Citizen
from tests.complaints.test_put_right import kept

STORY = (
    "I bought a phone at Xinda Telecom in Jiangbei district last Friday for 2000 yuan, "
    "the screen is broken and they refuse to repair it. I want a refund."
)
WHO = "I agree, Anna Kowalska, 13812345678, No. 2 Zhongshan 4th Road, Yuzhong"


def said_by(step: Step) -> str:
    return "\n".join(reply.text for reply in step.all_replies)


async def test_lead_card_question_and_consent_are_english(citizen: Citizen) -> None:
    step = await citizen.say(STORY, start="complaint")

    said = said_by(step)
    assert said.startswith("I am registering a complaint")
    assert "Before your contact details are registered" in said
    assert "Still needed (还差): whether you agree to the notice above" in said
    assert "Business/商家：Xinda Telecom" in said
    assert not any(words in said for words in ("还差：", "接下来登记", "请把事情", "不办了"))
    assert all(size_in_bytes(reply.text) <= PART_BYTES for reply in step.all_replies)


async def test_it_is_filed_in_english_and_kept_as_any_other(citizen: Citizen) -> None:
    step = await citizen.say_all(STORY, WHO)
    assert "Please check:" in said_by(step)
    draft = await kept(citizen)
    assert (draft["wanted"], draft["district"], draft["day"]) == (
        "退款", "两江新区", "2026-11-20",
    )  # fmt: skip

    filed = await citizen.say("confirm")
    assert filed.replies[0].text.startswith("Registered. Case number")


async def test_short_english_answers_are_read_in_english(citizen: Citizen) -> None:
    await citizen.say_all(
        "I want to file a complaint", "I bought a phone last Friday and the screen is broken",
        "Xinda Telecom", "Jiangbei", "refund",
    )  # fmt: skip

    draft = await kept(citizen)
    assert (draft["respondent"], draft["product"], draft["district"], draft["wanted"]) == (
        "Xinda Telecom", "phone", "两江新区", "refund",
    )  # fmt: skip


async def test_a_wish_in_english_is_no_business(citizen: Citizen) -> None:
    await citizen.say("the gym closed and they won't refund my membership", start="complaint")
    await citizen.say_all("in Jiangbei, it closed on 15 November", "I want my 2000 back")
    assert "respondent" not in await kept(citizen)

    await citizen.say("PowerFit")
    draft = await kept(citizen)
    assert (draft["respondent"], "2000" in draft["wanted"]) == ("PowerFit", True)


async def test_what_is_wrong_or_changed_is_said_in_english(citizen: Citizen) -> None:
    await citizen.say_all(STORY, WHO)

    assert "Changed: Phone/电话." in said_by(await citizen.say("my phone is 13912345678"))
    assert "It is cancelled" in said_by(await citizen.say("cancel"))


async def test_chinese_is_spoken_again_where_it_is_asked_for(citizen: Citizen) -> None:
    step = await citizen.say_all(STORY, "please speak 中文")

    assert "还差：是否同意" in said_by(step)
    assert "respondent" in await kept(citizen)


async def test_a_chinese_story_with_an_english_name_is_asked_in_chinese(citizen: Citizen) -> None:
    step = await citizen.say_all("我要投诉", "I Do 钻戒店的戒指掉了，上周六，渝中区，要退款")
    assert "还差" in said_by(step)

    assert "还差" in said_by(await citizen.say("Anna Kowalska"))


@pytest.mark.parametrize("kind", ["complaint", "report", "feedback"])
def test_every_place_of_the_words_is_there_in_english_too(kind: str) -> None:
    chinese = Script.load()
    english = chinese.in_english

    assert english.kinds[kind].order == chinese.kinds[kind].order
    for name, text in chinese.messages.items():
        places = set(re.findall(r"{(\w+)}", text))
        assert set(re.findall(r"{(\w+)}", english.messages[name])) <= places, name
    assert english.in_english is english


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to file a complaint", "complaint"),
        ("I want to complain about a shop", "complaint"),
        ("I'd like to make a report anonymously", "report"),
        ("I want to report a restaurant", "report"),
        ("I want to complain as a foreigner", ""), ("how do I complain", ""),
    ],
)  # fmt: skip
def test_a_plain_wish_in_english_opens_the_form(text: str, kind: str) -> None:
    assert plain_wish(text) == kind
