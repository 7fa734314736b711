"""What a government account must not say is declined with the right next step; law is answered."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.conversation.bidders.declines import bid, kind_of
from kb.answer import Answer, Certainty


def declined(text: str) -> str:
    kind = kind_of(text)
    return "" if kind is None else kind.why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("哪个牌子的电饭煲最安全", "排名"),
        ("把几家品牌按质量排个名", "排名"),
        ("给我推荐几个靠谱的装修公司", "排名"),
        ("一顶合格的头盔多少钱", "价格"),
        ("今天油价好多", "价格"),
        ("喝了变质牛奶挂哪个科", "病情"),
        ("我血压有点高吃那个蓝帽子的胶囊有没有影响", "病情"),
        ("吃了发霉花生会不会得癌", "得病"),
        ("新房住进去娃儿会不会得白血病", "得病"),
        ("天天喝奶茶容易长结石不", "得病"),
        ("我这官司能不能赢", "案件"),
        ("给我写一篇八百字作文", "代写"),
        ("能不能给我来一段作文", "代写"),
        ("论文帮我写了嘛,两千字,讲标准化的", "代写"),
        ("你能写一份发言稿吗,质量月是几月", "代写"),
        ("写一篇质量月的通讯稿嘛", "代写"),
        ("替我写一份报告，讲规划新增了多少项标准，再写一下哪年完成", "代写"),
        ("明年质量月的主题会不会改", "预测"),
    ],
)
def test_kinds_of_questions_nobody_may_be_answered(text: str, why: str) -> None:
    assert why in declined(text)


@pytest.mark.parametrize(
    "text",
    [
        "不公开标准罚多少钱",
        "举报奖励多少钱",
        "假货能赔多少钱",
        "检测费多少钱谁出",
        "哪个部门管校服",
        "世界标准日哪天",
        "宣传能治糖尿病的保健品违法不",
        "哮喘吸入器看什么标准",
        "超市不明码标价怎么办",
        "新国标什么时候实施",
        "哪种头盔符合标准",
        "这个是推荐的,商家不照着做得不得行",
        "推荐性标准商家可以不执行吗",
        # What it is wanted for is no order, and who writes it themselves orders nothing.
        "我大三,写一个讲重庆标准化的小论文。老师给的材料是五年规划。国际标准要新增多少",
        "替我弟弟问,他要写篇小论文,标准化规划里国际标准新增多少项",
        "给我们组写论文用,重庆标准化规划2020年国际标准累计多少项",
        "做小论文,帮我查一下重庆市标准化条例哪天施行的",
        "写报告要引用，那份标准化规划的文号给我",
        "我在写论文需要，标准体系是什么意思",
        "写论文要引用标点符号的国家标准 编号是什么",
        "我在写毕业论文，导师让我把规划的数字核一遍，是新增1266项撒",
        "毕业论文写标准化 标准化法是1988年出的吧",
        "他给我写了个假的检测报告，归哪个管",
        "做演讲稿要用，今年315的主题",
        "我在写一份社区调查报告，里面要用到规划的数字。规划说要新增多少项地方标准",
    ],
)
def test_what_the_law_and_standards_say_is_not_declined(text: str) -> None:
    assert declined(text) == ""


@pytest.mark.parametrize(
    ("about", "declines"), [("发霉的花生看什么标准", True), ("吃发霉花生会不会得癌", False)]
)
def test_what_is_near_speaks_of_an_illness_only_where_it_is_asked_of_one(
    about: str, declines: bool
) -> None:
    near = Answer(Certainty.SURE, "看 GB 2761。", score=0.9, entry="nuts", about=about)
    seen = SimpleNamespace(asked="吃了发霉花生会不会得癌", first=SimpleNamespace(answer=near))

    found = bid(seen, None)  # type: ignore[arg-type]

    assert found is not None
    assert (found.confidence > 0.9) is declines
