"""A business that a story tells without a word for it is on the card and is not asked again."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.told_names import business_told
from bot.complaints.understanding.wish_told import wish_told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("10月21日在清音助听花5800买的助听器，戴起嗡嗡响，不肯退", "清音助听"),
        ("订单：云朵集，11月20，299，收到一把蔫的", "云朵集"),
        ("爸爸七十大寿，福满楼订8桌，每桌999，定金两千不退", "福满楼"),
        ("诚远汽配卖的大牌机油是自己灌的，我送货看到过", "诚远汽配"),
        ("快充侠充电宝坑人，一小时扣我99", "快充侠"),
        ("上周六在金嗓子欢唱公社唱歌，结账多出来一条开瓶费", "金嗓子欢唱公社"),
        ("今天在永辉买的三文鱼，回家发现臭的，人民路店，46.8，服务台不认", "永辉"),
        ("云想阁order了件旗袍，wedding要穿，size全错", "云想阁"),
        ("我妈在听松堂被忽悠买了六盒鱼油，3600，奉节那边，要退", "听松堂"),
        ("11月4号在涪陵泽胜那家半亩田吃的，结账多算了两个菜", "半亩田"),
        ("孩子在童乐中心摔断牙，前台说自己负责，九龙坡万象城", "童乐中心"),
        ("在渝北区新牌坊巧匠家装签的，10月31日收我5000订金，现在不退", "巧匠家装"),
        # What they wrote and whom they call their seller is not the shop.
        (
            "南坪巧匠家装装饰，收我三千订金，业务员微信上写得明明白白“不满意就退”，现在不退",
            "巧匠家装装饰",
        ),
        ("大渡口恒久家私买的说是全真皮沙发，6980，掉渣了，销售叫王莉莉已经离职", "恒久家私"),
        ("泡沫箱里死蟹占一半，抖音渔家小妹，598，昨天到的", "抖音：渔家小妹"),
    ],
)
def test_a_bare_name_is_read_by_what_stands_beside_it(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("去哪儿订的“无敌江景大床房”，拉开窗帘一面墙，临江客栈酒店，668", "临江客栈酒店"),
        ("问检疫证明说“放心吃”，南方冻品，双福市场，成箱的鸡爪没中文标签", "南方冻品"),
        ("现在他们叫我去法院告，手镯少了1.8克，万州高笋塘宝满金楼，11月2号", "宝满金楼"),
    ],
)
def test_what_is_said_or_sold_in_quotes_is_no_name_beside_one(text: str, name: str) -> None:
    assert (business_told(text) or "").endswith(name)


@pytest.mark.parametrize(
    "text",
    [
        "装菜的盒子碗啊杯子啊 食品接触这块都有哪些标准",
        "屋头那个红坨坨灭火器放了好多年了针针落到红格格头去了还要得不嘛",
        "团购套餐写的含果盘和小吃 去了啥子都没得",
    ],
)
def test_where_no_business_is_told_none_is_made_up(text: str) -> None:
    assert business_told(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("永远预约已满，要么发货，要么把钱折给我", "发货、退款"),
        ("改了两次还是wrong，I just want refund，全额", "退款"),
        ("要求refund，不要换货", "退款"),
        ("卡上没写日期，给我延期接着用就行", "延期、继续用"),
        ("健身卡必须给我顺延三个月", "延期"),
        ("换了老板不认，要求接着洗或者退剩余的", "继续用、退款"),
        ("普通房才398，差价270还我", "退差价 270 元"),
        ("一下雨就起拱，拆了重铺", "重做"),
        ("对方说定金不退。诉求就是退这一万", "退款 10000 元"),
        ("医药费她出，168也退", "赔偿、退款"),
        ("老师换成实习生，上了两次，剩下的退", "退款"),
    ],
)
def test_a_wish_in_its_own_words_is_read(text: str, wish: str) -> None:
    assert wish_told(text)[0] == wish


@pytest.mark.parametrize(
    "text",
    [
        "到了说满了，给换成普通帐篷，那种才680",
        "打过去说满房，喊她去他们巴南的分店，她不同意",
        "他昨天把钱转给我了，东西还在他那里",
        "老板说可以延期但要加钱",
        "卖家上周就发货了",
    ],
)
def test_what_the_other_side_did_or_wants_is_no_wish(text: str) -> None:
    assert wish_told(text)[0] == ""


@pytest.mark.parametrize(
    "text",
    [
        "楼下卖卤菜的作坊没得执照，天天用死猪肉，你们来查",
        "在万州一家药店买了盒降压药，吃了头晕，要退钱",
    ],
)
def test_a_deed_or_what_was_bought_is_no_name(text: str) -> None:
    assert business_told(text) is None
