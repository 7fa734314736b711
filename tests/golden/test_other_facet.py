"""What asks another thing of a matter than its entries tell is not answered as known."""

from __future__ import annotations

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    "words",
    [
        "买到三无产品赔多少",
        "儿童安全座椅几岁可以不用",
        "充电宝几瓦时能上飞机",
        "酱油氨基酸态氮多少算一级",
        "醋总酸多少算合格",
        "电梯年检费多少",
        "夜里几点后算扰民",
        "标准化法谁制定的",
        "电子秤准不准归谁管",
        "ISO有多少个成员",
        "电动三轮车限速多少",
        "消费者权益保护法实施条例哪天施行",
    ],
)
def test_another_facet_is_not_answered_as_known(talk: parts.Talker, words: str) -> None:
    assert talk.replies(words)[0].kind is not ReplyKind.ANSWER


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("标准化法几年修订的", "2017 年修订"),
        ("推荐性标准可以不执行吗", "用了就要兑现"),
        ("推荐性标准是不是不用管", "用了就要兑现"),
        ("进口食品也要符合国标吗", "不符合强制性标准的产品，不得"),
        ("公司买的办公椅 12315管不管", "公司经营采购不属于生活消费"),
        ("强制性国家标准不执行会怎样", "标准化法第三十七条"),
        ("电动车上牌要看啥", "公安"),
        ("T/开头的标准强制吗", "自愿采用"),
        ("举报多少天给回复", "15 个工作日"),
        ("does GB 17761 cover electric scooters?", "I have not checked"),
        ("is GB 17761 for adult bikes, does it apply to mopeds?", "I have not checked"),
    ],
)
def test_what_is_asked_is_told(talk: parts.Talker, words: str, told: str) -> None:
    assert told in talk.last(words)


@pytest.mark.parametrize(
    "words",
    [
        ("上海的垃圾分类标准是哪个",),
        ("标准几年复审一次", "超过这个数没人动就自动作废了撒"),
        ("标准多久复审", "五年没改就失效了嗦"),
    ],
)
def test_a_question_about_standards_is_no_story(talk: parts.Talker, words: tuple[str, ...]) -> None:
    assert "登记" not in talk.last(*words)
