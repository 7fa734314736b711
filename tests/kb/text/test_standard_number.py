from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.standard_number import StandardNumber, canonicalise, spans

SPELLINGS = [
    ("GB18401", "GB 18401"),
    ("gb 7718 2025", "GB 7718-2025"),
    ("GB/T31888", "GB/T 31888"),
    ("gbt31888", "GB/T 31888"),
    ("GB\\T 31888", "GB/T 31888"),
    ("ＧＢ／Ｔ　３１８８８—２０１５", "GB/T 31888-2015"),
    ("gb/t 31888—2015", "GB/T 31888-2015"),
    ("GB/T 31888-2051", "GB/T 31888-2051"),
    ("GB/T 19001:2016", "GB/T 19001-2016"),
    ("GB 7718（2025）", "GB 7718-2025"),
    ("GB7718.2025", "GB 7718-2025"),
    ("GB77182025", "GB 7718-2025"),
    ("GB18401一2010", "GB 18401-2010"),
    ("GB 3100-93", "GB 3100-1993"),
    ("GB-7718", "GB 7718"),
    ("GB/7718", "GB 7718"),
    ("GB 标准 7718", "GB 7718"),
    ("GB 4706.1-2024", "GB 4706.1-2024"),
    ("GB/T 28004.1", "GB/T 28004.1"),
    ("gb/t1.1-2020", "GB/T 1.1-2020"),
    ("db50/t 1234", "DB50/T 1234"),
    ("DB50T1234", "DB50/T 1234"),
    ("DB50T 1234 2020", "DB50/T 1234-2020"),
    ("DB50/T 1234-2020", "DB50/T 1234-2020"),
    ("DB50/105-2006", "DB50/105-2006"),
    ("DB50/ 105-2006", "DB50/105-2006"),
    ("DB50 105-2006", "DB50/105-2006"),
    ("DB5001/T 12-2020", "DB5001/T 12-2020"),
    ("DB 5012-2020", "DB 5012-2020"),
    ("DB/T 29-2008", "DB/T 29-2008"),
    ("DBS50/ 022-2014", "DBS50/ 022-2014"),
    ("dbs50022-2014", "DBS50/ 022-2014"),
    ("dbs50/022", "DBS50/ 022"),
    ("国标2760", "GB 2760"),
    ("国标T31888", "GB/T 31888"),
    ("推荐性国标19001", "GB/T 19001"),
    ("推荐性国家标准19001", "GB/T 19001"),
    ("GB 斜杠 T 19001", "GB/T 19001"),
    ("GB184O1", "GB 18401"),
    ("GBl84Ol-2Ol0", "GB 18401-2010"),
    ("国标一八四零一", "GB 18401"),
    ("国标四七零六点一杠二零二四", "GB 4706.1-2024"),
    ("GB18401二零一零", "GB 18401-2010"),
    ("鸡比一八四零一 二零一零", "GB 18401-2010"),
    ("鸡比一八四零一二零一零", "GB 18401-2010"),
    ("给比七七一八", "GB 7718"),
    ("鸡比梯三一八八八", "GB/T 31888"),
    ("G B 一八四零一", "GB 18401"),
    ("T/CAS 123-2020", "T/CAS 123-2020"),
    ("t／cas123—2020", "T/CAS 123-2020"),
    ("Q/ABC 001-2020", "Q/ABC 001-2020"),
    ("Q/LJL 0001S-2021", "Q/LJL 0001S-2021"),
    ("Q/14A2658S-2019", "Q/14A 2658S-2019"),
    ("GB/Z 123-2020", "GB/Z 123-2020"),
    ("GBZ 2.1-2019", "GBZ 2.1-2019"),
    ("GBZT189.1-2007", "GBZ/T 189.1-2007"),
    ("GSB 05-1426-2001", "GSB 05-1426-2001"),
    ("JJG1036-2022", "JJG 1036-2022"),
    ("JJF 1070-2023", "JJF 1070-2023"),
    ("TSG T7001-2023", "TSG T7001-2023"),
    ("tsgt7001-2023", "TSG T7001-2023"),
    ("TSG 08-2017", "TSG 08-2017"),
    ("YY/T 0969-2013", "YY/T 0969-2013"),
    ("yyt0969-2013", "YY/T 0969-2013"),
    ("YY0469", "YY 0469"),
    ("HJ 2.4-2021", "HJ 2.4-2021"),
    ("JGJ/T 123", "JGJ/T 123"),
    ("CJJ 1-2008", "CJJ 1-2008"),
    ("NB/T 33001", "NB/T 33001"),
    ("qb/t 1234", "QB/T 1234"),
    ("SB/T 10379-2012", "SB/T 10379-2012"),
    ("iso9001:2015", "ISO 9001:2015"),
    ("ISO 9001", "ISO 9001"),
    ("ISO 9001-2015", "ISO 9001:2015"),
    ("ISO/IEC 27001:2022", "ISO/IEC 27001:2022"),
    ("IEC 60335-1", "IEC 60335-1"),
    ("IEC 60335-2-14:2016", "IEC 60335-2-14:2016"),
]


@pytest.mark.parametrize(("written", "canonical"), SPELLINGS)
def test_every_spelling_gives_the_canonical_number(written: str, canonical: str) -> None:
    assert str(StandardNumber.parse(written)) == canonical
    assert [str(n) for n in StandardNumber.find_all(f"请问{written}是什么？")] == [canonical]


@pytest.mark.parametrize(
    "text",
    [
        "我的电话13800138000，打12315没用，12345还是12315",
        "3.15晚会、315、2026年3月15日、2026-03-15",
        "编号CQ20261123-000147-8",
        "T恤 QQ 12345 4S店 3C RGB 255",
        "128GB 256GB，16 GB 512",
        "https://std.samr.gov.cn/gb/7718 http://x.cn/GB18401-2010 std.samr.gov.cn/gb/7718",
        "写信到 gb1234@qq.com",
        "国标304不锈钢 国标2.5平方 国标100元 国标5G 国标三年 国标一个",
        "国标2024年版 新国标2024 GB 2025年实施 国标二零二五年",
        "国标 12315 国标12345 国标3.15 国标 13800138000 国标 63712020",
        "SB 250 MH370 SH600519 QC 3.0 NB 666 SC11550012345678 SN123456 HS 8418.10",
        "昼间 dB 55，昼间60dB 50",
        "ISO 1947-02-23 正式成立",
        "DB50 是重庆的，GB开头，DB50/T 目录，JGJ 是啥子",
        "100元/T 30天，Q/A 100，渝A12345，GB 100元",
        "几比几，给比一比，24小时",
        "",
    ],
)
def test_ordinary_text_holds_no_number(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行标QB/T 1234", "行标QB/T 1234"),
        ("帮我查哈 GB18401，还有gbt31888—2015", "帮我查哈 GB 18401，还有GB/T 31888-2015"),
        ("GB18401-2010B类和GB18401B类", "GB 18401-2010B类和GB 18401B类"),
        ("GB7718 2025年3月实施", "GB 7718 2025年3月实施"),
        ("GB/T 19001-2016/ISO9001:2015", "GB/T 19001-2016/ISO 9001:2015"),
        ("x国标2760", "x GB 2760"),
        ("国标2760米线", "GB 2760米线"),
    ],
)
def test_canonicalise_touches_only_the_numbers(text: str, expected: str) -> None:
    assert canonicalise(text) == expected


def test_spans_point_into_the_given_text() -> None:
    text = "ＧＢ７７１８和国标一八四零一"
    assert [(text[start:end], str(number)) for start, end, number in spans(text)] == [
        ("ＧＢ７７１８", "GB 7718"),
        ("国标一八四零一", "GB 18401"),
    ]


def test_find_all_lists_a_repeated_number_once() -> None:
    assert StandardNumber.find_all("GB 7718、GB7718") == [StandardNumber("GB", "7718")]
    assert StandardNumber.find("没有编号") is None


@pytest.mark.parametrize("text", ["", "GB", "标准", "GB 7718 和", "GB 7718、GB 2760", "12315"])
def test_parse_refuses_anything_else(text: str) -> None:
    with pytest.raises(ValueError, match="not a standard number"):
        StandardNumber.parse(text)


def test_undated_and_order() -> None:
    dated = StandardNumber("GB", "18401", 2010)
    assert dated.undated == StandardNumber("GB", "18401")
    numbers = [dated, StandardNumber("GB", "2760", 2024), dated.undated]
    assert [str(n) for n in sorted(numbers)] == ["GB 2760-2024", "GB 18401", "GB 18401-2010"]


_PREFIXES = [
    "GB", "GB/T", "GB/Z", "GBZ", "GBZ/T", "JJG", "JJF", "DB50/T", "DB50/", "DB5001/T",
    "QB/T", "QB", "HJ", "YY/T", "YY", "SB/T", "SB", "NB/T", "NB", "MR/T", "XF", "XF/T",
    "JGJ", "JGJ/T", "CJJ", "CJJ/T", "RB/T", "LB/T", "T/CAS", "T/ZZB", "Q/ABC",
]  # fmt: skip
_years = st.none() | st.integers(1950, 2049)
_serials = st.integers(1, 99999).filter(lambda n: not 1900 <= n < 2100).map(str)
_parts = st.sampled_from(["", ".1", ".23", ".101"])
_national = st.builds(
    lambda prefix, serial, part, year: StandardNumber(prefix, serial + part, year),
    st.sampled_from(_PREFIXES),
    _serials,
    _parts,
    _years,
)
_others = st.builds(
    lambda stem, year: StandardNumber(stem[0], stem[1], year),
    st.sampled_from(
        [
            ("DBS50/", "022"),
            ("TSG", "T7001"),
            ("TSG", "08"),
            ("GSB", "05-1426"),
            ("YY/T", "0969"),
            ("Q/ABC", "0001S"),
            ("ISO", "9001"),
            ("ISO/IEC", "27001"),
            ("IEC", "60335-2-14"),
        ]
    ),
    _years,
)


@given(_national | _others)
def test_the_canonical_form_reads_back(number: StandardNumber) -> None:
    assert StandardNumber.parse(str(number)) == number
    assert str(StandardNumber.parse(str(number))) == str(number)


_FULL_WIDTH = {i: i + 0xFEE0 for i in range(0x21, 0x7F)}


@given(
    serial=st.integers(1000, 99999).filter(lambda n: not 1900 <= n < 2100),
    year=st.none() | st.integers(1990, 2030),
    slash=st.sampled_from(["", "/", "／", " / ", "\\", "斜杠", " 斜杠 ", "-"]),
    gap=st.sampled_from(["", " ", "　", "-"]),
    dash=st.sampled_from(["-", "—", "－", "–", "——", ":", "：", " ", " - ", "杠"]),
    lower=st.booleans(),
    wide=st.booleans(),
)
def test_spelling_variants(
    serial: int,
    year: int | None,
    slash: str,
    gap: str,
    dash: str,
    lower: bool,
    wide: bool,
) -> None:
    written = f"GB{slash}T{gap}{serial}" + ("" if year is None else f"{dash}{year}")
    written = written.lower() if lower else written
    written = written.translate(_FULL_WIDTH) if wide else written
    expected = StandardNumber("GB/T", str(serial), year)
    assert StandardNumber.parse(written) == expected
    assert StandardNumber.find_all(f"我想查{written}，谢谢") == [expected]


@given(st.text(alphabet="GBTgbtDQSISO/-— .:0123456789Ol国标一二三零点杠年元类T恤", max_size=60))
def test_whatever_is_found_reads_back(text: str) -> None:
    for start, end, number in spans(text):
        assert 0 <= start < end <= len(text)
        assert StandardNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "GB " * 30_000,
        "GB" + " " * 100_000,
        "a-" * 50_000,
        "a." * 50_000,
        "T/" + "A" * 100_000,
        "国标一" * 30_000,
        "ISO/IEC" * 15_000,
    ],
)
def test_hostile_text_costs_linear_time(text: str) -> None:
    started = time.perf_counter()
    spans(text)
    assert time.perf_counter() - started < 3
