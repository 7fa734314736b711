from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.conversation.guards import FILE, WordList, WordListError
from bot.settings import ROOT
from kb.yaml_file import read_yaml

_WORDS = WordList.load()


@pytest.fixture(scope="module")
def words() -> WordList:
    return _WORDS


@pytest.mark.parametrize(
    "text",
    [
        "傻逼",
        "傻 逼",
        "傻.逼",
        "傻*逼！！！",
        "你这个傻逼机器人",
        "ＴＭＤ",
        "妈的",
        "滚蛋吧你",
        "傻\u200b逼",
        "妈的，什么都不懂",
        "你们这群废物",
    ],
)
def test_nothing_but_abuse(words: WordList, text: str) -> None:
    assert words.is_only_abuse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "我妈的手机坏了能退吗",
        "老干妈的执行标准",
        "固体废物鉴别标准",
        "危险废物怎么分类",
        "SB/T 10379还有效吗",
        "你SB/T 10379能查吗",
        "滚开水烫到了",
        "平台独家销售",
        "两台独立空调",
        "冷藏独立包装",
        "去死皮膏标准",
        "智障人士专用扶手",
        "今日你们上班吗",
        "牛黄片标准",
    ],
)
def test_what_only_looks_like_a_word(words: WordList, text: str) -> None:
    assert words.find(text) == []
    assert not words.is_only_abuse(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("妈的这个电饭煲有标准没得", "这个电饭煲有标准没得"),
        ("傻 逼商家卖假货，我要投诉", "商家卖假货，我要投诉"),
        ("GB 18401 是强制性的不，妈的", "GB 18401 是强制性的不，"),
    ],
)
def test_a_question_that_swears_is_a_question(words: WordList, text: str, asked: str) -> None:
    assert not words.is_only_abuse(text)
    assert words.without_abuse(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "澳门新葡京上线啦，加我",
        "哪里买冰毒",
        "代开发票，量大从优",
        "裸聊加我",
    ],
)
def test_advertising_is_declined(words: WordList, text: str) -> None:
    assert words.is_declined(text)


@pytest.mark.parametrize(
    "text",
    [
        "避孕套标准",
        "成人用品标准",
        "毒品检测标准",
        "赌场消防标准",
        "冰毒检测试剂有没有标准",
        "收到代开发票的短信咋办",
        "我要举报有人办假证",
        "GB/T 29635 冰毒",
        "网络赌博算不算违法",
        "刷单兼职是骗子吗",
    ],
)
def test_questions_and_reports_about_the_matter_pass(words: WordList, text: str) -> None:
    assert not words.is_declined(text)


def test_staff_are_told_what_and_why(words: WordList) -> None:
    assert words.explain("你好") == ["没有命中敏感词。"]
    first, last = words.explain("傻 逼")
    assert "“傻逼”：辱骂，骂人" in first
    assert "只有骂人话" in last
    assert words.explain("冰毒检测标准")[-1] == "整条：照常回答。"


def test_content_is_checked_and_ours_is_clean(words: WordList) -> None:
    assert words.problems_in({"问题": "好", "答案": "去死"}) == [
        "答案里有“去死”（辱骂：驱赶、咒骂），请改写，或确认是引用。"
    ]
    assert words.problems_in({"问题": "广告里能写“国家级”吗"}) == []  # spoken of
    assert len(words.problems_in({"答案": "我们是国家级产品"})) == 1  # promised
    for path in (ROOT / "data" / "seeds" / "faq").glob("*.yml"):
        for entry in read_yaml(path)["entries"]:
            assert words.problems_in({"问": entry["question"], "答": entry["answer"]}) == []


def changed(**entry: Any) -> Any:
    content = copy.deepcopy(read_yaml(FILE))
    content["entries"][1] = {**content["entries"][1], **entry}
    return content


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (changed(words=["妈"]), ("第 2 条（妈）", "太短")),
        (changed(words=["傻.逼"], **{"except": []}), ("第 2 条", "和第 1 条重复")),
        (changed(words=["他娘的", "他 娘的"], **{"except": []}), ("第 2 条", "重复了")),
        (changed(kind="rude"), ("第 2 条", "“rude”", "abuse")),
        (changed(action="block"), ("第 2 条", "“block”", "decline")),
        (changed(**{"except": ["好人"]}), ("第 2 条", "例外“好人”里没有本条的词")),
        (changed(why=""), ("第 2 条", "why", "不能是空的")),
        (changed(reason="x"), ("第 2 条", "reason", "不认识")),
        ({**changed(), "filler": ["傻逼"]}, ("filler", "“傻逼”")),
        ({"entries": []}, ("没有写",)),
        ("文字", ("写错了",)),
    ],
)
def test_a_wrong_list_is_refused_in_chinese(
    tmp_path: Path, content: Any, parts: tuple[str, ...]
) -> None:
    path = tmp_path / "words.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    with pytest.raises(WordListError) as refused:
        WordList.load(path)

    assert all(part in str(refused.value) for part in parts), str(refused.value)


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "words.yml").write_text("entries: [\n- :", encoding="utf-8")

    with pytest.raises(WordListError, match="行"):
        WordList.load(tmp_path / "words.yml")


def test_the_command_explains() -> None:
    told = CliRunner().invoke(cli, ["content", "check-words", "傻逼[/red]"])

    assert told.exit_code == 0
    assert "辱骂" in told.output
    assert "没有问题" in CliRunner().invoke(cli, ["content", "check-words"]).output


@given(st.text(alphabet="傻逼妈的我 .!！😀ﷺa1\u200b你"))
@settings(max_examples=200, deadline=None)
def test_places_lie_in_the_text(text: str) -> None:
    for found in _WORDS.find(text):
        assert 0 <= found.start < found.end <= len(text)
    _WORDS.is_only_abuse(text)
