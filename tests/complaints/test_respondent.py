from __future__ import annotations

import pytest

from bot.complaints.understanding.extract import credit_code_in, respondent_in
from tests.complaints.understood import as_it_arrives

CODE = "91350100M000100Y43"  # the example of GB 32100-2015


@pytest.mark.parametrize(
    ("text", "business"),
    [
        ("在永辉超市观音桥店买的", "永辉超市观音桥店"),
        ("重庆渝美装饰工程有限公司", "重庆渝美装饰工程有限公司"),
        ("公司全称：重庆巴小渝食品有限公司", "重庆巴小渝食品有限公司"),
        ("我要投诉XX公司", "XX公司"),
        ("拼多多上一家叫某某旗舰店的", "拼多多：某某旗舰店"),
        ("我在拼多多的优品生活旗舰店买的充电宝", "拼多多：优品生活旗舰店"),
        ("淘宝店铺叫小鹿童装", "淘宝：小鹿童装"),
        ("京东自营买的冰箱", "京东自营"),
        ("我在和平药房买的药过期了", "和平药房"),
        ("我在向阳超市买的牛奶", "向阳超市"),
        ("就是那个胖妹儿水果摊", "胖妹儿水果摊"),
        ("沙坪坝区幸福电器商行", "沙坪坝区幸福电器商行"),
        ("吃啥子火锅店", "吃啥子火锅店"),
        ("老李面馆", "老李面馆"),
        ("校门口的小明文具店", "校门口的小明文具店"),
        ("喜洋洋奶茶店🧋", "喜洋洋奶茶店"),
        ("无名豆腐作坊，在菜市场后门", "无名豆腐作坊"),
        ("有家店叫老麻抄手的吃出虫", "老麻抄手"),
        ("一家叫渝美的装修公司", "渝美装修公司"),
        ("店名是巴渝人家", "巴渝人家"),
        ("开州区大力农资店卖假化肥", "开州区大力农资店"),
        ("昨天在云阳县双江街道的鑫源加油站加92号汽油", "鑫源加油站"),
        (
            "喂你好我想投诉一下就是我前天在沙坪坝磁器口那个张飞牛肉店买的牛肉干拿回来一看都发霉了",
            "张飞牛肉店",
        ),
        ("上周六我在南坪万达的苏宁易购买了一台冰箱", "苏宁易购"),
        ("上个月在杨家坪步行街的美美服装店买了件衣服起球", "美美服装店"),
        ("和永辉超市扯皮", "永辉超市"),
        ("我在重百超市买的豆干长毛了", "重百超市"),
    ],
)
def test_the_business_is_cut_out_of_the_sentence(text: str, business: str) -> None:
    for form in as_it_arrives(text):
        assert respondent_in(form) == as_it_arrives(business)[form != text], form


@pytest.mark.parametrize(
    "text",
    [
        "我在超市买的东西过期了",
        "我要投诉健身房不退卡",
        "我要投诉一家店",
        "楼下那家店",
        "南川东城街道的火锅店",
        "我家旁边的小卖部",
        "我昨天在楼下超市买的酸奶胀包",
        "学校食堂吃出虫",
        "物业公司乱收费",
        "我们公司的产品不合格",
        "举报黑作坊",
        "商家不给退",
        "手机店老板不认账",
        "我在学校门口买的玩具枪把手划伤了",
        "我在拼多多上买的充电宝",
        "那家店叫什么名字我不知道",
        "牛奶出厂日期看不清",
        "市场监管局管不管",
        "店大欺客",
        "打12315",
        "我要投诉",
        "",
    ],
)
def test_a_trade_or_a_pointer_is_no_name(text: str) -> None:
    for form in as_it_arrives(text):
        assert respondent_in(form) is None, form


def test_a_credit_code_counts_only_with_its_check_digit() -> None:
    assert respondent_in(f"信用代码{CODE}的那家") == CODE
    assert credit_code_in(CODE.lower()) == CODE
    assert credit_code_in("91350100M000100Y44") is None
    assert credit_code_in("91350100M000100I43") is None
    assert credit_code_in("订单号12345678901234567") is None
