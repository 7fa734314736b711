"""What is asked on in English is answered of what was told, and in English."""

from __future__ import annotations

import pytest

from bench import parts


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("standard for electric bicycles", "in force since when?"), "1 September 2025"),
        (("standard for electric bicycles", "and the old one?"), "GB 17761-2018"),
        (
            ("we want to buy a crib, which standard should it meet?", "is it mandatory"),
            "Yes: it is",
        ),
        (("what standard applies to toys", "the number?"), "GB 6675.1-2014"),
        (("which standard for helmets", "same date?"), "1 July 2023"),
        (("which standard for helmets", "for adults?"), "nothing checked"),
        (("which standard for furniture", "for kids?"), "GB 28007"),
        (("my power bank is smoking", "it is out now, what standard is it"), "GB 31241"),
        (("my kid drank dish soap", "she is fine now. the standard number?"), "GB 14930.1"),
    ],
)
def test_few_words_lean_on_what_was_told(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (("which standard for helmets", "is smoking mandatory"), "helmet:"),
        (("which standard for helmets", "the number of the police"), "helmet:"),
        (("when is world standards day", "same date?"), "takes effect"),
    ],
)
def test_what_names_something_else_does_not(
    talk: parts.Talker, said: tuple[str, ...], other: str
) -> None:
    assert other not in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hello, new in town, about my son's car seat, what standard should it have", "GB 27887"),
        ("we have a baby, which standard is for strollers", "GB 14748"),
    ],
)
def test_a_question_tells_no_story(talk: parts.Talker, said: str, told: str) -> None:
    answer = talk.last(said)

    assert told in answer
    assert "register" not in answer


def test_where_to_complain_is_told_whatever_it_is_about(talk: parts.Talker) -> None:
    told = talk.last("stroller standard", "where can i complain if the wheel comes off")

    assert "12315" in told
    assert "I register it" in told
    assert told.startswith("Taking it as")
