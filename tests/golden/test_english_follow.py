"""What is asked on in few English words is asked of what was just told, and stays English."""

from __future__ import annotations

import re

import pytest

from bench import parts
from kb.text.english_spelling import spelled_out


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # One thing of the standard told, however it is asked.
        (("standard for rice cookers", "and a kettle, which number", "from which day"), "2026"),
        (("gb for helmets", "date of effect"), "1 July 2023"),
        (("which gb for honey", "is it an old or a new one"), "GB 14963-2011"),
        (("which gb covers pesticide residues", "what does it replace"), "GB 2763-2021"),
        (("powerbank standard number", "since when"), "1 April 2027"),
        (("is GB 7718-2025 in force", "so which one applies now"), "GB 7718-2011"),
        # The same of another thing.
        (("which gb for e-bikes", "and helmets, which one to check"), "GB 811-2022"),
        (("gb for helmets", "no, i meant the hair dryer"), "GB 4706.1-2024"),
        (("formaldehyde limit indoors", "and for the sofa itself?"), "GB 18584-2024"),
        (("which gb for vinegar", "heavy metals?"), "GB 2762-2025"),
        (("which standard for toys", "the flammability one?"), "GB 6675.3-2014"),
        (("is a power bank without 3C ok on a plane", "is there a new standard for it"), "47372"),
        # Words around the question hide nothing of it.
        (("how many days until a complaint is accepted", "and the mediation itself?"), "60 days"),
        (("gb for e-bikes", "the battery?", "back to the battery, since what date"), "November"),
        (
            ("standard for indoor air", "ok. and the furniture, there's a mandatory one for that?"),
            "GB 18584-2024",
        ),
        (("what is GB/T", "T/ ?", "Q/ then"), "enterprise standard"),
        (
            (
                "which gb for food labels",
                "someone in my office says there is a new version, is it already valid?",
            ),
            "GB 7718",
        ),
        (("is GB 7718-2025 in force", "so today shops go by which one"), "GB 7718-2011"),
        (
            (
                "a complaint or a report?",
                "how many days for a complaint",
                "and for the other one, will they find out it was me",
            ),
            "confidential",
        ),
        # What was told rests on, has a figure, is done for somebody.
        (("what is the fine for not marking prices", "which law is that"), "价格法"),
        (("is there a reward for reporting", "maximum?"), "1,000,000"),
        (("how do i complain about a shop", "can my wife do that for me"), "power of attorney"),
        (("when is quality month", "theme 2024"), "质量"),
        (("what does CCC mean", "when is quality month"), "September"),
        (("which gb for helmets", "which law"), "not of a law"),
        # Two questions somebody counts.
        (("two qs: which gb for pens and how do i complain about a shop",), "12315"),
        (("2 questions. std for tap water; and is gb/t mandatory?", "and the first q"), "GB 5749"),
        (("where can i read gb standards for free", "and local ones?"), "dbba"),
        (("where can i download gb standards", "group standards?"), "ttbz"),
        # What is asked is in the last sentence, however much is told or said before.
        (("the glue for the children stinks. which standard is for pencils",), "GB 21027"),
        (("dear sir i sell toys shop. my toys must have which gb for safety",), "GB 6675"),
        (("one more, toothpaste have standard?",), "GB/T 8372"),
        # A danger that is over, and thanks.
        (("our cook fainted at the gas stove", "he is in hospital now. the gb?"), "GB 16410"),
        (("thank u so much, you helped my wife",), "You're welcome"),
        (("which gb for tea", "thank you!"), "You're welcome"),
    ],
)
def test_it_is_asked_of_what_was_told(talk: parts.Talker, said: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (("which standard for child shoes", "is it the old or the new one"), "GB 2760"),
        (("when is quality month", "theme 2025"), "Shared vision"),
        (("which gb for honey", "and the police?"), "Honey:"),
        (("gb for helmets", "which law"), "Is a helmet required"),
    ],
)
def test_nothing_else_is_told(talk: parts.Talker, said: tuple[str, ...], other: str) -> None:
    assert other not in talk.last(*said)


def test_a_thing_behind_a_rule_is_not_surely_its_standard(talk: parts.Talker) -> None:
    told = talk.last("can i return things bought online without a reason", "and a helmet?")

    assert told.startswith("If this is about")


def test_an_english_talk_stays_english_where_nothing_was_known(talk: parts.Talker) -> None:
    told = talk.last("is there a rule for the colour of umbrellas in a pub", "quorums?")

    assert re.match("[A-Z][a-z]* ?[a-z]", told)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("is it manditory", "is it mandatory"),
        ("the toy std pls", "the toy standard please"),
        ("my shoes must have which gb", "which gb must my shoes have"),
        ("is it GB compliant and recommended", "is it GB compliant and recommended"),
        ("the charges of a cleaner", "the charges of a cleaner"),
    ],
)
def test_slips_are_put_right_in_key_words_alone(said: str, meant: str) -> None:
    assert spelled_out(said) == meant
