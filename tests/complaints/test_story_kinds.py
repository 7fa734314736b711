"""Kinds of telling that were misread, each in other words than those it was found in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

import pytest

from bench.stories import build_reader
from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Problem, Reader
from bot.complaints.understanding.declining import declined_in
from bot.conversation.cases import plain_wish

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)


@cache
def reader() -> Reader:
    return build_reader()


def read(text: str, field: str) -> str:
    draft = Draft("c", "web", NOW, NOW, kind="complaint")
    return reader().everything(text, draft, NOW).get(field, "")


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("洗衣机转起来像打雷 卖的人说正常 上个月在万家电器买的 给我换台新的", "洗衣机"),
        ("热水器装好第二天就漏 安装师傅又收了我一百二材料费", "热水器"),
        ("跑步机跑十分钟就自己停 客服让我自己拧螺丝", "跑步机"),
        ("自行车链条天天掉 找车行说是我不会骑", "自行车"),
        ("手表进水了 说好防水五十米的", "手表"),
        ("搬家说好六百 搬完要一千三 不给不卸货", "搬家"),
        ("保洁把我家玻璃刮花了 公司说个人行为", "保洁"),
        ("纹身纹出来跟图案不一样 老板不改", "纹身"),
        ("拔罐拔得一背都是泡 店里说正常排毒", "拔罐"),
        ("改衣服把裤脚剪短了一截 裁缝不赔", "改衣服"),
        ("考研班说好小班 去了五十个人 要退钱", "考研班"),
        ("演唱会临时换场馆 票不给退", "演唱会"),
    ],
)
def test_what_a_story_begins_with_is_what_it_is_about(text: str, product: str) -> None:
    assert product in read(text, "product")


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("手机上看到广告 在网上买的面膜用了烂脸", "面膜"),
        ("手机里头有小票 在惠万家超市称的鸡爪是臭的", "鸡爪"),
        ("空调师傅介绍的店 买了个热水器三天就坏", "热水器"),
        ("彩票站旁边那家店卖的豆浆馊了", "豆浆"),
        ("眼镜店隔壁的摊子卖的玉米是夹生的", "玉米"),
        ("彩票站旁边那间游艺厅 里头的蹦极没得铭牌 晃得吓人", "蹦极"),
        ("按摩店楼下那家的旋转木马 断了一根链子", "旋转木马"),
        ("电梯口那家超市卖的酸奶过期半个月", "酸奶"),
        ("手机店老板推荐我买的耳机一边没声音", "耳机"),
        ("团购的按摩 去了说要加钱才有热敷", "按摩"),
        ("充值的洗车卡用不了 洗车店换人了", "洗车"),
        ("酒店的早餐吃出头发", "早餐"),
        ("在楼下便利店买的花生长霉了", "花生"),
        ("网上买的窗帘缩水了 短了一截", "窗帘"),
        ("摊位称的鳝鱼少了三两", "鳝鱼"),
    ],
)
def test_a_thing_that_only_tells_where_or_how_is_not_what_it_is_about(
    text: str, product: str
) -> None:
    found = read(text, "product")
    assert product in found
    assert not re.search("长霉|缩水|少$", found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("在不是胖子炸鸡店吃的全鸡，里头还是红的，老板说就是这个口味", "不是胖子炸鸡店"),
        ("火锅 两路口那家 吃到懂 锅底里头有钢丝球", "吃到懂"),
        ("烤肉自助 大坪那家店 肉不停 肉是臭的 说不退", "肉不停"),
        ("卖家是淘宝上面的暖星家纺 寄来的被子全是碎布", "暖星家纺"),
        ("店家是拼多多上的绿野鲜果 苹果烂了一半", "绿野鲜果"),
        ("路边摆摊的 摊子挂的牌子是老丁农具 买的锄头一挖就弯", "老丁农具"),
        ("门口挂了个牌子叫徐记磨坊 磨的豆浆有怪味", "徐记磨坊"),
        ("铜梁旧县恒发废品回收 秤砣是做过手脚的 一百斤少十几斤", "恒发废品回收"),
        ("菜市场出来那个补鞋摊 姓田的 把我鞋子胶打反了", "姓田的补鞋摊"),
        ("车站边上那个早餐铺 老板姓鲁 包子里头有头发", "鲁"),
    ],
)
def test_odd_ways_of_naming_a_business_are_read(text: str, name: str) -> None:
    assert name in read(text, "respondent")


@pytest.mark.parametrize(
    "text",
    [
        "买的音响 发票抬头写错了还不给改 客服态度差",
        "团购套餐写的含果盘和小吃 去了啥子都没得",
        "收据抬头写错名字了 喊他重开不干 电饭煲也是坏的",
        "点的外卖写的含餐具 送来没得筷子 饭也是冷的",
    ],
)
def test_what_is_written_on_paper_is_no_name(text: str) -> None:
    assert read(text, "respondent") == ""


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("买的豆浆机漏电，找他们退不肯，说要返厂", "退款"),
        ("鞋底断了，找店家换，他说过了七天", "换货"),
        ("喊他修不修，买的风扇三天不转了", "维修"),
        ("烫坏了皮衣，叫老板赔他装没听到", "赔偿"),
        ("耳机没声音，找客服退货推了半个月", "退货"),
        ("吃坏肚子，看病的钱要他出", "赔偿"),
        ("烫到娃儿的脚了，药费他们得出", "赔偿"),
        ("花瓶砸烂了地板，修地板的钱店家必须出", "赔偿"),
        ("手镯是假的，要他退镯子钱", "退款"),
        ("点的是鲈鱼上的是草鱼，我就要差价", "退差价"),
        ("表走不准，换一块给我", "换货"),
        ("灯管一闪一闪，帮我换个新的", "换货"),
    ],
)
def test_what_was_asked_of_the_other_side_is_the_wish(text: str, wish: str) -> None:
    assert wish in read(text, "wanted")


@pytest.mark.parametrize(
    "text",
    [
        "店家说质量问题不给退，让我找厂家",
        "他们退了我一半就不理我了",
        "老板最多肯换个壳子",
        "客服说不能修，只能报废",
    ],
)
def test_what_the_other_side_says_is_no_wish(text: str) -> None:
    assert read(text, "wanted") in ("", "退款") if "退了我" in text else read(text, "wanted") == ""


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("被子1000块钱两床 全是黑心棉", "1000"),
        ("板凳三十块钱五把 一坐就散", "30"),
        ("手链1280块钱一条 三天就断，换一块或者退都行", "1280"),
        ("三袋一起76，全部长虫", "76"),
        ("两盒一起158 打开是碎的", "158"),
        ("五金店买的锁 打不开 九十五", "95"),
        ("手表四千四 走不准 喊他换一块", "4400"),
        ("血压计一会儿一百六一会儿一百一 288块买的", "288"),
        ("门票200块钱四张 进不去", "200"),
        ("三瓶一起367,11月12日付的款", "367"),
        ("两双一起240，11月3号买的 都开胶", "240"),
        ("面膜99块钱六盒 全是过期的", "99"),
    ],
)
def test_sums_are_read_and_pieces_are_no_coins(text: str, yuan: str) -> None:
    assert read(text, "amount") == yuan


@pytest.mark.parametrize(
    "text",
    [
        "民宿四百来块一晚上 被子是湿的",
        "衣服两百来块 洗一次就缩水",
        "手表不走了，喊他换一块新的",
        "地砖裂了，他只肯补一块",
    ],
)
def test_what_is_roughly_said_or_a_piece_is_no_sum(text: str) -> None:
    assert read(text, "amount") == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月1号不对是11月20号在加油站加的油 油里有水", "2026-11-20"),
        ("鱼是11月3号不对应该是11月5号买的 一股煤油味", "2026-11-05"),
        ("上周五不对 是上周四买的充电宝 充不进电", "2026-11-19"),
        ("中秋送人的月饼长毛了 中秋前三天在喜来糕点买的", "2026-09-22"),
        ("端午吃的粽子是酸的 端午前一天超市称的", "2026-06-18"),
        ("老板说今天鱼好吃 11月7号中午点的清江鱼端上来是草鱼", "2026-11-07"),
    ],
)
def test_a_day_put_right_without_a_pause_counts(text: str, day: str) -> None:
    assert read(text, "day") == day


@pytest.mark.parametrize(
    "text",
    [
        "通讯地址：潼南区梓潼街道，去解放碑耍在那家相馆拍的证件照，要多收我钱",
        "联系地址是合川区南津街，11月1号在解放碑买的糖是化的",
        "家庭地址江津区几江街道 在解放碑步行街买的皮带断了",
    ],
)
def test_an_address_to_write_to_is_no_place_of_the_event(text: str) -> None:
    assert read(text, "district") == "渝中区"


@pytest.mark.parametrize(
    "text",
    [
        "不要再问我要不要投诉了 就告诉我充电宝看哪个标志",
        "莫老是喊我投诉，我只想晓得头盔的标准号",
        "别再问我投诉不投诉，插座的国标是哪个",
        "不用问我要不要登记，纱窗有没有标准",
        "少来劝我举报嘛，牛奶的保质期怎么看",
        "别催我投诉了，我问的是三包多少天",
    ],
)
def test_who_wants_to_be_asked_no_more_opens_no_form(text: str) -> None:
    assert declined_in(text) is not None
    assert plain_wish(text) == ""


def test_who_asks_us_to_register_it_is_registered() -> None:
    assert plain_wish("我在超市买到过期面包了，给我登记一下投诉") == "complaint"
    assert plain_wish("隔壁卖假酒，替我登记个举报") == "report"


def test_who_wants_to_know_first_and_decides_then_opens_no_form() -> None:
    told = "我晓得一家馆子用死鸭子，想举报又有点虚，先问清楚再决定，举报最多奖好多钱"

    assert plain_wish(told) == ""
    assert plain_wish("我想举报一家用死鸭子的馆子") == "report"


def test_who_is_told_to_complain_elsewhere_and_wants_it_here_is_heard() -> None:
    assert plain_wish("别再喊我去别处投诉了，我就要投诉这家店") == "complaint"


@pytest.mark.parametrize("words", ["就是那家", "那家店", "就是这家店", "嗯就是他们", "那个店"])
def test_who_only_points_names_no_business(words: str) -> None:
    draft = Draft("c", "web", NOW, NOW, kind="complaint")

    assert isinstance(reader().read("respondent", words, draft, NOW), Problem)
