"""What a stranger's stories had wrong: things, sums, wishes and places, each with its brothers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)


def read(reader: Reader, text: str) -> dict[str, str]:
    return reader.everything(text, Draft("chat", "web", NOW, NOW, kind="complaint"), NOW)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        # A part that was put in, and the whole that broke.
        ("跑单的 电瓶车的电池在石桥铺渝州路超能电池行换的 1280 说保一年 没电了", "电池"),
        ("我洗衣机的皮带是上个月在龙溪老杨家电维修换的 80 用一周就断了", "皮带"),
        ("汽车轮胎在途虎养车(大渡口店)换的 四条2400 跑两千公里起包", "汽车轮胎"),
        ("冰箱的压缩机坏了 在苏宁买的冰箱 才用一年", "冰箱"),
        # What somebody wears, and what a slip is called by.
        (
            "梁平双桂街道的老三电动车,卖新车的时候就解限速,店门口排了四个穿校服的。请你们查",
            "电动自行车",
        ),
        (
            "我外公接了个电话,寄来一堆通络贴,货到付款1980,快递单上寄件人是佑康生物。皮肤都烂了",
            "通络贴",
        ),
        # The price right behind the thing.
        ("在开州步步升通讯买手机2799,写买就送一年碎屏险。摔坏去换屏,才告诉我要先激活", "手机"),
        ("在明视眼镜店配眼镜花了860 戴起头晕 店家不认", "眼镜"),
        ("在国泰的眼影店买支口红248 开盖就断的 柜姐说不退", "口红"),
        ("直播间阿坤工厂尾货,耐克阿迪一双79,说是厂里漏出来的正品,鞋标都是歪的", "耐克阿迪"),
        ("昨晚在云上渔家吃鱼,问好了68一斤,端上来算成7斤6两,收了516", "鱼"),
        ("新房装修,在居然之家里面的佰川木门定了5樘门,合同约定实木复合", "门"),
        ("在忠县邻里惠超市买了三袋汤圆,走到屋头才看到过期", "汤圆"),
        ("墨香书画的老板裱一幅字,收了380元,去店里才晓得作品弄丢了", "裱字画"),
        # In few words.
        ("买到假茅台", "茅台"),
        ("买到歪酒了", "酒"),
        ("买到注水肉", "注水肉"),
        ("荣昌龙窑陶社卖我的泡菜坛子会漏 260 一共买两个", "泡菜坛子"),
        ("快递寄到綦江区的 拼多多家居优选买的衣柜 少了一块板", "衣柜"),
        ("闲鱼卖家老船长数码卖我的相机 说九九新 拿到镜头都发霉 2150", "相机"),
        ("我在较场口足下生辉买的皮鞋开胶了 680元 才穿五天", "皮鞋"),
    ],
)
def test_the_thing_is_read(reader: Reader, text: str, thing: str) -> None:
    assert read(reader, text).get("product") == thing


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("补了三次越补越怪。柳叶眉坊,三百多块钱,今年7月做的。退钱算了", None),
        ("给主播打赏了八千多 我女儿才12岁 我想要回来", None),
        ("买了七副一千三百多回来一看里头有虫", "1300"),
        ("买电瓶车的时候说包上牌 3299都交清了 现在不给上牌", "3299"),
        ("学费4580一次性交齐了 上了两节老师就跑了", "4580"),
        ("套餐1399早付清了,说送全部底片,现在要我另外买,20一张", "1399"),
        ("现在选片要我另外买,20一张，太贵了", "20"),
    ],
)
def test_the_sum_is_read(reader: Reader, text: str, yuan: str | None) -> None:
    assert read(reader, text).get("amount") == yuan


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("满月照拍了半年都不给底片。我就一个要求:底片全部给我", "底片全部给我"),
        ("铺子把我的狗毛剪成这样 要求不高，店长当面给我鞠个躬", "店长当面给我鞠个躬"),
        ("摔坏去换屏,才告诉我要先激活。要求免费换屏。", "换屏"),
        ("健身卡退不到", "退卡"),
        ("上了四节课老师就换了 綦江文龙街道乐学教育 剩下的课退了", "退款"),
        ("装修公司跑了 定金退不出来", "退定金"),
    ],
)
def test_the_wish_is_read(reader: Reader, text: str, wish: str) -> None:
    assert read(reader, text).get("wanted") == wish


@pytest.mark.parametrize(
    ("text", "where", "district", "address"),
    [
        (
            "本人孟庆生,退休教师,现住北碚区朝阳街道新华路31号。2026年10月22日,我在北碚天奇广场“康瑞听力”门店购买助听器一台",
            "北碚天奇广场",
            "北碚区",
            "北碚区朝阳街道新华路31号",
        ),
        (
            "我叫周素兰，今年六十八，家住渝中区大坪正街12号3-1，上周在南坪步行街的福寿堂买了一床磁疗被子4800，没得效果，要退",
            "南坪步行街",
            "南岸区",
            "渝中区大坪正街12号3-1",
        ),
        (
            "现居住沙坪坝区天星桥正街22号，10月3号在解放碑周大金店买的项链掉色",
            "解放碑",
            "渝中区",
            None,
        ),
        (
            "收件地址渝北区龙溪街道花卉园东路8号,我在唯品会格蕾丝旗舰店买的包,五金全是锈,退货退款",
            "两江新区",
            "两江新区",
            None,
        ),
        # What follows a street goes on in words, not with a number.
        (
            "货就堆在合川合阳城街道一个车库头 全是外文奶粉",
            "合川合阳城街道",
            "合川区",
            None,
        ),
        (
            "我妈在秀山中和街道百家惠超市遭保安搜包",
            "秀山中和街道",
            "秀山土家族苗族自治县",
            None,
        ),
        ("衣服洗坏了 铜梁南城街道 11月19号取的", "铜梁南城街道", "铜梁区", None),
        ("在渝中区八一路二十六号买的手机死机", "渝中区八一路二十六号", "渝中区", None),
    ],
)
def test_where_somebody_lives_is_not_where_it_was(
    reader: Reader, text: str, where: str, district: str, address: str | None
) -> None:
    found = read(reader, text)
    told = (found.get("where"), found.get("district"), found.get("address"))
    assert told == (where, district, address)


def test_a_receipt_for_an_advance_is_no_gold(reader: Reader) -> None:
    assert read(reader, "我只有这个要求，把我爸的押金条还给我").get("product") != "金条"


def test_where_somebody_lives_is_no_business(reader: Reader) -> None:
    text = "我叫李婷,家住荣昌昌元街道富丽花园3栋。在永川那个花田咖啡办的储值卡1000,关门了"

    assert read(reader, text).get("respondent") == "花田咖啡"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("当天晚上我们就去说不要。请帮忙退。我是她媳妇汪丽,13300000621", "汪丽"),
        ("我爸不会打字 我是他女儿周小兰 电话13300000622", "周小兰"),
        ("我是她女儿方便的时候打13300000623", None),
    ],
)
def test_who_speaks_for_another_is_named(reader: Reader, text: str, name: str | None) -> None:
    assert read(reader, text).get("name") == name
