from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import Normaliser, normalise
from kb.yaml_file import read_yaml

_LEXICON = Path(__file__).parents[3] / "data" / "lexicon"


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    dialect = read_yaml(_LEXICON / "dialect.yml")
    assert all(isinstance(k, str) and isinstance(v, str) for k, v in dialect.items())
    return Normaliser(dialect)


def test_width_spaces_and_invisible_characters() -> None:
    assert normalise(" ＧＢ／Ｔ　 ３１８８８\u200b\n是 啥 ") == "GB/T 31888 是啥"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_longest_entry_wins_and_identity_protects() -> None:
    words = Normaliser({"娃娃": "孩子", "布娃娃": "布娃娃", "啥": "什么", "为啥": "为什么"})
    assert words("布娃娃和娃娃，为啥") == "布娃娃和孩子,为什么"
    assert Normaliser({})(" 咋个 ") == "咋个"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("啥子是标准", "什么是标准"),
        ("咋个查标准", "怎么查标准"),
        ("啷个办嘛", "怎么办嘛"),
        ("有没得标准查询的小程序", "有没有标准查询的小程序"),
        ("莫得用", "没有用"),
        ("标准在哪凯看得到", "标准在哪里看得到"),
        ("哪点可以免费下载", "哪里可以免费下载"),
        ("这样得行不", "这样可以吗"),
        ("晓得了", "知道了"),
        ("充电宝新国标好久执行", "充电宝新国标什么时候执行"),
        ("投诉电话好多号", "投诉电话多少号"),
        ("投诉好多天回复", "投诉多少天回复"),
        ("一个标准好多年要改一次", "一个标准多少年要改一次"),
        ("能赔好多", "能赔多少"),
        ("我家娃儿的校服", "我家孩子的校服"),
        ("电瓶车新国标", "电动自行车新国标"),
        ("标淮查洵", "标准查询"),
        ("国镖", "国标"),
        ("朗个查企标", "怎么查企标"),
        ("哪门投诉", "怎么投诉"),
        ("认哪门标准", "认哪个标准"),
        ("这个标准是爪子的", "这个标准是做什么的"),
        ("找哪个扯皮嘛", "找谁扯皮嘛"),
        ("检测费哪个掏", "检测费谁出"),
        ("得不得遭罚", "会不会被罚"),
        ("能效分好多级", "能效分多少级"),
        ("最高限速好多", "最高限速多少"),
        ("罚几多", "罚多少"),
        ("盔儿要3C不", "头盔要3C不"),
        ("电马儿充电器", "电动自行车充电器"),
        ("奶娃儿喝的奶粉", "婴儿喝的奶粉"),
        ("海椒面和洋芋", "辣椒面和土豆"),
        ("铺盖里头的棉絮", "被子里头的棉絮"),
        ("车子头的座椅", "车里的座椅"),
        ("我店遭人点水了", "我店被人举报了"),
        ("过期的还卖起在", "过期的还在卖"),
        ("三幺五是哪天", "315是哪天"),
        ("一二三一五打不通", "12315打不通"),
        ("投述", "投诉"),
        ("甲全超标", "甲醛超标"),
        ("三西", "3C"),
    ],
)
def test_dialect_and_typos(normaliser: Normaliser, said: str, meant: str) -> None:
    assert normaliser(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "好多人都买了好多",
        "等了好久没有回复",
        "好久不见",
        "投诉好多天了",
        "花了好多钱",
        "打电话好多次",
        "获得行业标准",
        "不得行驶",
        "获得行政许可",
        "没得到回复",
        "买个布娃娃",
        "娃娃菜",
        "娃娃车",
        "景区电瓶车",
        "指甲全部断了",
        "哪个标准",
        "食品按全国标准",
        "标准准备好了",
        "GB 18401-2010",
        "性格开朗个子高",
        "新郎个子高",
        "泡椒凤爪子",
        "卷铺盖走人",
        "获得不得转让的证",
        "酒店头等舱",
        "他等了好多分钟没人理",
        "晴朗个别地方有雨",
    ],
)
def test_correct_text_is_left_alone(normaliser: Normaliser, text: str) -> None:
    assert normaliser(text) == text


def test_stopwords_are_distinct_words() -> None:
    words = read_yaml(_LEXICON / "stopwords.yml")
    assert all(isinstance(word, str) for word in words)
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("橡皮擦嘞", "橡皮擦呢"),
        ("没有T的喃？", "没有T的呢?"),
        ("嘞个是啥子", "这个是什么"),
        ("好嘞", "好嘞"),
        ("走嘞", "走嘞"),
        ("要得不要得", "可以吗"),
    ],
)
def test_particles_of_chongqing_ask_as_others_do(
    typed: str, read: str, normaliser: Normaliser
) -> None:
    assert normaliser(typed) == read
