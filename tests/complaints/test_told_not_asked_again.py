"""The thing, the day and the place of a story, where other words stand in their way."""

from __future__ import annotations

from datetime import date

import pytest

from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.places import Places
from bot.complaints.understanding.told_products import product_told

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("涪陵鸿运婚庆，订的九千八的套餐，10月1号婚礼司仪都没来，退钱", "婚庆"),
        ("账单在我手上：花鲢3.2斤，单价68，提出来再称只有两斤半，渔家傲，黔江", "花鲢"),
        ("公交站台灯箱上打的广告说三个月摘镜，明眸视力，大足", "广告"),
        ("放了口热锅，厨房石英石台面从水槽裂到墙角，坚石台面，开州，3360", "石英石台面"),
        ("他来推销，往自来水里一插水就变黄了，清源净水，装了一台四千五，要退", "净水"),
        ("送去剪毛，回来耳朵少一块，视频监控他们说坏了，萌爪宠物，南岸", "宠物"),
        ("跟美家装饰签的全包，合同9万，水电做完不对", "装修"),
        ("每天喊老人听课，说他那个灵芝饮片能把高血压断根，寿康堂，荣昌", "灵芝饮片"),
        ("在涪陵泽胜那家半亩田吃的，11月4号，结账收了我两回", "餐饮"),
        ("小鹿点点托班，预交半年9600，上个月关门了，大渡口", "托管"),
        ("刚装的地板踩起咔咔响，林家木业，璧山来凤，8200", "地板"),
        ("天天半夜往猪肉里注水，铜梁巴川的陈屠夫，我在隔壁卖菜亲眼见的", "猪肉"),
        ("卖给我的二手iPhone是扩容机，昵称“数码小白兔”，2300", "二手iPhone"),
        ("把过期面包撕标签当新的卖，城口葛城那个麦香缘", "面包"),
        ("我妈的修车修成这样，发动机异响，捷诚汽修厂，白市驿，收4300", "车"),
        ("网红蛋糕，订的六寸送来四寸，幸福西饼，江北嘴，168", "蛋糕"),
        ("学校门口卖的那种萝卜刀，放学娃儿都在买，荣昌昌元街道", "萝卜刀"),
    ],
)
def test_the_thing_is_read_by_its_kind(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("520给老婆订的花，到的时候都蔫了，奉节花语坊", date(2026, 5, 20)),
        ("说好昨天中午12点送，下午4点才到，寿字都糊了", date(2026, 11, 27)),
        ("1080 上周三到的，摇杆漂移", date(2026, 11, 18)),
        ("昨天晚上去加油，3号枪有鬼，50升的油箱跳到58升", date(2026, 11, 27)),
    ],
)
def test_the_day_is_read_beside_numbers(text: str, day: date) -> None:
    found = find_date(text, TODAY)

    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "text",
    [
        "520买的裙子起球，九龙坡红袖服饰",
        "标价9.9，结账成了12.9，九龙坡石桥铺",
        "说好拿证退，现在不认账，綦江",
    ],
)
def test_a_price_or_what_they_say_now_is_no_day(text: str) -> None:
    assert find_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("屏幕碎了送到杨家坪步行街一个叫屏侠的档口，收580", "九龙坡区"),
        ("手表定位把娃儿定到四川去了两次，武隆巷口街道小天使专柜买的", "武隆区"),
        ("快递显示在湖北，江津几江买的家具还没到", "江津区"),
    ],
)
def test_where_something_was_brought_or_bought_is_the_place(text: str, district: str) -> None:
    place = Places.load().find(text)

    assert place is not None
    assert (place.district, place.home) == (district, False)
