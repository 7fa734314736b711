"""Danger told in English in words no rule knows, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.danger_sense import DangerSense, digest_of, sentences
from bot.complaints.understanding.danger_sense_english import ENGLISH, EnglishSense
from bot.complaints.understanding.danger_watch import DangerWatch
from bot.complaints.understanding.triage import Triage
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder, Vector

NORMAL = load_normaliser()
TRIAGE = Triage.load()


@pytest.fixture(scope="module")
def watch(embedder: Embedder) -> DangerWatch:
    return DangerWatch(TRIAGE, DangerSense.load(), embedder.question)


def test_the_weights_were_made_from_the_sentences() -> None:
    assert EnglishSense.load().made_from == digest_of(sentences(ENGLISH))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my uncle lies beside the coal stove and I can't wake him, who pays for the stove", "120"),
        ("my tongue is swelling since I ate the cookie, must nuts be on the label", "120"),
        ("thick smoke comes up our stairs and we can't get out, are sprinklers required", "119"),
        ("they locked me in the office and won't let me go until I pay", "110"),
        ("I wrote a goodbye letter and stand on the bridge, forget the refund", "12356"),
    ],
)
def test_what_no_rule_knows_is_heard(watch: DangerWatch, text: str, number: str) -> None:
    danger = watch.find(NORMAL(text))

    assert danger is not None
    english, _, chinese = danger.advice.partition("\n")
    assert number in english
    assert chinese.startswith("先注意安全")


@pytest.mark.parametrize(
    "text",
    [
        "Back in 2014 I swallowed a coin, which rule for toys came after that",
        "which standard is there for drowning detectors for kids",
        "the film Drowning in Fire was charged twice, who refunds my tickets",
        "our landlord's stove has no flame failure device, is that legal",
        "I was shocked by the price of this repair",
        "I don't want to live in this building any more, can I end the lease",
        "the customer service nearly gave me a heart attack, where do I complain",
        "the machine ate my coins",
    ],
)
def test_what_is_over_or_only_called_so_does_not_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


def test_an_english_text_is_embedded_once(embedder: Embedder) -> None:
    seen: list[str] = []

    def embed(text: str) -> Vector:
        seen.append(text)
        return embedder.question(text)

    text = NORMAL("my deposit is gone, they never call back and the shop has moved away")
    DangerWatch(TRIAGE, DangerSense.load(), embed).find(text)

    assert seen == [text]


@pytest.mark.parametrize("slug", EnglishSense.load().kinds)
def test_every_kind_has_its_advice_in_english(slug: str) -> None:
    assert TRIAGE.danger_in_english(slug).slug == slug
    assert any(number in TRIAGE.danger_in_english(slug).english for number in ("110", "119", "120"))
