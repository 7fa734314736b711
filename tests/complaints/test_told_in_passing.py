"""What stories say between the lines: bare wishes, things pointed at, letters, one's own trade."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.case.script import Script
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.declining import is_settled
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.kinds import kind_of
from bot.complaints.understanding.money import price_in
from bot.complaints.understanding.persons import name_in
from bot.complaints.understanding.places import Places
from bot.complaints.understanding.told_names import business_told
from bot.complaints.understanding.told_products import product_told
from bot.complaints.understanding.triage import Triage
from bot.complaints.understanding.unnamed import leave_out
from bot.complaints.understanding.wish_told import wish_told

_TODAY = date(2026, 11, 28)
_NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
_IN_A_STORY = "上个月在大坪买的台灯一闪一闪 "


def _read(text: str, kind: str = "complaint") -> dict[str, str]:
    reader = Reader(Script.load(), Places.load(), load_products(), Triage.load())
    return reader.everything(text, Draft("test", "test", _NOW, _NOW, kind=kind), _NOW)


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("今天早上 25元 赔", "赔偿"),
        ("四个一共八百 换", "换货"),
        ("都漏三回了 修嘛", "维修"),
        ("喊他退了就算了", "退款"),
        ("把钱退给我妈就行了", "退款"),
        ("给娃儿换一双就好", "换货"),
        ("让他来修一下就行", "维修"),
        ("我觉得应该退一大半嘛", "退款"),
        ("这种该赔噻", "赔偿"),
        ("你们查一下他哈", "查处"),
        ("去查嘛！！", "查处"),
        ("去抽检！", "抽检"),
        ("请抽查", "抽检"),
        ("你们去查", "查处"),
        ("才两个月 给换", "换货"),
        ("重新修嘛", "维修"),
        ("硬要加三百 该不该退嘛", "退款"),
        ("你们管一下", "查处"),
        ("我不想要了", "退货"),
        ("东西不想要了", "退货"),
    ],
)
def test_a_wish_may_be_no_more_than_its_verb(said: str, wish: str) -> None:
    assert wish_told(_IN_A_STORY + said)[0].split(" ")[0] == wish


@pytest.mark.parametrize(
    "said",
    [
        "老板说赔五块就行了",
        "店家答应退一半就算了",
        "他说最多修一下就是",
        "他们不该不退",
        "他把我原来的灯罩换成塑料的了",
        "喊他来他不来",
        "喊她给个说法她又不给",
    ],
)
def test_what_the_other_side_says_would_do_is_no_wish(said: str) -> None:
    assert wish_told(_IN_A_STORY + said)[0] == ""


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("屋头那个灶打不燃火了 才用三个月 大足龙水的旺旺厨电", "灶"),
        ("我家那台跳操机不转了 上个月在南坪买的", "跳操机"),
        ("我的那个锁坏了 才装两天 开州汉丰街道", "锁"),
        ("于11月3日在万州区“金盾五金”购买电锤一把，用两次就冒烟", "电锤"),
        ("我在京东下单榨油机一台，收到是旧的", "榨油机"),
        ("本人于北碚区某店购得玉镯一只，经鉴定为玻璃", "玉镯"),
        ("上门喊我们必须买他的宣传牌，不买就罚款，璧山来凤", "宣传牌"),
        ("微信群里那家给我发来的栀子花全是蔫的，丰都三合街道", "栀子花"),
        ("从綦江那个厂进了十件豆瓣酱，一股霉味，老板只换两件", "豆瓣酱"),
        ("该店自制香肠，袋子上印的许可证号是注销了的，潼南桂林街道", "香肠"),
        ("药店把我妈的降压片拿成别的了，吃了三天头昏", "降压片"),
        ("学校食堂用的鸡排包装箱上头日期遭刮了，永川的", "鸡排"),
        ("收废铁的老杨 秤少得很 弹子石那边", "废铁"),
        ("1.商家：某某暖通 2.项目：地暖安装 3.问题：漏水", "地暖安装"),
        ("商品：五常大米10kg；实测只有九公斤", "五常大米"),
        ("在小红书看到的美甲店 收了我三百六 手机支付的 今天掉了一颗钻", "美甲"),
        ("路边买了一坨“野生天麻” 泡出来是洋芋 上周六", "野生天麻"),
        ("镇上做的头发 掉得一塌糊涂 店子叫发根儿", "美发"),
        ("游泳馆充了一万二，说停业装修，两个月了没开门", "游泳"),
        ("驾校说包过，后头又收空调费两百，科目二都没约到", "驾校"),
    ],
)
def test_what_a_story_is_about_is_told_in_passing(text: str, thing: str) -> None:
    assert thing in (product_told(text, load_products()) or "")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("买的猕猴桃放了十天还是硬的 云阳收的货", "猕猴桃"),
        ("买的面膜敷了满脸红 大足棠香街道", "面膜"),
        ("送来的沙发颜色不对 样板间是米白的 彭水绍庆街道", "沙发"),
        ("我老汉买的老年机三天两头死机 石柱下路镇", "老年机"),
        ("配的老花镜完全看不清 万州沙龙路", "老花镜"),
    ],
)
def test_a_thing_ends_where_something_is_said_of_it(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize("word", ["那些", "那个", "越补越", "环境", "锤子", "塑料包装袋上印"])
def test_words_that_only_point_are_no_thing_and_no_shop(word: str) -> None:
    text = f"在万州高笋塘买的{word}不对头，找他两回了都不管"

    assert product_told(text, load_products()) != word
    assert business_told(text) != word


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我开面馆的，从綦江的辣得跳调料厂进了油辣子，一股霉味", "辣得跳调料厂"),
        ("本人经营一家打字复印店，在石桥铺的鼎新耗材买硒鼓，漏粉", "鼎新耗材"),
        ("开花店的，买的剪刀，南坪好手艺五金店卖的，一剪就断", "好手艺五金店"),
    ],
)
def test_a_tellers_own_trade_is_neither_the_shop_nor_the_thing(text: str, name: str) -> None:
    assert business_told(text) == name
    assert product_told(text, load_products()) not in ("面", "打字", "复印", "花")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("界石镇锦途汽车销售有限公司以“不装潢不交车”为由强行收费", "锦途汽车销售有限公司"),
        ("万州高笋塘天籁KTV，一盘西瓜188！问就是“大屏幕上写了”", "天籁KTV"),
        ("饿了么上的“爸爸的手艺盖浇饭”给我送的饭是馊的，昨天中午", "爸爸的手艺盖浇饭"),
        ("福娃文具卖的那个“起泡胶”娃儿玩了手上起红疹，酉阳钟多街道", "福娃文具"),
        ("在巴南花溪街道的“极光电动车”购电动自行车，实称68公斤", "极光电动车"),
        ("小黄鸭洗两次眼睛就掉了 就是捏起会叫那种 李家沱万达旁边的萌宝当家买的", "萌宝当家"),
        ("涪陵大润广场地下停车场 写的15分钟免费 出来扣我10块", "大润广场地下停车场"),
        ("举报我们学校食堂二楼3号窗口 鸡排过期了 永川红河大道", "学校食堂二楼3号窗口"),
        ("租车公司 一路顺风租车 还车说我刮了 扣我押金 江北机场那边", "一路顺风租车"),
    ],
)  # fmt: skip
def test_what_is_quoted_for_another_reason_is_no_name(text: str, name: str) -> None:
    assert (business_told(text) or "").endswith(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我找的向文贵给我做铝合金窗 漏水 梁平屏锦 要他返工", "向文贵"),
        ("田大军修屋顶 收了两千八 下雨照样漏 黔江正阳", "田大军"),
        ("罗永强给我屋头装的防盗网 焊点全脱 石柱南宾", "罗永强"),
        ("请的彭德明帮我家刷墙 一个月就起皮 垫江", "彭德明"),
        ("拼多多上买的手套全是次品 卖家叫不退不换王老五", "不退不换王老五"),
        ("买的袜子洗一水就脱线 店名叫假一赔十小铺 綦江", "假一赔十小铺"),
        ("开州临江镇的刘木匠打的衣柜 门关不拢 三千二", "刘木匠"),
        ("村口那个李裁缝 裤子改短一大截 忠县拔山", "李裁缝"),
        ("老年机三天两头死机 石柱下路镇联通店 299", "联通店"),
        ("兔火锅里头有铁丝 店名兔二娃 江津几江 昨晚上", "兔二娃"),
        ("喝了“山那边的泉”桶装水拉肚子 万盛送水的", "山那边的泉"),
        ("我妈在云阳双江街道“福寿康”听课 买了床垫 硬得睡不得", "福寿康"),
        ("打的疫苗是过期的 城口葛城街道春天宠物 要赔医药费", "春天宠物"),
        ("房子漏水找防水公司 雨虹师傅 收了4500 又漏", "雨虹师傅"),
    ],
)
def test_who_is_told_without_a_word_for_a_shop(text: str, name: str) -> None:
    assert (business_told(text) or "").rsplit("：", 1)[-1] == name


@pytest.mark.parametrize(
    "text",
    [
        "我叫田大军 在黔江正阳买的车打不燃火",
        "客服叫退货自己寄 买的手套全是次品",
        "买的“非标”电线外皮一烧就化 黔江",
    ],
)
def test_neither_the_teller_nor_a_remark_is_whom_it_is_about(text: str) -> None:
    assert business_told(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("在“三月不减肥”买的果冻 拉脱水 10月15日 石柱", "2026-10-15"),
        ("热水器是昨天大富源家电刚装的 在冒烟", "2026-11-27"),
        ("打的疫苗是过期的 城口葛城街道春天宠物 要赔医药费", None),
    ],
)
def test_a_day_in_a_name_is_not_when_it_happened(text: str, day: str | None) -> None:
    assert _read(text).get("day") == day


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("眼镜度数不对，请求退款。投诉人：岳文博，电话13811117777。", "岳文博"),
        ("诉求：退还装潢费。\n投诉人：殷素兰", "殷素兰"),
        ("申诉人冯世昌，住南川区西城街道隆化大道88号。", "冯世昌"),
        ("事情就是这样，署名：邱德明", "邱德明"),
    ],
)
def test_a_letter_is_signed(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize("text", ["被投诉人：张有福\n事实：卖假烟", "被举报人李大有卖假酒"])
def test_whom_it_is_about_has_not_signed_it(text: str) -> None:
    assert name_in(text) is None


@pytest.mark.parametrize("who", ["申诉人", "申请人", "来信人", "投诉人"])
def test_an_anonymous_report_loses_its_signature(who: str) -> None:
    values = {"what": f"匿名举报南坪的酒坊卖假酒。{who}：冯世昌"}

    leave_out(values)

    assert "冯世昌" not in values["what"]


@pytest.mark.parametrize(
    "home",
    [
        "申诉人冯世昌，住南川区西城街道隆化大道88号。",
        "姓名：阮志航。本人住南川区西城街道隆化大道88号。",
    ],
)
def test_where_somebody_says_they_live_is_their_address_and_not_the_place(home: str) -> None:
    read = _read(f"{home}11月1日委托“巧手家政”清洗油烟机，说好120元，做完收680元，请求退还。")

    assert read["address"] == "南川区西城街道隆化大道88号"
    # What is done at home happens in its district.
    assert read["where"] == "南川区"


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("本人在武隆区芙蓉街道“康源药房”购买阿胶一盒，是假的", "武隆区"),
        ("我家在垫江桂溪街道，门是在本地一家雅居木门订的，一按一个坑", "垫江县"),
        ("寸滩那个野马摩修，换了机油开了五公里就拉缸", "两江新区"),
        ("九龙坡杨家坪买的电瓶车，充满只能跑四公里", "九龙坡区"),
        ("在马家岩买的瓷砖全是针眼", "沙坪坝区"),
    ],
)
def test_where_it_happened_is_read_beside_homes_and_distances(text: str, district: str) -> None:
    assert _read(text).get("district") == district


def test_an_estate_is_no_district() -> None:
    assert Places.load().find("逛街看到两江国际那边新开了个店") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("我们星期天去看了好几家，定的时候是8月15号，交了全款", date(2026, 8, 15)),
        ("去年年底交的房，三月十二号签的合同，门七月才来装", date(2026, 3, 12)),
    ],
)
def test_the_day_of_the_deal_counts(text: str, day: date) -> None:
    found = find_date(text, _TODAY)

    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("监控只存三天，装了1860，6月20号装的", 1860),
        ("车子当场熄火 加了300！20号那天", 300),
        ("上门卖公示牌，一块260，不买就罚款", 260),
        ("羽绒服飞毛 原价599活动价269 11月4号付的", 269),
        ("吊牌价899，券后价219，洗一次就缩", 219),
        ("照相说要修 收我六十 前天的事", 60),
    ],
)
def test_what_was_paid_is_read(text: str, yuan: int) -> None:
    assert price_in(text) == Decimal(yuan)


@pytest.mark.parametrize(
    "text", ["油起泡，他说不会退 我就想要个说法", "锅底掉漆，找他讨个说法", "他不会赔，要一个说法"]
)
def test_who_wants_to_be_told_why_complains(text: str) -> None:
    assert kind_of(text) == "complaint"


@pytest.mark.parametrize(
    "text",
    [
        "致谢：贵局上月处理本人眼镜一事迅速公正，店家业已退款，特此致谢",
        "感谢信：买到的假酒店家退了，谢谢你们",
        "表扬：你们的同志上门帮我把事情解决了",
    ],
)
def test_a_letter_of_thanks_tells_of_what_is_over(text: str) -> None:
    assert is_settled(text)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("举报沙坪坝小龙坎云裳阁服装店 吊牌写九百 从来没按这个价卖过", "服装"),
        ("江北观音桥老友名酒行 扫码出来是别的批次 瓶盖一拧就滑丝", "酒"),
        ("南坪后头那家快马车行天天帮人解速 起码解到六十码 你们去查一下", "车"),
        ("举报九龙坡石桥铺康乐大药房 没有处方也卖 问都不问一句", "药品"),
    ],
)
def test_a_shop_of_a_trade_is_reported_for_what_it_sells(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上周日在新山村好邻居超市买菜 收银台答复“生鲜不参加” 海报上没写", "好邻居超市"),
        ("和筑梦家装饰签的合同 总价八万六 写明“一口价，无增项” 现在要加七千", "筑梦家装饰"),
        ("步行街楼下的茶小美 招牌上大大的“0糖0卡” 我看到店员往杯子里倒果葡糖浆", "茶小美"),
        ("回兴那个宏远汽车4S店是不是想钱想疯了 十月交的定金五千 现在喊我再加八千", "宏远汽车4S店"),
    ],
)
def test_what_is_answered_written_or_shouted_is_no_name(text: str, name: str) -> None:
    told = business_told(text)

    assert told is not None
    assert told.removeprefix("和") == name
