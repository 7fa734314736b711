from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.workflow import WorkflowError
from bot.complaints.work.documents import BLANK, Documents, Paper, load_documents
from bot.complaints.work.paper_docx import as_docx
from bot.kit.errors import NotFound
from kb.models import Base
from tests.complaints.made import NOW, SUPERVISOR, bureau, made, stepped

OFFICE = bureau()
DOCUMENTS = Documents(load_documents(), OFFICE.casework.workflow, OFFICE.clocks, OFFICE.keyring)
WORDS = {"person": "张三丰", "office": "渝中区市场监管局", "officer": "李四"}
EVIDENCE = "双方当面说的"


@pytest.fixture
def session() -> Iterator[Session]:
    """In memory; that both databases serve the pages, tests of the console show."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def step(session: Session, case: Case, slug: str, **given: str) -> None:
    stepped(OFFICE.casework, session, case, slug, NOW, given)


def offered(session: Session, case: Case) -> list[str]:
    return [one.slug for one in DOCUMENTS.offered(session, case)]


def whole(paper: Paper) -> str:
    rows = [f"{label} {value}" for label, value in (*paper.rows, *paper.signed)]
    return "\n".join([paper.title, *rows, *paper.text])


def told(session: Session, case: Case, slug: str) -> str:
    return whole(DOCUMENTS.paper(session, case, slug, WORDS))


def test_before_any_decision_only_the_transfer_sheet_may_be_made(session: Session) -> None:
    case = made(OFFICE, session)

    assert offered(session, case) == ["transfer"]
    for slug in ("accepted", "declined", "mediation_ended", "agreement", "nothing"):
        with pytest.raises(NotFound):
            told(session, case, slug)
    assert f"转办理由 {BLANK}" in told(session, case, "transfer")


def test_who_is_accepted_hears_until_when(session: Session) -> None:
    case = made(OFFICE, session)
    step(session, case, "accept")

    said = told(session, case, "accepted")

    assert offered(session, case) == ["accepted", "transfer"]
    assert f"登记编号 {case.number}" in said
    assert "受理日期 2026 年 11 月 24 日" in said
    assert "这一期限到 2027 年 1 月 23 日" in said  # sixty days after 2026-11-24
    for words in (
        "张三丰：",
        "雅迪电动车专卖店",
        "退款（2999.00 元）",
        "第十五条",
        "李四",
        "渝中区市场监管局",
    ):
        assert words in said


@pytest.mark.parametrize("ground", [g.slug for g in OFFICE.casework.workflow.grounds["decline"]])
def test_a_refusal_gives_the_chosen_ground_of_the_law(session: Session, ground: str) -> None:
    case = made(OFFICE, session)
    step(session, case, "decline", ground=ground, reason="查了台账")
    (chosen,) = (g for g in OFFICE.casework.workflow.grounds["decline"] if g.slug == ground)

    said = told(session, case, "declined")

    assert f"法定情形：{chosen.text}（{chosen.article}；" in said
    assert "理由：查了台账" in said
    assert "第三十九条规定的其他途径" in said


def test_what_waits_for_a_second_person_is_not_decided(session: Session) -> None:
    case = made(OFFICE, session, officer="li")
    given = {"ground": "three_years", "reason": "三年多了"}
    OFFICE.casework.take_step(session, case, "decline", SUPERVISOR, NOW, given)

    assert offered(session, case) == ["transfer"]


def test_an_ended_mediation_says_why_and_what_is_left(session: Session) -> None:
    case = made(OFFICE, session)
    step(session, case, "accept")
    step(session, case, "end_mediation", ground="refuses", reason="商家三次不来")

    said = told(session, case, "mediation_ended")

    for words in ("无正当理由不参加调解", "第二十三条第二项", "商家三次不来", "第二十五条"):
        assert words in said


@pytest.mark.parametrize(
    ("ground", "is_offered"), [("paper", True), ("performed", False), ("no_paper", False)]
)
def test_a_settlement_is_put_on_paper_where_the_law_wants_it(
    session: Session, ground: str, is_offered: bool
) -> None:
    case = made(OFFICE, session)
    step(session, case, "accept")
    step(session, case, "mediate")
    assert "agreement" in offered(session, case)
    assert f"调解地点或方式 {BLANK}" in told(session, case, "agreement")

    step(session, case, "settle", ground=ground, reason="退了", evidence=EVIDENCE)

    assert ("agreement" in offered(session, case)) is is_offered


def test_a_transfer_sheet_has_its_own_reason_only(session: Session) -> None:
    case = made(OFFICE, session, kind="report")
    step(session, case, "ask_supplement", reason="请补充小票")
    step(session, case, "go_on", reason="不等小票了")
    given = {"ground": "crime", "reason": "涉嫌犯罪", "referred_to": "渝中区公安分局"}
    step(session, case, "refer", **given)

    said = told(session, case, "transfer")

    assert "小票" not in said
    for words in ("转办理由 涉嫌犯罪", "转往单位 渝中区公安分局", "第十七条第二款"):
        assert words in said


def test_two_grounds_of_one_article_are_told_apart(session: Session) -> None:
    for ground, words in (("passed_on", "统一接收投诉举报"), ("back", "不得自行移送")):
        case = made(OFFICE, session)
        step(session, case, "refer", ground=ground, reason="分送", referred_to="江北区局")
        assert words in told(session, case, "transfer")


def test_what_was_decided_before_a_reopening_no_longer_counts(session: Session) -> None:
    case = made(OFFICE, session)
    step(session, case, "decline", ground="other", reason="当时的理由")
    step(session, case, "reopen", reason="复核")

    assert offered(session, case) == ["transfer"]


def test_braces_of_a_citizen_are_words(session: Session) -> None:
    case = made(OFFICE, session, wanted="{person}{0.__class__}")
    step(session, case, "accept")

    assert "{person}{0.__class__}" in told(session, case, "accepted")


def test_a_word_file_holds_what_the_page_shows_and_nobody_as_its_author() -> None:
    paper = Paper("标题", [("甲", "一\x0b\x00二\n三")], ["一段话。"], [("日期", BLANK)])

    file = docx.Document(io.BytesIO(as_docx(paper, NOW)))

    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    assert cells == ["甲", "一二\n三", "日期", BLANK]
    assert {"标题", "一段话。"} <= {one.text for one in file.paragraphs}
    about = file.core_properties
    assert (about.author, about.last_modified_by, about.title) == ("", "", "标题")
    assert abs(about.created.replace(tzinfo=NOW.tzinfo) - NOW) < timedelta(seconds=1)


@pytest.mark.parametrize("wrong", ["{nobody}", "{conversation}"])
def test_a_template_that_names_what_nobody_fills_is_refused(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "documents.yml"
    path.write_text(
        f"- {{slug: a, title: 甲, kinds: [report], step: refer, rows: [], "
        f"text: ['{wrong}'], signed: []}}\n",
        encoding="utf-8",
    )

    with pytest.raises(WorkflowError, match="没有这些词可填"):
        load_documents(path)


def test_every_document_tells_a_step_and_grounds_of_the_workflow() -> None:
    workflow = OFFICE.casework.workflow
    for one in load_documents().values():
        step = workflow.steps[one.step]
        for kind in one.kinds:
            known = {ground.slug for ground in workflow.grounds_of(step, kind)}
            assert set(one.grounds) <= known, one.slug
            assert kind in step.start, one.slug
