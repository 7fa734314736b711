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
        ("我想问一下新加坡食品局的投诉电话", "新加坡"),
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
    assert asks_price("电梯年检费多少")
    assert asks_price("认证费大概多少")
    assert not asks_price("没办许可证罚多少钱")


def test_what_no_record_of_a_standard_holds_is_known() -> None:
    assert asks_unnoted("GB 17761起草人都是哪些人")
    assert not asks_unnoted("GB 17761什么时候实施")


def test_what_tells_of_an_expired_plan_answers_only_who_asks_about_it() -> None:
    told = "规划鼓励企业争获这个奖。这是历史规划，规划期到 2020 年已经结束。"

    assert "到期的规划" in load_not_covered().aside("今年的创新贡献奖哪家企业拿了", told)
    assert load_not_covered().aside("规划里说争什么奖", told) == ""
    assert load_not_covered().aside("今年的创新贡献奖哪家企业拿了", ENTRY) == ""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("专利被侵权了怎么办", "12315"),
        ("实用新型专利多久能下来", "12315"),
        ("我的商标被别个抢注了，找哪个", "12315"),
        ("商标注册要哪些材料", "12315"),
        ("r标是什么意思", "12315"),
        ("版权登记在哪里办", "12315"),
        ("CMA 章怎么看真假", "12315"),
        ("cma和cnas有啥区别", "12315"),
        ("第三方检测机构资质怎么查", "12315"),
        ("我们实验室想做认可", "12315"),
        ("办营业执照要啥子材料", "窗口"),
        ("个体户怎么注销", "窗口"),
        ("公司名字被别人用了咋办", "窗口"),
        ("农药看什么标准", "农业农村"),
        ("饲料国标是哪个", "农业农村"),
    ],
)
def test_of_what_there_are_no_facts_that_is_said_with_the_next_step(
    question: str, told: str
) -> None:
    said = load_not_covered().no_facts(question, "检验机构出假报告，怎么罚？")

    assert "没有核实过资料" in said
    assert told in said


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("过期专利还能说吗", "广告里写“专利产品”有什么要求？"),  # an entry names it
        ("涉及专利的标准叫什么", ""),
        ("规划怎么说专利和标准结合", ""),
        ("买到假商标的鞋子能退吗", ""),
        ("我要举报有人侵犯商标", ""),
        ("检测机构出假报告怎么罚", ""),
        ("检测费谁出", ""),
        ("校服的检测报告家长能看吗", ""),
        ("在网上开店要办营业执照吗", ""),
        ("公司注销了，它的企业标准怎么办", ""),
        ("店家用别人的营业执照，出了问题找谁", ""),
        ("APP 注销不了账号", ""),
        ("食品经营许可证到期怎么续", ""),
        ("蔬菜农药残留看什么标准", ""),
        ("猫饲料有标准吗", ""),
    ],
)
def test_what_others_answer_is_left_to_them(question: str, title: str) -> None:
    assert load_not_covered().no_facts(question, title) == ""


def test_an_entry_that_is_asked_so_has_been_written_of_it() -> None:
    asked = "知识产权的老号码现在打哪个"
    title = "12365 这些老号码还能打吗？"

    assert load_not_covered().no_facts(asked, title, ["12331 还能打吗"])
    assert load_not_covered().no_facts(asked, title, ["知识产权12330现在打哪个"]) == ""
