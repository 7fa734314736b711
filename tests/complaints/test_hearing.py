"""Whether a message tells a story, where the weights alone would not say."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.grievance import GrievanceSense
from bot.complaints.understanding.hearing import Ear, Heard
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

NORMAL = load_normaliser()


@pytest.fixture(scope="module")
def ear(embedder: Embedder) -> Ear:
    return Ear(GrievanceSense.load(), embedder.question)


@pytest.mark.parametrize(
    "text",
    [
        "昨天在蛋糕店买的面包添加剂超标，吃了不舒服，店家不退钱，这添加剂超标算哪样嘛",
        "我花了三百买的台灯闪得厉害，商家死活不换，这频闪有没有标准哦",
        "我的锅买来就掉漆，找他们他们不认账，涂层到底归哪个国标管",
    ],
)
def test_what_was_refused_stays_a_story_when_a_question_follows(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "新买的洗衣机漏水商家不理咋个办",
        "刚买的手机开不了机店家不管怎么办",
        "昨天买的肉臭了老板不退咋整",
        "上周在超市买的鞋断底不给换怎么办",
    ],
)
def test_who_bought_it_a_moment_ago_asks_of_their_own(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.STORY


@pytest.mark.parametrize(
    "text", ["新买的电动车要上牌吗怎么办", "刚买的充电宝怎么看3C", "买到假货咋办", "商家不退怎么办"]
)
def test_what_is_asked_of_things_just_bought_is_no_story(ear: Ear, text: str) -> None:
    assert ear.hear(text) is not Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "商场扶手电梯",
        "小区的电梯",
        "商家不退，怎么办",
        "台灯频闪有没有标准，商家不换是不是违法",
        "锅的涂层归哪个国标管",
        # Who prepares a lesson or an event.
        "我是小学老师，要给四年级上一节班会课讲文具和近视",
        "社区要做两块展板，一块写标准日一块写质量月",
        "我们几个学生写标准化的社会实践报告，数字抄乱了",
        "要给四年级上一节班会课讲文具",
    ],
)
def test_who_asks_in_general_tells_no_story(ear: Ear, text: str) -> None:
    assert ear.hear(text) is not Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "健身房搞活动充了两千 教练跑了 店门锁起",
        "楼下超市搞活动卖的酸奶长毛",
        "理发店搞个充值活动充了一千 结果下周关门",
    ],
)
def test_an_event_the_shop_holds_is_part_of_a_story(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "童车 和玩具",
        "书包、文具盒",
        "奶瓶跟奶嘴",
        "学生用的书包和校服",
        "洗衣机 冰箱 空调",
        "羽绒服还有棉被",
        "儿童玩具枪",
    ],
)
def test_things_that_are_only_named_are_no_story(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.NOTHING


@pytest.mark.parametrize("text", ["鞋子开胶", "面里有虫", "童车和玩具都掉漆"])
def test_things_of_which_something_is_told_stay_one(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "在超市购买食品后发现过期，要求退款赔偿。",
        "大坝镇商店销售过期儿童食品要求查处。",
        "在商场购买衣服后发现质量问题，要求退货。",
        "某餐馆使用过期食材，要求查处。",
        "学校食堂使用变质食材 请依法处理",
        "小店出售三无玩具，希望查处。",
        "消费者在某美容院办理会员卡，服务不符承诺，要求退款。",
        "加工厂生产不合格豆制品，请核查。",
        "停车场收取费用没有公示，要求处理。",
        "网店销售的茶叶有虫，要求赔偿损失。",
    ],
)
def test_a_deed_and_a_demand_are_a_story_in_a_clerks_words(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "投诉超市食品过期要求赔偿的流程",
        "超市销售过期食品，消费者要求赔偿标准",
        "买到过期食品可以要求赔偿",
        "销售过期食品要求查处依据什么规定",
    ],
)
def test_what_may_be_demanded_in_general_is_no_story(ear: Ear, text: str) -> None:
    assert ear.hear(text) is not Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "手机修了三回还是坏的咋整嘛",
        "冰箱修了两次都没修好怎么办呀",
        "电视机修了四回了还是不亮，该找哪个",
        "找了他两回都不认账咋个办",
        "屏幕换了两次又花了",
        "鞋底才穿四天就断了，他还不认，啷个办嘛",
        "门锁才装了五天就打不开，师傅不管咋办",
    ],
)
def test_who_has_tried_again_or_had_it_for_days_tells_of_their_own(ear: Ear, text: str) -> None:
    assert ear.hear(text) is Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "手机修了三次还是坏的能退吗",
        "冰箱保修期内修几次可以换",
        "三包期内修了两次还是不能用可以退货不",
        "跑了三趟都没办下来营业执照咋办",
        "手机坏了怎么办",
    ],
)
def test_how_often_is_asked_of_a_rule_too(ear: Ear, text: str) -> None:
    assert ear.hear(text) is not Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "楼下火锅店用地沟油，你们快去查",
        "隔壁那家卖假酒 你们去查哈",
        "隔壁那家卖假酒 你们去查一下",
        "楼下那家卖过期奶粉你们管下吧",
        "那家店卖假烟你们来查查哈",
        "菜市场三号摊用鬼秤 麻烦派人来看看",
        "村口黑作坊做豆干臭得很，赶紧来个人查处一下嘛",
    ],
)
def test_who_calls_on_us_to_look_at_what_somebody_does_tells_a_story(ear: Ear, text: str) -> None:
    assert ear.hear(NORMAL(text)) is Heard.STORY


@pytest.mark.parametrize(
    "text",
    [
        "你们去查一下这个标准号",
        "帮我查哈GB 17761",
        "卖假酒归你们管不",
        "卖过期食品怎么处理",
        "你们市监局查不查假酒",
        "卖假烟的标准是哪个 你们查一下",
    ],
)
def test_who_only_wants_something_looked_up_tells_none(ear: Ear, text: str) -> None:
    assert ear.hear(NORMAL(text)) is not Heard.STORY
