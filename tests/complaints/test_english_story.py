"""Stories told in English: what is heard and which fields are read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.english_dates import date_in_english
from bot.complaints.understanding.english_story import is_english_story, wish_in_english

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Hello, I bought a rain coat at a shop called Blue Crane Outlet in Guanyinqiao on "
            "November 8. It cost 1,299 yuan and the zipper broke. I want my money back.",
            {
                "respondent": "Blue Crane Outlet",
                "product": "rain coat",
                "day": "2026-11-08",
                "district": "两江新区",
                "amount": "1299",
                "wanted": "退款",
            },
        ),
        (
            "The pharmacy called Good Health in Yubei Longxi sold me a fake face mask last Friday, "
            "39.9 yuan, no Chinese label on it",
            {
                "respondent": "Good Health",
                "product": "fake face mask",
                "day": "2026-11-27",
                "amount": "39.9",
            },
        ),
        (
            "The gym called Iron Tiger in Shapingba closed two weeks ago and nobody answers. "
            "I paid 2,600 yuan for a yearly membership. Please give me a refund",
            {
                "respondent": "Iron Tiger",
                "product": "membership",
                "day": "2026-11-14",
                "district": "沙坪坝区",
                "wanted": "退款",
            },
        ),
        (
            "Yesterday I ordered noodles at Old Wang Kitchen near Nanping, there was a cockroach "
            "in it and they refuse to refund me. Please replace it or apologize",
            {"respondent": "Old Wang Kitchen", "day": "2026-11-27", "wanted": "换货、道歉"},
        ),
        (
            "My name is Peter Novak. The gym Iron Temple in Nanping closed half a month ago, I "
            "paid 2.4k RMB for a one-year card. Please get me a refund. Phone 13812340099",
            {
                "respondent": "Iron Temple",
                "product": "one-year card",
                "day": "2026-11-13",
                "amount": "2400",
                "name": "Peter Novak",
                "phone": "13812340099",
                "wanted": "退款",
            },
        ),
        (
            "The restaurant Lao Wang Hotpot in Guanyinqiao charged me six hundred and eighty yuan "
            "on Tuesday last week but the menu said 480. I want the difference back",
            {
                "respondent": "Lao Wang Hotpot",
                "product": "meal",
                "day": "2026-11-17",
                "amount": "680",
                "wanted": "退款",
            },
        ),
        (
            "bought a cake from a bakery called sweet home in beibei in early October, paid 88, "
            "it was mouldy",
            {
                "respondent": "sweet home",
                "product": "cake",
                "day": "2026-10-01",
                "until": "2026-10-10",
                "amount": "88",
            },
        ),
    ],
)
def test_an_english_story_fills_the_form(reader: Reader, text: str, fields: dict[str, str]) -> None:
    read = reader.everything(text, Draft("chat", "web", NOW, NOW, kind="complaint"), NOW)

    assert is_english_story(text)
    assert {name: read.get(name) for name in fields} == fields
    assert read["what"] == text


@pytest.mark.parametrize(
    "text",
    [
        "What is the difference between a complaint and a report here?",
        "Is there a standard for down jackets sold in shops in Chongqing?",
        "My landlord is a very nice person and we like the city a lot",
        "GB 18401-2010",
    ],
)
def test_an_english_question_or_remark_is_no_story(text: str) -> None:
    assert not is_english_story(text)


def test_a_day_in_figures_is_a_day_and_a_sum_is_none() -> None:
    told = date_in_english("I just want my money back, bought it on 11.22", NOW.date())
    assert told is not None
    assert (told.day.month, told.day.day) == (11, 22)
    assert date_in_english("they spent it on 11.225 bottles", NOW.date()) is None


def test_a_day_no_month_has_is_no_day() -> None:
    assert date_in_english("bought on November 0, it broke at once", NOW.date()) is None


@pytest.mark.parametrize("month", [1, 12])
def test_the_months_at_both_ends_of_a_year_are_months(month: int) -> None:
    told = date_in_english(f"bought on 2025-{month:02}-09, it broke at once", NOW.date())

    assert told is not None
    assert told.day == date(2025, month, 9)


@pytest.mark.parametrize(
    "text",
    [
        "I bought a phone at Xinda Digital for 1999 yuan, it restarts all the time",
        "The tea I ordered online never arrived and the seller does not answer",
        "We paid for a room at the hotel and it was not as described at all",
        "The restaurant charged me twice for the same fish",
        "I bought shoes in a shop in Jiefangbei and they tore after two days",
        "The fan from the store keeps stopping after ten minutes",
        "I ordered a coat from a shop, it shrank in the first wash",
        "The power bank I bought overheats and is swollen",
        "The face cream from the pharmacy gave me a rash",
        "The gym wants extra money although I paid for the year",
    ],
)
def test_faults_in_other_english_words_are_a_story(text: str) -> None:
    assert is_english_story(text)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        (
            "My phone screen was replaced at Quick Fix Repair, it fails. I want my money back.",
            "退款",
        ),
        ("They repaired my laptop twice and it still crashes, I paid 600 yuan", ""),
        ("The seller fixed the price at 300 yuan but charged 450, give me a refund", "退款"),
        ("The kettle leaks. I want them to repair it or a replacement", "换货、维修"),
        ("The shoes broke, please exchange them", "换货"),
    ],
)
def test_what_was_done_is_no_wish(text: str, wishes: str) -> None:
    assert wish_in_english(text) == wishes


@pytest.mark.parametrize(
    ("text", "business", "product"),
    [
        ("the barber Tony&Co in Shapingba sold me membership card 1000 RMB", "Tony&Co", "card"),
        (
            "I went to a phone shop in Guanyinqiao, iFix小屋, they changed my battery, it broke",
            "iFix小屋",
            "battery",
        ),
        (
            "Report a restaurant. 老街火锅108 in Nanping reuses oil, their soup was rotten",
            "老街火锅108",
            "soup",
        ),
        (
            "At Fresh Day in Nanping their imported cheese had no Chinese label",
            "Fresh Day",
            "cheese",
        ),
        (
            "The butcher Old Wang in 观音桥, the pork they sell smells bad and he refused a refund",
            "Old Wang",
            "pork",
        ),
    ],
)
def test_names_and_things_in_mixed_english(
    reader: Reader, text: str, business: str, product: str
) -> None:
    said = reader.everything(text, Draft("chat", "web", NOW, NOW, kind="report"), NOW)

    assert said["respondent"] == business
    assert product in said["product"]


@pytest.mark.parametrize(
    ("words", "identity"),
    [
        ("keep me anonymous", "anonymous"),
        ("please report this anonymously", "anonymous"),
        ("I want to be anonymous", "anonymous"),
        ("don't give my name to them", "anonymous"),
        ("can I stay named?", ""),
        ("is there an anonymous option?", ""),
    ],
)
def test_who_wants_to_stay_unnamed_in_english(reader: Reader, words: str, identity: str) -> None:
    text = f"The supermarket sold expired milk yesterday at Nanping, {words}"
    said = reader.everything(text, Draft("chat", "web", NOW, NOW, kind="report"), NOW)

    assert said.get("identity", "") == identity
