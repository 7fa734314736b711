"""Summaries made of fields; a home is no place of an event; corrections without the story

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KINDS = {"complaint": "投诉", "report": "举报", "feedback": "意见建议"}
_CATEGORIES = {
    "food": "食品", "catering": "餐饮服务", "farm": "种植养殖环节农产品",
    "cosmetics": "药品、医疗器械、化妆品", "clothing": "服装鞋包纺织品",
    "children": "儿童和学生用品",
    "appliance": "家用电器", "electronics": "电子产品", "ebike": "电动自行车",
    "car": "汽车和摩托车", "furniture": "家具和装修材料", "household": "日用品", "gas": "燃气用具",
    "equipment": "特种设备和消防产品", "metering": "计量", "price": "价格",
    "advertising": "广告和宣传", "online": "网络交易", "prepaid": "预付卡", "service": "服务",
    "disclosure": "标准公开和编号", "standard": "标准内容和实施反馈", "express": "快递",
    "gas_supply": "供气", "elsewhere": "其他部门的事",
}  # fmt: skip
_WISHES = ("退货", "退款", "退费", "退押金", "换货", "维修", "赔偿", "道歉", "召回", "下架", "查处")
_STANDARD = re.compile(r"^[A-Z]{1,6}(?:/[A-Z]{1,6})?\s?[\d.]+(?:-\d{4})?$")
_HOME = re.compile(
    r"我家|家里|家中|家住|我住|住在|住址|屋头|屋里|宿舍|本人住|租的房|收货|我们(?:小区|楼|单元)|"
    r"\d\s?(?:栋|幢|单元|号楼)|\d{1,3}[-－—]\d{1,4}(?![\d年月日])|\d{3,4}室"
)


def upgrade() -> None:
    connection = op.get_bind()
    case = sa.table(
        "case",
        *map(sa.column, ("id", "kind", "category", "district", "place", "wanted", "standard")),
        sa.column("amount_fen", sa.Integer()),
        sa.column("happened_on", sa.Date()),
        sa.column("summary"),
        sa.column("product"),
    )
    for row in connection.execute(sa.select(case)).all():
        place = row.district if _HOME.search(row.place) else row.place
        connection.execute(
            case.update().where(case.c.id == row.id).values(summary=_summary(row), place=place)
        )
    # A correction kept the story in clear; its product is enough, and the story is in the case.
    correction = sa.table("routing_correction", sa.column("case_id"), sa.column("text"))
    product = sa.select(case.c.product).where(case.c.id == correction.c.case_id)
    connection.execute(
        correction.update().values(text=sa.func.coalesce(product.scalar_subquery(), ""))
    )


def downgrade() -> None:
    pass  # the stories are sealed in their cases; nothing brings them back into the clear


def _summary(row: sa.Row) -> str:  # type: ignore[type-arg]
    wishes = [wish for wish in _WISHES if wish in row.wanted] if row.kind != "feedback" else []
    parts = [
        _CATEGORIES.get(row.category, "未分类"),
        row.district,
        f"希望{'、'.join(wishes)}" if wishes else "",
        "" if row.amount_fen is None else f"涉及 {row.amount_fen / 100:g} 元",
        row.standard if _STANDARD.match(row.standard) else "",
        f"{row.happened_on} 发生" if row.happened_on else "",
    ]
    return f"{_KINDS.get(row.kind, '')}：{'；'.join(part for part in parts if part)}"
