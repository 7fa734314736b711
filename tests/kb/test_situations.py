"""What is told at length brings the entry that goes for it to the front."""

from __future__ import annotations

import pytest

from kb.knowledge import load_normaliser
from kb.situations import told_in

NORMAL = load_normaliser()


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("手镯标的足银，戴了半个月露出来是黄铜", "cmp-3-or-10"),
        ("店头说是头层牛皮的，拿回来一看合成革", "cmp-3-or-10"),
        ("洗衣机装了才三个多月就不转了，售后说是人为的，喊我拿证据", "cmp-6months"),
        ("热水器四个月不热了 师傅说我自己弄坏的 凭什么我来证明", "cmp-6months"),
        ("请人来测卧室甲醛零点一二，师傅说不超，我该按哪个标准看", "hm-measured"),
        ("电梯检验标志都过期了物业还在用，要罚好多", "mtr-lift-use-fine"),
        ("有个人来了八回，回回买一包糖，专门来拍照，又去12315投诉我，这种受理不", "cmp-not-life"),
    ],
)
def test_what_is_told_brings_its_entry(words: str, entry: str) -> None:
    assert entry in told_in(NORMAL(words))


@pytest.mark.parametrize(
    "words",
    [
        "真皮沙发看什么标准",
        "实木家具和板式家具有什么区别",
        "洗衣机几年换一台合适",
        "电梯多久检一次",
        "甲醛超标有什么危害",
    ],
)
def test_a_plain_question_tells_of_nothing(words: str) -> None:
    assert told_in(NORMAL(words)) == ()
