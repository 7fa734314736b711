"""The standards of things are told in English, and of no other thing."""

from __future__ import annotations

import pytest

from bench import parts
from bot.complaints.understanding.extract import load_products
from bot.conversation.english_things import load_names, things_asked
from kb.text.standard_number import StandardNumber


@pytest.mark.parametrize(
    ("words", "product"),
    [
        ("Hi, which standard is for children's masks?", "儿童口罩"),
        ("a mask for my kid, which standard", "儿童口罩"),
        ("which standard for kids' shoes", "童鞋"),
        ("infant formula standard", "婴儿奶粉"),
        ("plush toys", "毛绒玩具"),
        ("what is the standard for bottled mineral water", "矿泉水"),
        ("bottled water standard", "桶装水"),
        ("which GB covers stainless steel pots", "不锈钢锅"),
        ("what about vinegar", "醋"),
        ("garments standard", "衣服"),
        ("which gb for a leather jacket", "皮衣"),
        ("lift standard", "电梯"),
        ("mobile charger standard", "手机充电器"),
        ("cooker standard", "燃气灶"),
        ("standard for student stationery", "文具"),
        ("sichuan peppercorn standard", "花椒"),
        ("washed bowls in plastic, which standard", "消毒餐具"),
        ("personal data in apps standard", "GB/T 35273-2020"),
        ("what is the standard for AI pictures", "GB 45438-2025"),
        ("standard of river water", "GB 3838-2002"),
        ("Might I ask whether there is a standard for school buses?", "校车"),
        (
            "the plates come sealed in plastic from a washing company. which one covers these",
            "消毒餐具",
        ),
        ("is there any rule governing small guesthouses, minsu", "民宿"),
        ("is there a standard for the smoke from the kitchen", "GB 18483-2001"),
        ("which GB do pushchairs follow, kindly", "婴儿推车"),
        ("the standard regulating desks, the right height for children", "课桌椅"),
        ("which standard must hoodies meet", "衣服"),
    ],
)
def test_a_thing_is_known_by_its_english_name(words: str, product: str) -> None:
    assert [thing.product for thing in things_asked(words)] == [product]


@pytest.mark.parametrize(
    "words",
    [
        "soy milk standard",
        "which standard for egg noodles",
        "fish oil standard",
        "rice wine standard",
        "tea cup standard",
        "toilet cleaner standard",
        "a shop sold me bad milk",
        "is the phone number of the standards office on your site",
        "standard of living",
        "what are the rules for a prepaid card",
        "is the barcode the standard number",
        "which office gives the safe standard box",
        "seat belt standard",
        "what is a standard?",
    ],
)
def test_another_thing_is_not_taken_for_it(words: str) -> None:
    assert things_asked(words) == ()


def test_every_english_name_is_of_a_product_or_a_standard() -> None:
    known = {word for product in load_products() for word in product.words}
    named = {thing.product for thing in load_names().values()}

    assert {name for name in named - known if StandardNumber.find(name) is None} == set()


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("what's the standard for tap water, and for bottled mineral water?",), "5749 8537"),
        (("tap water standard", "and for mineral water?"), "8537"),
        (("which standard is for children's masks?",), "38880"),
        (("toothpaste standard", "where can I read it"), "8372 openstd"),
        (("plush toys",), "9832 6675"),
        (("nutrition label standard",), "28050"),
        (("what does QS mean on food",), "licence"),
        (("which standard for stainless steel thermos",), "4806.9"),
        (("fire extinguisher standard",), "4351"),
        (("what standard applies to electric bikes",), "17761"),
    ],
)
def test_its_standards_are_told(talk: parts.Talker, words: tuple[str, ...], numbers: str) -> None:
    said = talk.last(*words)

    assert [number for number in numbers.split() if number not in said] == []


@pytest.mark.parametrize("words", ["electric scooter standard", "dog food standard", "face masks"])
def test_a_thing_without_a_standard_is_said_to_have_none_verified(
    talk: parts.Talker, words: str
) -> None:
    assert "no verified standard" in talk.last(words)
