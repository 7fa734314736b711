from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.clean import clean

PLAIN = "世界标准日是哪天"


@pytest.mark.parametrize(
    "typed",
    [
        f"[微笑]{PLAIN}[玫瑰]",
        f"/::){PLAIN}/:rose",
        f"😀{PLAIN}🎉🎉",
        f"❤️{PLAIN}👍🏽",
        "世 界 标 准 日 是 哪 天",
        "世界 标准 日是 哪天",
        "世界标准日是 哪 天",
        "世界 标 准日是哪天",
        "世　界\u00a0标准日是哪天",
        "世.界.标.准.日.是.哪.天",
        "世界*标准日*是哪天",
        "世\u200b界标\ufeff准日\u2060是哪天",
        "世界\x1d标准日\x08是\x00哪天\ufffe",
        "\u202e世界标准日是哪天\u202c",
        PLAIN * 7,
        f"{PLAIN}？\n" * 3,
        f"{PLAIN}！{PLAIN}！{PLAIN}",
        f"[表情] {PLAIN} ~~",
    ],
)
def test_noise_does_not_change_what_is_understood(typed: str) -> None:
    assert clean(typed).rstrip("？！~ ") == PLAIN


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("[微笑]", ""),
        ("😀😀😀", ""),
        ("1️⃣", "1"),
        ("G B 1 8 4 0 1", "GB18401"),
        ("GB 18401-2010", "GB 18401-2010"),
        ("GB/T 31888 是啥", "GB/T 31888 是啥"),
        ("你好，我要投诉。谢谢！", "你好，我要投诉。谢谢！"),
        ("家里着火了\n快来", "家里着火了，快来"),
        ("电话 13800138000", "电话 13800138000"),
        ("[图]说明书", "[图]说明书"),
        ("二○一六年", "二○一六年"),
        ("10001000", "10001000"),
        ("谢谢谢谢", "谢谢谢谢"),
        ("江北 沙坪坝 两个店都这样", "江北 沙坪坝 两个店都这样"),
        ("买了，退了，换了，又坏了", "买了，退了，换了，又坏了"),
        ("ＧＢ／Ｔ １９００１", "ＧＢ／Ｔ １９００１"),
        ("DB50 500 是什么", "DB50 500 是什么"),
        ("GB 18401 2010 现行吗", "GB 18401 2010 现行吗"),
        ("GB 18401 31701 哪个管童装", "GB 18401 31701 哪个管童装"),
        # A space after every second character, or one in the middle of a number.
        ("GB 18 40 1里 B类 啥意 思", "GB18401里B类啥意思"),
        ("GB  2 76 0- 20 14 还可 以用 不", "GB2760-2014还可以用不"),
        ("IS O9 00 1和 国标 啥关 系", "ISO9001和国标啥关系"),
        ("GB 177 61 是强制的吗", "GB 17761 是强制的吗"),
        ("GB/T 318 88-2015管什么", "GB/T 31888-2015管什么"),
    ],
)
def test_what_means_something_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text(alphabet="啊a 1，.\n[]微笑/:)~", max_size=60))
def test_any_text_comes_out_without_controls(text: str) -> None:
    assert "\n" not in clean(text).strip()[:1]
    assert len(clean(text)) <= len(text)


@pytest.mark.parametrize("unit", ["啊", " ", "\n", "a ", "啊 ", "[", "/:", "啊.", "。", "1 1"])
def test_nasty_texts_are_cleaned_whole(unit: str) -> None:
    """Patterns stay linear: none of these may take minutes."""
    assert len(clean(unit * 10_000 + "尾")) <= 10_000 * len(unit) + 1


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        # A measure ends what is counted; what follows is a clause of its own.
        ("回来一过秤只有92斤 农资店不认", "回来一过秤只有92斤 农资店不认"),
        ("说好修30张 只给12张 剩下的要60", "说好修30张 只给12张 剩下的要60"),
        ("花了15块 老板不退", "花了15块 老板不退"),
        ("在洪崖洞拍古装照 说29.9 修图50", "在洪崖洞拍古装照 说29.9 修图50"),
        ("补了个胎 收160 太黑了", "补了个胎 收160 太黑了"),
        # One character at the end asks for something.
        ("买的锅漏了 三百二 退", "买的锅漏了 三百二 退"),
        ("表走不准 帮我 换", "表走不准 帮我换"),
        # Words that are cut are still put together.
        ("煤 气 漏 了", "煤气漏了"),
        ("我要退 钱", "我要退钱"),
        ("赔 我", "赔我"),
        ("电动车充电 冒 烟", "电动车充电冒烟"),
    ],
)
def test_a_space_behind_a_number_or_before_a_wish_stays(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
