"""Another number of a label that is taken for a standard's is put right."""

from __future__ import annotations

import pytest

from kb.knowledge import load_normaliser
from kb.label_codes import load_label_codes, taken_for_a_standard
from kb.scope import SEEDS
from kb.yaml_file import read_yaml


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("食品袋上SC打头那串就是产品标准号噻", "basics-sc"),
        ("许可证编号SC1065等于产品标准代号？", "basics-sc"),
        ("包装上那个QS编号就是执行标准噻", "num-qs"),
        ("这包薯片写QS4401，意思是按这个标准做的撒", "num-qs"),
        ("69开头那串是执行标准号哇", "basics-barcode"),
        ("条形码上6901234就是标准编号对不", "basics-barcode"),
        ("3C证书编号就是它执行的国标号是不是", "label-ccc"),
        ("产品上CCC后面那串数字是标准号吧", "label-ccc"),
        ("国药准字Z2002开头的那个就是药的标准号噻", "label-approval"),
        ("国食健注G2015那个是执行标准嘛", "label-approval"),
        ("蓝帽子下面那串字是国标号吧", "label-approval"),
        ("粤械注准是标准号吗", "label-approval"),
        ("XK16开头的是不是产品标准", "label-licence"),
        ("生产批号就是执行标准号噻", "label-batch"),
        ("执照上那个统一社会信用代码是标准号不", "label-credit"),
    ],
)
def test_it_is_said_what_the_number_is(said: str, entry: str) -> None:
    assert taken_for_a_standard(load_normaliser()(said)) == entry


@pytest.mark.parametrize(
    "said",
    [
        "条形码是什么标准",
        "营业执照上的信用代码执行什么标准",
        "SC/T 3是不是标准号",
        "企业标准备案号在哪查",
        "许可证是不是按国家标准发的",
        "SC编号和标准号有什么区别",
        "食品生产许可证要几个月",
    ],
)
def test_who_asks_something_else_is_not_put_right(said: str) -> None:
    assert taken_for_a_standard(load_normaliser()(said)) == ""


def test_every_code_has_its_entry() -> None:
    slugs = {
        entry["slug"]
        for path in (SEEDS / "faq").glob("*.yml")
        for entry in read_yaml(path)["entries"]
    }

    assert {code.entry for code in load_label_codes()} <= slugs
