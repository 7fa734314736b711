"""Chongqing's rule is not told to a question about another place; goods from elsewhere are fine."""

from __future__ import annotations

import pytest

from kb.scope import Places, Scope, load_places, scope_of
from kb.search.index import Entry, EntryKind


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("成都市的标准化条例什么时候出台的", "成都市"),
        ("四川省标准化条例哪年施行", "四川省"),
        ("贵州的举报奖励细则", "贵州"),
        ("盐城市标准化条例有多少条", "盐城市"),
        ("湘潭的地方标准谁制定", "湘潭"),
        ("喀什的物业投诉找哪个部门", "喀什"),
        # goods of there, and the rule of there
        ("长沙臭豆腐有没有省里的标准", "长沙"),
        ("柳州螺蛳粉的地方标准号", "柳州"),
        ("成都火锅当地有规定没得", "成都"),
        # in no list: told by the kind behind the name
        ("义乌市的标准化条例有多少条", "义乌市"),
        ("邻水县的市场监管局电话", "邻水县"),
        ("我想问昆山市的补贴", "昆山市"),
        ("请问在瑞丽市投诉找谁", "瑞丽市"),
        ("安康市标准化试点补贴多少", "安康市"),
        ("内蒙古自治区标准化条例", "内蒙古自治区"),
    ],
)
def test_another_place_is_seen(places: Places, text: str, place: str) -> None:
    assert places.elsewhere(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "重庆市标准化条例什么时候施行",
        "四川的标准重庆用不用",
        "川渝两地的标准是一回事吗",
        "本市的标准化条例哪天施行",
        "綦江区市场监管局电话",
        "忠县的市场监管局在哪里",
        "菜市场的秤谁管",
        "超市卖过期牛奶找谁",
        "城市管理归哪个部门",
        "设区的市能不能制定地方标准",
        "区县市场监管局的电话是多少",
        "股市亏了找谁",
        "兰州拉面馆不卫生找谁",
        "北京同仁堂的药过期了",
        "和田玉是假的找谁",
        "普洱茶有没有国标",
        "日照时间标准",
        "中山装的标准",
        "电动车上市多久了",
        "物业费太高找哪个部门",
        "以前市政府发的那个标准化规划",
        "去年县里发的规划",
    ],
)
def test_goods_and_home_are_no_other_place(places: Places, text: str) -> None:
    assert places.elsewhere(text) == ""


@pytest.mark.parametrize(
    ("title", "sources", "scope"),
    [
        ("规划里说的《重庆市标准化条例》出台了吗？", ("《标准化法》",), Scope.HOME),
        ("房子质量问题找哪个部门？", ("重庆诉求分流口径（编者整理）",), Scope.HOME),
        (
            "包装上要不要写标准号？",
            ("《标准化法》第二十七条", "《重庆市产品质量条例》第十一条"),
            Scope.PARTLY_HOME,
        ),
        ("食品十倍赔偿是怎么规定的？", ("《食品安全法》第一百四十八条",), Scope.COUNTRY),
    ],
)
def test_what_an_entry_rests_on_tells_where_it_holds(
    title: str, sources: tuple[str, ...], scope: Scope
) -> None:
    assert scope_of(Entry(EntryKind.FAQ, "x", title, (title,), "", sources)) is scope
