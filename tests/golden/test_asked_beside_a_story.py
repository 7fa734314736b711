"""A plain question is answered, whatever else the words around it could be taken for."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bench.parts import Talker
from bot.conversation.offering import OFFER, WHO_HELPS


def said(talk: Talker, *messages: str) -> str:
    """What is said to the last of some messages of one conversation."""
    who = uuid4().hex
    replies = [talk.replies(message, who) for message in messages]
    return "\n".join(reply.text for reply in replies[-1])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("老年大学喊我们先打听世界标准日是咋个来的这个日子是哪天", "10 月 14 日"),
        (
            "我们老协要出墙报讲世界标准日主任叫我先打听清楚这个日子的来历",
            "1946 年 10 月 14 日",
        ),
        ("书法班要写世界标准日的横幅老师叫我们了解下是哪天", "10 月 14 日"),
        (
            "单位要搞个世界标准日的活动，领导让我先弄清楚这天是几号，是纪念啥子的",
            "10 月 14 日定为世界标准日",
        ),
    ],
)
def test_who_was_sent_to_find_out_a_day_is_told_it(talk: Talker, words: str, told: str) -> None:
    assert told in said(talk, words)


@pytest.mark.parametrize(
    "words",
    [
        "工地上的人讲举报黑作坊能拿一百万，吹牛的吧",
        "隔壁老王说举报卖假酒的能领五万，真的假的哦",
        "听厂里的人讲举报老板偷工减料政府给十万块钱奖金，骗人的嗦",
        "My coworker says you get a million yuan for reporting a food workshop, is that a joke?",
    ],
)
def test_who_doubts_the_reward_for_reports_is_told_of_it(talk: Talker, words: str) -> None:
    reply = said(talk, words)
    assert "100 万元" in reply or "1,000,000" in reply
    assert OFFER not in reply


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "在背国家标准化发展纲要，书上讲了几个转变，我只记得头一个是供给由政府主导往什么转，"
            "后头的帮我补一下",
            "经济社会全域",
        ),
        ("我们考试要考标准化纲要，老师划的重点是四个转变，我背不全，帮我列一哈", "经济社会全域"),
    ],
)
def test_who_learns_for_an_exam_is_told_what_it_says(talk: Talker, words: str, told: str) -> None:
    reply = said(talk, words)
    assert told in reply
    assert "登记" not in reply


@pytest.mark.parametrize(
    "words",
    [
        "做餐饮的，昨天一个男的说吃了我家凉菜拉肚子，没得病历，张嘴要三千，法律规定我要给他吗",
        "我网店卖蜂蜜，买家说标签上没得生产许可证号要十倍赔偿，我这种情况该不该赔",
        "我们是做家政的，阿姨打烂客户一个花瓶，客户喊赔五千，说是古董，这个我们该赔好多",
        "顾客在我店头买的手机用了十天摔了屏，硬说质量问题要换新的，我是不是必须给他换",
    ],
)
def test_a_merchant_who_asks_what_is_owed_is_told(talk: Talker, words: str) -> None:
    reply = said(talk, words)
    assert "不一定" in reply
    assert "调解要双方同意" in reply
    assert OFFER not in reply


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "I run a small noodle shop in Nan'an. A woman said there was a fly in her soup and "
            "wants 1000 yuan although she ate all of it. Am I obliged to pay?",
            "article 148",
        ),
        (
            "I have a clothes store. A customer came back after nine days with a worn dress and "
            "demands a refund under the seven day rule. Do I have to take it back?",
            "The law has no such rule",
        ),
    ],
)
def test_a_merchant_is_told_in_english(talk: Talker, words: str, told: str) -> None:
    assert told in said(talk, words)


@pytest.mark.parametrize(
    "words",
    [
        "我在店头买的手机坏了，老板说要我自己出钱修，我气不过",
        "昨天在观音桥买了床棉被拆开一看灰扑扑的还有霉味卖的人不认账我要他退钱",
        "工友说那个作坊用工业盐泡菜，我亲眼看到的，没得证照，你们快去查",
        "老板卖我的纯棉衬衫是化纤的，要求退一赔三",
        "我举报了他三次，说给奖金五千，到现在没给，骗人的",
    ],
)
def test_what_is_told_to_be_registered_is_still_offered(talk: Talker, words: str) -> None:
    assert OFFER in said(talk, words)


def test_a_standard_asked_by_voice_is_told_before_the_offer(talk: Talker) -> None:
    reply = said(
        talk,
        "你好我眼睛不好用手机说话昨天在杨家坪给老伴买了一床棉被卖的人说是新疆棉花结果拆线一看里头灰扑扑的"
        "还有霉味我就想问一下铺盖里头的棉絮国家有没有个标准号数是多少",
    )
    assert "GB 18383-2007" in reply
    assert OFFER in reply


@pytest.mark.parametrize(
    "asked",
    ["会不会漏出去我的名字", "我名字会不会被说出去", "老板会晓得是我不", "会走漏我的消息不"],
)
def test_who_would_report_is_told_that_names_are_kept(talk: Talker, asked: str) -> None:
    assert "会保密" in said(talk, "我要是举报了单位，奖金最高多少", asked)


def test_which_department_is_told_behind_a_story(talk: Talker) -> None:
    gym = "健身房关门跑路了，我卡里还有两千"
    assert WHO_HELPS in said(talk, gym, "这个归体育局还是市监局")
    assert "接着前面的记下了" in said(talk, gym, "就在观音桥那边")
    home = (
        "妈妈住的养老院，夜里摔了一跤到早上才有人发现，现在腿打着石膏。"
        "我想知道养老院的安全有没有国家硬性标准，标准号是哪个？"
    )
    assert "民政" in said(talk, home, "这个事该哪个部门管")


def test_the_law_it_is_dealt_with_by_is_told(talk: Talker) -> None:
    before = "联盟的团标不准外地货进来，行不行"
    assert "反垄断" in said(talk, before, "按啥子法处理")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "洗衣机没贴能效标识，冰箱也没有，洗衣机和冰箱的能效分别看哪个标准",
            ("GB 12021.4", "GB 12021.2"),
        ),
        (
            "房东装的空调没能效标，电视也没得，空调和电视的能效分别看哪本",
            ("GB 21455-2019", "GB 24850-2020"),
        ),
        ("酱油瓶上没得标准号，醋瓶也没得，酱油和醋分别执行哪个标准", ("GB 2717", "GB 2719")),
        (
            "头盔没得标准号，充电器也没有，头盔和充电器分别看哪个标准",
            ("GB 811-2022", "充电器执行什么标准"),
        ),
    ],
)
def test_of_two_things_both_standards_are_told(
    talk: Talker, words: str, told: tuple[str, ...]
) -> None:
    reply = said(talk, words)
    assert [one for one in told if one not in reply] == []
    assert "也没有" not in reply


def test_what_is_claimed_of_a_thing_told_before_is_checked(talk: Talker) -> None:
    reply = said(
        talk,
        "学校要买秋季校服，家委会有人说必须全部A类，不是A类就不合格。"
        "一年级到六年级都有，最大十二岁。请问是这样规定的吗",
    )
    assert "B 类" in reply
    assert "GB/T 1.1" not in reply


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("课件上有个标准封面写着（ISO 9001:2015，IDT），IDT啥意思", "等同采用"),
        ("封面上印的ISO 8124-1:2018，MOD，这个MOD啥意思哦", "修改采用"),
        ("看到GB 4806.7-2023后面括号写ICS 67.250，ICS啥意思", "国际标准分类法"),
        ("奶粉罐上GB 10765-2021旁边写的SC是啥意思", "食品生产许可证编号"),
        ("GB/T 2828.1-2012 里头的AQL啥意思", "没有核实到"),
        ('the cover of GB/T 19001 says "ISO 9001:2015, IDT" what\'s IDT', "identical"),
        ("酱油瓶上GBT18186啥意思", "GB/T 18186-2000《酿造酱油》"),
    ],
)
def test_a_word_asked_beside_a_number_is_explained(talk: Talker, words: str, told: str) -> None:
    assert told in said(talk, words)
