from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.complaints.case.models import Case, CaseStatus
from bot.complaints.case.workflow import Workflow
from bot.kit.db import SessionFactory
from bot.web.api.desk import Open311Desk, Service, load_services
from bot.web.api.routes import open311_routes
from bot.web.limits import RateLimit
from tests.complaints.made import NOW, Bureau, bureau, made

KEY = "key-of-the-12345-hotline"
URL = "http://test/open311/v2"
DISTRICTS = ("渝中区", "万州区")
SECRETS = ("张三丰", "13812345678", "中山四路", "雅迪", "冒烟", "八一路", "2999")
FORM = {
    "api_key": KEY,
    "service_code": "food",
    "description": "吃出一只虫",
    "address_string": "解放碑八一路12号",
    "last_name": "李",
    "first_name": "四光",
    "phone": "139 1234 5678",
    "attribute[district]": "渝中区",
    "attribute[respondent]": "老王面馆",
    "attribute[product]": "小面",
    "attribute[wanted]": "退款",
    "attribute[address]": "渝中区中山四路2号",
    "attribute[happened_on]": "2026-11-20",
    "attribute[amount]": "12.5",
    "attribute[consent]": "yes",
}


class Place:
    """The interface on a database, and a client of it.

    Args:
        sessions: the database.
    """

    def __init__(self, sessions: SessionFactory, client: httpx.AsyncClient) -> None:
        self.sessions, self.client, self.bureau = sessions, client, bureau()

    async def make(self, **case: Any) -> str:
        now = case.pop("now", NOW)
        return await self.sessions.run(lambda s: made(self.bureau, s, now, **case).number)

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.client.get(f"{URL}/{path}", params=query)

    async def numbers(self, **query: str) -> set[str]:
        found = (await self.get("requests.json", **query)).json()
        return {one["service_request_id"] for one in found}

    async def post(self, path: str = "requests.json", **changes: str | None) -> httpx.Response:
        data = {**FORM, **changes}
        return await self.client.post(
            f"{URL}/{path}", data={k: v for k, v in data.items() if v is not None}
        )

    async def count(self) -> int:
        async with self.sessions() as session:
            return await session.scalar(select(func.count(Case.id))) or 0


def desk_of(
    sessions: SessionFactory, office: Bureau, keys: tuple[str, ...] = (KEY,)
) -> Open311Desk:
    services = [
        Service("ebike", "电动自行车"),
        Service("food", "食品", department="drug"),
        Service("other", "其他"),
    ]
    return Open311Desk(
        sessions=sessions,
        registrar=office.registrar,
        workflow=Workflow.load(),
        services={service.code: service for service in services},
        departments={"market": "市场监管局"},
        districts=DISTRICTS,
        api_keys=keys,
        clock=lambda: NOW,
    )


@pytest.fixture
async def place(sessions: SessionFactory) -> AsyncIterator[Place]:
    app = FastAPI()
    app.include_router(open311_routes(partial(desk_of, sessions, bureau()), RateLimit(1000)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        yield Place(sessions, client)


async def test_services_are_listed_in_both_formats(place: Place) -> None:
    as_json = (await place.get("services.json")).json()
    xml = await place.get("services.xml")

    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(xml.content)
    assert root.tag == "services"
    assert [s.findtext("service_code") for s in root] == [s["service_code"] for s in as_json]
    assert root[0].findtext("metadata") == "true"
    assert {s["type"] for s in as_json} == {"realtime"}


async def test_a_definition_names_its_attributes_with_choices(place: Place) -> None:
    found = (await place.get("services/food.json")).json()

    attributes = {one["code"]: one for one in found["attributes"]}
    assert attributes["district"]["required"] is True
    assert {"key": "万州区", "name": "万州区"} in attributes["district"]["values"]
    root = ElementTree.fromstring((await place.get("services/food.xml")).content)
    assert root.findtext("service_code") == "food"
    assert len(root.findall("attributes/attribute")) == len(attributes)


NOT_THERE = [
    ("services/nonsense.json", 404),
    ("requests/CQ20200101-000001-1.json", 404),
    ("requests/nonsense.xml", 404),
    ("tokens/nonsense.json", 404),
    ("services.csv", 404),
    ("requests.json?status=broken", 400),
    ("requests.json?start_date=yesterday", 400),
    ("requests.json?start_date=0001-01-01T00:00:00Z", 400),
    ("requests.json?start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z", 400),
    ("requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z", 400),
    ("requests.json?page=0", 400),
    ("requests.json?page=²", 400),
    ("requests.json?page_size=1001", 400),
    ("requests.json?service_request_id=" + ",".join("x" * 51), 400),
]


@pytest.mark.parametrize(("path", "status"), NOT_THERE)
async def test_errors_have_the_standards_format_and_speak_chinese(
    place: Place, path: str, status: int
) -> None:
    answer = await place.client.get(f"{URL}/{path}")

    assert answer.status_code == status
    if ".xml" in path:
        root = ElementTree.fromstring(answer.content)
        errors = [{child.tag: child.text for child in error} for error in root]
        assert errors[0]["code"] == str(status)
    else:
        errors = answer.json()
        assert errors[0]["code"] == status
    assert re.search("[一-鿿]", errors[0]["description"])


@pytest.mark.parametrize("extension", ["json", "xml"])
async def test_only_public_fields_leave(place: Place, extension: str) -> None:
    number = await place.make()

    for path in (f"requests.{extension}", f"requests/{number}.{extension}"):
        text = (await place.get(path)).text
        assert number in text
        assert "渝中区" in text
        assert [secret for secret in SECRETS if secret in text] == []


async def test_a_case_is_told_in_the_standards_words(place: Place) -> None:
    number = await place.make()

    (one,) = (await place.get(f"requests/{number}")).json()
    assert (one["status"], one["status_notes"]) == ("open", "已登记")
    assert (one["service_code"], one["service_name"]) == ("ebike", "电动自行车")
    assert one["requested_datetime"] == "2026-11-24T10:00:00+08:00"
    assert one["expected_datetime"].startswith("2026-12-03T23:59:59")
    assert (one["address"], one["agency_responsible"]) == ("渝中区", "市场监管局")


@pytest.mark.parametrize("identity", ["named", "anonymous"])
async def test_reports_are_nobodys_business(place: Place, identity: str) -> None:
    number = await place.make(kind="report", said={"identity": identity})

    assert await place.numbers() == set()
    assert await place.numbers(service_request_id=number) == set()
    assert (await place.get(f"requests/{number}.json")).status_code == 404
    unknown = await place.get("requests/CQ20200101-000001-1.json")
    assert (await place.get(f"requests/{number}.json")).text == unknown.text


async def test_requests_are_filtered(place: Place) -> None:
    fresh = await place.make()
    ended = await place.make(
        status=CaseStatus.CLOSED.value, closed_at=NOW, category="food", next_due_on=None
    )
    old = await place.make(now=NOW - timedelta(days=100), category="")

    assert await place.numbers() == {fresh, ended}
    assert await place.numbers(status="open") == {fresh}
    assert await place.numbers(status="closed") == {ended}
    assert await place.numbers(status="open,closed") == {fresh, ended}
    assert await place.numbers(service_code="food") == {ended}
    assert await place.numbers(service_code="food,ebike") == {fresh, ended}
    assert await place.numbers(service_request_id=f"{old},{fresh}") == {old, fresh}
    assert await place.numbers(end_date="2026-09-01T00:00:00+08:00") == {old}
    since = {"start_date": "2026-08-01T00:00:00Z", "service_code": "other"}
    assert await place.numbers(**since) == {old}


async def test_a_plus_sign_that_was_not_escaped_is_understood(place: Place) -> None:
    number = await place.make()

    query = "start_date=2026-11-24T09:00:00+08:00&end_date=2026-11-24T11:00:00+08:00"
    found = (await place.client.get(f"{URL}/requests.json?{query}")).json()
    assert [one["service_request_id"] for one in found] == [number]


async def test_pages_hold_every_case_once(place: Place) -> None:
    numbers = {await place.make() for _ in range(5)}

    pages = [await place.numbers(page=str(n), page_size="2") for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert set.union(*pages) == numbers


async def test_a_filed_case_is_named_numbered_and_routed(place: Place) -> None:
    answer = await place.post()

    assert answer.status_code == 200
    (told,) = answer.json()
    assert re.search(r"查询码：[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", told["service_notice"])
    async with place.sessions() as session:
        case = (await session.scalars(select(Case))).one()
    assert case.number == told["service_request_id"]
    assert (case.kind, case.channel, case.anonymous) == ("complaint", "open311", False)
    assert (case.category, case.district, case.amount_fen) == ("food", "渝中区", 1250)
    assert (case.department, case.category_confidence) == ("drug", None)
    assert (case.conversation, case.happened_on.isoformat()) == ("", "2026-11-20")
    assert case.next_due_on is not None
    opened = place.bureau.keyring.open
    assert opened(case.name_sealed, "case.name") == "李四光"
    assert opened(case.phone_sealed, "case.phone") == "13912345678"


async def test_a_token_leads_to_the_number(place: Place) -> None:
    (told,) = (await place.post("requests.json")).json()

    (found,) = (await place.get(f"tokens/{told['token']}.json")).json()
    assert found["service_request_id"] == told["service_request_id"]


async def test_filing_answers_in_xml_too(place: Place) -> None:
    root = ElementTree.fromstring((await place.post("requests.xml")).content)

    assert root.tag == "service_requests"
    assert (root.findtext("request/service_request_id") or "").startswith("CQ")


@pytest.mark.parametrize("key", [None, "", "wrong", KEY.upper(), KEY + " ", "钥匙"])
async def test_without_the_right_key_nothing_is_filed(place: Place, key: str | None) -> None:
    answer = await place.post(api_key=key)

    assert answer.status_code == 403
    assert answer.json()[0]["code"] == 403
    assert await place.count() == 0


async def test_who_tries_many_keys_has_to_wait(place: Place) -> None:
    wrong = [(await place.post(api_key=f"wrong-{n}")).status_code for n in range(12)]
    after = await place.post()

    assert wrong == [403] * 10 + [429] * 2
    assert after.status_code == 429
    assert "api_key" in after.json()[0]["description"]
    assert await place.count() == 0


async def test_a_right_key_costs_no_attempt(place: Place) -> None:
    answers = [(await place.post(service_code="none")).status_code for _ in range(15)]

    assert answers == [404] * 15


async def test_a_key_in_the_address_does_not_count(place: Place) -> None:
    data = {name: value for name, value in FORM.items() if name != "api_key"}

    answer = await place.client.post(f"{URL}/requests.json?api_key={KEY}", data=data)
    assert answer.status_code == 403


async def test_with_no_keys_set_nobody_files(sessions: SessionFactory) -> None:
    app = FastAPI()
    app.include_router(
        open311_routes(partial(desk_of, sessions, bureau(), keys=()), RateLimit(1000))
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        for key in ("", "x"):
            answer = await client.post(f"{URL}/requests.json", data={**FORM, "api_key": key})
            assert answer.status_code == 403


WRONG = [
    ("phone", "12", "phone"),
    ("phone", None, "phone"),
    ("description", None, "description"),
    ("description", "长" * 4001, "太长"),
    ("attribute[consent]", None, "consent"),
    ("attribute[consent]", "no", "consent"),
    ("attribute[district]", "江北区", "district"),
    ("attribute[district]", None, "district"),
    ("attribute[wanted]", None, "wanted"),
    ("attribute[address]", None, "address"),
    ("attribute[respondent]", None, "respondent"),
    ("attribute[kind]", "enquiry", "kind"),
    ("attribute[happened_on]", "gestern", "happened_on"),
    ("attribute[happened_on]", "2026-12-24", "还没到"),
    ("attribute[amount]", "viel", "amount"),
    ("attribute[amount]", "NaN", "amount"),
    ("attribute[amount]", "-5", "amount"),
    ("attribute[amount]", "1e30", "amount"),
]


@pytest.mark.parametrize(("field", "value", "named"), WRONG)
async def test_what_is_wrong_is_named_and_nothing_is_filed(
    place: Place, field: str, value: str | None, named: str
) -> None:
    answer = await place.post(**{field: value})

    assert answer.status_code == 400
    assert named in " ".join(error["description"] for error in answer.json())
    assert await place.count() == 0


async def test_everything_wrong_is_named_at_once(place: Place) -> None:
    answer = await place.post(phone=None, description=None)

    assert len(answer.json()) == 2


async def test_whoever_cannot_name_a_service_leaves_it_to_the_classifier(place: Place) -> None:
    await place.post(service_code="other")

    async with place.sessions() as session:
        case = (await session.scalars(select(Case))).one()
    assert (case.category, case.department) == ("ebike", "market")


async def test_an_unknown_service_is_not_found(place: Place) -> None:
    assert (await place.post(service_code="nonsense")).status_code == 404


async def test_feedback_needs_no_business(place: Place) -> None:
    answer = await place.post(
        **{
            "attribute[kind]": "feedback",
            "attribute[respondent]": None,
            "attribute[product]": None,
            "attribute[address]": None,
            "attribute[wanted]": None,
        }
    )

    assert answer.status_code == 200


BODIES = [
    (b"{}", "application/json", 400),
    (b"\xff\xfe=1", "application/x-www-form-urlencoded", 400),
    (b"a=%ff", "application/x-www-form-urlencoded", 400),
    (b"&".join(b"f%d=1" % n for n in range(100)), "application/x-www-form-urlencoded", 400),
    (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
]


@pytest.mark.parametrize(("body", "kind", "status"), BODIES)
async def test_a_broken_body_is_refused(place: Place, body: bytes, kind: str, status: int) -> None:
    answer = await place.client.post(
        f"{URL}/requests.json", content=body, headers={"content-type": kind}
    )

    assert answer.status_code == status


async def test_odd_characters_neither_break_the_database_nor_the_xml(place: Place) -> None:
    (told,) = (await place.post(description="异物\x00\x0b<b>&", first_name="四\x00光")).json()

    xml = await place.get(f"requests/{told['service_request_id']}.xml")
    ElementTree.fromstring(xml.content)
    assert (await place.get("requests.json", service_code="a\x00b")).status_code == 200
    assert (await place.get("requests.json", service_request_id="a\x00b")).status_code == 200


async def test_a_request_sent_again_is_filed_once(place: Place) -> None:
    async def send() -> dict[str, Any]:
        headers = {"Idempotency-Key": "call-17"}
        answer = await place.client.post(f"{URL}/requests.json", data=FORM, headers=headers)
        (told,) = answer.json()
        return dict(told)

    answers = await asyncio.gather(*(send() for _ in range(4)))
    assert len({told["service_request_id"] for told in answers}) == 1
    assert sum("查询码：" in told["service_notice"] for told in answers) == 1
    assert await place.count() == 1


async def test_who_asks_too_often_is_told_to_wait(sessions: SessionFactory) -> None:
    app = FastAPI()
    app.include_router(
        open311_routes(partial(desk_of, sessions, bureau()), RateLimit(2, lambda: 0.0))
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        codes = [(await client.get(f"{URL}/services.json")).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


def test_the_interface_is_built_from_the_content(sessions: SessionFactory) -> None:
    office = bureau()
    desk = Open311Desk.build(sessions, office.registrar, Workflow.load(), (KEY,), lambda: NOW)

    assert "两江新区" in desk.districts
    assert "市场监督管理局" in desk.departments["market"]


def test_the_real_services_have_codes_and_chinese_names() -> None:
    services = load_services()

    assert "other" in services
    assert all(re.search("[一-鿿]", one.name) for one in services.values())
