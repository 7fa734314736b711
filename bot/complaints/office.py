"""Puts the services of complaints and reports together, for the web process, worker and CLI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.complaints.case.clocks import Clocks
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.draft import Draft, Drafts
from bot.complaints.case.models import Case
from bot.complaints.case.progress import Progress
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.case.receipt_card import Receipts
from bot.complaints.case.script import Script
from bot.complaints.case.workflow import Workflow
from bot.complaints.follow.amending import Amending
from bot.complaints.follow.counter import Counter
from bot.complaints.follow.files_after import EvidenceStore as FilesKept
from bot.complaints.follow.files_after import FilesAfter
from bot.complaints.intake.assigning import load_categories
from bot.complaints.intake.classified import Classified
from bot.complaints.intake.desk import CaseDesk, Evidence
from bot.complaints.intake.filing_replies import FilingReplies
from bot.complaints.intake.intake import Intake, TalkReply
from bot.complaints.intake.reading import Reader
from bot.complaints.intake.registering import Registrar
from bot.complaints.intake.summary import Prompts
from bot.complaints.keeping.retention import EvidenceStore, Retention, RetentionRules
from bot.complaints.understanding.bodies import BodyEar, BodySense
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.places import Places
from bot.complaints.understanding.triage import Triage
from bot.complaints.work.casework import Casework
from bot.complaints.work.escalation import Escalation
from bot.complaints.work.notices import Notices
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.outbox.service import Outbox
from bot.settings import SEEDS, Settings
from kb.search.embedding import Vector

Classify = Callable[[Draft], Classified]
Suggest = Callable[[str], str]


class EvidenceDesk(Evidence, EvidenceStore, FilesKept, Protocol):
    """The evidence store, as all of the office needs it."""


@dataclass(frozen=True)
class CaseOffice:
    """Everything that works on cases."""

    keyring: Keyring
    workflow: Workflow
    triage: Triage
    clocks: Clocks
    casework: Casework
    registrar: Registrar
    desk: CaseDesk
    counter: Counter
    files: FilesAfter
    receipts: Receipts
    escalation: Escalation
    retention: Retention
    drafts: Drafts
    outbox: Outbox


def build_case_office(
    settings: Settings,
    sessions: SessionFactory,
    clock: Clock,
    *,
    talk: TalkReply,
    suggest: Suggest,
    by_title: Suggest,
    classify: Classify,
    embed: Callable[[str], Vector] | None = None,
    evidence: EvidenceDesk,
    content: Path = SEEDS,
    scrypt_cost: int = 2**14,
) -> CaseOffice:
    """Make every part from the content files; nothing is opened yet.

    Args:
        settings: keys, names, addresses.
        sessions: the database.
        clock: the present moment.
        talk: fixed replies of talk intents.
        suggest: standards that go with a product, in words.
        by_title: number of the standard with a title; empty if none or several have it.
        classify: category and route of a draft.
        embed: embedding of one normalised text, by which matters of other bodies are heard;
            without it only the rules know them.
        evidence: the files.
        content: the folder of content files.
        scrypt_cost: of receipt codes; tests use a small one.
    """
    casework = build_casework(settings, clock, content)
    keyring, workflow, clocks = casework.keyring, casework.workflow, casework.clocks
    script, retention, triage = Script.load(), RetentionRules.load(), Triage.load(content)
    codes = ReceiptCodes(settings.secret_key.get_secret_value().encode(), scrypt_cost)
    reader = Reader(script, Places.load(content), load_products(), triage, by_title)
    if embed is not None:
        ear = BodyEar(triage, BodySense.load(), embed)
        reader = replace(reader, elsewhere_of=ear.elsewhere)
    prompts = Prompts(
        script, suggest, settings.operator_name, settings.operator_contact, retention.kept
    )
    registrar = Registrar(
        keyring, codes, clocks, classify, script.consent_version, casework.categories
    )
    drafts = Drafts(keyring)
    desk = CaseDesk(
        sessions,
        keyring,
        drafts,
        Intake(script, reader, prompts, talk),
        registrar,
        evidence,
        _unit,
        clock,
        FilingReplies(keyring),
        lambda case, code: receipt_link(settings, case.number, code),
    )
    progress = Progress(workflow, clocks, codes)
    files = FilesAfter(sessions, progress, casework, evidence, clock)
    return CaseOffice(
        keyring=keyring,
        workflow=workflow,
        triage=triage,
        clocks=clocks,
        casework=casework,
        registrar=registrar,
        desk=desk,
        counter=Counter(sessions, progress, casework, Amending(casework, reader), clock, files),
        files=files,
        receipts=Receipts(sessions, progress, script),
        escalation=Escalation(clocks),
        retention=Retention(retention, evidence),
        drafts=drafts,
        outbox=casework.notices.outbox,
    )


def build_casework(settings: Settings, clock: Clock, content: Path = SEEDS) -> Casework:
    """What works cases after registration, with the steps and periods of a content folder."""
    clocks = Clocks(DeadlineRules.load(content / "deadlines.yml"))
    notices = Notices(Outbox(clock), settings.keyring)
    names = {slug: one.name for slug, one in load_categories(content / "categories.yml").items()}
    return Casework(Workflow.load(content), clocks, settings.keyring, notices, names)


def receipt_link(settings: Settings, number: str, code: str) -> str:
    """Where a case's receipt is; what follows the # is sent to no server."""
    return f"{settings.effective_public_url.rstrip('/')}/receipt#{number}.{code}"


def _unit(case: Case) -> str:
    if case.kind == "feedback":
        return "归口部门的工作人员"
    return f"{case.district or '有管辖权的'}市场监督管理部门"
