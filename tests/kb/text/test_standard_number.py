from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.standard_number import StandardNumber, canonicalise, code_asked, spans

ROOT = Path(__file__).resolve().parents[3]

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
    ("DBJ50/T-047-2024", "DBJ50/T-047-2024"),
    ("DBJ50/T-562⁃2026", "DBJ50/T-562-2026"),
    ("dbj50_t 047—2024", "DBJ50/T-047-2024"),
    ("DBJ/T50-047-2006", "DBJ/T50-047-2006"),
    ("DBJ11-608-2013", "DBJ11-608-2013"),
    ("DGJ08-11-2018", "DGJ08-11-2018"),
    ("DG/TJ08-2018-2015", "DG/TJ08-2018-2015"),
    ("DGJ32/TJ 16-2014", "DGJ32/TJ-16-2014"),
    ("DB13（J）/T 8359-2020", "DB13(J)/T 8359-2020"),
    ("DB29-205-2024", "DB29-205-2024"),
    ("DB/T29-20-2017", "DB/T29-20-2017"),
    ("DB/T 29-20-2017", "DB/T29-20-2017"),
    ("DB1310/T 365-2025", "DB1310/T 365-2025"),
    ("DB1310_T 365-2025", "DB1310/T 365-2025"),
    ("JJG(渝) 002-2018", "JJG(渝) 002-2018"),
    ("jjg（渝）002—2018", "JJG(渝) 002-2018"),
    ("JJG（交通）112-2015", "JJG(交通) 112-2015"),
    ("JTG B01-2014", "JTG B01-2014"),
    ("jtgb01-2014", "JTG B01-2014"),
    ("JTG/T 3650-2020", "JTG/T 3650-2020"),
    ("JTG/T D31-02-2013", "JTG/T D31-02-2013"),
    ("JTG F80/1-2017", "JTG F80/1-2017"),
    ("JTJ 073-96", "JTJ 073-1996"),
    ("JTS 165-4-2011", "JTS 165-4-2011"),
    ("JTS/T 242-2020", "JTS/T 242-2020"),
    ("JT/T 794-2019", "JT/T 794-2019"),
    ("CECS 24-2020", "CECS 24-2020"),
    ("CECS 24:90", "CECS 24-1990"),
    ("T/CECS 24-2020", "T/CECS 24-2020"),
    ("T_CECS 24-2020", "T/CECS 24-2020"),
    ("GBn 193-83", "GBn 193-1983"),
    ("GB 9683-88", "GB 9683-1988"),
    ("NB/SH/T 0632-2014", "NB/SH/T 0632-2014"),
    ("GJB 9001C-2017", "GJB 9001C-2017"),
    ("gjb9001c", "GJB 9001C"),
    ("GJB 150A-2009", "GJB 150A-2009"),
    ("GJB 150.1A-2009", "GJB 150.1A-2009"),
    ("GJB/Z 299C-2006", "GJB/Z 299C-2006"),
    ("QJ 3065A-98", "QJ 3065A-1998"),
    ("Q/12JY 0001-2019", "Q/12JY 0001-2019"),
    ("Q/CSG 2 16 004-2019", "Q/CSG 216004-2019"),
    ("GB 50254~50259-96", "GB 50254~50259-1996"),
    ("GB 50254～GB 50259-1996", "GB 50254~50259-1996"),
    ("GB 50254至50259", "GB 50254~50259"),
    ("GB 50254-50259-96", "GB 50254~50259-1996"),
    ("GB 4806.1~11", "GB 4806.1~4806.11"),
    ("GB 18401~2010", "GB 18401-2010"),
    ("GB 17761-2018/XG1-2023", "GB 17761-2018/XG1-2023"),
    ("GB 17761-2018 第1号修改单", "GB 17761-2018/XG1"),
    ("GB 17761/XG2", "GB 17761/XG2"),
    ("JS/T 303-2017", "JS/T 303-2017"),
    ("GC/T 1001-2020", "GC/T 1001-2020"),
    ("YBB00012002-2015", "YBB00012002-2015"),
    ("G B 1 8 4 0 1", "GB 18401"),
    ("G B / T 3 1 8 8 8 - 2 0 1 5", "GB/T 31888-2015"),
    ("GB 4 7 0 6 . 1", "GB 4706.1"),
    ("GB 1234567", "GB 1234567"),
    ("GB/T 123456789012", "GB/T 123456789012"),
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
        "GB 13800138000，GB 20250101 实施",
        "XX/SH/T 0632-2014",
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


def test_a_range_holds_its_members() -> None:
    short = StandardNumber.parse("GB 50254~50256-96")
    parts = StandardNumber.parse("GB 4806.9~11")

    assert [str(n) for n in short.members] == [
        "GB 50254-1996", "GB 50255-1996", "GB 50256-1996",
    ]  # fmt: skip
    assert [str(n) for n in parts.members] == ["GB 4806.9", "GB 4806.10", "GB 4806.11"]
    assert StandardNumber.parse("GB 2760").members == [StandardNumber("GB", "2760")]


@pytest.mark.parametrize(
    "text",
    ["国标18K金", "国标2000W的电炉", "国标2500W", "GB/T 12V电源", "GB 50W的灯泡", "GB 1886ABC"],
)
def test_a_measure_or_a_word_of_letters_behind_the_digits_makes_no_number(text: str) -> None:
    assert StandardNumber.find(text) is None


@pytest.mark.parametrize("text", ["GB 18401到31701", "GB 2760~2024", "GB 50259~50254"])
def test_what_is_no_range_gives_no_range(text: str) -> None:
    assert all("~" not in number.serial for number in StandardNumber.find_all(text))


def test_an_amendment_belongs_to_its_standard() -> None:
    amendment = StandardNumber.parse("GB 17761-2018/XG1-2023")

    assert amendment.amended == StandardNumber("GB", "17761", 2018)
    assert amendment.undated == StandardNumber("GB", "17761")


@pytest.mark.parametrize(
    ("written", "impossible"),
    [("GB 1234567", True), ("GB/T 999999", False), ("T/ABC 12345678", False),
     ("YBB00012002-2015", False), ("Q/ABC 1234567-2020", False)],
)  # fmt: skip
def test_seven_digits_are_no_such_number(written: str, impossible: bool) -> None:
    assert StandardNumber.parse(written).is_impossible is impossible


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JGJ是什么", "JGJ"),
        ("jgj是什么标准？", "JGJ"),
        ("DB50/T代表什么", "DB50/T"),
        ("ＧＪＢ开头的标准是啥子", "GJB"),
        ("请问DBJ50/T是什么意思", "DBJ50/T"),
        ("JGJ 162是什么标准", None),
        ("T恤是什么", None),
        ("QQ是什么", None),
        ("GB", None),
        ("JGJ标准上哪里查得到全文", None),
    ],
)
def test_a_code_without_a_number_is_asked_about(text: str, code: str | None) -> None:
    assert code_asked(text) == code


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
    "JGJ", "JGJ/T", "CJJ", "CJJ/T", "RB/T", "LB/T", "T/CAS", "T/ZZB", "Q/ABC", "Q/12JY",
    "JTG", "JTG/T", "JTS", "JTS/T", "JT/T", "CECS", "T/CECS", "GBn", "GBJ", "NB/SH/T", "GJB",
    "JJG(渝)", "DB1310/T", "DB13(J)/T", "JS/T", "GC/T",
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
_construction = st.builds(
    lambda prefix, serial, year: StandardNumber(prefix, f"{serial:03}", year),
    st.sampled_from(
        ["DBJ50/T-", "DBJ50-", "DBJ/T50-", "DBJ11-", "DGJ08-", "DG/TJ08-", "DB29-", "DB/T29-"]
    ),
    st.integers(1, 999),
    _years,
)
_ranges = st.builds(
    lambda prefix, first, more, year: StandardNumber(prefix, f"{first}~{first + more}", year),
    st.sampled_from(["GB", "GB/T", "JGJ", "QB/T"]),
    st.integers(2100, 99000),
    st.integers(1, 300),
    _years,
)
_amendments = st.builds(
    lambda number, count, year: StandardNumber(
        number.prefix, number.serial, number.year, f"XG{count}" + (f"-{year}" if year else "")
    ),
    _national,
    st.integers(1, 9),
    st.none() | st.integers(1990, 2030),
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
            ("GJB", "9001C"),
            ("GJB", "150.1A"),
            ("JTG", "B01"),
            ("JTG/T", "D31-02"),
            ("YBB", "00012002"),
        ]
    ),
    _years,
)


@given(_national | _others | _construction | _ranges | _amendments)
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


@given(
    st.text(
        alphabet="GBTgbtDQSISOJXC/-—~() .:0123456789Ol国标一二三零点杠年元类T恤渝至号修改单",
        max_size=60,
    )
)
def test_whatever_is_found_reads_back(text: str) -> None:
    for start, end, number in spans(text):
        assert 0 <= start < end <= len(text)
        assert StandardNumber.parse(str(number)) == number


HOSTILE = [
    "GB " * 30_000,
    "GB" + " " * 100_000,
    "a-" * 50_000,
    "a." * 50_000,
    "T/" + "A" * 100_000,
    "国标一" * 30_000,
    "ISO/IEC" * 15_000,
    "GB 1 " * 20_000,
    "GB " + "1 " * 50_000,
    "GB 50254~" * 10_000,
    "DBJ50/T-" * 12_000,
    "JTG B01-" * 12_000,
]


def test_hostile_text_costs_linear_time() -> None:
    """Seconds for all of them; where one is gone over again and again it takes minutes."""
    code = (
        "import sys; from kb.text.standard_number import spans; "
        "[spans(text) for text in sys.stdin.read().split('\\n')]"
    )
    command, given = [sys.executable, "-c", code], "\n".join(HOSTILE)
    subprocess.run(command, cwd=ROOT, input=given, text=True, check=True, timeout=100)
