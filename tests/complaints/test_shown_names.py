"""Names told without a word for one: behind a platform, on a van, before a bracket, in a mall."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.told_names import business_told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Behind its platform.
        ("双十一当天在淘宝棉麻小筑买的羊绒大衣,标的100%羊绒", "淘宝：棉麻小筑"),
        ("快手直播间渝东山货老陈说他的天麻是野生的,买了一斤460块", "快手：渝东山货老陈"),
        ("拼多多上的青禾家纺下单的四件套 洗一水就起球了", "拼多多：青禾家纺"),
        ("我在抖音小店阿木手作买的银镯子 戴两天就发黑", "抖音：阿木手作"),
        ("刷到个直播间阿坤工厂尾货,耐克阿迪一双79,说是正品", "阿坤工厂尾货"),
        ("昨晚看到一个抖音直播间山里人家土货，把糖水说成蜂蜜", "抖音：山里人家土货"),
        # Before a bracket.
        (
            "11月8号我办婚礼,婚庆公司一诺良缘(彭水绍庆街道)合同写的花艺全部用鲜花,现场八成是假花",
            "一诺良缘",
        ),
        ("健身房铁臂阿童（南坪店）说换老板了，以前的卡不认，还剩两千多", "铁臂阿童"),
        ("搬家公司顺风顺水(大坪)把我电视机屏幕撞烂了 不认账", "顺风顺水"),
        # On a van, on an apron.
        ("三轮车上喷了诚信回收四个字,经常在大渡口跃进村一带转", "诚信回收"),
        ("面包车身上印着康家疏通几个字 通个下水道收我九百", "康家疏通"),
        # Who sent it.
        ("货到付款1980,快递单上寄件人是重庆南岸茶园的佑康生物。外公贴了皮肤都烂了", "佑康生物"),
        ("微信账单上收款方是盛世名妆美业，做个脸扣了我四千八", "盛世名妆美业"),
        # In a mall the shop, and what is done up is none.
        ("新房装修,在居然之家二郎店里面的佰川木门定了5樘门,合同约定实木复合", "佰川木门"),
        ("老房翻新，到红星美凯龙里头的欧雅地板定的复合地板，送来颜色不对", "欧雅地板"),
        # What was done to somebody begins no name, and a place before it is none of it.
        ("11月21号路过南桥寺遭亮瞳眼镜拉进去免费测视力,配了副渐进镜2380", "亮瞳眼镜"),
        ("在解放碑被丽人美容院拉进去做脸，出来刷了三千", "丽人美容院"),
        ("涪陵南门山小豆芽儿童摄影,5月16日拍的,套餐1399早付清了", "小豆芽儿童摄影"),
        ("昨晚在南山云上渔家吃鱼,问好了68一斤,端上来算成7斤6两", "南山云上渔家"),
        ("小区门口清泉之家送水站买的水票 100张900 才送了30桶 站搬走了", "清泉之家送水站"),
        ("学校门口小书童文具店卖的橡皮一股怪味 娃儿闻了头晕", "小书童文具店"),
    ],
)
def test_the_shop_is_read(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("在淘宝买的羊绒大衣 标的100%羊绒 检出来才31%", "淘宝"),
        ("抖音直播间买的天麻 一泡水就掉色 主播说是野生的", "抖音"),
        ("京东客服说已经签收 我根本没收到这个电饭煲", "京东"),
        ("拼多多百亿补贴买的手机 是翻新机 商家不退", "拼多多"),
        ("淘宝我妈妈买的按摩椅 用三天就不动了", "淘宝"),
        ("包装袋上印着纯手工三个字 一看就是机器压的", None),
    ],
)
def test_other_words_there_are_no_shop(text: str, name: str | None) -> None:
    assert business_told(text) == name
