"""What is near a question and doesn't cover what it names is not asserted."""

from __future__ import annotations

import pytest

from kb.doubts import asks_price, asks_unnoted, load_not_covered
from kb.scope import load_places

ENTRY = "电饭锅看什么标准 能效看 GB 12021.6-2017，安全看 GB 4706.1-2024，都是强制性。"


def doubt(question: str, covered: str = ENTRY) -> str:
    return load_not_covered().doubt(question, covered, load_places())


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("日本的电饭煲要符合什么标准", "日本"),
        ("电饭煲符合哪个JIS标准", "JIS"),
        ("新加坡食品局的投诉电话", "新加坡"),
        ("日本消费者厅电话多少", "日本"),
        ("香港海关投诉找哪个", "香港"),
        ("美的电饭煲的企业标准是哪个", "美的"),
        ("成都的电饭煲地方标准是哪个", "成都"),
        ("检测一个电饭煲多少钱", "价钱"),
    ],
)
def test_what_is_named_and_not_covered_is_a_doubt(question: str, named: str) -> None:
    assert named in doubt(question)


@pytest.mark.parametrize(
    "question", ["电梯年检一台收费标准", "检定一台电子秤要交多少钱", "检测一次什么价"]
)
@pytest.mark.parametrize(
    "fine",
    ["没检验的处 3 万元以上 30 万元以下罚款。", "退一赔三，赔偿不足 500 元的按 500 元。"],
)
def test_a_fine_or_a_compensation_is_no_price(question: str, fine: str) -> None:
    assert "价钱" in doubt(question, f"要按时检验。{fine}")
    assert doubt(question, f"{fine}检验不收费。") == ""


@pytest.mark.parametrize(
    "question",
    [
        "电饭煲看什么标准",
        "进口的日本电饭煲要符合什么标准",
        "我在成都买的电饭煲坏了能退吗",
        "在日本买的电饭煲坏了打哪个电话",
        "卖不合格的电饭煲罚多少钱",
        "电饭煲坏了赔多少钱",
        "iPhone 充电器",
    ],
)
def test_what_is_ours_to_answer_is_no_doubt(question: str) -> None:
    assert doubt(question, ENTRY + "iPhone") == ""


def test_a_name_the_entry_speaks_of_is_covered() -> None:
    assert doubt("电饭煲的JIS标准", "JIS 是日本工业标准") == ""


def test_fines_and_damages_are_no_prices() -> None:
    assert asks_price("办一个许可证要交多少钱")
    assert not asks_price("没办许可证罚多少钱")


def test_what_no_record_of_a_standard_holds_is_known() -> None:
    assert asks_unnoted("GB 17761起草人都是哪些人")
    assert not asks_unnoted("GB 17761什么时候实施")


def test_what_tells_of_an_expired_plan_answers_only_who_asks_about_it() -> None:
    told = "规划鼓励企业争获这个奖。这是历史规划，规划期到 2020 年已经结束。"

    assert "到期的规划" in load_not_covered().aside("今年的创新贡献奖哪家企业拿了", told)
    assert load_not_covered().aside("规划里说争什么奖", told) == ""
    assert load_not_covered().aside("今年的创新贡献奖哪家企业拿了", ENTRY) == ""
