from __future__ import annotations

import re

import pytest

from bot.kit.private import pseudonym, redact
from bot.settings import ROOT

# Numbers the content shows as examples.
_SAMPLE = re.compile("12345678|13800000000")


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
        ("我家住渝北区龙溪街道红锦大道88号3栋2单元5-2", "我家住［地址］"),
        ("住沙坪坝区陈家桥学苑小区12栋3-4", "住［地址］"),
        ("龙湖源著5栋1单元1203室漏水", "［地址］漏水"),
        ("寄到渝中区中山四路三十六号附5号", "寄到［地址］"),
        ("我的QQ号是123456789", "我的［QQ号］"),
        ("扣扣：３４５６７８９", "［QQ号］"),
        ("加我微信lihua_2020", "加我［微信号］"),
        ("vx：abc123456，谢谢", "［微信号］，谢谢"),
        ("wxid_a1b2c3d4e5", "［微信号］"),
        ("车牌渝B·8K77P", "车牌［车牌号］"),
        ("渝AD12345 昨天去加油", "［车牌号］ 昨天去加油"),
        ("护照号：G23456789", "护照［护照号］"),
        ("EA1234567", "［护照号］"),
        ("电话023-63711234", "电话［座机］"),
        ("（023）6371 1234", "［座机］"),
        ("座机是63711234", "座机［座机］"),
        ("娃儿在沙坪坝小学三年级二班", "娃儿在［班级］"),
        ("巴蜀中学高一（5）班发的校服", "［班级］发的校服"),
        ("育才幼儿园小二班", "育才幼儿园［班级］"),
    ],
)
def test_personal_data_is_redacted(typed: str, kept: str) -> None:
    assert redact(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "新GB18401-2010什么时候实施",
        "渝DB50/T 1234-2020 和 川DB51 2311",
        "QB/T 2345-2018、YY 0469-2011、WS 310.1-2016",
        "令第121号第十五条，公告2026年第3号",
        "轨道交通1号线、高速公路2号、5号电池",
        "微信20000元没到账，微信支付怎么退",
        "QQ音乐会员30元一个月",
        "退2999元，200-300元也行，3.15晚会",
        "2026年10月14日，11-03，12:30",
        "一年级学生的校服有国标吗，幼儿园小班的桌椅",
        "批号E20231105，生产日期P20231105",
        "打12315或者0571-12345，电话12315",
        "步行街3楼那家店，3室1厅的房子，买了3栋",
        "ISO 9001、GB 2099.1-2021、CQ20261123-000147-7",
        "路过南滨路，重庆路桥，思路2个",
    ],
)
def test_standards_prices_dates_and_public_numbers_stay(text: str) -> None:
    assert redact(text) == text


def test_nothing_in_the_project_s_own_words_looks_personal() -> None:
    lines = [
        line
        for folder in ("seeds", "nlu", "cases", "rules", "stories")
        for path in (ROOT / "data" / folder).rglob("*.yml")
        for line in path.read_text().splitlines()
    ]

    assert len(lines) > 5000
    assert [line for line in lines if redact(line) != line and not _SAMPLE.search(line)] == []


def test_where_a_business_is_stays_in_what_staff_write() -> None:
    told = "店在渝中区八一路12号，联系13812345678"
    assert redact(told, places=False) == "店在渝中区八一路12号，联系［手机号］"
    assert redact(told) == "店在［地址］，联系［手机号］"


def test_a_pseudonym_is_stable_and_tells_nothing() -> None:
    one = pseudonym("secret", "wechat", "openid")

    assert one == pseudonym("secret", "wechat", "openid")
    assert one != pseudonym("secret", "web", "openid")
    assert one != pseudonym("other", "wechat", "openid")
    assert "openid" not in one
