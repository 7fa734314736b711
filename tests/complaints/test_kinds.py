from __future__ import annotations

import pytest

from bot.complaints.understanding.triage import guess_kind, kind_of
from tests.complaints.understood import as_it_arrives


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我要投诉", "complaint"),
        ("我要投拆一家店", "complaint"),
        ("投诉", "complaint"),
        ("我买的电瓶车充电冒烟了要投诉", "complaint"),
        ("买的手机是翻新机要他赔我三倍", "complaint"),
        ("衣服洗一水就掉色店家不给退", "complaint"),
        ("健身房跑路了要求退费", "complaint"),
        ("我昨天买的牛奶是过期的 要赔", "complaint"),
        ("喊他把钱退给我", "complaint"),
        ("我要告这家店", "complaint"),
        ("申请消费调解", "complaint"),
        ("奶粉过期三个月，我要求退一赔十，不匿名", "complaint"),
        ("面包有虫要他赔钱，我不用匿名", "complaint"),
        ("商家不退款我要维权", "complaint"),
        ("我要投诉他卖假货", "complaint"),
        ("我要举报", "report"),
        ("我要匿名举报楼下那家黑作坊", "report"),
        ("举报火锅店用老油", "report"),
        ("有人卖假酒你们去查", "report"),
        ("这家馆子没得营业执照还在卖", "report"),
        ("我提供一条违法线索", "report"),
        ("检举厂里头偷工减料造假", "report"),
        ("我要举报单位生产不合格产品", "report"),
        ("举报他们无证卖三无产品要求查处", "report"),
        ("我想给校服标准提点意见", "feedback"),
        ("这个标准写得看不懂", "feedback"),
        ("电动车标准太死板了要改一下", "feedback"),
        ("建议修改电动自行车的标准", "feedback"),
        ("GB 17761标准里头限重定得不合理", "feedback"),
        ("我有个建议", "feedback"),
        ("GB 7718里头日期的字规定得太小 建议放大一倍", "feedback"),
        ("GB/T 31888对起球的要求太松了 洗三水就起球", "feedback"),
        ("童车那个国标轮子的间隙要求得太宽 夹到手", "feedback"),
        ("GB 17761整车重量限得太死 希望山城放宽点", "feedback"),
        ("希望出台预制菜标准", "feedback"),
    ],
)
def test_plain_words_name_the_kind(text: str, kind: str) -> None:
    for form in as_it_arrives(text):
        assert kind_of(form) == kind
        assert guess_kind(form).confidence >= 0.4


@pytest.mark.parametrize(
    "text",
    [
        "怎么投诉",
        "在哪凯投诉标准的问题",
        "投诉要收费吗",
        "投诉要填身份证不",
        "举报了多久有结果",
        "能不能匿名举报",
        "投诉电话好多号",
        "举报有奖金没得",
        "投诉和举报有啥子不一样",
        "哪些情况不能投诉",
        "电瓶车新国标是哪个标准",
        "GB 18401是强制的吗",
        "校服执行什么标准？",
        "我的投诉到哪一步了",
        "上次那个举报有结果没得",
    ],
)
def test_a_question_is_no_case(text: str) -> None:
    for form in as_it_arrives(text):
        assert guess_kind(form).kind == "enquiry", form
        assert kind_of(form) == ""


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉也要举报",
        "商家骗人我要找你们处理",
        "1",
        "永辉超市",
        "不投诉了",
        "昨天在观音桥",
        "执行标准",
        "",
    ],
)
def test_what_leaves_it_open_is_asked(text: str) -> None:
    assert kind_of(text) == ""


def test_confidence_falls_when_words_point_both_ways() -> None:
    plain = guess_kind("我要投诉")
    mixed = guess_kind("我要投诉他卖假货")

    assert 0 < mixed.confidence < plain.confidence < 1
    assert guess_kind("今天天气").kind == "unclear"
    assert guess_kind("今天天气").confidence == 0


def test_an_opinion_on_standards_may_stand_in_two_sentences() -> None:
    text = "床沿的高度，国家的标准都是推荐性的，没几家照做。建议出个强制点的"

    assert kind_of(text) == "feedback"


@pytest.mark.parametrize(
    "text",
    [
        "国标25码太慢了",
        "新国标定得太抠 送外卖的根本没法跑",
        "这个标准脱离实际",
        "其实我觉得重庆小面根本不需要标准 好吃就行了嘛",
        "I suggest that the food label standard should require allergens in English too",
    ],
)
def test_what_somebody_thinks_of_a_standard_is_an_opinion(text: str) -> None:
    assert guess_kind(text).kind == "feedback"


@pytest.mark.parametrize(
    "text", ["执行标准太旧的鞋能买吗", "国标和行标哪个严", "他们的电动车太慢了"]
)
def test_what_only_names_a_standard_is_none(text: str) -> None:
    assert guess_kind(text).kind != "feedback"
