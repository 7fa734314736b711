from __future__ import annotations

import pytest

from bot.complaints.understanding.teller import without_teller
from bot.complaints.understanding.told_names import business_told
from bot.complaints.understanding.unnamed import leave_identity, leave_out, teller_in


@pytest.mark.parametrize(
    ("said", "kept", "kinds"),
    [
        (
            "我叫欧阳慕雪，家住渝中区中山四路36号3-2，电话13987650001，他们半夜熬油",
            "我叫［姓名］，家住［地址］，电话［手机号］，他们半夜熬油",
            ("姓名", "地址", "手机号"),
        ),
        (
            "本人李四，身份证50010519900101123X，我的车渝A12345停在门口",
            "本人［姓名］，身份证［身份证号］，我的车［车牌号］停在门口",
            ("姓名", "身份证号", "车牌号"),
        ),
        ("我住在龙溪街道，天天闻到臭", "我住在［地址］，天天闻到臭", ("地址",)),
        ("我的地址是江北区观音桥步行街2号", "我的地址是［地址］", ("地址",)),
        (
            "娃儿在巴蜀小学三年级二班，食堂用过期肉",
            "娃儿在［班级］，食堂用过期肉",
            ("班级",),
        ),
        ("找我加微信lihua2020", "找我加［微信号］", ("微信号",)),
        (
            "我是3栋的业主李大勇，住龙湖源著2栋1203，门口超市缺斤少两",
            "我是3栋的业主［姓名］，住［地址］，门口超市缺斤少两",
            ("姓名", "地址"),
        ),
        (
            "举报人：王秀兰，电话：13987650001，住址：渝北区红锦大道88号",
            "举报人：［姓名］，电话：［手机号］，住址：［地址］",
            ("姓名", "手机号", "地址"),
        ),
        (
            "联系人：赵敏 13612345678 地址：巴南区李家沱马王坪12号",
            "联系人：［姓名］ ［手机号］ 地址：［地址］",
            ("姓名", "手机号", "地址"),
        ),
        (
            "我叫李梅，家庭住址江北区建新北路16号融恒3栋",
            "我叫［姓名］，家庭住址［地址］",
            ("姓名", "地址"),
        ),
        (
            "我们家就在他楼上，金紫山小区5栋3-2，天天被油烟熏",
            "我们家就在他楼上，［地址］，天天被油烟熏",
            ("地址",),
        ),
        ("我住在龙湖源著，楼下馆子用地沟油", "我住在［地址］，楼下馆子用地沟油", ("地址",)),
        ("街坊都喊我胖三娘，楼下烧散煤", "街坊都喊我［姓名］，楼下烧散煤", ("姓名",)),
        ("我叫小满，加我微信manman520", "我叫［姓名］，加我［微信号］", ("姓名", "微信号")),
        (
            "手机13987650001，网名“江边的鱼”，他卖假酒",
            "手机［手机号］，网名［姓名］，他卖假酒",
            ("手机号", "姓名"),
        ),
        (
            "我的外号叫雷公，微信id: leigong-77",
            "我的外号叫［姓名］，［微信号］",
            ("姓名", "微信号"),
        ),
        (
            "我是他家的老顾客，QQ 284719203，昵称 山城老王",
            "我是他家的老顾客，［QQ号］，昵称 ［姓名］",
            ("QQ号", "姓名"),
        ),
        ("喊我王孃就行，他家秤不准", "喊我［姓名］就行，他家秤不准", ("姓名",)),
        ("我儿子周小宝在里头读书", "我儿子［姓名］在里头读书", ("姓名",)),
        ("我老婆叫张丽，吃了拉肚子", "我老婆叫［姓名］，吃了拉肚子", ("姓名",)),
    ],
)
def test_who_tells_is_left_out(said: str, kept: str, kinds: tuple[str, ...]) -> None:
    found = without_teller(said)
    assert (found.text, found.left_out) == (kept, kinds)
    assert without_teller(kept).left_out == ()  # a second look finds nothing new


@pytest.mark.parametrize(
    "text",
    [
        "店里电话023-63711234，地址南川区东城街道5号",
        "老板叫王五，老板电话13800001111，骂人",
        "商家的货车渝B88888半夜拉走",
        "商家微信 abc12345 卖假酒",
        "我家里的空调坏了，退2999元，2026年10月14日买的",
        "我家在用的燃气灶漏气，GB 16410-2020",
        "店老板王强，电话13800001111，店在红锦大道90号",
        "我住在如家酒店，床单很脏",
        "举报金紫山小区5栋3-2的黑作坊",
        "这家店名字张记，卖过期奶",
    ],
)
def test_what_the_report_is_about_stays(text: str) -> None:
    assert without_teller(text).text == text


@pytest.mark.parametrize(
    ("where", "home", "place"),
    [
        ("南坪西路40号", "我家住南坪西路40号，楼下卖假烟", "南岸区"),
        ("龙湖源著", "我住龙湖源著2栋1203", "南岸区"),
        ("南坪步行街12号", "我家住南坪西路40号，步行街卖假烟", "南坪步行街12号"),
    ],
)
def test_a_home_told_in_the_story_is_no_place(where: str, home: str, place: str) -> None:
    values = {"district": "南岸区", "where": where, "what": home}

    leave_identity(values)

    assert values["where"] == place
    assert values["what"] == home


def test_what_is_to_stay_is_found_no_more() -> None:
    values = {"what": "我叫李梅，电话13612345678", "insisted": "李梅"}

    assert [part.words for part in teller_in(values)] == ["13612345678"]
    leave_out(values)
    assert values["what"] == "我叫李梅，电话［手机号］"


def test_a_draft_loses_who_fills_it_in() -> None:
    values = {
        "identity": "anonymous",
        "name": "张三",
        "phone": "13812345678",
        "what": "我叫张三，他们卖假酒",
        "where": "我家，渝北区红锦大道88号3栋",
        "district": "渝北区",
        "respondent": "张记酒坊",
    }

    assert leave_out(values) == ("姓名", "手机号", "地址")
    assert values == {
        "identity": "anonymous",
        "what": "我叫［姓名］，他们卖假酒",
        "where": "渝北区",
        "district": "渝北区",
        "respondent": "张记酒坊",
    }
    assert leave_out(values) == ()


@pytest.mark.parametrize(
    "said",
    [
        "老板叫我滚，还喊我们多交两百",
        "他叫我小心点，说要找人打我",
        "店家喊我大老远跑去退",
        "卖家昵称 江边的鱼，卖的是假货",
        "店名叫老王副食，老板外号王麻子",
        "我儿子周末在那里上课",
    ],
)
def test_what_the_teller_is_told_and_others_nicknames_stay(said: str) -> None:
    assert without_teller(said).text == said


@pytest.mark.parametrize(
    "said",
    [
        "我是底料厂的老员工，QQ 284719203，昵称 山城老王，他们半夜熬老油",
        "我网名叫“江边的鱼”，楼下那家卖假酒，秤也不准",
        "街坊都喊我老周头，我看到他往酒里头兑水，天天都在兑",
    ],
)
def test_the_tellers_nickname_is_nobody_complained_about(said: str) -> None:
    own = ("山城老王", "江边的鱼", "老周头")

    assert not any(name in (business_told(said) or "") for name in own)
