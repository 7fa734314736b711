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
