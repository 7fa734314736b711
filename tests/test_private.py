from __future__ import annotations

import pytest

from bot.kit.private import pseudonym, redact


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("电话13812345678。", "电话［手机号］。"),
        ("+86 138 1234 5678", "［手机号］"),
        ("身份证50010519900101123X", "身份证［身份证号］"),
        ("卡号6222 0212 3456 7890 123", "卡号［银行卡号］"),
        ("写信到a.b@example.com吧", "写信到［邮箱］吧"),
        ("电话１３８１２３４５６７８。", "电话［手机号］。"),
        ("１３８ １２３４　５６７８", "［手机号］"),
        ("008613812345678", "［手机号］"),
        ("1 3 8 1 2 3 4 5 6 7 8", "［手机号］"),
        ("1381-234-5678", "［手机号］"),
        ("138\u200b1234\u200b5678", "［手机号］"),
        ("幺三八一二三四五六七八", "［手机号］"),
        ("第三13812345678", "第三［手机号］"),
        ("500105 19900101 123X", "［身份证号］"),
        ("５００１０５１９９００１０１１２３Ｘ", "［身份证号］"),
        ("老身份证500105900101123", "老身份证［身份证号］"),
        ("6222021234567890123", "［银行卡号］"),
        ("622202 1234567890128", "［银行卡号］"),
        ("运通 3782-822463-10005", "运通 ［银行卡号］"),
        ("18401-2010 17761-2024", "18401-2010 17761-2024"),
        ("GB/T 13812-2008 12个月", "GB/T 13812-2008 12个月"),
        ("条形码6901234567892", "条形码6901234567892"),
        ("一三五限行，二〇二六年十月十四日", "一三五限行，二〇二六年十月十四日"),
        ("GB 18401-2010 和 12315", "GB 18401-2010 和 12315"),
    ],
)
def test_personal_data_is_redacted(typed: str, kept: str) -> None:
    assert redact(typed) == kept


def test_a_pseudonym_is_stable_and_tells_nothing() -> None:
    one = pseudonym("secret", "wechat", "openid")

    assert one == pseudonym("secret", "wechat", "openid")
    assert one != pseudonym("secret", "web", "openid")
    assert one != pseudonym("other", "wechat", "openid")
    assert "openid" not in one
