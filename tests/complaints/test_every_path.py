"""Every way through the workflow's content, walked: none ends a case without a lawful decision.

What is lawful is written down here by the articles, apart from the content that is checked.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.models import CaseKind
from bot.complaints.case.workflow import Step, Workflow
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

# The decisions a case must have behind it when it ends there, any one of the sets: 令第121号 15
# (受理或者不予受理), 23 and 24 (终止调解, 调解协议), 41 (分送); 处罚程序规定 18 (立案或者不立案),
# 60 (处理决定). A complaint and a suggestion may be given up by whoever made it; the clue of a
# report is verified all the same.
LAWFUL_ENDS: dict[str, dict[str, list[set[str]]]] = {
    "complaint": {
        "declined": [{"decline"}],
        "closed": [{"accept", "settle"}, {"accept", "end_mediation", "close"}],
        "referred": [{"refer"}],
        "withdrawn": [{"withdraw"}, {"withdraw_told"}],
    },
    "report": {
        "closed": [{"not_file"}, {"file_case", "decide"}],
        "referred": [{"refer"}],
    },
    "feedback": {
        "closed": [{"answer"}],
        "referred": [{"refer"}],
        "withdrawn": [{"withdraw"}, {"withdraw_told"}],
    },
}
# The decision each period is for.
DECISIONS = {
    "decide_acceptance": {"accept", "decline"},
    "mediate": {"settle", "end_mediation"},
    "tell_mediation_end": {"close"},
    "verify_report": {"file_case", "not_file"},
    "decide_case": {"decide"},
}
# Steps with the word of one person alone: answering a suggestion; telling of an end that was
# confirmed; the citizen's own word.
OF_ONE = {"answer", "close", "withdraw"}
WORKED = {"start", "mediate"}  # 办理 and 调解, which need a decision before


@dataclass(frozen=True)
class Place:
    """Where a walk is.

    Args:
        taken: steps since the case came in or was opened again.
        clocks: slugs of the periods that run.
    """

    status: str
    back: str
    taken: frozenset[str]
    clocks: frozenset[str]


def walk(
    workflow: Workflow, rules: DeadlineRules, kind: str
) -> Iterator[tuple[Place, Step, Place, set[str]]]:
    """Every step from every place that can be reached, with the periods it met."""
    running = frozenset(rule.slug for rule in rules.starting(kind, "registered"))
    start = Place("registered", "", frozenset(), running)
    seen, waiting = {start}, deque([start])
    while waiting:
        place = waiting.popleft()
        for step in workflow.steps.values():
            if not step.begins(kind, place.status):
                continue
            after, met = taken(rules, kind, place, step)
            yield place, step, after, met
            if after not in seen:
                seen.add(after)
                waiting.append(after)


def taken(rules: DeadlineRules, kind: str, place: Place, step: Step) -> tuple[Place, set[str]]:
    """Where a step leads, as Casework takes it."""
    to = {"same": place.status, "back": place.back}.get(step.to, str(step.to))
    met = {slug for slug in place.clocks if step.event in rules[slug].met_by}
    started = {rule.slug for rule in rules.starting(kind, step.event)} if step.event else set()
    clocks = frozenset() if step.ends else (place.clocks - met) | started
    history = frozenset() if step.slug == "reopen" else place.taken | {step.slug}
    back = place.status if to == "waiting" and place.status != "waiting" else place.back
    return Place(to, back if to == "waiting" else "", history, clocks), met


def holes(workflow: Workflow, rules: DeadlineRules) -> set[str]:
    """What is wrong with the content, a line each."""
    found = set()
    for kind in CaseKind:
        walked = list(walk(workflow, rules, kind.value))
        for place, step, after, met in walked:
            found |= set(_of_step(workflow, kind.value, place, step, after, met))
        found |= set(_of_graph(workflow, kind.value, walked))
    return found


def _of_step(
    workflow: Workflow, kind: str, place: Place, step: Step, after: Place, met: set[str]
) -> Iterator[str]:
    name = f"{kind} {step.slug}"
    ends = LAWFUL_ENDS[kind]
    if after.status in ends and after.status != place.status:
        if not any(needed <= after.taken for needed in ends[after.status]):
            yield f"{name}: ends as {after.status} without a lawful decision"
        if not step.ends:
            yield f"{name}: leaves clocks running"
    elif step.ends:
        yield f"{name}: ends as {after.status}, which the law doesn't know"
    for slug in met:
        if step.slug not in DECISIONS[slug]:
            yield f"{name}: counts as the decision of {slug}"
    for slug, decisions in DECISIONS.items():
        if step.slug in decisions and slug in place.clocks and slug not in met:
            yield f"{name}: doesn't meet {slug}"
    if step.slug in WORKED and place.clocks & {"decide_acceptance", "verify_report"}:
        yield f"{name}: before the decision"
    if (step.ends or step.slug in {"end_mediation", "file_case"}) and step.slug not in OF_ONE:
        if not step.confirm:
            yield f"{name}: one person alone"
        grounds = workflow.grounds_of(step, kind)
        if not grounds and not {"told_by", "told_at", "told_how"} <= set(step.needs):
            yield f"{name}: without a ground"
    if step.slug == "withdraw" and step.actors != ["citizen"]:
        yield f"{name}: without the citizen's word"
    if step.to == "back" and (after.status == "waiting" or not place.back):
        yield f"{name}: leads nowhere"


def _of_graph(
    workflow: Workflow, kind: str, walked: list[tuple[Place, Step, Place, set[str]]]
) -> Iterator[str]:
    ends = LAWFUL_ENDS[kind]
    reached = {after.status for _, _, after, _ in walked}
    for status in reached | {"registered"}:
        exits = [step for place, step, after, _ in walked if place.status == status != after.status]
        by_staff = [step for step in exits if step.may_be_taken_by("officer")]
        if not by_staff:
            yield f"{kind} {status}: no way out"
    # From every place an end can be reached.
    open_places = {place for place, _, _, _ in walked if place.status not in ends}
    good = {after for _, _, after, _ in walked if after.status in ends}
    while more := {p for p, _, after, _ in walked if after in good and p not in good}:
        good |= more
    yield from (f"{kind} {place.status}: never ends" for place in open_places - good)
    back = {
        step.slug for place, step, _, _ in walked if place.status == "waiting" and step.to == "back"
    }
    if not {"supplement", "go_on", "supplement_missed"} <= back:
        yield f"{kind} waiting: doesn't return by itself"


def content() -> dict[str, Any]:
    return {
        **copy.deepcopy(read_yaml(SEEDS / "workflow.yml")),
        "grounds": copy.deepcopy(read_yaml(SEEDS / "grounds.yml")),
    }


def workflow_of(changed: dict[str, Any]) -> Workflow:
    return Workflow.of(changed, read_yaml(SEEDS / "templates.yml"))


def step_of(changed: dict[str, Any], slug: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in changed["steps"] if step["slug"] == slug)
    return found


def test_no_path_ends_a_case_without_a_lawful_decision() -> None:
    assert holes(Workflow.load(), DeadlineRules.load()) == set()


def test_the_walk_reaches_every_status_and_takes_every_step() -> None:
    workflow, rules = Workflow.load(), DeadlineRules.load()
    walked = [one for kind in CaseKind for one in walk(workflow, rules, kind.value)]

    assert {after.status for _, _, after, _ in walked} == {s.value for s in workflow.statuses}
    assert {step.slug for _, step, _, _ in walked} == set(workflow.steps)
    assert {slug for _, _, _, met in walked for slug in met} == set(DECISIONS)
    assert {rule.slug for rule in rules} == set(DECISIONS)


def _start_at_once(changed: dict[str, Any]) -> None:
    step_of(changed, "start")["from"]["complaint"].append("registered")


def _close_at_once(changed: dict[str, Any]) -> None:
    step_of(changed, "settle")["from"]["complaint"].append("accepted")
    step_of(changed, "close")["from"]["complaint"] += ["registered", "in_progress"]


def _decline_alone(changed: dict[str, Any]) -> None:
    step_of(changed, "decline")["confirm"] = False


def _decline_because(changed: dict[str, Any]) -> None:
    del step_of(changed, "decline")["grounds"]
    del changed["grounds"]["decline"]


def _withdraw_by_staff(changed: dict[str, Any]) -> None:
    step_of(changed, "withdraw")["actors"].append("officer")


def _withdraw_without_evidence(changed: dict[str, Any]) -> None:
    step_of(changed, "withdraw_told")["needs"] = []


def _report_closed_unverified(changed: dict[str, Any]) -> None:
    step_of(changed, "decide")["from"]["report"].append("verifying")


def _report_withdrawn(changed: dict[str, Any]) -> None:
    step_of(changed, "withdraw")["from"]["report"] = ["registered"]


def _mediation_without_end(changed: dict[str, Any]) -> None:
    for slug in ("settle", "end_mediation"):
        step_of(changed, slug)["from"]["complaint"] = ["accepted"]
    step_of(changed, "withdraw_told")["from"]["complaint"].remove("mediating")
    step_of(changed, "ask_supplement")["from"]["complaint"].remove("mediating")


def _supplement_for_ever(changed: dict[str, Any]) -> None:
    changed["steps"].remove(step_of(changed, "supplement_missed"))


def _referral_as_decision(changed: dict[str, Any]) -> None:
    step_of(changed, "refer")["event"] = "accepted"


def _not_ended(changed: dict[str, Any]) -> None:
    step_of(changed, "answer")["ends"] = False


@pytest.mark.parametrize(
    ("change", "hole"),
    [
        (_start_at_once, "complaint start: before the decision"),
        (_close_at_once, "complaint close: ends as closed without a lawful decision"),
        (_decline_alone, "complaint decline: one person alone"),
        (_decline_because, "complaint decline: without a ground"),
        (_withdraw_by_staff, "complaint withdraw: without the citizen's word"),
        (_withdraw_without_evidence, "complaint withdraw_told: without a ground"),
        (_report_closed_unverified, "report decide: ends as closed without a lawful decision"),
        (_report_withdrawn, "report withdraw: ends as withdrawn, which the law doesn't know"),
        (_mediation_without_end, "complaint mediating: no way out"),
        (_supplement_for_ever, "complaint waiting: doesn't return by itself"),
        (_referral_as_decision, "complaint refer: counts as the decision of decide_acceptance"),
        (_not_ended, "feedback answer: leaves clocks running"),
    ],
)
def test_the_walk_finds_a_hole(change: Callable[[dict[str, Any]], None], hole: str) -> None:
    changed = content()
    change(changed)

    assert hole in holes(workflow_of(changed), DeadlineRules.load())


def test_a_period_met_by_what_is_not_its_decision_is_found() -> None:
    rules = DeadlineRules.load()
    wrong = [
        replace_met(rule.model_dump(), "started") if rule.slug == "mediate" else rule.model_dump()
        for rule in rules
    ]

    found = holes(Workflow.load(), DeadlineRules.of(wrong))
    assert "complaint start: counts as the decision of mediate" in found


def replace_met(rule: dict[str, Any], event: str) -> dict[str, Any]:
    return {**rule, "met_by": [*rule["met_by"], event]}


def test_every_ground_has_its_article_and_its_words() -> None:
    workflow = Workflow.load()

    for name, grounds in workflow.grounds.items():
        assert len({one.slug for one in grounds}) == len(grounds), name
        assert all("第" in one.article and "条" in one.article for one in grounds), name
    # 令第121号第十六条 has seven items, 第二十三条 eight.
    assert (len(workflow.grounds["decline"]), len(workflow.grounds["end_mediation"])) == (7, 8)
