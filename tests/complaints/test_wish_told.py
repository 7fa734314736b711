"""What a story asks for: in the list's words, in its own, or what the other side refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.complaints.understanding.wish_alone import is_wish_alone
from bot.complaints.understanding.wish_told import wish_told
from tests.complaints.conftest import Citizen
from tests.complaints.test_put_right import kept

_IN_A_STORY = "上个月在大坪买的台灯一闪一闪 "


@pytest.mark.parametrize(
    "wish",
    [
        "只希望你们查明码标价的问题",
        "只求有关部门查一查",
        "有人卖假烟 快来查",
        "赶紧派人去查",
        "希望市场监管局介入调查",
        "恳请依法处理",
        "我只要求严肃处理",
        "我就要他被罚 不要钱",
        "就想看他遭罚款",
        "请没收了",
        "把那些玩具都收缴了",
        "你们去抽他一回",
        "你们来抽样检验",
        "该查一下了",
        "管一管嘛",
        "望严惩",
        "请责令改正",
        "建议吊销他的执照",
        "麻烦查实",
        "尽快核查",
        "建议严厉打击这种行为",
        "麻烦你们去看一看",
    ],
)
def test_who_wants_it_looked_into_says_so_in_many_words(wish: str) -> None:
    assert wish_told(_IN_A_STORY + wish)[0] == "查处"


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("现在我们的诉求很简单：按原合同继续施工", "按原合同继续施工"),
        ("要求把照片全部给我", "把照片全部给我"),
        ("希望把剩下的课上完", "把剩下的课上完"),
        ("我只要求照当初说的把底片全部给我", "照当初说的把底片全部给我"),
        ("要原来的屏还我", "原来的屏还我"),
        ("把底片都给我", "把底片都给我"),
        ("我要求延长保修", "延长保修"),
        ("要求尽快发货", "尽快发货"),
        ("赶紧给我发货", "赶紧给我发货"),
        ("请他们给我一个说法", "给我一个说法"),
        ("我就要个说法", "要个说法"),
        ("要求删除照片", "删除照片"),
        ("取消自动续费", "取消自动续费"),
        ("要求上门处理", "上门处理"),
        ("我要求免费整改", "免费整改"),
        ("要求减免", "减免"),
        ("希望商家负责到底", "商家负责到底"),
        ("恢复我的数据", "恢复我的数据"),
        ("把剩下的工程做完", "把剩下的工程做完"),
        ("快点把货发了", "把货发了"),
        ("把我的照片从墙上撤下来", "把我的照片从墙上撤下来"),
        ("我只求他把招牌上的假奖牌摘了", "他把招牌上的假奖牌摘了"),
        ("千万别让他们再害人了", "千万别让他们再害人了"),
        ("按政府指导价收", "按政府指导价收"),
    ],
)
def test_what_the_list_does_not_have_stays_in_the_citizens_words(said: str, wish: str) -> None:
    assert wish_told(_IN_A_STORY + said)[0] == wish


@pytest.mark.parametrize(
    ("said", "wish", "yuan"),
    [
        ("我要求全部医药费", "赔偿", None),
        ("让他把修手机的钱赔了", "赔偿", None),
        ("我后天就要拿钱回来", "退款", None),
        ("差几两补我几两", "补足", None),
        ("我要全部底片，一分钱不加", "交付底片", None),
        ("损失由商家承担", "赔偿", None),
        ("让他承担维修费", "赔偿", None),
        ("楼下的损失由他们负责", "赔偿", None),
        ("要求更换并承担人工费", "换货、赔偿", None),
        ("洗一次一百二的钱还我", "退款 120 元", 120),
        ("把钱还我", "退款", None),
        ("还我押金", "退押金", None),
        ("把押金退了", "退押金", None),
        ("希望能退回2100元", "退回2100元", 2100),
        ("把差价补给我", "补差价", None),
        ("给我补钱", "补差价", None),
        ("缺的两斤补给我", "补足", None),
        ("把剩下的补齐", "补足", None),
        ("给我补开发票", "补开发票", None),
        ("重新拍", "重做", None),
        ("换个好的给我", "换货", None),
        ("退了撒", "退款", None),
        ("学费按比例退", "退款", None),
        ("这个卡我不办了 钱拿回来", "退款", None),
        ("多扣的押金打回来", "退押金", None),
        ("我想解约", "解除合同", None),
        ("我要一双新的", "换货", None),
        ("求换个师傅来修", "换货", None),
        ("少给的两个螃蟹补起", "补足", None),
        ("给我重新开票", "补开发票", None),
    ],
)
def test_a_wish_in_other_words_has_the_lists_name(said: str, wish: str, yuan: int | None) -> None:
    found = wish_told(_IN_A_STORY + said)

    assert found == (wish, None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    "said",
    [
        "老板要求我先交定金",
        "去了要求加钱",
        "店家让我补60",
        "到店说周末用不起要补60",
        "要求好评才给返现",
        "重照还要再收30",
        "希望小学门口那家",
        "让他看了他说不晓得",
        "说好的终身免费维护",
        "我要投诉",
        "要求我们自己拖回去",
        "他把旧的给我了",
        "老板喊我换一个贵的",
        "店员让我去总店退",
        "客服要求我提供检测报告",
        "问我要不要换大杯",
        "他们要求必须办卡",
        "他说最多退一半",
    ],
)
def test_what_the_other_side_wants_is_no_wish(said: str) -> None:
    assert wish_told(_IN_A_STORY + said)[0] == ""


def test_a_word_of_the_business_name_is_no_wish() -> None:
    told = "煤气灶打不燃火 奉节永安街道 帮到底维修 前面那二百要退给我"

    assert wish_told(told, "帮到底维修")[0].startswith("退款")


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("押金不退", "退押金"),
        ("定金死活不退", "退定金"),
        ("剩下的钱一分都不退", "退款"),
        ("骗子店 不退钱", "退款"),
        ("电瓶三天坏 不换", "换货"),
        ("坏了也不修", "维修"),
        ("他就是不给退", "退款"),
        ("老板不肯退货", "退货"),
        ("卡头的钱拖着不退", "退款"),
        # Nothing one of them would be, or only what somebody says or writes.
        ("不退不换", ""),
        ("不退也不换，也不修", ""),
        ("店家说质量问题不退", ""),
        ("墙上写着概不退", ""),
    ],
)
def test_what_is_refused_is_wished_where_nothing_else_is(said: str, wish: str) -> None:
    assert wish_told(said, refused=True)[0] == wish
    assert wish_told(said)[0] == ""


@pytest.mark.parametrize(
    "text",
    [
        "想退货退款再赔一千", "赔起双倍", "退货退款", "要退一赔三", "赔我一千", "退钱就行",
        "喊他退钱再赔五百", "换个新的", "给我换一台", "让老板道歉", "假一赔十", "把钱退我",
    ],
)  # fmt: skip
async def test_a_wish_alone_is_the_wish_and_nothing_else(citizen: Citizen, text: str) -> None:
    await citizen.say_all("我要投诉", "买的沙发", text)

    draft = await kept(citizen)
    assert draft["wanted"]
    assert not draft.get("what")
    assert not draft.get("respondent")


@pytest.mark.parametrize("text", ["赔起双倍", "想退货退款再赔一千", "要退一赔三"])
async def test_a_wish_said_once_more_is_the_wish(citizen: Citizen, text: str) -> None:
    await citizen.say_all("我要投诉", "买的沙发塌了，老板不认账，要求退款", text)

    draft = await kept(citizen)
    assert text[-2:] in draft["wanted"]
    assert "respondent" not in draft


@pytest.mark.parametrize(
    "text",
    ["老板不退货", "换新灯饰", "说好退款结果不退", "修好了又坏", "换货换了三次还是坏", "修车店"],
)
def test_what_is_done_or_refused_is_no_wish_alone(text: str) -> None:
    assert not is_wish_alone(text)
