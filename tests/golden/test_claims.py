"""What somebody has heard is confirmed or put right before anything else is said."""

from __future__ import annotations

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("said", "opening"),
    [
        # A date of the story is none of the standard's.
        (
            "前年装的房子 我儿子今年读小学 卖校服的说GB/T 31888是国家强制的 对不对",
            "不是，GB/T 31888-2015 不是强制性的",
        ),
        ("我三月八号买的灶 店里讲GB 16410是推荐的吧", "不是，GB 16410-2020 是强制性标准"),
        # The day that is so.
        ("GB 47372要等到2027年4月1号才开始 没错吧", "对，GB 47372-2026 从 2027 年 4 月 1 日"),
        ("GB 811去年7月就强制了 没错吧", "不是，GB 811-2022 从 2023 年 7 月 1 日"),
        ("新的冰箱能效是2026年6月1日开始 对不对", "对，是“2026年6月1日”。"),
        ("世界标准日是10月14号对不对", "对，是“10月14号”。"),
        ("世界标准日是5月20号对不对", "不是。世界标准日固定在每年 10 月 14 日"),
        # The order of an act.
        ("企业标准的那个促进办法是86号令吧", "不是“86号令”。"),
        ("国家标准管理办法是59号令吧", "《国家标准管理办法》是市场监管总局令第 59 号"),
        # That one standard is all that counts.
        ("娃儿的衣服只要有GB 18401就够了 别的都不看 是不是", "不能说只看这一个：除了 GB 18401"),
        ("骑车的头盔过了GB 811就得行了吧", "只看这一个够不够，我没有核实到"),
    ],
)
def test_a_claim_is_answered_first(talk: parts.Talker, said: str, opening: str) -> None:
    assert talk.last(said).startswith(opening)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("商场扶梯的检验标志过期半年了 保安说逮到最多罚个几百 对不对", "3 万元以上 30 万元以下"),
        ("摊子上卖没得3C的充电头给我 他说逮到就罚个两三百 是不是", "5 万元以上 20 万元以下"),
        ("楼上半夜装修吵得睡不着 是按噪声污染防治法罚的吧", "《生态环境法典》"),
        ("餐馆油烟熏得开不了窗 他们是照大气污染防治法罚的吧", "《生态环境法典》"),
        ("包裹摔烂了 送快递的说快递服务是国家强制标准 你说他说得对不", "推荐性标准 GB/T 27917"),
    ],
)
def test_a_claim_behind_a_grievance_is_answered_before_what_is_offered(
    talk: parts.Talker, said: str, told: str
) -> None:
    assert told in "\n".join(reply.text for reply in talk.replies(said, said))


@pytest.mark.parametrize(
    "said",
    [
        "我们老百姓没资格给国家标准提立项建议吧",
        "只有专家才能给国标提意见吧",
        "小厂轮不到给国标提建议噻",
    ],
)
def test_who_may_propose_opens_no_form(talk: parts.Talker, said: str) -> None:
    kinds = {reply.kind for reply in talk.replies(said, said)}

    assert ReplyKind.FORM not in kinds


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("地方标准管理办法是26号令吧", "行业标准的那个办法呢 也是26号"), "令第 86 号"),
        (("企业标准化促进办法几号令", "行业标准那个办法呢", "它哪天施行"), "2024 年 6 月 1 日"),
        (
            ("企业标准化促进办法几号令", "行业标准那个办法呢", "前头那个一共多少条"),
            "一共 36 条",
        ),
        (
            ("企业标准要不要备案", "小饭馆也要备案吗", "不公开的罚两万 是哪条写的"),
            "《标准化法》对这种情况没有罚款",
        ),
        (("GB 2762是管汞和砷的对不", "哪天实施的"), "2026 年 9 月 2 日"),
        (
            ("看下31701", "按错了 是18401", "还是不对 我要问的是毛绒玩具 出新版没得"),
            "GB/T 9832-2026",
        ),
        (
            ("31701强制不", "按错了 是18401", "GB 811强制不", "你前头说的第二个 强制不"),
            "GB 18401-2010 是强制性标准",
        ),
        (("假一赔三 保底好多", "吃的东西呢 保底"), "1000 元"),
        (("家俱有害勿质的国镖是哪个", "强质不"), "强制"),
        (
            ("is there a speed limit for e-bikes", "ok back to China, it is voluntary, right?"),
            "No: it is a mandatory",
        ),
        (
            ("which standard for phone chargers", "so it is optional, right?"),
            "No: it is a mandatory",
        ),
        (("is GB 5749-2006 still in force?",), "GB 5749-2022"),
        (
            ("can I charge my e-bike in the hallway?", "what is the fine"),
            "the fine I could not verify",
        ),
        (
            ("娃儿的床过了GB 18584就够了 其他都不用看吧", "18584强制不", "另外那个呢"),
            "GB 28007-2024 是强制性标准",
        ),
    ],
)
def test_a_claim_is_asked_on_about(talk: parts.Talker, said: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*said)
