"""English questions get the English side, and say so where there is none."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.kit.db import SessionFactory
from kb.answer import Certainty
from kb.answering import Answerer
from kb.catalogue import Catalogue
from kb.english_answers import is_beside, things_in_english
from kb.english_premise import value_corrected
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.models import Faq, KnowledgeRevision, text_digest
from kb.search.index import Entry, EntryKind
from kb.standard_english import told_in_english
from kb.standards.edition import Edition
from kb.text.english import facet_in_english, is_english, leans_in_english
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber
from tests.content import standard

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("What does GB mean?", True),
        ("e-bike helmet standard", True),
        ("GB 17761-2024", False),
        ("GB/T 31888", False),
        ("ISO", False),
        ("whats 12315", True),
        ("ISO 9001是什么", False),
        ("你好", False),
        ("I would like to report 老街火锅108 in Nanbin Road, it is reusing oil", True),
        ("iPhone 15 Pro Max USB-C Type-C PD 充电器", False),
        ("GB/T 31888-2015 school uniform 校服的标准是强制的吗", False),
    ],
)
def test_words_of_english_are_told_from_numbers(text: str, english: bool) -> None:
    assert is_english(text) is english


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("is it mandatory?", Facet.NATURE),
        ("when did it take effect", Facet.EFFECTIVE),
        ("is there a newer version", Facet.NEWER),
        ("is it still valid", Facet.STATUS),
        ("hello there", None),
        ("it replaced the 2005 edition, correct?", Facet.OLDER),
    ],
)
def test_what_an_english_question_asks_of_a_standard(text: str, facet: Facet | None) -> None:
    assert facet_in_english(text) is facet


def test_a_short_english_question_leans_on_what_was_said() -> None:
    assert leans_in_english("is it mandatory?")
    assert not leans_in_english("Which standard covers helmets?")


@pytest.mark.parametrize(
    "text",
    ["since when", "who do I call", "which standard says so", "and which article", "how much"],
)
def test_what_asks_without_a_subject_leans(text: str) -> None:
    assert leans_in_english(text)


@pytest.mark.parametrize(
    "text",
    ["How many standards does Chongqing have in force", "When was the first World Standards Day"],
)
def test_what_has_its_own_subject_does_not_lean(text: str) -> None:
    assert not leans_in_english(text)


def test_since_when_asks_for_the_day_of_effect() -> None:
    assert facet_in_english("since when") is Facet.EFFECTIVE


@pytest.fixture
async def answerer(knowledge: LiveKnowledge, sessions: SessionFactory) -> Answerer:
    async with sessions.begin() as session:
        faq = await session.scalar(select(Faq).where(Faq.slug == "standards-day"))
        assert faq is not None
        faq.english = {
            "question": "When is World Standards Day?",
            "phrasings": ["date of world standards day"],
            "answer": "It is on 14 October.",
            "of": text_digest(faq.answer),
        }
        revision = await session.get(KnowledgeRevision, 1)
        assert revision is not None
        revision.revision += 1
    await knowledge.refresh()
    return Answerer(knowledge, load_normaliser(), lambda: TODAY)


async def test_an_english_question_gets_the_english_answer_with_its_source(
    answerer: Answerer,
) -> None:
    answer = answerer.answer("what day is World Standards Day")

    assert answer.certainty is Certainty.SURE
    assert answer.text.startswith("It is on 14 October.")
    assert "《standards-day》" in answer.text


async def test_what_has_no_english_side_says_so_and_is_not_presented_as_known(
    answerer: Answerer,
) -> None:
    answer = answerer.answer("What is the difference between a complaint and a report?")

    assert answer.certainty is not Certainty.SURE
    assert answer.text.split()[0] in ("Sorry,", "I")


async def test_an_english_answer_of_an_older_text_is_not_given(
    answerer: Answerer, knowledge: LiveKnowledge, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        faq = await session.scalar(select(Faq).where(Faq.slug == "standards-day"))
        revision = await session.get(KnowledgeRevision, 1)
        assert faq is not None
        assert revision is not None
        faq.answer = "世界标准日改在别的日子了。"
        revision.revision += 1
    await knowledge.refresh()

    assert "14 October" not in answerer.answer("what day is World Standards Day").text


async def test_a_standard_is_described_in_english(answerer: Answerer) -> None:
    told = answerer.answer("is GB 17761 mandatory in China?").text
    when = answerer.facet(
        [StandardNumber.parse("GB 17761")], Facet.EFFECTIVE, "when does it start"
    ).text

    assert told.startswith("Yes: it is a mandatory standard")
    assert "2025-09-01" in when


@pytest.mark.parametrize(
    ("number", "facet", "first"),
    [
        ("GB 17761-2024", Facet.WHERE, "National standards can be read at openstd.samr.gov.cn."),
        ("GB 17761-2024", Facet.NATURE, "Yes: it is a mandatory standard."),
        ("GB/T 31888-2015", Facet.NATURE, "No: it is a recommended (voluntary) standard"),
        ("GB 17761-2024", Facet.EFFECTIVE, "It takes effect on 1 September 2025, 2025-09-01."),
        ("GB 17761-2024", Facet.NEWER, "My catalogue has no newer edition."),
        ("GB 7718-2011", Facet.NEWER, "It is or will be replaced by GB 7718-2025 (takes effect"),
        ("GB 7718-2025", Facet.OLDER, "Before: GB 7718-2011, "),
        ("GB 17761-2024", Facet.OLDER, "My catalogue has no edition before it."),
        ("GB 17761-2024", Facet.PUBLISHED, "I could not verify the day it was published."),
        ("GB 17761-2024", Facet.STATUS, "GB 17761-2024 《"),
        ("GB 17761-2024", None, "GB 17761-2024 《"),
    ],
)
async def test_each_question_of_a_standard_has_its_english_sentence_first(
    answerer: Answerer, knowledge: LiveKnowledge, number: str, facet: Facet | None, first: str
) -> None:
    catalogue = knowledge.snapshot.catalogue
    edition = catalogue.get(number)
    assert edition is not None

    assert told_in_english(catalogue, edition, facet, TODAY).startswith(first)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("GB 17761-2024 took effect on 31 December 2024. Is that right?", "No: it took effect"),
        ("is GB 17761-2024 in force since January 1, 2026", "No: it took effect"),
        ("GB 17761-2024 started on 1 September 2025, right?", "Yes: it took effect"),
        ("GB 17761-2024 applies from 2025-09-01, correct", "Yes: it took effect"),
        ("is it true that GB 17761-2024 came into force in 2024", "No: it took effect"),
        ("is GB 17761-2024 valid in 2026", "GB 17761-2024"),
    ],
)
async def test_a_day_taken_for_granted_is_put_right(
    answerer: Answerer, text: str, verdict: str
) -> None:
    assert answerer.answer(text).text.startswith(verdict)


async def test_an_unknown_number_is_said_to_be_unknown(answerer: Answerer) -> None:
    answer = answerer.answer("what is standard GB 99999 about")

    assert answer.certainty is Certainty.UNKNOWN
    assert "not in my catalogue" in answer.text


async def test_a_number_without_its_year_is_told_by_the_edition_there_is(
    answerer: Answerer,
) -> None:
    told = answerer.things_in_english({"e-bike": ["GB 17761"]}, None).text

    assert "GB 17761-2024" in told


def test_what_a_buyer_gets_is_not_told_by_what_the_seller_is_fined() -> None:
    asked = "what compensation can I get for expired milk"
    fined = _entry("What is the penalty for selling expired food?")

    assert is_beside(asked, fined)
    assert not is_beside("what is the fine for selling expired milk", fined)
    assert not is_beside(asked, _entry("How does tenfold compensation for food work?"))


def _entry(title: str) -> Entry:
    return Entry(EntryKind.FAQ, "one", title, (title,), "told", ())


def test_only_of_several_standards_one_can_be_picked() -> None:
    numbers = ["GB 6675.1-2014", "GB 7718-2011"]
    held = [Edition.of(standard(one, "名称", "现行", "2016-01-01"), []) for one in numbers]
    one = things_in_english(Catalogue(held), {"toy": numbers[:1]}, None, TODAY)
    both = things_in_english(Catalogue(held), {"toy": numbers}, None, TODAY)

    assert one.listed == ()
    assert both.listed == tuple(f"standard:{number}" for number in numbers)


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("it caps the speed at 25 km/h, right?", "Yes. It is mandatory"),
        ("it caps the speed at 20 km/h, right?", "Not 20 km/h. It is mandatory"),
        # What the answer has no word on is neither confirmed nor denied.
        ("it costs 500 yuan, right?", "It is mandatory"),
        ("which one has 500 yuan", "Yes. It is mandatory"),
    ],
)
def test_yes_confirms_no_value_that_is_not_told(asked: str, begins: str) -> None:
    told = value_corrected(asked, "Yes. It is mandatory; speed limit 25 km/h.")

    assert told.startswith(begins)
