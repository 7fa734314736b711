from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest

from bot.complaints.understanding.extract import (
    amount_in,
    is_minor,
    load_products,
    name_in,
    phone_in,
    product_in,
    wants_in,
    whole_words,
)
from bot.complaints.understanding.money import amounts_in
from bot.settings import SEEDS
from kb.text.word_finder import WordFinder
from tests.complaints.understood import as_it_arrives

PRODUCTS = load_products()


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678", "13812345678"),
        ("张三，139 8300 1234", "13983001234"),
        ("139-8300-1234", "13983001234"),
        ("+86 13812345678", "13812345678"),
        ("13658001234📱", "13658001234"),
        ("１３９８３４５６７８９", "13983456789"),
        ("我的电话是一三五九四零零二二三三", "13594002233"),
        ("幺三八两两三三四四五五", "13822334455"),
        ("023-51681234", "02351681234"),
        ("（023）6888 1234", "02368881234"),
        ("138123", None),
        ("12345678901", None),
        ("身份证500103199001011234", None),
        ("打12315", None),
        ("CQ20261123-000147-7", None),
    ],
)
def test_a_telephone_number_is_read_however_it_is_typed(text: str, phone: str | None) -> None:
    for form in as_it_arrives(text):
        assert phone_in(form) == phone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫张三", "张三"),
        ("我叫马腾，电话13612345678", "马腾"),
        ("我叫李小红电话13812345678", "李小红"),
        ("姓李，李小红", "李小红"),
        ("我是张三我要投诉", "张三"),
        ("名字不是李思，是李斯", "李斯"),
        ("本人陈晓红", "陈晓红"),
        ("我是业主", None),
        ("我是高新区的", None),
        ("我是江北的", None),
        ("我是老师", None),
        ("我叫了外卖", None),
        ("我叫骆明，电话：13700003275，地址：南岸区弹子石", "骆明"),
        ("姓名：钭小燕", "钭小燕"),
        ("我叫旦增，13700003275", "旦增"),
        ("我叫外卖，骑手撒了", None),
        ("我叫老板退钱", None),
        ("本人家里装修", None),
        ("我要投诉那家叫李四面馆的", None),
        ("那家店叫老王火锅", None),
        ("王海", None),
    ],
)
def test_a_name_in_a_sentence_is_one_the_speaker_gives_as_theirs(
    text: str, name: str | None
) -> None:
    for form in as_it_arrives(text):
        assert name_in(form) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("张三，13812345678", "张三"),
        ("张三 13812345678", "张三"),
        ("廖三妹", "廖三妹"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("我叫阿依古丽", "阿依古丽"),
        ("好的，我叫孙志强", "孙志强"),
        ("覃勇", "覃勇"),
        ("冉华哈", "冉华"),
        ("骆明", "骆明"),
        ("邬国强", "邬国强"),
        ("辜秀英", "辜秀英"),
        ("时红英", "时红英"),
        ("有照片", None),
        ("没小票", None),
        ("搞忘记", None),
        ("洗碗机", None),
        ("巴南区", None),
        ("同意，仇小英，13812345678", "仇小英"),
        ("明白", None),
        ("满意", None),
        ("钱进", "钱进"),
        ("王先生", None),
        ("万州", None),
        ("不想说", None),
        ("为啥子要我的名字", None),
        ("13812345678", None),
        ("跳过", None),
    ],
)
def test_a_bare_name_counts_where_it_was_asked_for(text: str, name: str | None) -> None:
    for form in as_it_arrives(text):
        assert name_in(form, asked=True) == name


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("我今年12岁", True),
        ("我是小学生", True),
        ("我十二岁", True),
        ("我才十岁半", True),
        ("我读小学四年级", True),
        ("我上五年级", True),
        ("12岁", True),
        ("我今年12岁，我在学校门口买的玩具枪把手划伤了，我要投诉", True),
        ("我14岁", False),
        ("我今年32岁", False),
        ("我十八岁", False),
        ("我今年三十二岁", False),
        ("我娃儿今年8岁", False),
        ("我儿子12岁", False),
        ("我家孩子读小学", False),
        ("我是小学生家长", False),
        ("我是小学老师", False),
        ("我买的玩具写的适合3岁以上", False),
        ("3-6岁玩具", False),
    ],
)
def test_a_child_is_one_who_says_so_of_themselves(text: str, minor: bool) -> None:
    for form in as_it_arrives(text):
        assert is_minor(form) is minor


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("2999元", "2999"),
        ("￥89.9", "89.9"),
        ("1,299.5元", "1299.5"),
        ("交了1.5万", "15000"),
        ("花了288", "288"),
        ("充了两千多的会员卡", "2000"),
        ("赔我五百块", "500"),
        ("一千二百块钱", "1200"),
        ("赔我一万二", "12000"),
        ("两百五十元", "250"),
        ("赔我三千零五十元", "3050"),
        ("八块五", "8.5"),
        ("8块5", "8.5"),
        ("退三万", "30000"),
        ("赔我1000块💰", "1000"),
        ("退还多收的 200 元", "200"),
        ("买了两块电池", None),
        ("一块手表", None),
        ("2026年3月15日", None),
        ("要2个", None),
        ("GB 18401-2010", None),
        ("加40升只有37升", None),
        ("要求赔偿损失三倍", None),
        ("退一赔三", None),
        ("打12315", None),
    ],
)
def test_amounts_are_read_in_everyday_words(text: str, yuan: str | None) -> None:
    for form in as_it_arrives(text):
        assert amount_in(form) == (None if yuan is None else Decimal(yuan))


def test_amounts_keep_their_order() -> None:
    assert [a.yuan for a in amounts_in("花了两千多，要他赔我五百块")] == [2000, 500]


@pytest.mark.parametrize(
    ("text", "phrase", "yuan"),
    [
        ("退货退款 399 元", "退货退款 399 元", 399),
        ("我要求退货退款2999元", "退货退款 2999 元", 2999),
        ("退一赔三，一共 2400 元", "退一赔三 2400 元", 2400),
        ("花2999买的 要求赔500", "赔偿 500 元", 500),
        ("花2999买的 要退款", "退款 2999 元", 2999),
        ("买成2000元的手机要道歉", "道歉", None),
        ("喊他把钱退我", "退款", None),
        ("换一件或者退款", "换货、退款", None),
        ("能不能给我免单再赔五百块？", "免单、赔偿 500 元", 500),
        ("把柜子拆了重做，不重做就退三万", "重做、退款 30000 元", 30000),
        ("假一赔十", "假一赔十", None),
        ("喊他们道歉 查处这家店", "道歉、查处", None),
        ("商家不给退款", "", None),
        ("申请退货被拒", "", None),
        ("说保熟包退，开出来是生的，不给退", "", None),
        ("办了两千块钱的会员卡", "", 2000),
        ("吃出虫子", "", None),
    ],
)
def test_a_wish_is_what_the_citizen_wants_not_what_the_business_refuses(
    text: str, phrase: str, yuan: int | None
) -> None:
    for form in as_it_arrives(text):
        assert wants_in(form) == (phrase, None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("我买的电瓶车充电冒烟了要投诉", "电瓶车", "电动自行车"),
        ("电马儿跑不远", "电马儿", "电动自行车"),
        ("电瓶车充电器发烫", "电瓶车充电器", "电动自行车充电器"),
        ("在小米手机店买的充电宝鼓包", "充电宝", "充电宝"),
        ("永辉超市买的牛奶过期了", "牛奶", "纯牛奶"),
        ("娃儿的校服掉色", "校服", "校服"),
        ("办的健身卡退不了", "健身卡", "健身卡"),
        ("玉米种子不发芽", "玉米种子", "化肥"),
        ("张飞牛肉店买的牛肉干发霉", "牛肉干", "熟食"),
        ("涪陵榨菜胀包了", "涪陵榨菜", "涪陵榨菜"),
        # 包被 wraps babies; here it is the end of one word and the beginning of another.
        ("我卖过期面包被罚好多", "面包", "面包"),
        ("娃儿的书包被子弹打烂了", "书包", "书包"),
    ],
)
def test_a_product_is_named_by_its_everyday_word(text: str, word: str, name: str) -> None:
    found = product_in(text, PRODUCTS)

    assert found is not None
    assert (found[0], found[1].name) == (word, name)


@pytest.mark.parametrize("text", ["", "我要投诉", "老板态度不好", "吃药才好的", "商家跑路了"])
def test_no_product_is_made_up(text: str) -> None:
    assert product_in(text, PRODUCTS) is None


def test_normalised_speech_names_the_same_product() -> None:
    raw, normalised = as_it_arrives("我买的电瓶车充电冒烟了")
    assert raw != normalised
    found = [product_in(form, PRODUCTS) for form in (raw, normalised)]
    assert [each and each[1].name for each in found] == ["电动自行车", "电动自行车"]


def test_products_go_with_standards_that_are_in_the_catalogue_and_not_only_upcoming() -> None:
    path = SEEDS / "standards" / "catalogue.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        status = {row["number"]: row["status"] for row in csv.DictReader(stream)}
    numbers = [number for product in PRODUCTS for number in product.standards]

    assert sum(bool(product.standards) for product in PRODUCTS) >= 80
    offered = {number: status.get(number) for number in numbers}
    assert {n: told for n, told in offered.items() if told not in ("现行", "待核对")} == {}


def test_no_word_names_two_products() -> None:
    words = Counter(word for product in PRODUCTS for word in product.words)
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize(
    ("text", "standards"),
    [
        ("买的饼干里有虫", {"GB 7100-2015"}),
        ("油面筋第二天就长毛了", {"GB 2711-2014"}),
        ("豆瓣酱胀袋", {"GB 2718-2014"}),
        ("凉拌菜吃了拉肚子", {"GB 31607-2021", "GB 31654-2021"}),
        ("酸奶发霉", {"GB 19302-2025"}),
        ("电热毯冒烟", {"GB 4706.8-2008", "GB 4706.1-2024"}),
        ("娃儿的书包味道大", {"QB/T 2858-2007"}),
        ("T恤洗一次就缩水", {"GB/T 22849-2014", "GB 18401-2010"}),
        ("这个饮用水有异味", {"GB 5749-2022"}),
    ],
)
def test_a_product_goes_with_its_own_standard_not_a_neighbour_s(
    text: str, standards: set[str]
) -> None:
    found = product_in(text, PRODUCTS)

    assert found is not None
    assert set(found[1].standards) == standards


@pytest.mark.parametrize(
    "text",
    [
        "买的手机壳裂了",
        "买的草莓酱变味了",
        "鱼缸漏水",
        "行业龙头企业",
        "请体恤一下",
        "水面上漂着油",
    ],
)
def test_the_beginning_of_another_thing_s_name_is_not_that_product(text: str) -> None:
    assert product_in(text, PRODUCTS) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("点的火锅套餐不新鲜", "火锅"),
        ("吃火锅桌子上有蟑螂", "火锅"),
        ("买的苹果干净不", "苹果"),
        ("喝的奶茶糖太多", "奶茶"),
        ("食品贴错标签", "食品"),
    ],
)
def test_a_product_is_still_named_where_a_new_word_begins_after_it(text: str, word: str) -> None:
    found = product_in(text, PRODUCTS)

    assert found is not None
    assert found[0] == word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("厘米执行什么标准", []),
        ("说明书执行什么标准", []),
        ("鱼塘水质是哪个标准", []),
        ("苹果手机壳执行什么标准", []),
        ("玉米执行什么标准", ["玉米"]),
        ("买的米执行什么标准", ["米"]),
        ("鱼有标准吗", ["鱼"]),
        ("水龙头执行什么标准", ["水龙头"]),
        ("饮用水执行什么标准", ["饮用水"]),
        ("冰红茶执行什么标准", ["冰红茶"]),
        ("食品添加剂是哪个标准", ["食品添加剂"]),
        ("贴地板用的胶水标准号多少", ["地板", "胶水"]),
    ],
)
def test_a_question_names_whole_words(text: str, words: list[str]) -> None:
    finder = WordFinder(word for product in PRODUCTS for word in product.words)

    assert [word for _, word in whole_words(text, finder)] == words


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Peter Novak", "Peter Novak"),
        ("my name is Maria del Carmen", "Maria del Carmen"),
        ("it's anna kowalska, 13800001111", "Anna Kowalska"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("why do you need it", None),
        ("no thanks", None),
        ("report anonymously", None),
        ("refund", None),
    ],
)
def test_a_name_in_latin_letters_is_one_where_it_is_asked(answer: str, name: str | None) -> None:
    assert name_in(answer, asked=True) == name
