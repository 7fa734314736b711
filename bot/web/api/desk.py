"""The cases behind Open311: only what may be public leaves, and filing needs a key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.complaints.case.draft import Draft
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.workflow import Workflow
from bot.complaints.intake.assigning import load_categories
from bot.complaints.intake.classified import Classified
from bot.complaints.intake.registering import Registrar, registered_already
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.settings import SEEDS
from bot.web.api.format import Open311Problem
from bot.web.api.reading import OTHER, Asked, told
from kb.yaml_file import read_yaml

_NOT_FOUND = "没有这个编号，或者它不公开。"


@dataclass(frozen=True)
class Service:
    """One kind of matter.

    Args:
        code: slug of the category.
        name: what people call it.
        description: what belongs to it.
        department: slug of the department it is suggested to; empty to let the router decide.
    """

    code: str
    name: str
    description: str = ""
    department: str = ""


@dataclass(frozen=True)
class Open311Desk:
    """Reads and files cases for other systems.

    Args:
        sessions: the database.
        registrar: makes cases.
        workflow: labels of statuses.
        services: code to kind of matter.
        departments: slug to name, for the responsible agency.
        districts: the official names of today.
        api_keys: who may file; without any nobody may.
        clock: the present moment.
    """

    sessions: SessionFactory
    registrar: Registrar
    workflow: Workflow
    services: Mapping[str, Service]
    departments: Mapping[str, str]
    districts: Sequence[str]
    api_keys: Sequence[str]
    clock: Clock

    @classmethod
    def build(
        cls,
        sessions: SessionFactory,
        registrar: Registrar,
        workflow: Workflow,
        api_keys: Sequence[str],
        clock: Clock,
        content: Path = SEEDS,
    ) -> Open311Desk:
        """A desk with the services, departments and districts of a content folder."""
        departments = read_yaml(content / "departments.yml")
        districts = read_yaml(content / "districts.yml")
        return cls(
            sessions=sessions,
            registrar=registrar,
            workflow=workflow,
            services=load_services(content),
            departments={row["slug"]: row["name"] for row in departments},
            districts=[row["name"] for row in districts],
            api_keys=api_keys,
            clock=clock,
        )

    def service(self, code: str) -> Service:
        """The kind of matter with a code.

        Raises:
            Open311Problem: there is none.
        """
        if code not in self.services:
            raise Open311Problem(404, "没有这个 service_code。")
        return self.services[code]

    def check_key(self, given: str) -> str:
        """The key, if it is one of ours; the time it takes says nothing about them.

        Raises:
            Open311Problem: it isn't.
        """
        # Digests are of one length, so the time says nothing about that of a key either.
        shown = _digest(given)
        matches = [hmac.compare_digest(shown, _digest(key)) for key in self.api_keys]
        if not any(matches):
            raise Open311Problem(403, "api_key 不对或者没有填。")
        return given

    async def find(self, asked: Asked) -> list[dict[str, Any]]:
        """Public cases of a filter."""
        async with self.sessions() as session:
            return [self._told(case) for case in await session.execute(asked.query())]

    async def one(self, number: str) -> dict[str, Any]:
        """One public case.

        Raises:
            Open311Problem: there is none, or it isn't public; the two look alike.
        """
        if CaseNumber.find(number) is None:
            raise Open311Problem(404, _NOT_FOUND)
        asked = Asked.read({"service_request_id": number}, self.clock())
        found = await self.find(asked)
        if not found:
            raise Open311Problem(404, _NOT_FOUND)
        return found[0]

    async def number_of(self, token: str) -> str:
        """The number of the case filed under a token.

        Raises:
            Open311Problem: there is none.
        """
        async with self.sessions() as session:
            known = await session.run_sync(registered_already, self._empty(token))
        if known is None:
            raise Open311Problem(404, "没有这个 token。")
        return known.number

    async def file(self, draft: Draft, service: Service, key: str, repeat: str) -> dict[str, Any]:
        """Register a case, once for each repeat key of a client.

        Args:
            draft: checked.
            service: its category, chosen by whoever filed it.
            key: the client's API key.
            repeat: the client's name for this request, so that it can safely be sent again.
        """
        if repeat:
            draft.id = hashlib.sha256(f"open311:{key}:{repeat}".encode()).hexdigest()[:32]
        try:
            number, code = await self.sessions.run(lambda s: self._file(s, draft, service))
        except IntegrityError:
            # The same request arrived twice at the same moment; the other one made the case.
            number, code = await self.sessions.run(lambda s: self._file(s, draft, service))
        return {
            "service_request_id": number,
            "token": draft.id,
            "service_notice": _notice(code),
            "account_id": None,
        }

    def _file(self, session: Session, draft: Draft, service: Service) -> tuple[str, str]:
        known = registered_already(session, draft)
        if known is not None:
            return known.number, ""

        def chosen(one: Draft) -> Classified:
            routed = self.registrar.classify(one)
            if service.code == OTHER:
                return routed
            department = service.department or routed.department
            return replace(routed, category=service.code, department=department, confidence=None)

        registrar = replace(self.registrar, classify=chosen)
        case, code = registrar.register(session, draft, "", self.clock())
        return case.number, code

    def _told(self, case: Any) -> dict[str, Any]:
        names = {service.code: service.name for service in self.services.values()}
        return told(case, self.workflow, names, self.departments.get(case.department, ""))

    def _empty(self, token: str) -> Draft:
        now: datetime = self.clock()
        return Draft("", "", now, now, id=token)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _notice(code: str) -> str:
    if not code:
        return "这个请求已经登记过，查询码只在第一次登记时给出。"
    return (
        f"已登记，不等于受理。查询码：{code}，只显示这一次，请转交市民本人保存；"
        "凭登记编号和查询码可以在渝标通查进度。举报依法保密，不在公开接口里显示。"
    )


def load_services(content: Path = SEEDS) -> dict[str, Service]:
    """The categories as kinds of matters, with 「其他」 for what has none."""
    services = [
        Service(one.slug, one.name, f"分类编码 {one.code}", one.department)
        for one in load_categories(content / "categories.yml").values()
    ]
    other = Service(OTHER, "其他", "说不清属于哪一类的，由工作人员判断")
    return {one.code: one for one in (*services, other)}
