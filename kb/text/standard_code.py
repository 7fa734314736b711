"""The codes standard numbers open with: GB/T, DB50/, JJG(渝), DBJ50/T-, Q/12JY."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

_SECTORS = (
    "AQ", "BB", "CB", "CH", "CJ", "CY", "DA", "DB", "DL", "DY", "DZ", "EJ", "FZ", "GA",
    "GH", "GM", "GY", "HB", "HG", "HJ", "HS", "HY", "JB", "JC", "JG", "JR", "JT", "JY",
    "LB", "LD", "LS", "LY", "MH", "MT", "MZ", "NY", "QB", "QC", "QJ", "QX", "SB", "SC",
    "SH", "SJ", "SL", "SN", "SY", "TB", "TD", "TY", "WB", "WH", "WJ", "WM", "WS", "WW",
    "XB", "YB", "YC", "YD", "YS", "YY", "YZ", "ZY", "NB", "MR", "XF", "RB", "JGJ", "CJJ",
    "SF", "SW", "YJ", "KA", "JS", "GC",
)  # fmt: skip
# Without "/T" and without a year most two-letter codes also mean something else (SB 250, MH 370,
# QC 3.0, SH600519): in running text only these are then believed.
_SECTORS_BELIEVED_BARE = frozenset((
    "AQ", "CJ", "FZ", "GA", "HG", "HJ", "JB", "JC", "JG", "JT", "LY", "NY", "QB", "WS",
    "XF", "YY", "JGJ", "CJJ",
))  # fmt: skip
_PROVINCES = (
    "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|81|82"  # first two digits of the division code
)

_S = " {0,4}"
_SLASH = rf"{_S}(?:/|斜杠|斜线|斜|杠|-|_|\.|、)?{_S}"
_STRICT_SLASH = rf"{_S}(?:/|_|斜杠|斜线|杠){_S}"
# The letter must not open a word; O, L and I may already be a mistyped digit.
_LETTER_END = r"(?![A-HJKMNP-Z])"
_START = r"(?<![A-Z0-9])"
# Behind "XX/" a known code is the end of an unknown one.
_SECTOR_START = r"(?<![A-Z0-9])(?<![A-Z]/)"
_SECTOR = "|".join(sorted(_SECTORS, key=len, reverse=True))

PREFIX = re.compile(
    rf"(?P<words>(?P<nature>推荐性|强制性|指导性)?(?:国标|国镖|国家标准))"
    rf"(?:{_SLASH}(?P<words_kind>T|Z){_LETTER_END})?"
    # what speech recognition makes of "G B"
    rf"|(?P<voice>[鸡给居机级几基吉] ?[比币逼])(?:{_SLASH}(?P<voice_kind>[T梯替踢体]))?"
    rf"|{_START}(?P<gbz>GBZ)(?:{_SLASH}(?P<gbz_kind>T))?{_LETTER_END}"
    rf"|{_START}(?P<gb>G ?B)(?:{_SLASH}(?P<gb_kind>T|Z))?{_LETTER_END}"
    rf"|{_START}(?P<gsb>GSB){_LETTER_END}"
    rf"|{_START}(?P<plain>GBJ|GBN|GJB|JJG|JJF|CECS)"
    # what a province or a ministry made for itself: JJG(渝), JJF(交通)
    rf"(?P<plain_by>{_S}[(〔\[][㐀-䶿一-鿿]{{1,4}}[)〕\]])?(?:{_STRICT_SLASH}(?P<plain_kind>T|Z))?{_LETTER_END}"
    rf"|{_START}(?P<tsg>TSG)"
    rf"|{_START}(?P<road>JT[GSJ])(?:{_SLASH}(?P<road_kind>T)(?={_S}[A-Z]?[0-9]))?"
    rf"(?={_S}[-/_]?{_S}[A-Z]?[0-9])"
    rf"|{_START}(?P<drug_pack>YBB)(?={_S}[0-9]{{8}}(?![0-9]))"
    rf"|{_START}(?P<building>DB ?J|DG ?J|DG(?={_S}/))(?P<building_kind>{_S}/{_S}(?:TJ|T))?"
    rf"{_S}-?{_S}(?P<building_code>[0-9]{{2}})(?![0-9])(?:{_SLASH}(?P<building_more>TJ|T|J))?"
    rf"{_LETTER_END}"
    rf"|{_START}DB(?P<bracket_code>{_PROVINCES}){_S}\({_S}J{_S}\)"
    rf"(?:{_STRICT_SLASH}(?P<bracket_kind>T))?{_LETTER_END}"
    # Tianjin's construction standards; four digits after the dash are the year of a DB/T 29.
    rf"|{_START}(?P<tianjin>DB)(?:{_STRICT_SLASH}(?P<tianjin_kind>T))? ?29 ?- ?"
    rf"(?=[0-9]{{1,3}}(?![0-9])|[0-9]{{4}} ?- ?(?:19|20)[0-9]{{2}})"
    rf"|{_START}(?P<dbs>DBS) ?(?P<dbs_code>{_PROVINCES})(?:{_SLASH}(?P<dbs_kind>T))?{_LETTER_END}"
    rf"|{_START}(?P<db>DB(?P<db_gap>| (?![0-9]{{3}}(?![0-9]? ?[/T_])))"
    rf"(?P<db_code>(?:{_PROVINCES})(?:[0-9]{{2}}(?= ?/|{_SLASH}T))?))"
    rf"(?P<db_slash>{_SLASH})(?P<db_kind>T)?{_LETTER_END}"
    rf"|(?<![A-Z0-9/_])T{_STRICT_SLASH}(?P<team>(?:[0-9]{{2}})?[A-Z]{{2,10}})"
    rf"|(?<![A-Z0-9/_])Q{_STRICT_SLASH}(?P<firm>[A-Z]{{2,10}}|[0-9]{{2}}[A-Z]{{1,8}})"
    rf"|{_START}(?P<iso>ISO|IEC)(?P<iso_more>(?:[ ]?/[ ]?(?:ISO|IEC|IEEE|TS|TR|PAS)){{0,2}})"
    rf"(?P<iso_type> (?:TS|TR|PAS|GUIDE))?{_LETTER_END}"
    rf"|{_SECTOR_START}(?P<joint>(?:{_SECTOR}) ?/ ?(?:{_SECTOR}))"
    rf"(?:{_STRICT_SLASH}(?P<joint_kind>T|Z))?{_LETTER_END}"
    rf"|{_SECTOR_START}(?P<sector>{_SECTOR})"
    rf"(?:{_SLASH}(?P<sector_kind>T|Z))?{_LETTER_END}"
)


# ---------------------------------------------------------------------------------------------
# Serials that are not digits and parts

# Of highway and waterway works: B01, D31-02, F80/1, 3650; a part before the year: 165-4.
_ROAD_SERIAL = re.compile(
    r"(?P<serial>[A-Z][0-9]{2,3}"
    r"(?:-(?:0[0-9](?![0-9])|[0-9]{1,2}(?= ?- ?(?:19|20)[0-9]{2})))?(?:/[0-9](?![0-9]))?"
    r"|[0-9]{2,4}-[0-9]{1,2}(?= ?- ?(?:19|20)[0-9]{2}))(?![0-9])"
)
_DRUG_PACK_SERIAL = re.compile(r"(?P<serial>[0-9]{8})(?![0-9])")
_GSB_SERIAL = re.compile(r"(?P<serial>[0-9]{2} ?- ?[0-9]{1,5})(?![0-9])")


class Letter(enum.Enum):
    """Whether a letter behind the digits is the revision and part of the number (9001C)."""

    NONE = "none"
    DATED = "dated"
    ALWAYS = "always"


# The codes of the former ministries of machine building count revisions by letters.
_REVISED_BY_LETTER = frozenset(("CB", "EJ", "HB", "QJ", "SJ", "WJ"))


@dataclass(frozen=True)
class Code:
    """A recognised prefix and how sceptical to be about the digits after it."""

    prefix: str
    min_digits: int = 1  # fewest digits believed when neither year nor part was given
    spoken: bool = False  # Chinese words: everyday numbers often follow them
    needs_year: bool = False
    max_digits: int = 6
    splits: bool = True  # whether 8 or 9 digits in a row are a serial and a year
    short_year: bool = True  # whether "-93" means 1993
    serial: re.Pattern[str] | None = None  # a form of its own, tried before digits and parts
    letter: Letter = Letter.NONE
    overlong: bool = False  # whether more digits than there are are taken for a wrong number


def code_of(prefix: re.Match[str]) -> Code:
    """Turn a prefix match into its canonical code."""
    group = prefix.groupdict()
    if group["words"]:
        kind = group["words_kind"] or {"推荐性": "T", "指导性": "Z"}.get(group["nature"] or "")
        return Code(_with("GB", kind), min_digits=4, spoken=True, splits=False)
    if group["voice"]:
        return Code("GB/T" if group["voice_kind"] else "GB", min_digits=4, spoken=True)
    if group["gbz"]:
        return Code(_with("GBZ", group["gbz_kind"]), overlong=True)
    if group["gb"]:
        kind = group["gb_kind"]
        return Code(_with("GB", kind), min_digits=1 if kind else 2, overlong=True)
    if group["gsb"]:
        return Code("GSB", min_digits=2, serial=_GSB_SERIAL)
    if group["plain"]:
        return _plain(group["plain"], group["plain_by"] or "", group["plain_kind"])
    if group["road"]:
        name = _with(group["road"], group["road_kind"])
        return Code(name, min_digits=2, serial=_ROAD_SERIAL, overlong=True)
    if group["drug_pack"]:
        return Code("YBB", serial=_DRUG_PACK_SERIAL, short_year=False)
    if group["tsg"]:
        return Code("TSG", short_year=False)
    if group["dbs"]:
        return Code(f"DBS{group['dbs_code']}/{group['dbs_kind'] or ''}", min_digits=2)
    if group["db"]:
        # "dB 50 60" is loudness: with a space after DB, or with nothing between code and
        # serial, only a "T" or a year tells a standard.
        loose = bool(group["db_gap"]) or not group["db_slash"]
        kind = group["db_kind"] or ""
        return Code(
            f"DB{group['db_code']}/{kind}",
            min_digits=2,
            needs_year=loose and not kind,
            overlong=bool(kind),
        )
    if local := _of_construction(group):
        return Code(local, min_digits=2)
    if group["team"]:
        return Code(f"T/{group['team']}", max_digits=8, splits=False, short_year=False)
    if group["firm"]:
        return Code(f"Q/{group['firm']}", max_digits=8, splits=False, short_year=False)
    if group["iso"]:
        more = group["iso_more"].replace(" ", "")
        name = group["iso"] + more + (group["iso_type"] or "")
        return Code(name, min_digits=3, splits=False, short_year=False)
    if group["joint"]:
        return Code(_with(group["joint"].replace(" ", ""), group["joint_kind"]), min_digits=3)
    return _of_sector(group["sector"], group["sector_kind"])


def _with(name: str, kind: str | None) -> str:
    return f"{name}/{kind}" if kind else name


def _plain(name: str, by: str, kind: str | None) -> Code:
    letter = Letter.ALWAYS if name == "GJB" else Letter.NONE
    place = f"({by.strip()[1:-1]})" if by else ""
    name = "GBn" if name == "GBN" else name  # 内部 standards of the time before 1990
    return Code(_with(name + place, kind), min_digits=2, letter=letter, overlong=True)


def _of_construction(group: dict[str, str | None]) -> str:
    """The code of a city's or province's construction standards; empty if it is none."""
    if group["building"]:
        name = group["building"].replace(" ", "")
        kind = (group["building_kind"] or "").replace(" ", "")
        more = group["building_more"]
        return f"{name}{kind}{_with(group['building_code'] or '', more)}-"
    if group["bracket_code"]:
        return _with(f"DB{group['bracket_code']}(J)", group["bracket_kind"])
    if group["tianjin"]:
        return f"{_with('DB', group['tianjin_kind'])}29-"
    return ""


def _of_sector(sector: str, kind: str | None) -> Code:
    if kind:
        letter = Letter.DATED if sector in _REVISED_BY_LETTER else Letter.NONE
        return Code(f"{sector}/{kind}", letter=letter, overlong=True)
    return Code(
        sector,
        min_digits=3,
        needs_year=sector not in _SECTORS_BELIEVED_BARE,
        letter=Letter.DATED if sector in _REVISED_BY_LETTER else Letter.NONE,
    )


# ---------------------------------------------------------------------------------------------
# A code asked about by itself

# Codes no list of sectors has.
_OTHER_CODES = frozenset((
    "GB", "GB/T", "GB/Z", "GBT", "GBZ", "GBZ/T", "GBN", "GBJ", "GJB", "GSB", "JJG", "JJF", "TSG",
    "JTG", "JTS", "JTJ", "CECS", "YBB", "DB", "DB/T", "DBS", "DBJ", "DGJ", "DG/TJ", "ISO", "IEC",
    "NB/SH", "T/", "Q/",
))  # fmt: skip
_LOCAL_CODE = re.compile(rf"DB[SJ]?(?:{_PROVINCES})(?:[0-9]{{2}})?(?:/T|T|/)?|DGJ08|DG/TJ08")
_CODE_ASKED = re.compile(
    r"(?: ?(?:(?:请问|问下|标准|代号|前缀|编号|字母|里面?|的|中|那个|那|“) ?){0,6}"
    # 「买的锅吊牌上QB/T，是哪个行业」
    r"|[^A-Z0-9]{1,16}(?:[上底面子盒][印写标贴]?|[印写贴])(?:了|着|起|有|的)?个? ?)"
    r"(?P<code>[A-Z]{1,4}[/A-Z0-9]{1,5})"
    r"(?P<rest>(?:[ ”，,]|这个|那个|开头|打头|打起头|的|是|标准|代号|编号|前缀|什么"
    r"|啥子|啥|哪个|哪种|哪类|哪样|哪里|哪一行|哪行|哪一类|行业|地方|部门|主管|哪个部|归|谁|意思|代表|表示|属于|指|管|为|呢|嘛|啊|撒|吗|[?？。!！]){1,14})"
)
# 「DB51」, 「那NY/T呢」: nothing but a code that is nothing else.
_CODE_ALONE = re.compile(
    rf" ?(?:那|还有)?(?P<code>DBS?(?:{_PROVINCES})(?:[0-9]{{2}})?(?:/T)?|[A-Z]{{2,4}}/[TZ])"
    r"[ ?？。]{0,2}[呢嘞喃]?[?？。]?"
)
# 「GM/T 通用汽车的企业标准吧」: what it stands for is put to be confirmed.
_CODE_CLAIMED = re.compile(
    r" ?(?:那|还有)?(?P<code>[A-Z]{2,3}/[TZ])(?: ?(?:就|也|应该|不)?是| )"
    r"(?P<claim>[^0-9A-Z什哪啥谁怎吗]{2,12}?)(?:标准|行业)(?:的|嘛|吗|吧|撒|噻|嗦|不|对吧|[?？]){0,3}"
)
_ASKS = ("什么", "啥", "哪", "谁", "意思", "代表", "开头", "打头")


def code_asked(folded: str) -> str | None:
    """The code a text asks about without giving a number (「JGJ是什么」); None if it asks for more.

    Args:
        folded: upper case, half width.
    """
    found = _CODE_ALONE.fullmatch(folded)
    found = found or _CODE_CLAIMED.fullmatch(folded)
    if found is None:
        found = _CODE_ASKED.fullmatch(folded)
        if found is None or not any(word in found["rest"] for word in _ASKS):
            return None
    code = found["code"]
    known = code in _OTHER_CODES or code.split("/")[0] in _SECTORS
    return code if known or _LOCAL_CODE.fullmatch(code) else None
