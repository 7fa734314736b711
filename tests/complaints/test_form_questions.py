"""What is asked about the form itself is answered from its own words, and the form goes on."""

from __future__ import annotations

import pytest

from bot.complaints.case.script import Script
from bot.complaints.intake.form_questions import told_of_form
from tests.complaints.conftest import Citizen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("等一哈 身份证号要不要给你哦", "身份证号、银行卡号和它们的照片都不要发"),
        ("要不要写身份证", "身份证号、银行卡号和它们的照片都不要发"),
        ("电话必须留嗦", "投诉要留电话"),
        ("可不可以不留电话", "投诉要留电话"),
        ("为什么要我的电话", "投诉要留电话"),
        ("手机号不给行不行", "投诉要留电话"),
        ("地址写小区还是门牌号", "写到门牌号"),
        ("住址要写到门牌吗", "写到门牌号"),
        ("先问哈，匿名得不得行", "不能匿名"),
        ("名字要写真名吗", "不能匿名"),
        ("时间写大概行不行", "说个大概就行"),
        ("店名要写全称吗", "不知道全名也行"),
        ("标准号必须填吗", "不用，知道才说"),
        ("没得小票行不行", "没有也可以先登记"),
        ("写错了能改吗", "能改"),
        ("你们会不会把我电话给商家", "只有办理人员看得到"),
        ("老板会知道是我投诉的吗", "只有办理人员看得到"),
    ],
)
async def test_a_question_about_the_form_is_answered_and_the_form_goes_on(
    citizen: Citizen, text: str, told: str
) -> None:
    step = await citizen.say_all("我要投诉", text)

    said = "\n".join(reply.text for reply in step.all_replies)
    assert told in said
    assert "还差" in said
    assert "记下了" not in said


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("report", "电话必须留吗", "不想留就选匿名"),
        ("report", "可以匿名吗", "可以匿名"),
        ("report", "要不要留住址", "区县和大概位置"),
        ("feedback", "必须实名吗", "可以匿名"),
        ("", "可以匿名吗", "举报、提意见可以匿名"),
    ],
)
def test_the_answer_is_that_of_the_kind_of_case(kind: str, text: str, told: str) -> None:
    assert told in told_of_form(Script.load(), kind, text, is_known=False)


def test_a_sure_answer_about_evidence_is_given_instead() -> None:
    script = Script.load()

    assert told_of_form(script, "complaint", "没有小票行不行", is_known=False)
    assert not told_of_form(script, "complaint", "没有小票行不行", is_known=True)
    assert told_of_form(script, "complaint", "电话必须留吗", is_known=True)


@pytest.mark.parametrize(
    "text",
    [
        "没写执行标准可以投诉吗",
        "店名叫好又来",
        "电话13812345678要得不",
        "包装上时间没写，算不算三无",
        "商家罚多少",
        "我的地址是渝中区中山四路1号3单元",
        "他把我电话发到群里，这违不违法",
    ],
)
def test_what_tells_or_asks_of_the_matter_is_no_question_about_the_form(text: str) -> None:
    assert not told_of_form(Script.load(), "complaint", text, is_known=False)
