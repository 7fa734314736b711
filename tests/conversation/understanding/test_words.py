"""What a message asks, how it leans, what it says twice over: words alone, no database."""

from __future__ import annotations

import pytest

from bot.conversation.memory import Memory
from bot.conversation.understanding.courtesy import without_courtesy
from bot.conversation.understanding.leaning import leaning_of
from bot.conversation.understanding.parts import questions_in
from bot.conversation.understanding.resolving import full_questions, topic_of
from kb.asked import Asked, asked_in
from kb.text.facet import Facet, facet_of


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("洗衣粉执行哪个标准", Asked.STANDARD),
        ("管童车的强制性国标有哪些", Asked.STANDARD),
        ("重庆的强制性标准有哪些", Asked.WHAT),
        ("书包有国标没有", Asked.STANDARD),
        ("质量月是几月", Asked.WHEN),
        ("不公开标准罚多少", Asked.HOW_MUCH),
        ("校车归谁管", Asked.WHO),
        ("国标原文去哪里看", Asked.WHERE),
        ("为什么要复审", Asked.WHY),
        ("怎么申请试点", Asked.HOW),
        ("推荐性和强制性有什么区别", Asked.DIFFERENCE),
        ("企业能不能自己定标准", Asked.YES_NO),
        ("标龄是什么意思", Asked.WHAT),
        ("今天天气真好", Asked.NOTHING),
    ],
)
def test_a_question_tells_what_would_answer_it(text: str, asked: Asked) -> None:
    assert asked_in(text) is asked


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("哪年开始施行的", Facet.EFFECTIVE),
        ("什么时候换的", Facet.EFFECTIVE),
        ("执行日期是", Facet.EFFECTIVE),
        ("必须执行吗", Facet.NATURE),
        ("学校必须照到执行不嘛", Facet.NATURE),
        ("厂家一定要照做吗", Facet.NATURE),
        ("要不要按它来", Facet.NATURE),
        ("现在要按哪个执行", Facet.OLD_USABLE),
        ("现在作废没有", Facet.STATUS),
        ("旧版还可以用不", Facet.OLD_USABLE),
        ("上一版是哪个", Facet.OLDER),
        ("有没有更新的版本", Facet.NEWER),
        ("它代替的是哪个标准", Facet.REPLACES),
        ("新旧版本有什么不同", Facet.CHANGES),
        ("全文去哪下载", Facet.WHERE),
        ("适用于哪些产品", Facet.SCOPE),
        ("什么时候公布的", Facet.PUBLISHED),
        ("你好", None),
    ],
)
def test_a_question_about_a_standard_names_one_thing_of_it(text: str, facet: Facet | None) -> None:
    assert facet_of(text) is facet


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("头盔有标准吗?插座有标准吗?", ("头盔有标准吗", "插座有标准吗")),
        ("书包和文具分别执行什么标准", ("书包执行什么标准", "文具执行什么标准")),
        ("标准日是哪天,谁定的", ("标准日是哪天", "谁定的")),
        # The standard of each of two things, however they are put together.
        ("食堂采购，酱油和食醋的食品安全国标号都发我", ("酱油执行什么标准", "食醋执行什么标准")),
        ("炒菜的锅+碗，两个标准号一起给", ("炒菜的锅执行什么标准", "炒菜的碗执行什么标准")),
        ("儿童家具跟童车标准号都给我", ("儿童家具执行什么标准", "童车执行什么标准")),
        (
            "酱油、醋、盐，各是哪个标准",
            ("酱油执行什么标准", "醋执行什么标准", "盐执行什么标准"),
        ),
        ("安全帽是哪个标准、绝缘手套又是哪个标准", ("安全帽是哪个标准", "绝缘手套又是哪个标准")),
        (
            "箱子上一种印的HG/T,一种是DB50/T,这两个开头各代表什么",
            ("HG/T是什么意思", "DB50/T是什么意思"),
        ),
        ("HG/T和QB/T有什么区别", ("HG/T和QB/T有什么区别",)),
        ("头盔、雨衣各看哪个标准", ("头盔执行什么标准", "雨衣执行什么标准")),
        ("抽纸跟厕所用的卷纸各执行哪个标准", ("抽纸执行什么标准", "厕所用的卷纸执行什么标准")),
        (
            "头盔和充电器我都要买 各自标准号告诉我 还有头盔那个是强制的不",
            ("头盔执行什么标准", "充电器执行什么标准", "头盔那个是强制的不"),
        ),
        ("电瓶车头盔看哪个电池又看哪个", ("电瓶车头盔看哪个", "电池又看哪个")),
        ("电瓶车整车是哪个标准 电池又是哪个", ("电瓶车整车是哪个标准", "电池又是哪个")),
        (
            "酒店几颗星是哪个标准 还有农家民宿分等级又是哪个 两个一起说",
            ("酒店几颗星是哪个标准", "农家民宿分等级又是哪个"),
        ),
        ("又是哪个标准", ("又是哪个标准",)),
        # 「标准日」 is a name, and no standard is asked for.
        ("质量月、世界标准日各在几月", ("质量月在几月", "世界标准日在几月")),
        ("强制性标准和推荐性标准都是国家标准吗", ("强制性标准和推荐性标准都是国家标准吗",)),
        ("酒店和民宿都是谁在管", ("酒店和民宿都是谁在管",)),
        # Numbered by the citizen; wishes and figures are no questions.
        ("两个问题哈 1.羽绒服标准号 2.衬衫标准号", ("羽绒服标准号", "衬衫标准号")),
        ("一是电动车标准号，二是头盔标准号", ("电动车标准号", "头盔标准号")),
        ("问几件事：①充电宝要3C吗 ②插线板要吗", ("充电宝要3C吗", "插线板要吗")),
        (
            "1.羽绒服标准号 2.衬衫标准号 3.裤子标准号 4.袜子标准号",
            ("羽绒服标准号", "衬衫标准号", "裤子标准号"),
        ),
        # Neither numbers, nor kinds of standards, nor people are two things with a standard each.
        ("GB 18401和GB 31701这两个标准有什么区别", ("GB 18401和GB 31701这两个标准有什么区别",)),
        ("我和邻居都买了同款冰箱，国标是什么", ("我和邻居都买了同款冰箱，国标是什么",)),
        ("商家和平台都不管，我该看哪个标准", ("商家和平台都不管，我该看哪个标准",)),
        ("甲醛和苯都超标，国标限值是多少", ("甲醛和苯都超标，国标限值是多少",)),
        ("国标和行标都有的话执行哪个标准", ("国标和行标都有的话执行哪个标准",)),
        ("学校和家长都要求，校服执行什么标准", ("学校和家长都要求，校服执行什么标准",)),
        ("我要1.退钱 2.赔医药费", ("我要1.退钱 2.赔医药费",)),
        ("充电器输出1.5安 2.4安的标准是哪个", ("充电器输出1.5安 2.4安的标准是哪个",)),
        # Words for asking that ask nothing.
        ("手上几套房租给学生，该认哪个国标", ("手上几套房租给学生，该认哪个国标",)),
        ("盆子上什么都没贴，允许这样卖吗", ("盆子上什么都没贴，允许这样卖吗",)),
        # A blank before 「还有那个」 parts as a comma does.
        (
            "充电宝没3c能带上飞机不 还有那个充电宝新国标什么时候强制",
            ("充电宝没3c能带上飞机不", "那个充电宝新国标什么时候强制"),
        ),
        ("甲醛不超过多少 另外ENF板子是多少", ("甲醛不超过多少", "ENF板子是多少")),
        # A plus between numbers asked, and a space where both sides ask.
        ("养老院强制标准号 + 婴儿推车标准号", ("养老院强制标准号", "婴儿推车标准号")),
        ("羽绒服国标&衬衫国标", ("羽绒服国标", "衬衫国标")),
        ("玩具认什么标准 没有3C去哪里举报", ("玩具认什么标准", "没有3C去哪里举报")),
        ("校服看哪个标准 甲醛不超过多少", ("校服看哪个标准", "甲醛不超过多少")),
        ("想盘个门面卖小面 要办哪些证", ("想盘个门面卖小面 要办哪些证",)),
        ("GB 17761 什么时候实施", ("GB 17761 什么时候实施",)),
        ("茶叶包装包几层算过分 是哪个强标", ("茶叶包装包几层算过分 是哪个强标",)),
        # As many things as are counted.
        (
            "酱油 醋 味精 三个标准号",
            ("酱油执行什么标准", "醋执行什么标准", "味精执行什么标准"),
        ),
        ("头盔、雨衣两样各看哪个国标", ("头盔执行什么标准", "雨衣执行什么标准")),
        ("头盔 雨衣 三个标准号", ("头盔 雨衣 三个标准号",)),
        # What asks whether a standard says so asks of the words before; 「买了几双」 asks nothing.
        ("E1级到底是多少 有没有国标规定", ("E1级到底是多少 有没有国标规定",)),
        (
            "他外婆给他买了几双袜子,奶娃儿穿B类对不对头?",
            ("他外婆给他买了几双袜子,奶娃儿穿B类对不对头?",),
        ),
        (
            "骑摩托戴的头盔 还有摩托的轮胎 各是哪个国标",
            ("骑摩托戴的头盔执行什么标准", "摩托的轮胎执行什么标准"),
        ),
        ("C+级锁芯看什么标准", ("C+级锁芯看什么标准",)),
        ("台灯和插座的国标分别哪天实施", ("台灯的国标哪天实施", "插座的国标哪天实施")),
        ("书包跟校服国标都是哪年实施的", ("书包国标是哪年实施的", "校服国标是哪年实施的")),
        ("纸尿裤和卫生巾的标准各是强制的吗", ("纸尿裤的标准强制的吗", "卫生巾的标准强制的吗")),
        ("烟雾报警器和灭火器都是强制的吗", ("烟雾报警器是强制的吗", "灭火器是强制的吗")),
        ("豆浆 豆腐国标各是哪个", ("豆浆执行什么标准", "豆腐执行什么标准")),
        ("口罩 手套分别看哪个标准", ("口罩执行什么标准", "手套执行什么标准")),
        ("计量法哪年施行的 广告法呢", ("计量法哪年施行的", "广告法呢")),
        (
            "标准化法里行业标准和企业标准分别在第几条",
            ("标准化法里行业标准在第几条", "标准化法里企业标准在第几条"),
        ),
        ("投诉和举报都可以匿名吗", ("投诉和举报都可以匿名吗",)),
        # One question with its story stays whole.
        ("我买的牛奶过期了,店里不认,怎么办", ("我买的牛奶过期了,店里不认,怎么办",)),
        ("网店没写地址,投诉归哪个局", ("网店没写地址,投诉归哪个局",)),
        ("世界标准日是哪天", ("世界标准日是哪天",)),
        (
            "商场扶梯啥标准啊还有游乐场过山车的",
            ("商场扶梯啥标准", "游乐场过山车啥标准"),
        ),
        ("儿童餐椅看哪个标准 另外推车的呢", ("儿童餐椅看哪个标准", "推车看哪个标准")),
        ("ISO9001对应的国标和ISO14001对应的国标", ("ISO9001对应的国标", "ISO14001对应的国标")),
        (
            "ISO 9001跟ISO 45001对应的国标是几号",
            ("ISO 9001对应的国标是几号", "ISO 45001对应的国标是几号"),
        ),
    ],
)
def test_several_questions_are_told_apart(text: str, parts: tuple[str, ...]) -> None:
    assert questions_in(text) == parts


def test_no_more_than_three_questions_are_taken_from_a_message() -> None:
    text = "头盔有标准吗?插座有标准吗?校服有标准吗?奶瓶有标准吗?"

    assert len(questions_in(text)) == 3


@pytest.mark.parametrize(
    "text",
    ["那它强制吗", "推荐性的呢", "谁管这个", "哪个更严格", "新版什么时候出", "跟国标有什么区别"],
)
def test_words_without_a_subject_lean_on_what_was_said(text: str) -> None:
    leaning = leaning_of(text)

    assert leaning is not None
    assert leaning.strong or len(text) <= 8


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("不是,我问的是童车", "童车"),
        ("说错了,是燃气灶", "燃气灶"),
        ("不对不对,写字用的台灯", "写字用的台灯"),
        ("我要2018年的", "2018年的"),
        ("手滑了，应该是31701", "31701"),
        ("哎呀没说全，刚满月娃儿喝的一段那种", "刚满月娃儿喝的一段那种"),
        ("错啦 不是手机 是骑的那种电动自行车", "骑的那种电动自行车"),
        ("打错字了，是GB 18584", "GB 18584"),
        ("我刚才问错了，问的是雨衣", "雨衣"),
        ("看反了，是卖家", "卖家"),
    ],
)
def test_a_correction_says_what_was_meant(text: str, rest: str) -> None:
    leaning = leaning_of(text)

    assert leaning is not None
    assert leaning.corrects
    assert leaning.rest == rest


@pytest.mark.parametrize(
    "text", ["电动自行车头盔执行什么标准", "企业标准要不要备案才能用", "世界标准日是哪一年定下来的"]
)
def test_a_whole_question_leans_on_nothing(text: str) -> None:
    assert leaning_of(text) is None


@pytest.mark.parametrize(
    ("about", "topic"),
    [
        ("世界标准日是哪天？", "世界标准日"),
        ("团体标准由谁制定？", "团体标准"),
        ("质量月什么时候开展", "质量月"),
    ],
)
def test_the_topic_is_what_a_phrasing_speaks_of(about: str, topic: str) -> None:
    assert topic_of(about) == topic


@pytest.mark.parametrize(
    ("text", "about", "full"),
    [
        ("21年呢", "2020年质量月的主题", "2021年质量月的主题"),
        ("那企业标准呢", "团体标准由谁制定？", "企业标准由谁制定？"),
        ("它是谁提出来的", "世界标准日是哪天？", "世界标准日是谁提出来的"),
        ("跟企业标准有什么区别", "团体标准由谁制定？", "团体标准跟企业标准有什么区别"),
    ],
)
def test_the_memory_completes_what_leans(text: str, about: str, full: str) -> None:
    leaning = leaning_of(text)
    assert leaning is not None
    memory = Memory(entry="faq:x", about=about, topic=topic_of(about))

    assert full in full_questions(leaning, memory)


def test_without_a_memory_nothing_is_completed() -> None:
    leaning = leaning_of("那它呢")
    assert leaning is not None

    assert full_questions(leaning, Memory()) == ()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("您好,请问一下,校服有国标吗,谢谢", "校服有国标吗"),
        ("在吗?麻烦问一下哈,怎么投诉", "怎么投诉"),
        ("老师好,想请教一下标龄是什么", "标龄是什么"),
        # A greeting alone is one; what points at something stays.
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("那个标准怎么查", "那个标准怎么查"),
    ],
)
def test_politeness_around_a_question_falls_away(said: str, asked: str) -> None:
    assert without_courtesy(said) == asked
