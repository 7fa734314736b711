from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from kb.documents import DocumentError
from kb.law_files import read_law
from kb.models import LawStatus

RULE = """某市投诉处理办法
（2026年2月4日某市市场监督管理局令第121号公布　自2026年4月15日起施行）
第一章　总则
第一条　为了处理投诉，制定本办法。
第二条　投诉应当写明：
（一）姓名；
（二）事实。
有前款情形的，依照
第一条的规定处理。
第二章　附则
第二条之一　期间按工作日计算。
第三条　本办法自2026年4月15日起施行。
附件：投诉书
第一条 姓名
"""


def test_articles_are_told_by_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(RULE, encoding="utf-8")

    law, remarks = read_law(path, status=LawStatus.IN_FORCE)

    assert (law.name, law.status, remarks) == ("某市投诉处理办法", LawStatus.IN_FORCE, [])
    assert (law.version_on, law.effective_on) == (date(2026, 2, 4), date(2026, 4, 15))
    assert [(a.key, a.label, a.chapter) for a in law.articles] == [
        ("1", "第一条", "第一章　总则"),
        ("2", "第二条", "第一章　总则"),
        ("2-1", "第二条之一", "第二章　附则"),
        ("3", "第三条", "第二章　附则"),
    ]
    assert law.articles[1].text.endswith("依照\n第一条的规定处理。")
    assert law.articles[-1].text == "本办法自2026年4月15日起施行。"


def test_word_files_are_read_and_nobody_but_the_operator_says_what_holds(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("某规定", "第一条 甲。", "第四条 丁。"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "某规定.docx"))

    law, remarks = read_law(tmp_path / "某规定.docx")

    assert (law.name, law.status, law.version_on) == ("某规定", LawStatus.UNVERIFIED, None)
    assert remarks == ["文件里没有第二条、第三条，请核对文本是否完整。"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("某通知\n请认真执行。", "没有找到"),
        ("甲办法\n第一条 甲。\n第二条 乙。\n乙办法\n第一条 丙。", "不止一部"),
    ],
)
def test_a_file_that_is_no_law_or_two_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DocumentError, match=told):
        read_law(path)


def test_the_name_stands_above_the_first_article_however_much_an_order_says_before(
    tmp_path: Path,
) -> None:
    path = tmp_path / "W020260204.txt"
    lines = (
        "国家市场监督管理总局令",
        "第121号",
        "《某投诉处理办法》已经2026年2月4日第3次局务会议通过，现予公布，自2026年4月15日起施行。",
        "局长 某某",
        "2026年2月4日",
        "某投诉处理办法",
        "第一条 甲。",
        "第二条 依照《另一办法》办理。",
    )
    path.write_text("\n".join(lines), encoding="utf-8")

    law, _ = read_law(path)

    assert law.name == "某投诉处理办法"
    assert (law.version_on, law.effective_on) == (date(2026, 2, 4), date(2026, 4, 15))


@pytest.mark.parametrize(
    ("above", "passed"),
    [
        ("2002年1月1日某市令第1号公布，根据2019年5月6日某市令第9号修正", date(2019, 5, 6)),
        ("2002年1月1日第3次会议通过　2010年3月4日第一次修正　2021年7月8日修订", date(2021, 7, 8)),
        ("2002年1月1日公布　自2003年2月1日起施行　2002年6月7日修正", date(2002, 6, 7)),
        ("2019年5月6日某市令第9号", None),
    ],
)  # fmt: skip
def test_the_last_amendment_is_the_day_of_the_text(
    tmp_path: Path, above: str, passed: date | None
) -> None:
    path = tmp_path / "x.txt"
    path.write_text(f"某办法\n（{above}）\n第一条 甲。", encoding="utf-8")

    law, _ = read_law(path)

    assert law.version_on == passed


def test_the_day_a_repealed_rule_took_effect_is_not_its_own(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    repealed = "自2004年7月1日起施行的《某旧办法》同时废止。"
    path.write_text(f"某办法\n第一条 本办法自2023年12月1日起施行。{repealed}", encoding="utf-8")

    law, _ = read_law(path)

    assert law.effective_on == date(2023, 12, 1)
