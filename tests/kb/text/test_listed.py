"""Lists in answers, and which of their things is meant."""

from __future__ import annotations

import pytest

from kb.text.listed import compared_in, items_in, place_in


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("分五类：国家标准、行业标准、地方标准、团体标准、企业标准。", ("国家标准", "团体标准")),
        (
            "五种：与经营者和解；请求调解；向有关部门投诉；申请仲裁；向法院起诉。",
            ("请求调解", "向法院起诉"),
        ),
        ("1. 先拍照\n2. 找商家\n3. 打 12315", ("先拍照", "打 12315")),
    ],
)
def test_a_list_is_read_in_its_order(text: str, items: tuple[str, str]) -> None:
    found = items_in(text)

    assert set(items) <= set(found)
    assert found.index(items[0]) < found.index(items[1])


@pytest.mark.parametrize("text", ["看 GB 18401，强制性。", "找商家、打 12315。", ""])
def test_two_things_are_no_list(text: str) -> None:
    assert items_in(text) == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第二个是什么", (1, "是什么")),
        ("最后那条呢", (-1, "呢")),
        ("第3种", (2, "")),
        ("后面那个呢", (-1, "呢")),
        ("前面那本哪天实施", (0, "哪天实施")),
        ("头一个", (0, "")),
        ("怎么投诉", None),
    ],
)
def test_the_thing_meant(text: str, place: tuple[int, str] | None) -> None:
    assert place_in(text) == place


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("投诉和举报有什么不一样？", ("投诉", "举报")),
        ("投诉跟举报的区别", ("投诉", "举报")),
        ("GB 与 GB/T 到底差在哪", ("GB", "GB/T")),
        ("怎么投诉", ()),
    ],
)
def test_the_two_things_a_question_compares(text: str, things: tuple[str, ...]) -> None:
    assert compared_in(text) == things
