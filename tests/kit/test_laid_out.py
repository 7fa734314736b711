from __future__ import annotations

import pytest

from bot.kit.laid_out import Block, Link, Points, Words, laid_out
from bot.web.pages.rendering import told


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("一行。\n\n又一行。", [Words("一行。\n\n又一行。")]),
        (
            "先看两样：\n- 标签\n · 小票\n再问。",
            [Words("先看两样："), Points(("标签", "小票")), Words("再问。")],
        ),
        (
            "官网：https://std.samr.gov.cn/gb。\n来源：测试",
            [Link("官网", "https://std.samr.gov.cn/gb"), Words("来源：测试")],
        ),
        ("请到 https://a.cn 查：好", [Words("请到 https://a.cn 查：好")]),
        ("坏的：javascript:alert(1)", [Words("坏的：javascript:alert(1)")]),
        ("-5 ℃ 以下\n—— 完", [Points(("5 ℃ 以下",)), Words("—— 完")]),
        ("", []),
    ],
)
def test_lists_and_links_are_read_from_lines(text: str, blocks: list[Block]) -> None:
    assert list(laid_out(text)) == blocks


def test_on_a_page_nothing_of_a_text_acts() -> None:
    shown = told('<b>甲</b>\n- <i>乙</i>\n看"这里"<：https://a.cn/"onclick="x')

    assert "<b>" not in shown
    assert "<i>" not in shown
    assert '"onclick' not in shown
    assert shown.count("<a ") == 1
    assert "<ul><li>&lt;i&gt;乙&lt;/i&gt;</li></ul>" in shown
