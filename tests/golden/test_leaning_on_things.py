"""What a few words lean on: the standard of the thing, the count before, the owner of a part."""

from __future__ import annotations

import uuid

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        # The standard of what was talked about, not what a standard of execution is.
        ("羽绒服含绒量怎么看", "那执行标准呢", "GB/T 14272-2021"),
        ("羽绒服多少钱合适", "那执行标准是哪个", "GB/T 14272-2021"),
        ("电饭煲没有3C能卖吗", "国标号是多少", "GB 4706.1-2024"),
        ("校服起球了", "执行标准呢", "GB/T 31888-2015"),
        # A count is asked of the other kind.
        ("衣服甲醛A类不超过多少", "B类呢", "75 mg/kg"),
        ("卧室白天噪声不超过多少分贝", "晚上的呢", "30"),
        # The day, though it is named by its force.
        ("养老院有强制性标准吗", "强制那个好久起的", "2022 年 1 月 1 日"),
        # Codes by themselves.
        ("DB/T后面没有数字是什么", "DB51", "四川"),
        ("DB/T后面没有数字是什么", "DB50/T呢", "重庆"),
        # The new one and what it put an end to.
        ("住宅项目规范标准号", "把以前的哪个废了", "GB 50368-2005"),
        # Of several standards each, or those of a nature.
        ("给娃买安全座椅看啥标准 还有推车", "都是强制不", "GB 14748-2020 是强制性标准"),
        ("跟老年人有关的标准有哪些嘛 我住养老院", "其中哪个是强制的", "GB 38600-2019"),
        # Where it stands, as standards are asked for too.
        ("ENF级是多少", "是哪个标准分的", "GB/T 39600-2021"),
        ("婴儿推车哪个标准", "儿童骑的自行车呢", "GB 14746-2006"),
        ("桶装水有标准没得", "水管里头流出来的呢", "GB 5749-2022"),
        ("电动自行车看哪个标准", "是推荐的还是必须执行的", "GB 17761-2024 是强制性标准"),
        # Of two things named in one message each has its own.
        ("GB 28007是管儿童家具的吗", "大人的家具看哪本", "GB 18584-2024"),
        ("酒店星级是哪个标准 民宿又是哪个", "前一个是强制的哇", "14308-2023 不是强制性的"),
        # Said once more, and asked in the words of Chongqing.
        ("充电宝新国标哪天实施", "号数再说一遍嘛 我耳朵背", "GB 47372-2026"),
        ("玩具看哪个国标", "学校用的那个胶水橡皮擦嘞", "GB 21027-2020"),
        # Two questions in one message, and the first of them asked on.
        ("一段奶粉标准号多少 还有奶瓶的呢", "前面那个是几时实施的", "2023 年 2 月 22 日"),
    ],
)
def test_it_is_asked_of_what_was_talked_about(
    talk: parts.Talker, first: str, then: str, told: str
) -> None:
    assert told in talk.last(first, then)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("衣服甲醛A类不超过多少", "D类呢"),
        ("板材甲醛强制标准新版哪天实施的", "18590是管啥的"),
        ("重庆市标准化条例几时施行", "罚则写在第几条"),
        ("空气净化器的标准强不强制", "车载的净化器也看这个吗"),
        ("头盔看哪个国标", "骑山地自行车戴的呢"),
        ("helmet standard for e-bike riders please", "what about ski helmets"),
    ],
)
def test_of_what_the_answer_was_not_about_nothing_is_asserted(
    talk: parts.Talker, first: str, then: str
) -> None:
    who = uuid.uuid4().hex
    talk.replies(first, who)
    assert talk.replies(then, who)[0].kind in (ReplyKind.CHOICES, ReplyKind.UNKNOWN)


def test_a_helmet_is_that_of_who_wears_it(talk: parts.Talker) -> None:
    replies = talk.replies("骑山地自行车戴的头盔 是哪个国标")
    assert replies[0].kind is ReplyKind.CHOICES
    assert "GB 811-2022" in talk.last("骑山地自行车戴的头盔 是哪个国标", "那骑电瓶车戴的呢")


def test_the_fine_asked_for_is_that_of_the_deed_named(talk: parts.Talker) -> None:
    told = talk.last("不明码标价最多罚多少", "价格欺诈罚多少")
    assert "五倍" in told
    assert "5000 元" not in told


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("茶叶礼盒一层套一层，过度包装看哪个标准", "GB 23350-2021"),
        ("月饼包装太夸张了有标准没", "GB 23350-2021"),
        ("车子年检的项目和方法看哪本", "GB 38900-2020"),
        ("一段奶粉标准号", "GB 10765-2021"),
        ("奶粉罐罐上写的10766是给好大的娃儿吃的", "6—12 月龄"),
        ("18401有几类", "GB 18401-2010"),
    ],
)
def test_the_standard_is_that_of_the_aspect_named(
    talk: parts.Talker, words: str, number: str
) -> None:
    reply = talk.replies(words)[0]
    assert reply.kind is ReplyKind.ANSWER
    assert number in reply.text


def test_a_label_is_not_the_standard_of_what_it_is_on(talk: parts.Talker) -> None:
    assert talk.last("粽子国标").startswith("粽子自己的产品标准我没有核实到")


def test_after_a_declined_question_its_topic_is_known(talk: parts.Talker) -> None:
    told = talk.last("明年世界标准日的主题你猜会是啥", "那2020年的总有吧")
    assert "标准保护地球" in told


def test_who_made_something_asks_nothing_about_the_bot(talk: parts.Talker) -> None:
    assert "我是渝标通" not in talk.last("渝小标是哪年出来的", "是哪个设计师画的")


def test_the_standards_of_a_year_are_listed(talk: parts.Talker) -> None:
    told = talk.last("2026年开始实施的强制国标列几个看看")
    assert "GB 18580-2025" in told
    assert "GB 7718-2025" not in told
    assert "没有记到" in talk.last("1999年开始实施的强制标准有哪些")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("帮我不识字的外公去投诉 要哪些手续",), "授权委托书"),
        (("玩具安全6675第2部分讲什么", "第四部分呢"), "特定元素的迁移"),
        (("家具有害物质限量是哪个标准", "娃娃的小书桌呢"), "GB 28007-2024"),
        (("衣服A类B类是什么意思", "这个分类是哪个标准定的"), "GB 18401-2010"),
    ],
)
def test_what_is_meant_of_what_was_told(
    talk: parts.Talker, words: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*words)


def test_asking_which_office_a_complaint_goes_to_opens_no_form(talk: parts.Talker) -> None:
    reply = talk.replies("在拼多多买的东西要投诉 是找我这边的局还是商家那边的")[0]
    assert reply.kind is not ReplyKind.FORM


def test_a_telephone_number_is_no_number_of_a_standard(talk: parts.Talker) -> None:
    assert "GB 12345" not in talk.last("校服看什么标准", "12345是管什么的")
