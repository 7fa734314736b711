"""The two halves check each other: the Rasa domain and the code."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from actions.catalogue import all_actions
from bot.complaints.case.script import Script
from bot.conversation.bidders.standards import OF_THE_FORM
from bot.conversation.cases import ENTRIES
from bot.conversation.skills import Skills
from bot.conversation.talk import load_responses
from bot.settings import ROOT
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser
from kb.yaml_file import read_yaml


def named(key: str) -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "bot" / "rasa" / "domain").glob("*.yml"):
        content = read_yaml(path)
        found.update(content.get(key) or ())
    return found


def test_every_action_in_the_domain_has_code_and_the_other_way_round(
    builder: SnapshotBuilder,
) -> None:
    answerer = Answerer(
        LiveKnowledge(None, None, builder),  # type: ignore[arg-type]
        load_normaliser(),
        lambda: date(2026, 11, 23),
    )

    desk = SimpleNamespace(intake=SimpleNamespace(script=Script.load()))

    actions = all_actions(Skills(answerer, {}), desk)  # type: ignore[arg-type]

    assert {action.name() for action in actions} == named("actions")


def test_the_case_form_of_rasa_has_the_fields_of_the_script() -> None:
    domain = read_yaml(ROOT / "bot/rasa/domain/complaint.yml")
    fields = Script.load().fields

    assert domain["forms"]["case_form"]["required_slots"] == [f"case_{name}" for name in fields]


def test_every_intent_has_examples_and_a_held_out_twin() -> None:
    intents = named("intents")

    assert intents == {path.stem for path in (ROOT / "data/nlu").rglob("*.yml")}
    assert intents == {path.stem for path in (ROOT / "tests/nlu").rglob("*.yml")}


def test_no_held_out_utterance_is_trained_on() -> None:
    trained: set[str] = set()
    for path in (ROOT / "data/nlu").rglob("*.yml"):
        for block in read_yaml(path)["nlu"]:
            trained.update(line[2:].strip() for line in block.get("examples", "").splitlines())
    for path in (ROOT / "tests/nlu").rglob("*.yml"):
        for utterance in read_yaml(path)["utterances"]:
            assert utterance["text"] not in trained, utterance


def test_fixed_texts_are_there_for_every_talk_intent() -> None:
    skills = Skills(SimpleNamespace(card=None), load_responses())  # type: ignore[arg-type]

    for intent in ("greet", "goodbye", "thank", "affirm", "deny", "insult", "small_talk"):
        assert skills.talk(intent) is not None, intent
    for intent in ("ask_identity", "ask_help"):
        assert skills.talk(intent) is not None, intent


def test_what_has_a_rule_is_what_a_turn_hands_to_rasa() -> None:
    handed = {*OF_THE_FORM, *ENTRIES.values(), "continue_case"}
    ruled = {
        step["intent"]
        for path in (ROOT / "data" / "rules").glob("*.yml")
        for rule in read_yaml(path)["rules"]
        for step in rule["steps"]
        if "intent" in step
    }

    assert ruled == handed
