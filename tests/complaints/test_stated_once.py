"""What was asked again though a stranger's story stated it, by kinds, each with its brothers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.money import price_in
from bot.complaints.understanding.persons import phone_in
from bot.complaints.understanding.places import Places
from bot.complaints.understanding.wish_told import wish_told

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


def read(reader: Reader, text: str) -> dict[str, str]:
    return reader.everything(text, Draft("chat", "web", NOW, NOW, kind="complaint"), NOW)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        # Plates, patches and one of a thing are no yuan.
        ("皮沙发扶手一块一块地掉皮 2680呢", "2680"),
        ("门板颜色深一块浅一块 合同2.4万", "24000"),
        ("跟木门店订了6樘门 合同2.4万 11月15号装好", "24000"),
        ("11月2日购买电子表一块,980元,进水了", "980"),
        ("20号买的酸奶 36块一提 全是涨袋的", "36"),
        # What a voucher is worth, and what only lures, was not paid.
        ("奶茶里头有苍蝇 16块5 平台赔我一张5元券", "16.5"),
        ("店家甩个8元红包就想打发我 点的32块6", "32.6"),
        ("直播间先是9块9的引流 后头出个镯子 1688我就拍了 结果是假的", "1688"),
    ],
)
def test_the_sum_is_what_was_paid(text: str, yuan: str) -> None:
    assert price_in(text) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("瓶子上写的11月8号就到期 我是19号买的", date(2026, 11, 19)),
        ("货架上最早的10月就过期了 我昨天看到的", date(2026, 11, 29)),
    ],
)
def test_when_a_thing_runs_out_is_not_when_it_was_bought(text: str, day: date) -> None:
    found = find_date(text, date(2026, 11, 30))

    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("打他留的13300008899说人不在重庆 我的号13300001234", "13300001234"),
        ("开锁那个人的号是13300007788 我自己的号 13300001212", "13300001212"),
    ],
)
def test_of_two_telephones_the_tellers_own_is_kept(text: str, phone: str) -> None:
    assert phone_in(text) == phone


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("在桂林街道的游泳馆办的卡", "潼南区"),
        ("巴南区的那家，不是南坪那家", "巴南区"),
        ("带父母上南山住民宿", "南岸区"),
        ("茶园那家烘焙店的蛋糕", "南岸区"),
        ("奶茶 茶小山空港店 喝到一半", "两江新区"),
    ],
)
def test_a_place_is_seen_behind_what_stands_around_it(text: str, district: str) -> None:
    place = Places.load().find(text)

    assert place is not None
    assert place.district == district


def test_a_city_elsewhere_is_still_elsewhere() -> None:
    place = Places.load().find("在桂林买的桂花糕发霉了")

    assert place is not None
    assert place.outside == "桂林"


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("人和安馨家政派来的月嫂 证是假的", "两江新区"),
        ("万东北门副食店货架上的火腿肠过期了还在卖", "綦江区"),
        ("昨天半夜喊了个王师傅急开锁 收我480 我住化龙桥", "渝中区"),
        ("我住化龙桥 在阿杰手机店买的手机坏了", None),
        ("金龙鱼头火锅的锅底吃出蟑螂", None),
    ],
)
def test_a_place_joined_to_the_name_is_where_it_was(
    reader: Reader, text: str, district: str | None
) -> None:
    assert read(reader, text).get("district") == district


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("不买就删照片 哪有这种事 底片必须给我", "底片必须给我"),
        ("吃了一直吐 我要找卖菌子的赔", "赔偿"),
        ("现在说项目没有了要补差价才能做 我想把没用完的退出来", "退款"),
        ("三个月就掉皮 免费给我把皮换了", "换货"),
        ("一箱一个颜色 我要全部换掉", "换货"),
        ("师傅把主板全部换掉了还是不行", ""),
        ("老板说全部换了才修得好", ""),
    ],
)
def test_what_is_wanted_is_not_what_the_others_did(text: str, wish: str) -> None:
    assert wish_told(text)[0] == wish


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # With whom something is settled, to whom it is paid or brought.
        ("新房装修 跟云杉木门订了5樘门 合同2.6万 有两樘是裂的", "云杉木门"),
        (
            "2026年10月8日与大渡口区九宫庙常青暖通签订地暖安装合同，进场的是杂牌管",
            "常青暖通",
        ),
        ("真丝裙子拿去亮净干洗洗 洗得起毛 缩成一坨 10月9号送去的", "亮净干洗"),
        ("退休职工14个人报了云南团,付给逍遥旅行社每人1880元,临走通知取消", "逍遥旅行社"),
        ("卖旧手机给换换侠app 报价1850 寄过去说屏幕老化只给430", "换换侠"),
        # Whose app, stream or people it was.
        ("天天看视频那个APP 我只开了一个月会员 结果自动续了七个月", "天天看"),
        ("娃儿才9岁 拿他婆婆手机在飞飞农场小游戏里头充了2648", "飞飞农场"),
        ("在快手云上玉阁的直播间 刚开始9块9的引流 1999我就拍了", "快手：云上玉阁"),
        ("10月30号清源净水的人上门推销,姓游的小伙子,装了台净水器收3280", "清源净水"),
        # Up to a sum or a day.
        ("李渡数码小铺39块买的快充头 充着充着烫得拿不住 店在涪陵", "李渡数码小铺"),
        ("石柱西沱镇鑫旺五金今天我去看到还摆起没有熄火保护的燃气灶在卖", "鑫旺五金"),
        ("在杨家坪喵喵之家猫舍花1600买的布偶 卖家说离店概不负责", "喵喵之家猫舍"),
        # What only stands where names do.
        ("小区门口的果真鲜 上个月换了招牌 新老板说前头充的他一概不认", "果真鲜"),
        (
            "我妈在忠州街道一个叫夕阳暖健康馆的地方买了个床垫九千八我妈叫冉光秀七十一了",
            "夕阳暖健康馆",
        ),
        (
            "充电宝三天就鼓包 拼多多电小灵数码专营店 双十一那天下的单 59块9 不给退",
            "拼多多：电小灵数码专营店",
        ),
        ("卖家是江北区大石坝的长青门锁，每套699，装上就自动开锁", "长青门锁"),
        ("我把衣服送去修 店里把我拉链弄坏了 赔了20", None),
        ("交警队的人说合格证和车架号对不上 上不了牌 老板不认账", None),
        ("我和同事买了两个电饭煲 用了三天全坏了 不给退", None),
        ("保洁阿姨把我木地板拖得发白 说不关他们的事 赔我地板", None),
    ],
)
def test_whose_business_it_is_stands_between_what_is_said_of_it(
    reader: Reader, text: str, name: str | None
) -> None:
    assert read(reader, text).get("respondent") == name


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        # Right behind the name of the business.
        ("9月20号在解放碑星妍医疗美容做双眼皮 一边大一边小 花了12800", "双眼皮"),
        ("上周日去北碚翔瑞汽车服务做保养 要看监控又说坏了 轮毂刮了一道", "保养"),
        ("绿源生鲜的菜贴起“有机”卖9块9一把 证书编号查无此号", "菜"),
        # By what it was done, or what it does, is no thing that was bought.
        ("拿他婆婆手机在飞飞农场小游戏里头充了2648 就是不退", "充值"),
        ("前天在南门山极速手机维修换屏 说的原装屏 换了触摸不灵 他不退", "屏"),
        ("三峡广场潮剪造型 11月28日染头发 染完说用的进口药水1299 不给不让走", "染发"),
        ("昨天中午点的外卖 扒两口吃出半截钢丝球 大坪的蜀香小碗菜 赔一千", "外卖"),
        ("我屋那个煤气灶打不燃火 师傅来修了五道 每次换个电池就走", "煤气灶"),
        # Handed over for a sum.
        ("有个幸福联盟 交2980拿一套洗护用品 再拉三个人就说回本 我看就是传销", "洗护用品"),
        # Seen sold, advertised, pointed out; where vermin ran is nowhere.
        ("在城厢镇百草堂药房买创可贴,亲眼看到店员不要处方就把头孢卖给一个学生", "头孢"),
        ("电梯头天天放那个长高宝儿童奶粉的广告,说喝三个月长高20厘米", "奶粉"),
        ("实验小学门口的小卖部 卖那种一毛钱一颗的糖 袋子上啥都没写", "糖"),
        ("天天去三峡广场老灶冒菜取餐 昨晚又看到耗子在灶台上跑", "冒菜"),
        ("鞋开胶 不给换", "鞋"),
        ("我女儿12岁 拿我手机给主播打赏了八千多 我想要回来", "打赏"),
    ],
)
def test_what_it_is_about_is_no_means_and_no_measure(reader: Reader, text: str, thing: str) -> None:
    assert read(reader, text).get("product") == thing


def test_a_home_as_a_letter_tells_it_needs_no_number(reader: Reader) -> None:
    text = (
        "本人赵国栋，10月12日与九宫庙常青暖通经营部签订地暖合同，进场的是杂牌管。"
        "现住大渡口区跃进村街道。"
    )

    assert read(reader, text).get("address") == "大渡口区跃进村街道"
    assert read(reader, "家住渝北，在南坪的阿杰手机店买的手机死机").get("address") is None
