"""Made-up cases in realistic proportions, the same ones for each seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, local_day
from bot.complaints.case.deadlines import due_on
from bot.complaints.case.models import Case, CaseDeadline, CaseEvent
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.understanding.similar import subject_key
from bot.kit.sealing import Keyring
from bot.kit.working_days import WorkingDays
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SPREAD = 540  # days over which cases came in
_ENDED = {
    "complaint": ("closed", "closed", "closed", "declined", "referred", "withdrawn"),
    "report": ("closed", "closed", "closed", "referred"),
    "feedback": ("closed", "closed", "closed", "referred", "withdrawn"),
}
_OPEN = {
    "complaint": ("registered", "registered", "waiting", "accepted", "in_progress", "mediating"),
    "report": ("registered", "waiting", "verifying", "filed", "in_progress"),
    "feedback": ("registered", "in_progress"),
}
_SHOPS = (
    "雅迪电动车", "永辉超市", "老王面馆", "金源眼镜", "小天鹅火锅", "好又多百货", "童乐玩具",
    "渝鑫灯具",
)  # fmt: skip
_PLACES = (
    "解放碑店", "观音桥店", "大坪店", "南坪店", "三峡广场店", "杨家坪店", "有限公司", "旗舰店",
)  # fmt: skip
_FAULTS = (
    "充电的时候冒烟了，商家不给退", "吃出异物，店家不承认", "穿了一次就开线掉色",
    "没有合格证，标签上没有执行标准", "价格和标价不一样，多收了钱", "保修期内拒绝维修",
    "宣传的功率和实物不符", "办了卡就关门了，余额不退",
)  # fmt: skip
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"


def case_rows(
    count: int, keyring: Keyring, now: datetime, seed: int = 1
) -> Iterator[dict[str, Any]]:
    """Rows of the table ``case``.

    Args:
        count: how many.
        keyring: seals identities.
        now: the newest case came in at most a day before.
        seed: of the random numbers.
    """
    chance = random.Random(seed)
    products = read_yaml(SEEDS / "products.yml")
    districts = [d["name"] for d in read_yaml(SEEDS / "districts.yml")]
    # A few districts and products have most of the cases.
    weights = [1 / (rank + 2) for rank in range(len(districts))]
    for index in range(1, count + 1):
        age = chance.random() ** 1.4 * SPREAD
        product = products[int(chance.paretovariate(1) * 3) % len(products)]
        district = chance.choices(districts, weights)[0]
        yield _row(index, now - timedelta(days=age), age, product, district, keyring, chance)


def fill(session: Session, count: int, keyring: Keyring, clocks: Clocks, now: datetime) -> None:
    """Write cases with their clocks and stories."""
    calendar, rows = WorkingDays(), list(case_rows(count, keyring, now))
    # The clocks first: they set the next deadline in the rows.
    running = [clock for row in rows for clock in _clocks(row, clocks, calendar)]
    session.execute(insert(Case), rows)
    session.execute(insert(CaseDeadline), running)
    session.execute(insert(CaseEvent), [event for row in rows for event in _events(row)])


def _row(
    index: int,
    registered: datetime,
    age: float,
    product: dict[str, Any],
    district: str,
    keyring: Keyring,
    chance: random.Random,
) -> dict[str, Any]:
    kind = chance.choices(("complaint", "report", "feedback"), (6, 3, 1))[0]
    anonymous = kind == "report" and chance.random() < 0.6
    ended = chance.random() < min(0.97, age / 45)
    respondent = chance.choice(_SHOPS) + chance.choice(_PLACES)
    name, what = str(product["words"][0]), f"{product['words'][0]}，{chance.choice(_FAULTS)}"
    closed = registered + timedelta(days=chance.uniform(1, min(age, 70) + 1)) if ended else None
    accepted = kind == "complaint" and (ended or chance.random() < 0.5)
    seal = keyring.seal
    return {
        "id": index,
        "number": str(CaseNumber(local_day(registered), index)),
        "origin": f"bench-{index}",
        "kind": kind,
        "status": chance.choice((_ENDED if ended else _OPEN)[kind]),
        "anonymous": anonymous,
        "channel": chance.choice(("web", "wechat", "wechat", "telegram", "open311")),
        "conversation": "" if anonymous else f"chat-{index}",
        "code_hash": f"code-{index}",
        "respondent": respondent,
        "subject_key": subject_key(respondent),
        "product": name,
        "standard": (product.get("standards") or [""])[0],
        "district": district,
        "place": "解放碑八一路12号",
        "wanted": "退款",
        "amount_fen": chance.randrange(1000, 500_000),
        "summary": f"投诉：{name}；{district}；希望退款",
        "narrative_sealed": seal(what, "case.narrative"),
        "name_sealed": "" if anonymous else seal(chance.choice(_SURNAMES) + "小明", "case.name"),
        "phone_sealed": "" if anonymous else seal(f"138{index:08d}", "case.phone"),
        "category": product["category"],
        "category_confidence": chance.random(),
        "department": "market",
        "needs_staff": chance.random() < 0.1,
        "officer": chance.choice(("", "li", "wang", "zhao")),
        "registered_at": registered,
        "updated_at": closed or registered,
        "accepted_at": registered + timedelta(days=chance.uniform(0.2, 9)) if accepted else None,
        "closed_at": closed,
        "outcome": "settled" if ended else "",
        "next_due_on": None,
        "satisfaction": chance.choice((None, 2, 4, 5, 5)) if ended else None,
    }


def _clocks(row: dict[str, Any], clocks: Clocks, calendar: WorkingDays) -> Iterator[dict[str, Any]]:
    started = {"registered": row["registered_at"], "accepted": row["accepted_at"]}
    for event, at in started.items():
        for rule in clocks.rules.starting(row["kind"], event) if at else ():
            day = local_day(at)
            is_first = event == "registered" and row["kind"] == "complaint"
            met = (row["accepted_at"] if is_first else None) or row["closed_at"]
            due = due_on(rule, day, calendar, ())
            if met is None:
                row["next_due_on"] = due
            yield {
                "case_id": row["id"], "rule": rule.slug, "started_on": day, "due_on": due,
                "pauses": [], "met_at": met, "met_by": rule.met_by[0] if met else "",
            }  # fmt: skip


def _events(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    steps = (("register", "registered_at"), ("accept", "accepted_at"), ("close", "closed_at"))
    for action, column in steps:
        if row[column] is not None:
            yield {
                "case_id": row["id"], "at": row[column], "actor_kind": "officer", "actor": "li",
                "action": action, "to_status": row["status"], "message": "已办理。",
            }  # fmt: skip
