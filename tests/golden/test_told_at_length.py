"""A question with its story around it is answered as it would be without."""

from __future__ import annotations

import re

import pytest

from bench.parts import Talker
from bot.conversation.offering import OFFER


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "我屋头老汉七十九了 前年中过风 三姊妹轮班都轮不过来 想送出去。跑了三家 "
            "每家都说自己正规 我又不懂这些。养老院这方面有哪些标准 发给我看哈",
            "GB 38600-2019",
        ),
        (
            "我在居委会上班，下个月要搞活动，礼品都领了，抽奖箱也借好了，还要发通知喊人来答题，就怕"
            "题目出错丢脸。世界标准日是几月几号",
            "10 月 14 日",
        ),
        (
            "我住六楼 刚下夜班。楼下开了个歌厅 对面医院又在修住院部 半夜两点还在打桩 "
            "我老汉血压都遭吵高了。我就想问工地夜里施工噪声限值是多少分贝",
            "夜间不超过 55 分贝",
        ),
        (
            "我跟我表弟合伙做围裙 就十来个人。超市喊我们包装上印执行标准 "
            "我们就自己写了一份企业标准 企业标准现在还要不要拿到局里去备案 盖了章才算吗",
            "自我声明公开",
        ),
        (
            "昨天我去接娃儿放学等了半个钟头外头落雨我就在门卫室坐起看到墙上贴了张单子说儿童用品要看标准"
            "我想问儿童推车是哪个国标",
            "GB 14748",
        ),
        (
            "隔壁老李说他听他侄儿摆的，他们厂里有人把没得牌子的电热水壶拿出来卖，我也没看到，不晓得真的假的。我就想买个"
            "电热水壶，看哪个标准",
            "GB 4706.1-2024",
        ),
        (
            "老师好。我们班下个月要开班会，讲生活中的标准，想请您给点例子，最好小学生听得懂的，比如铅笔书包这些。"
            "课桌椅的标准号也顺便告诉我一下吧",
            "GB/T 3976-2014",
        ),
        (
            "奶粉的标准是不是变了我姐家老二喝的是老国标的她囤了六罐放在柜子里问我还能不能喝我也不清楚就想问一下"
            "婴儿配方奶粉现在是哪个标准号",
            "GB 10765-2021",
        ),
        # What asks and names nothing is asked of what the story is about.
        (
            "我开网约车的一天到晚在外头跑。昨天刷到个视频说充电宝马上要换新国标了，我上个月才花八十买了一个，心里头慌得很。那个新国标"
            "是多少号",
            "GB 47372-2026",
        ),
        (
            "屋头在打衣柜，老板说板子是ENF级的，一张贵了四十块，我怕他哄人。所以ENF到底是好多 "
            "有没得国标写起",
            "0.025",
        ),
        (
            "社区要办质量月的宣传栏，主任喊我写标语，翻了半天没翻到，只晓得是2025年的，网上又有好几个说法。"
            "主题到底是哪一句嘛",
            "加强全面质量管理",
        ),
        (
            "上周在解放碑买了个充电宝，一百二，才用半个月就发烫，老板说过了七天不退。我刷到说充电宝出了个"
            "专门的强制国标，不晓得真的假的，是哪个号哦",
            "GB 47372-2026",
        ),
        (
            "我教小学五年级，下周班会要讲世界标准日，网上抄到好几个版本的主题，互相打架，不敢用。想先核对2016年的：中国主题是哪句？",
            "实施标准化战略",
        ),
        (
            "我开个小首饰店十来年了。昨天有个客人拿到个金戒指,说吊牌写足金的叫法不规范,还拿手机录我。厂家就是这么给的,"
            "我也没改过。贵金属纯度咋个叫,国家是哪个标准定的?",
            "GB 11887-2012",
        ),
        # What was told before is put to be confirmed at the end, and says no more than that.
        (
            "上个月把结婚那年买的大衣拿去洗衣店洗，出来缩了一截，只肯送我两张券。我就去12315投诉了，"
            "网上查说受理后45个工作日里头调解，日子我都画起了，是这个数吧",
            "60 日",
        ),
        ("给我妈买衣服 吊牌写的B类 卖衣服的说B类甲醛300以内就行 是300吧", "B 类不超过 75 mg/kg"),
        (
            "我在网上买的手机坏了，客服说七天无理由退货生鲜也能退，是这样的不",
            "鲜活易腐的商品不适用无理由退货",
        ),
        (
            "我妹儿生了个幺儿才八个月，他外婆赶场给他买了几件内衣裤，吊牌上写的B类。我也看不懂。奶娃儿穿B类要不要得",
            "A 类",
        ),
    ],
)
def test_the_question_in_a_story_is_answered(words: str, told: str, talk: Talker) -> None:
    assert told in talk.last(words)


def test_what_is_asked_on_goes_on_from_the_question(talk: Talker) -> None:
    story = (
        "娃儿他爸上周在批发市场抱了床棉絮回来，一百四，拆开黑黢黢的，全是线头头布渣渣，我一晚上没睡着。"
        "你给我说一下棉絮归哪个标准管"
    )
    assert re.search("GB 18383-2007 是强制性标准", talk.last(story, "强制的不"))


def test_a_grievance_told_at_length_is_offered_to_be_registered_all_the_same(talk: Talker) -> None:
    story = (
        "上个月二十号我在巴南李家沱的一家店给我妈买了台电饭煲，花了三百九十九，才用四天内胆就掉皮了，找老板"
        "他说是我自己刷坏的，喊我自己去找厂家。我想问国家三包到底管多久"
    )
    assert OFFER in talk.last(story)


def test_what_only_leads_up_to_a_question_is_not_filed_with_the_next_complaint(
    talk: Talker,
) -> None:
    question = (
        "我老汉七十八了 上个月摔了一跤 家头没人守 跑了两家都说自己正规 我又不懂。"
        "养老院这方面有哪些标准 发给我看哈"
    )
    assert OFFER not in talk.last(question)
    told = talk.last(
        question,
        "我要投诉",
        "在南岸区的小太阳文具店买了支笔，18块，上周五买的，写两天就不出水了，要退款",
    )
    assert "我老汉" not in told
    assert "养老院" not in told
    assert "小太阳文具店" in told


def test_a_number_looked_up_before_stands_on_no_other_complaint(talk: Talker) -> None:
    pen = "在南岸区的小太阳文具店买了支笔，18块，上周五买的，写两天就不出水了，要退款"
    assert "43854" not in talk.last("GB 43854-2024 还有效吗", "我要投诉", pen)


def test_what_was_asked_about_stands_on_the_complaint_of_it(talk: Talker) -> None:
    bike = "上周六在渝中区的飞驰车行买的电动自行车，2600，骑三天刹车就失灵了，要退款"
    assert "GB 17761-2024" in talk.last("GB 17761-2024 还有效吗", "我要投诉", bike)


def test_what_was_only_feared_is_no_question(talk: Talker) -> None:
    told = talk.last(
        "我做塑料凳的，七个工人，街道来人说我没在网上公开执行标准，我当时汗水都出来了，以为要遭罚几万。到底罚不罚钱"
    )

    assert "没有罚款" in told


def test_a_day_put_right_in_the_form_is_confirmed_though_danger_was_told(talk: Talker) -> None:
    told = ("我要投诉", "吃了野生菌子一直吐，老王菜摊卖的，在永川", "不对，是前天的事")

    assert "您说的“前天”" in talk.last(*told)


def test_what_another_bodys_matter_asks_at_its_end_is_said_in_short(talk: Talker) -> None:
    told = talk.last(
        "我租的房子楼上天天晚上十一点还在放音响跳操，说了三回都不听，物业也不管，我第二天还要上早班。这种拒不改的罚好多？"
    )

    assert "200 元以上 1000 元以下" in told
    assert "可以带着这段话去说" in told


def test_advice_against_a_danger_ends_with_the_case_registered(talk: Talker) -> None:
    told = (
        "我电瓶车的电池在冒白烟",
        "我要投诉",
        "上周三在渝北区回兴捷达车行买的电瓶车，2800，电池冒烟，要退款",
        "我叫李建国，13812345678，渝北区龙山一路8号，同意",
    )
    assert "先注意安全" in talk.last(told[0])
    assert "登记编号" in talk.last(*told, "确认")
    assert "先注意安全" not in talk.last(*told, "确认", "我的电话是多少")
