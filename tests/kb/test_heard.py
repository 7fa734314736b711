"""What voice input and typing by sound make of our words is read as it was meant."""

import pytest

from kb.heard import Hearing, load_hearing


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("自来税有点混", "自来水有点混"),
        ("国家有没有个标尊管到", "国家有没有个标准管到"),
        ("保剑食品那个懒帽子", "保健食品那个蓝帽子"),
        ("少了我半今肉", "少了我半斤肉"),
        ("打哪个电话号马", "打哪个电话号码"),
        ("在哪里看进肚", "在哪里看进度"),
        ("安全座倚认哪个标准", "安全座椅认哪个标准"),
        ("矿全水呢", "矿泉水呢"),
        ("我要头速", "我要投诉"),
        ("保质气过了", "保质期过了"),
        ("羽容服的标准", "羽绒服的标准"),
        # Signs that sound otherwise than mostly in the word that was meant.
        ("空条的能效标识", "空调的能效标识"),
        ("航业标准在哪里查", "行业标准在哪里查"),
        ("火锅条料的标准", "火锅调料的标准"),
        ("虫庆市管不管", "重庆市管不管"),
    ],
)
def test_misheard_words_are_read_as_they_were_meant(typed: str, meant: str) -> None:
    assert load_hearing()(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "他打针打进肚子里",
        "这是标准号吗",
        "餐馆油太脏谁管",
        "某家店投诉多不多",
        "说包治好的药",
        "醋呢",
        "棉服钻棉",
        "一脚踩空掉下去了",
        "地磅遥控器我见过",
        "气表准不准谁管",
        "找市监局还是消委会",
        "在“石品轩”买的",
        "GB 17761-2024 什么时候实施",
        "how long is it valid",
        "",
    ],
)
def test_what_was_heard_well_stays(text: str) -> None:
    assert load_hearing()(text) == text


def test_a_word_where_nothing_was_heard_right_stays() -> None:
    hearing = Hearing(["蓝帽子", "标准"])
    assert hearing("兰貌兹") == "兰貌兹"
    assert hearing("飙尊") == "飙尊"


def test_a_starred_word_is_recognised_as_a_whole() -> None:
    assert Hearing(["投诉"])("我要头速") == "我要头速"
    assert Hearing(["投诉"], ["投诉"])("我要头速") == "我要投诉"


def test_a_long_story_stays() -> None:
    story = "自来税" + "我在店里买的东西坏了" * 20
    assert load_hearing()(story) == story


def test_reading_again_what_was_read_changes_nothing() -> None:
    once = load_hearing()("自来税的标尊")
    assert load_hearing()(once) == once
