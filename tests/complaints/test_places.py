from __future__ import annotations

import pytest

from bot.complaints.understanding.places import Place, Places
from bot.settings import SEEDS
from kb.yaml_file import read_yaml
from tests.complaints.understood import as_it_arrives

PLACES = Places.load()
OFFICIAL = {row["name"] for row in read_yaml(SEEDS / "districts.yml")}


def find(text: str) -> Place:
    """The place found, the same raw and normalised."""
    raw, normalised = (PLACES.find(form) or Place() for form in as_it_arrives(text))
    assert (raw.district, raw.outside) == (normalised.district, normalised.outside)
    return raw


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("万州", "万州区"),
        ("石柱", "石柱土家族自治县"),
        ("彭水县民族路 11 号", "彭水苗族土家族自治县"),
        ("重庆市石柱土家族自治县南宾街道", "石柱土家族自治县"),
        ("沙坪坝区三峡广场 12 号", "沙坪坝区"),
        ("巴南区鱼洞新市街66号", "巴南区"),
        ("我在观音桥那个永辉超市买的牛奶过期了", "两江新区"),
        ("南坪万达", "南岸区"),
        ("解放碑洲际酒店对面", "渝中区"),
        ("店在杨家坪正街12号3楼", "九龙坡区"),
        ("就在大坪时代天街负一楼", "渝中区"),
        ("江北机场买的特产", "两江新区"),
        ("开县买的", "开州区"),
        ("喂你好我想投诉一下就是我前天在沙坪坝磁器口那个张飞牛肉店买的牛肉干", "沙坪坝区"),
        ("昨天在云阳县双江街道的鑫源加油站加92号汽油", "云阳县"),
        ("不晓得卖家在哪，我收货在巫溪县", "巫溪县"),
        ("巴南那个李家沱的菜市场缺斤少两", "巴南区"),
        ("武隆天坑景区里头卖的水贵得很", "武隆区"),
        ("我们秀山这边的网吧", "秀山土家族苗族自治县"),
        ("长寿的那家火锅店", "长寿区"),
    ],
)
def test_a_district_is_recognised_however_it_is_said(text: str, district: str) -> None:
    assert find(text).district == district
    assert district in OFFICIAL


@pytest.mark.parametrize(
    ("text", "district", "said"),
    [
        ("江北区建新北路18号", "两江新区", "江北区"),
        ("渝北", "两江新区", "渝北"),
        ("渝北区龙溪街道", "两江新区", "渝北区"),
        ("店开在渝北区回兴那边", "两江新区", "渝北区"),
        ("渝北统景镇", "北碚区", "统景"),
        ("渝北区兴隆镇", "北碚区", "兴隆"),
        ("统景温泉旁边的农家乐", "北碚区", "统景"),
        ("北碚水土那边", "两江新区", "水土"),
        ("在蔡家岗买的", "两江新区", "蔡家岗"),
        ("观音桥步行街", "两江新区", "观音桥"),
    ],
)
def test_an_old_name_is_mapped_to_the_present_district_and_said_so(
    text: str, district: str, said: str
) -> None:
    place = find(text)

    assert (place.district, place.said, place.former) == (district, said, True)
    assert place.note == (f"区划已调整（2025年11月），{said}现在归{district}，按现在的辖区转送。")


def test_a_present_name_needs_no_note_and_a_landmark_is_said_with_its_district() -> None:
    assert find("两江新区照母山星光大道60号") == Place("两江新区", "两江新区")
    assert find("南坪万达").note == "您说的南坪在南岸区，按南岸区转送；不对请告诉我。"
    assert not find("南坪万达").former


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("我住渝中区在观音桥买的", "两江新区"),
        ("我家住南岸区弹子石，店开在渝中区较场口日月光", "渝中区"),
        ("我屋头在涪陵 但是东西是在万州买的", "万州区"),
        ("我是万州的在南坪遭骗了", "南岸区"),
        ("店在渝中区我是成都人", "渝中区"),
        ("我在南岸区上班在渝中区买的", "渝中区"),
        ("地址在合川区 我人在永川", "合川区"),
        ("九龙坡高新区石桥铺", "九龙坡区"),
        ("在江津买的江津米花糖发霉了", "江津区"),
        ("从江北送到沙坪坝", "两江新区"),
        ("我是云阳人在北碚天生丽街买的手机", "北碚区"),
        ("我屋头在武隆巷口镇", "武隆区"),
    ],
)
def test_where_the_business_is_comes_before_where_the_citizen_lives(
    text: str, district: str
) -> None:
    assert find(text).district == district


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("不是在渝中区就是在南岸区", ("渝中区", "南岸区")),
        ("江北 沙坪坝 两个店都这样", ("两江新区", "沙坪坝区")),
        ("渝中区和南岸区都有他们的店", ("渝中区", "南岸区")),
    ],
)
def test_between_several_districts_the_citizen_chooses(
    text: str, candidates: tuple[str, ...]
) -> None:
    place = find(text)

    assert place.district == ""
    assert place.candidates == candidates


def test_a_zone_over_several_districts_asks_which_and_one_within_a_district_is_mapped() -> None:
    high_tech = find("重庆高新区金凤那边")
    assert high_tech.district == ""
    assert high_tech.candidates == ("九龙坡区", "沙坪坝区", "北碚区", "江津区", "璧山区")
    assert "功能区" in high_tech.note

    wansheng = find("万盛的一家超市")
    assert wansheng.district == "綦江区"
    assert not wansheng.former
    assert "綦江区" in wansheng.note


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("我在成都买的火锅底料", "成都"),
        ("成都市武侯区", "成都"),
        ("成都高新区", "成都"),
        ("宁波江北区", "宁波"),
        ("老板是四川的", "四川"),
        ("卖家在广东", "广东"),
        ("网购的商家地址在浙江义乌", "浙江"),
        ("贵阳那边的店", "贵阳"),
        ("广州长隆买的票", "广州"),
        ("北京市朝阳区", "北京"),
    ],
)
def test_a_place_outside_chongqing_is_named(text: str, outside: str) -> None:
    place = find(text)

    assert (place.outside, place.district) == (outside, "")
    assert place.candidates == ()
    assert place.note == f"您说的地方在{outside}，不在重庆。"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("在春熙路一家店买的包是假的", "春熙路（四川成都）"),
        ("去亚龙湾住酒店 押金不退我", "亚龙湾（海南）"),
        ("凤凰古城耍的时候遭银饰店骗了", "凤凰古城（湖南）"),
        ("九寨沟 导游强迫买牦牛肉", "九寨沟（四川）"),
        ("大理古城的银饰店不认账", "大理古城（云南）"),
        ("外滩那边照相的强要三百", "外滩（上海）"),
    ],
)
def test_a_sight_outside_chongqing_is_told_with_its_province(text: str, where: str) -> None:
    place = find(text)

    assert (place.outside, place.district) == (where, "")
    assert place.note == f"您说的地方在{where}，不在重庆。"


@pytest.mark.parametrize(
    "text",
    [
        "春熙路小吃店有蟑螂",
        "泰山原浆啤酒是假的",
        "景德镇的碗裂了",
        "抖音买的茅台镇白酒喝了头痛",
        "敦煌路那家店",
        "江津米花糖发霉了",
        "涪陵榨菜里头有虫",
        "万州烤鱼吃拉肚子了",
        "奉节脐橙烂了一半",
        "忠县豆腐乳没得生产日期",
        "荣昌卤鹅不新鲜",
        "长寿面",
        "水土不服",
        "粤港澳大湾区",
        "兴隆超市",
        "龙溪小食堂",
        "悦来酒店卫生差",
        "北京烤鸭",
        "兰州拉面馆吃出头发",
        "在成都印象火锅店吃的",
        "成都某某串串店",
        "南京路上那家店",
        "长寿路有家店卖假货",
        "在拼多多买的广州发货",
        "就在街上",
        "重庆",
        "我要投诉商家不退款",
        "",
    ],
)
def test_words_that_only_look_like_a_place_are_none(text: str) -> None:
    assert find(text) == Place()


@pytest.mark.parametrize("name", sorted(OFFICIAL))
def test_every_district_answers_to_its_official_name(name: str) -> None:
    assert find(f"店在{name}") == find(name)
    assert find(name).district == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("我在渝中区八一路26号买的手机", "渝中区八一路26号"),
        ("沙坪坝区三峡广场 12 号", "沙坪坝区三峡广场 12 号"),
        ("重庆市渝北区回兴街道服装城大道5号", "重庆市渝北区回兴街道服装城大道5号"),
        ("重庆市石柱土家族自治县南宾街道", "重庆市石柱土家族自治县南宾街道"),
        ("昨天在云阳县双江街道的鑫源加油站加92号汽油", "云阳县双江街道"),
        ("地址是璧山区璧城街道文风路2号附5号", "璧山区璧城街道文风路2号附5号"),
        ("我要举报昨天在大渡口区春晖路 7 号旁边那家店", "大渡口区春晖路 7 号旁边"),
        ("店在杨家坪正街12号3楼", "杨家坪正街12号3楼"),
        ("我住在沙坪坝区天星桥正街一百二十号", "沙坪坝区天星桥正街一百二十号"),
        ("观音桥步行街", "观音桥步行街"),
        ("一路上都在冒烟", ""),
        ("我们小区电梯坏了", ""),
        ("就在街上", ""),
        ("11月3号买的电路板", ""),
    ],
)
def test_the_part_that_reads_like_an_address_is_cut_out(text: str, address: str) -> None:
    assert PLACES.address_in(text) == address


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("西彭花鸟市场买的富贵竹", "九龙坡区"),
        ("丰都社坛镇的农贸市场", "丰都县"),
        ("我屋头在双福 就在旁边买的", "江津区"),
        ("渝北区石船镇的超市", "两江新区"),
        ("礼嘉天街的盲盒机", "两江新区"),
        # The town of another district that has the same name; a part that has a district's name.
        ("城口复兴街道的电器店", "城口县"),
        ("潼南江北新区的体育店", "潼南区"),
    ],
)
def test_a_town_or_street_is_known_by_itself(text: str, district: str) -> None:
    assert find(text).district == district


def test_a_town_several_districts_have_tells_no_district() -> None:
    assert Places.load().find("太平镇的超市") is None


def test_every_town_is_of_a_district_and_only_of_one() -> None:
    towns = read_yaml(SEEDS / "towns.yml")
    names = [name for listed in towns.values() for name in listed]

    assert set(towns) <= {row["name"] for row in read_yaml(SEEDS / "districts.yml")}
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("我在万州牌楼的五福金店换项链", "万州区"),
        ("合川人民广场后头二楼天天讲课", "合川区"),
        ("铜梁中南路的全屋定制", "铜梁区"),
        ("茶园财信广场的按摩椅扣了钱", "南岸区"),
        ("微信群卖奶粉的,她住茶园新区", "南岸区"),
    ],
)
def test_what_stands_behind_a_place_does_not_take_it_away(text: str, district: str) -> None:
    place = find(text)

    assert (place.district, place.home) == (district, False)


def test_where_somebody_is_now_is_not_where_it_happened() -> None:
    place = find("我在海南三亚的免税店旁边买的珍珠是玻璃的,现在人在开州")

    assert (place.outside, place.district) == ("海南", "")
