"""Businesses and products of stories, each kind of telling in sentences of different people."""

from __future__ import annotations

import re

import pytest

from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.told_names import business_told, is_business, product_told


@pytest.mark.parametrize(
    ("text", "surname"),
    [
        ("赶场买的药酒 擦了三天脚杆肿起多粗 卖药的是个姓向的 摆在丰都高家镇场口 一瓶一百", "向"),
        ("抽水的泵 用半天就烧了 老板姓庹 石柱南宾街道开五金门市的 一百九 不认账", "庹"),
        ("买的蜂蜜全是糖水 卖蜂蜜的姓冉 在黔江正阳菜市门口", "冉"),
        ("在场上打的菜油有股柴油味 榨油的姓谭 忠县拔山", "谭"),
        ("裁缝姓罗 裤子改短了一大截 不赔 梁平屏锦镇上的", "罗"),
        ("补的牙第二天就掉了 那个姓牟的游医 城口坪坝赶场天来的", "牟"),
        ("修电视的姓付 收了钱机子不还 垫江澄溪", "付"),
        ("猪肉注水 肉摊的老板姓秦 綦江三角镇市场", "秦"),
        ("他姓龚 开水果摊的 秤不够 江津几江", "龚"),
        ("卖鱼的女的姓汤 死鱼充活鱼 永川胜利路", "汤"),
    ],
)
def test_who_is_known_by_a_surname_alone(text: str, surname: str) -> None:
    assert f"姓{surname}" in (business_told(text) or "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("菜市里头那家卤菜 王鸭子27 没办证 就在我隔壁 匿名哈 合川南津街", "王鸭子27"),
        ("上清寺的一个面包店“麦浪2号”，我昨天早上买的吐司有头发，早产面包！", "麦浪2号"),
        ("在北碚天生 一品毛肚1998 吃出蟑螂 锅底还是回收的", "一品毛肚1998"),
        ("7号奶茶铺 喝出苍蝇 江北观音桥 昨天下午", "7号奶茶铺"),
        ("我在99生活超市买的洗发水兑了水 大足棠香", "99生活超市"),
        ("茶百道不是 是 茶语18 珍珠是酸的 沙坪坝三峡广场", "茶语18"),
        ("速印8号店 论文印反了 虎溪大学城 收我56", "速印8号店"),
        ("大渡口 1号车间汽修 换的机油是假的 380", "1号车间汽修"),
        ("剪艺3号 头发剪秃了一块 渝北回兴", "剪艺3号"),
        ("璧山东街 518烧烤 扇贝是臭的 店家不认", "518烧烤"),
    ],
)
def test_a_shop_may_have_a_number_in_its_name(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("卖灯的 举报 亿家照明 LED灯没得3C标 也没厂名厂址 万州高笋塘 批发部", "亿家照明"),
        ("煤气灶打不燃火 喊来修说换阀门二百 奉节永安街道 帮到底维修 不退", "帮到底维修"),
        ("举报换电站 电池鼓包还在给骑手换 吓人 白市驿 速驰换电", "速驰换电"),
        ("垃圾二手机店 骗子 说好99新 拿回来是有锁机 大坪 极客数码 3100", "极客数码"),
        ("充电宝还了还在扣钱 扣到封顶99 小电 南滨路", "小电"),
        ("包子里头有苍蝇 清香包子 綦江古南 今早上", "清香包子"),
        ("床垫弹簧戳出来了 好睡眠家居 涪陵 2680", "好睡眠家居"),
        ("补的胎又漏 顺风轮胎 长寿晏家 五十", "顺风轮胎"),
        ("门锁三天就没电 安心锁业 巴南鱼洞 680装的", "安心锁业"),
        ("电线细得很 鑫达线缆 开州云枫 一卷96", "鑫达线缆"),
    ],
)
def test_a_clause_may_be_a_name_and_a_trade(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "云枫街道“优诺建材城”内多家门市卖的“非标”电线，外皮写2.5平方",
        "南津街“老赵旧货”卖的“九成新”冰箱，拉回来不制冷",
    ],
)
def test_quoted_words_before_a_thing_are_no_name(text: str) -> None:
    assert (business_told(text) or "") in ("优诺建材城", "老赵旧货")


@pytest.mark.parametrize(
    "words",
    [
        "匿名哈",
        "也没厂名厂址",
        "长得白胖白胖",
        "车牌记得到",
        "喝出苍蝇",
        "开五金门市",
        "石柱南宾街道开五金门市",
        "死鱼当活鱼",
        "死鱼充活鱼",
        "非标",
        "垃圾二手机店",
        "错版",
    ],
)
def test_what_is_said_of_it_is_no_name(words: str) -> None:
    assert not is_business(words)
    assert words not in (business_told(f"买的东西是坏的 {words} 我很生气") or "")


@pytest.mark.parametrize(
    ("text", "product"),
    [
        (
            "我们家装修，跟“宜舍装饰”签的全包合同13.8万，说不加就停工。楼下的损失由他们承担",
            "装修|装饰|全包",
        ),
        ("瓷砖铺好才发现有色差，“素石”说灯光问题，我要求全部更换并承担人工费", "瓷砖"),
        ("租房子买的二手冰箱 拉回来制冷都不制 合川南津街 老赵旧货", "冰箱"),
        ("租房子用的热水器 装起就漏 找他修不来", "热水器"),
        ("工地上穿的劳保鞋 说是钢头的 砸一下脚趾骨裂了 万盛 老兵劳保店", "鞋"),
        ("抽水的泵 用半天就烧了 老板不认账 一百九", "泵"),
        ("举报食堂三楼的窗口 “一碗香” 鸡腿发绿 反复卖 今天吃了几个同学都闹肚子", "鸡腿"),
        ("夜市那个摊摊 香肠是馊的 吃了一晚上跑厕所", "香肠"),
        ("学校门口小卖部卖那种“牙签弩” 娃儿拿起到处射 叫阳光小铺", "弩"),
        ("文具店卖一种“激光笔” 照到眼睛痛 北碚天生", "激光笔"),
        ("有人卖假酒 快来查", "酒"),
        ("哪个在卖假烟哦", "烟"),
        ("买台微耕机 发动机漏油 送回去修三次还是漏 巫溪城厢镇 大力农机行", "^微耕机"),
        ("在场上打的菜油有股柴油味 榨油的姓谭 忠县拔山", "^菜油"),
        ("昨天买的面粉头有虫虫 爬起爬起的 云阳双江万客隆超市", "^面粉$"),
        ("昨天早上买的吐司切开有头发 面包店不认", "^吐司$"),
        ("淘宝买的蓝牙耳机左耳没声音 客服不理", "^蓝牙耳机$"),
    ],
)
def test_the_thing_and_not_the_words_around_it(text: str, product: str) -> None:
    assert re.search(product, product_told(text, load_products()) or "")
