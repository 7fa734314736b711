"""What citizens read about this service is what it does: it registers, asks who they are there.

The form registers complaints and reports, asks for name, telephone and address after consent, keeps
them sealed, and a case can be withdrawn in the chat. No content may deny it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from kb.yaml_file import read_yaml

SEEDS = ROOT / "data" / "seeds"
DOMAIN = ROOT / "bot" / "rasa" / "domain"

_PAPERS = re.compile(r"(?:帮|替|只|渝标通|我)[^。；！]{0,12}整理[^。；！]{0,6}材料")
_NOT_HERE = re.compile(
    r"(?:身份信息|身份材料|真实身份|姓名|电话)[^。；！]{0,16}"
    r"(?:(?:不要|别|请勿)[^。；！]{0,4}(?:发|留|填|写)[^。；！]{0,4}(?:聊天|这里|机器人)"
    r"|(?:直接|只)[^。；！]{0,4}(?:在|到|向|交给|去)[^。；！]{0,24}(?:12315|窗口|部门)[^。；！]{0,12}"
    r"|只交给市场监管部门)"
)
_DENIED = re.compile(
    r"(?:不能|不会|无法|不可以|没法|不)(?:在这里|帮您|替您|给您|代您){0,2}(?:登记投诉|登记举报|收投诉|收举报)"
    r"|(?:只|仅)(?:能|会)?(?:回答问题|告知渠道|讲清步骤)"
)


def denials(text: str) -> list[str]:
    """Sentences that say of this service what isn't so."""
    found = [m[0] for pattern in (_NOT_HERE, _DENIED) for m in pattern.finditer(text)]
    if "登记" not in text:
        found += [m[0] for m in _PAPERS.finditer(text)]
    return found


def leaves(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{where}/{inner.get('slug', key)}" if isinstance(
                inner, dict) else f"{where}/{key}")  # fmt: skip
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = inner.get("slug", number) if isinstance(inner, dict) else number
            yield from leaves(inner, f"{where}/{name}")


def content() -> list[tuple[str, str]]:
    files = [*SEEDS.rglob("*.yml"), *DOMAIN.rglob("*.yml")]
    assert len(files) > 20
    found: list[tuple[str, str]] = []
    for path in files:
        loaded = read_yaml(path)
        found += leaves(loaded, path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize(
    "said",
    [
        "我只能帮您整理材料、讲清步骤，不是受理机关。",
        "渝标通不是受理机关，可以帮您整理材料、说清渠道。",
        "渝标通可以帮忙整理材料，受理不受理由市场监管部门决定。",
        "正式投诉需要的身份信息，请直接在全国 12315 平台、12315 热线或者窗口提供。",
        "身份材料请只交给市场监管部门，不要发在聊天里。",
        "姓名和电话请不要发在聊天里。",
        "我不能登记投诉，请打 12315。",
        "机器人不收投诉。",
    ],
)
def test_a_denial_is_seen(said: str) -> None:
    assert denials(said)


def test_no_content_denies_what_is_done_here() -> None:
    assert {where: found for where, text in content() if (found := denials(text))} == {}


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("cmp-bot", ("登记", "转交")),
        ("cmp-channel", ("登记", "我要投诉")),
        ("cmp-how", ("登记", "我要投诉", "12315", "加密")),
        ("cmp-report-how", ("登记", "我要举报", "12315", "匿名")),
        ("cmp-real-name", ("登记", "同意", "加密")),
        ("cmp-chat-privacy", ("登记", "同意", "加密", "匿名")),
        ("cmp-withdraw", ("在这里登记", "撤回")),
        ("cmp-data-rights", ("在这里说", "删除", "更正", "撤回同意")),
        ("plan-complaint-channel", ("登记", "我要投诉")),
        ("cmp-progress", ("登记", "查询码")),
    ],
)
def test_the_entries_about_this_service_tell_the_same(slug: str, says: tuple[str, ...]) -> None:
    answers = {}
    for path in Path(SEEDS / "faq").glob("*.yml"):
        for entry in read_yaml(path)["entries"]:
            answers[entry["slug"]] = entry["answer"]

    assert [word for word in says if word not in answers[slug]] == []


_STANDARD_OF = re.compile(
    r"(?P<thing>.{1,8}?)(?:看|认|执行)?的?(?:什么|哪个|啥)?(?:国标|执行标准|标准|国标号)号?"
    r"(?:是多少|是什么|是啥|看哪个)?[？?]?"
)


def test_an_entry_and_the_list_of_products_name_the_same_standards_of_a_thing() -> None:
    products = read_yaml(SEEDS / "products.yml")
    rests = {word: row["standards"] for row in products for word in row["words"]}
    asked, apart = 0, []
    for path in sorted((SEEDS / "faq").glob("*.yml")):
        for row in read_yaml(path)["entries"]:
            for text in (row["question"], *(row.get("phrasings") or ())):
                found = _STANDARD_OF.fullmatch(text)
                known = rests.get(found["thing"], []) if found else []
                if not known or not row.get("standards"):
                    continue
                asked += 1
                if not set(known) & set(row["standards"]):
                    apart.append((row["slug"], text, row["standards"], known))

    assert asked > 50
    assert apart == []
