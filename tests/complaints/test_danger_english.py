"""Danger told of in English, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.danger_sense import DangerSense
from bot.complaints.understanding.danger_watch import DangerWatch
from bot.complaints.understanding.triage import Triage
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

NORMAL = load_normaliser()


@pytest.fixture(scope="module")
def watch(embedder: Embedder) -> DangerWatch:
    return DangerWatch(Triage.load(), DangerSense.load(), embedder.question)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("my baby swallowed a small magnet from toy help", "swallowed", "120"),
        ("My son has swallowed a button battery!", "swallowed", "120"),
        ("power bank is hot and smoking", "fire", "119"),
        (
            "I smell something like rotten eggs in my kitchen right now, stove is off. "
            "Is the stove standard GB 16410?",
            "gas",
            "119",
        ),
        ("it smells of rotten eggs near the gas meter", "gas", "119"),
        (
            "My gas water heater is in the bathroom and now my head hurts and I feel like "
            "throwing up. Is that kind of heater even legal here?",
            "carbon_monoxide",
            "120",
        ),
        ("we cooked with charcoal inside and my wife is dizzy", "carbon_monoxide", "120"),
        ("there is smoke in the corridor", "fire", "119"),
        ("my washing machine is smoking", "fire", "119"),
        ("my rice cooker smokes when I plug it in", "fire", "119"),
        ("my son ate the mothballs", "swallowed", "120"),
        ("my husband ate mushrooms from the market and sees little people", "poison", "120"),
        ("my phone charger gave me a shock and my arm is still numb", "shock", "120"),
        ("the hair dye made my eyes swell shut", "eyes", "120"),
        ("i can't feel my arm", "faint", "120"),
        # What leaves no doubt is heard beside any question.
        ("The kitchen smells strongly of gas. Which standard is the heater", "gas", "119"),
        ("stroller took the tip of my son's finger off, does GB 14748 test it", "injury", "120"),
        ("no peanuts they said. my lips are twice the size, can I get a refund", "faint", "120"),
        ("we're in the elevator for 40 min. how often must they inspect", "lift", "119"),
        ("I mixed it with 84 and can't stop coughing, who do I complain to", "poison", "120"),
        ("loose baijiu, which gb? everything looks like snow since morning", "poison", "120"),
        ("who handles air fryers? Flames coming out the back", "fire", "119"),
        ("my e-bike makes a hiss sound and the case is getting fat, gb 17761?", "fire", "119"),
        ("my flatmate got zapped by the washing machine", "shock", "120"),
        ("he is lying there and not responding to us", "faint", "120"),
        ("no refund for this power bank, and it is hissing and swelling in my bag", "fire", "119"),
        ("toddler ate a coin, what to do", "swallowed", "120"),
        ("the child put a bead up his nose", "swallowed", "120"),
        ("she drank some floor cleaner by accident", "swallowed", "120"),
        ("we are stuck in the elevator", "lift", "119"),
        (
            "I am in the office lift with two guests, it halted between floors and the doors "
            "won't open. Which standard is for lifts?",
            "lift",
            "119",
        ),
        ("trapped in the lift, nobody answers", "lift", "110"),
        ("my hand is stuck in the escalator", "entrapped", "119"),
        ("power bank is smoking", "fire", "119"),
        ("smoke coming out of the socket", "fire", "119"),
        ("there is smoke from my power bank on the table!!!", "fire", "119"),
        ("smoke out of the power strip help", "fire", "119"),
        ("my laptop started smoking", "fire", "119"),
        ("the socket smells of burning", "fire", "119"),
        ("I smell gas in my apartment", "gas", "119"),
        ("carbon monoxide alarm is ringing", "carbon_monoxide", "120"),
        ("my grandfather is not breathing", "faint", "120"),
        ("he is choking on a fishbone", "choking", "120"),
        ("he got an electric shock from the water heater", "shock", "120"),
        ("my mother fell down the stairs and is bleeding", "fall", "120"),
        ("a man with a knife threatens me", "violence", "110"),
        ("I want to kill myself", "despair", "110"),
        ("hot oil burned my face", "injury", "120"),
        ("blood keeps pouring from my arm", "injury", "120"),
        ("my dad can't breathe after the crab, can I get a refund", "faint", "120"),
        ("the shop cheated me and the owner is hitting me right now", "violence", "110"),
        ("my son drank dish soap!! is there a GB for it", "swallowed", "120"),
        ("the little one has just drunk nail polish remover", "swallowed", "120"),
        ("our girl licked superglue, what standard is it under", "swallowed", "120"),
        ("our kitchen is on fire! is there a standard for stoves?", "fire", "119"),
        ("we are stuck in the lift, which regulation says who must come", "lift", "119"),
    ],
)
def test_danger_is_heard_and_its_advice_is_english_too(
    watch: DangerWatch, text: str, kind: str, number: str
) -> None:
    danger = watch.find(NORMAL(text))

    assert danger is not None
    assert danger.slug == kind
    english, _, chinese = danger.advice.partition("\n")
    assert number in english
    assert number in chinese


@pytest.mark.parametrize(
    "text",
    [
        "I found hair in my noodles",
        # A few words of a talk, or an answer to the form.
        "thanks he is ok now",
        "she is alright",
        "my dad is home again",
        "my sister lives in Beibei",
        "he is my landlord",
        "my name is Peter Brown and I live at 5 Beicheng Road",
        "the restaurant is called Old House Hotpot",
        "the manager laughed at me",
        "this shop is killing me",
        "what else",
        "which mushrooms may be sold on the market",
        "smoking is not allowed in this mall, is it",
        "When I was 9 I swallowed a coin. do toy coins have a size rule now?",
        "we were stuck in the lift for an hour last month, can I ask for compensation",
        "the restaurant's noodles were thick and I want a refund",
        "the eggs from the market smell rotten",
        "is a gas water heater in the bathroom legal",
        "which standard goes for gas stoves and water heaters",
        "there was a fly in my soup",
        "the hotpot had a cockroach in it",
        "dead mouse in the drink bottle, who do I call",
        "found a piece of glass in the bread, can I get a refund",
        "what is the standard for magnets in toys",
        "this toy has small magnets that can be swallowed by a kid",
        "are magnets in toys dangerous for babies",
        "is there a standard for elevators",
        "how do I complain about a fire extinguisher",
        "what standard do smoke detectors follow",
        "do power banks need 3C for planes",
        "the phone charger burned out after a week, refund",
        "the elevator is stuck again, which law says it must be inspected",
        "my phone caught fire last month, who pays",
        "she took the medicine and it had no effect",
        "help me find the standard for helmets",
        "I ate there and the owner sells perfume and shampoo too",
        "which soap standard is it, the kids drink from cups washed with it",
        "is there a standard for power banks? one exploded in the news",
        "standard for shampoo for my daughter",
        "smoke from the restaurant downstairs comes into my flat every day",
        "the elevator doors will not open on our floor, which standard is that",
        "if we are in the lift and the doors will not open, who pays",
        "my neighbour smokes in the lift, which rule forbids it",
    ],
)
def test_what_is_no_danger_raises_no_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


def test_every_english_danger_is_one_of_the_kinds() -> None:
    triage = Triage.load()
    rows = triage._dangers._english._tells

    assert rows
    assert all(triage.danger_called(row.slug).slug == row.slug for row in rows)


def test_a_doubtful_danger_hides_none_that_is_certain() -> None:
    text = NORMAL("my sleeve and my hand got stuck in the door, and the co alarm is beeping")
    first, certain = Triage.load().explain(text), Triage.load().explain(text, certain=True)

    assert first is not None
    assert not first.certain
    assert certain is not None
    assert certain.danger.slug == "carbon_monoxide"
