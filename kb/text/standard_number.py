"""Finds standard numbers in what citizens type or say and gives them their canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, total_ordering

# ---------------------------------------------------------------------------------------------
# Folding: one character in, one character out, so that offsets in the folded text are offsets
# in the text the caller gave us.

_DASHES = "‐‑‒–—―−─━﹘﹣⁃ー－"
_SLASHES = "∕⁄╱⧸／\\＼"
_BLANKS = "\t\u00a0\u00ad\u200b\u200c\u200d\u2060\u3000\ufeff"
_FOLD_EXCEPTIONS = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_SLASHES, "/"),
    **dict.fromkeys(_BLANKS, " "),
    "○": "〇",
    "◯": "〇",
    "•": "·",
    "．": ".",
}

_HAN_DIGITS = {
    "〇": "0", "零": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3", "四": "4",
    "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}  # fmt: skip
# Letters people type for a digit; only looked at inside a run of digits after a known prefix.
_LOOKALIKES = {"O": "0", "L": "1", "I": "1"}
_TO_ARABIC = str.maketrans({**_HAN_DIGITS, **_LOOKALIKES})

# Web and mail addresses never hold a standard number; ASCII only, so Chinese text ends them.
_ADDRESS = re.compile(
    r"https?://[!-~]+"
    r"|(?<![A-Za-z0-9.@_-])(?:[A-Za-z0-9_-]+[.@])+(?:cn|com|org|net|gov|edu|html?)\b(?:[/?:][!-~]*)?",
    re.ASCII | re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    if char in _FOLD_EXCEPTIONS:
        return _FOLD_EXCEPTIONS[char]
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1:
        return char
    folded = _FOLD_EXCEPTIONS.get(folded, folded)
    upper = folded.upper()
    return upper if len(upper) == 1 else folded


def _fold(text: str) -> str:
    """Return a same-length form: half width, upper case, one dash, one slash, no addresses."""
    text = _ADDRESS.sub(lambda found: "\x00" * len(found.group()), text)
    return "".join(map(_fold_char, text))


# ---------------------------------------------------------------------------------------------
# Prefixes

_SECTORS = (
    "AQ", "BB", "CB", "CH", "CJ", "CY", "DA", "DB", "DL", "DY", "DZ", "EJ", "FZ", "GA",
    "GH", "GM", "GY", "HB", "HG", "HJ", "HS", "HY", "JB", "JC", "JG", "JR", "JT", "JY",
    "LB", "LD", "LS", "LY", "MH", "MT", "MZ", "NY", "QB", "QC", "QJ", "QX", "SB", "SC",
    "SH", "SJ", "SL", "SN", "SY", "TB", "TD", "TY", "WB", "WH", "WJ", "WM", "WS", "WW",
    "XB", "YB", "YC", "YD", "YS", "YY", "YZ", "ZY", "NB", "MR", "XF", "RB", "JGJ", "CJJ",
    "SF", "SW", "YJ", "KA",
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
# Said aloud these numbers are hotlines or dates, not standards.
_EVERYDAY_SERIALS = frozenset((
    "110", "114", "119", "120", "122", "315", "3.15", "12306", "12315", "12320", "12345",
    "12351", "12358", "12365", "12371",
))  # fmt: skip

_S = " {0,4}"
_SLASH = rf"{_S}(?:/|斜杠|斜线|斜|杠|-|_|\.|、)?{_S}"
_STRICT_SLASH = rf"{_S}(?:/|斜杠|斜线|杠){_S}"
# The letter must not open a word; O, L and I may already be a mistyped digit.
_LETTER_END = r"(?![A-HJKMNP-Z])"
_START = r"(?<![A-Z0-9])"

_PREFIX = re.compile(
    rf"(?P<words>(?P<nature>推荐性|强制性|指导性)?(?:国标|国镖|国家标准))"
    rf"(?:{_SLASH}(?P<words_kind>T|Z){_LETTER_END})?"
    # what speech recognition makes of "G B"
    rf"|(?P<voice>[鸡给居机级几基吉] ?[比币])(?:{_SLASH}(?P<voice_kind>[T梯替踢体]))?"
    rf"|{_START}(?P<gbz>GBZ)(?:{_SLASH}(?P<gbz_kind>T))?{_LETTER_END}"
    rf"|{_START}(?P<gb>G ?B)(?:{_SLASH}(?P<gb_kind>T|Z))?{_LETTER_END}"
    rf"|{_START}(?P<gsb>GSB){_LETTER_END}"
    rf"|{_START}(?P<plain>GBJ|GJB|JJG|JJF)(?:{_STRICT_SLASH}(?P<plain_kind>T|Z))?{_LETTER_END}"
    rf"|{_START}(?P<tsg>TSG)"
    rf"|{_START}(?P<dbs>DBS) ?(?P<dbs_code>{_PROVINCES})(?:{_SLASH}(?P<dbs_kind>T))?{_LETTER_END}"
    rf"|{_START}(?P<db>DB(?P<db_gap>| (?![0-9]{{3}}(?![0-9]? ?[/T])))"
    rf"(?P<db_code>(?:{_PROVINCES})(?:[0-9]{{2}}(?= ?[/T]))?))"
    rf"(?P<db_slash>{_SLASH})(?P<db_kind>T)?{_LETTER_END}"
    rf"|(?<![A-Z0-9/])T{_STRICT_SLASH}(?P<team>(?:[0-9]{{2}})?[A-Z]{{2,10}})"
    rf"|(?<![A-Z0-9/])Q{_STRICT_SLASH}(?P<firm>[A-Z]{{2,10}}|[0-9]{{2}}[A-Z])"
    rf"|{_START}(?P<iso>ISO|IEC)(?P<iso_more>(?:[ ]?/[ ]?(?:ISO|IEC|IEEE|TS|TR|PAS)){{0,2}})"
    rf"(?P<iso_type> (?:TS|TR|PAS|GUIDE))?{_LETTER_END}"
    rf"|{_START}(?P<sector>{'|'.join(sorted(_SECTORS, key=len, reverse=True))})"
    rf"(?:{_SLASH}(?P<sector_kind>T|Z))?{_LETTER_END}"
)

# What may stand between prefix and serial: "GB 标准号：7718", "GB-7718", "GB/7718".
_GAP = re.compile(rf"{_S}(?:标准)?(?:编?号)?{_S}[-:/._]?{_S}")

# ---------------------------------------------------------------------------------------------
# Serials and years

_A = "[0-9OLI]"
_H = f"[{''.join(_HAN_DIGITS)}]"
_HO = f"[{''.join(_HAN_DIGITS)}0O]"
_SERIAL = re.compile(
    # The lookahead keeps a year after the dot ("7718.2025") from being read as a part.
    rf"(?P<arabic>{_A}{{1,10}})(?P<arabic_part>(?:[.·点](?={_A}{{0,2}}[0-9]){_A}{{1,3}}"
    rf"(?!{_A})){{0,2}})"
    rf"|(?P<han>{_H}{_HO}{{1,9}})(?P<han_part>(?:[.·点]{_HO}{{1,2}}(?!{_HO})){{0,2}})"
)
_TSG_SERIAL = re.compile(
    rf"{_S}[-/]?{_S}(?P<letters>[A-Z]{{0,2}}?) ?(?P<digits>{_A}{{2,4}})(?!{_A})"
)
_GSB_SERIAL = re.compile(r"(?P<group>[0-9]{2}) ?- ?(?P<digits>[0-9]{1,5})(?![0-9])")
_ISO_PART = re.compile(r"(?:-[0-9]{1,3}(?![0-9])){1,2}")
_FOOD_SUFFIX = re.compile(r" ?S(?![A-Z0-9])")

_YEAR = (
    rf"(?:(?P<year>(?:[1LI]9|2[0O]){_A}{{2}})(?![0-9])"
    rf"|(?P<han_year>(?:[一幺]九|[二两][零〇0O]){_HO}{{2}})(?!{_HO}))"
)
_DASHED_YEAR = re.compile(rf"{_S}(?:-{{1,3}}|:|横杠|横线|短横|杠|减){_S}{_YEAR}")
# Seen in print: the Chinese one typed for the dash.
_HAN_ONE_YEAR = re.compile(rf"{_S}一{_S}(?P<year>(?:19|20)[0-9]{{2}})(?P<han_year>)(?![0-9])")
_BRACKETED_YEAR = re.compile(rf"{_S}[(\[〔]{_S}{_YEAR}{_S}[)\]〕]")
_LOOSE_YEAR = re.compile(rf"(?: {{1,4}}|\.){_YEAR}(?! ?年(?!版)|[-./][0-9])")
_ADJACENT_HAN_YEAR = re.compile(
    rf"(?P<year>)(?P<han_year>(?:[一幺]九|[二两][零〇0O]){_HO}{{2}})(?!{_HO})"
)
_ADJACENT_ARABIC_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<han_year>)(?![0-9]| ?年(?!版))")
_SHORT_YEAR = re.compile(rf"{_S}-{_S}(?P<year>[6-9][0-9])(?![0-9]|[-./][0-9])")

_YEARLIKE = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_ANY_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_CALENDAR_TAIL = re.compile(r" ?年|[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])")
_LOOKALIKE_WORD = re.compile(r"[OLI]{3}|\A(?:[OLI]*[0-9])?[OLI]+\Z")
_PRICE_TAIL = re.compile(r" ?[%‰元块年万℃]")
_MEASURE_TAIL = re.compile(
    r" ?(?:[%‰元块万千亿年款版度余克毫厘吨斤岁瓦伏℃]|安时|小时|分钟|公[斤里升分顷]|个(?!别)"
    r"|项(?!目)|多(?![少久])|米(?![粉线酒])|人(?![工员])|天(?!然)|月(?!饼)|户(?!外)|家(?![具电里用庭])|升(?!级))"
)
_LETTER_TAIL = re.compile(r"[A-Z](?=[类级款型])")
_BEFORE_STORAGE = re.compile(r"[0-9] {1,4}\Z")


def _arabic(text: str) -> str:
    return text.translate(_TO_ARABIC)


@total_ordering
@dataclass(frozen=True)
class StandardNumber:
    """A standard number taken apart; `str()` gives the canonical form.

    Args:
        prefix: Code up to the serial, such as `GB/T`, `DB50/`, `DBS50/`, `T/CAS`, `TSG`.
        serial: Serial with its parts, leading zeros kept, such as `4706.1`, `022`, `T7001`.
        year: Year of publication in four digits, or None where none was given.
    """

    prefix: str
    serial: str
    year: int | None = None

    @classmethod
    def find(cls, text: str) -> StandardNumber | None:
        """Return the first standard number in running text, or None."""
        return next((number for _, _, number in _scan(text)), None)

    @classmethod
    def find_all(cls, text: str) -> list[StandardNumber]:
        """Return the standard numbers in running text, each once, in order of appearance."""
        return list(dict.fromkeys(number for _, _, number in _scan(text)))

    @classmethod
    def parse(cls, text: str) -> StandardNumber:
        """Read a text that is one standard number and nothing else, in any spelling.

        Raises:
            ValueError: The text is not a standard number.
        """
        stripped = text.strip()
        folded = _fold(stripped)
        prefix = _PREFIX.match(folded)
        found = _read(folded, prefix, believed=True) if prefix else None
        if found is None or found[0] != len(folded):
            raise ValueError(f"not a standard number: {text[:80]!r}")
        return found[1]

    @property
    def undated(self) -> StandardNumber:
        """The same number without its year."""
        return self if self.year is None else StandardNumber(self.prefix, self.serial)

    def __str__(self) -> str:
        # Printed as the issuing bodies print them: DB50/105-2006, but DBS50/ 022-2014.
        is_local = self.prefix.endswith("/") and not self.prefix.startswith("DBS")
        name = f"{self.prefix}{'' if is_local else ' '}{self.serial}"
        if self.year is None:
            return name
        colon = self.prefix.startswith(("ISO", "IEC"))
        return f"{name}{':' if colon else '-'}{self.year}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, StandardNumber):
            return NotImplemented
        return self._sort_key() < other._sort_key()

    def _sort_key(self) -> tuple[str, list[tuple[int, str]], str, int]:
        """Serials sort as numbers (GB 2760 before GB 18401), undated before dated."""
        pieces = re.findall(r"[0-9]+|[^0-9.\-]+", self.serial)
        natural = [(int(p), "") if p[0] in "0123456789" else (-1, p) for p in pieces]
        return self.prefix, natural, self.serial, self.year or 0


def spans(text: str) -> list[tuple[int, int, StandardNumber]]:
    """Return (start, end, number) for every standard number, offsets relative to `text`."""
    return list(_scan(text))


def canonicalise(text: str) -> str:
    """Return running text with every standard number replaced by its canonical form."""
    pieces: list[str] = []
    position = 0
    for start, end, number in _scan(text):
        pieces.append(text[position:start])
        # "x国标2760" must not become "xGB 2760", where the prefix would no longer be seen.
        if start and text[start - 1].isascii() and text[start - 1].isalnum():
            pieces.append(" ")
        pieces.append(str(number))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


# ---------------------------------------------------------------------------------------------
# Reading


def _scan(text: str) -> Iterator[tuple[int, int, StandardNumber]]:
    folded = _fold(text)
    position = 0
    while prefix := _PREFIX.search(folded, position):
        found = _read(folded, prefix, believed=False)
        if found is None:
            position = prefix.start() + 1
        else:
            position = found[0]
            yield prefix.start(), found[0], found[1]


@dataclass(frozen=True)
class _Code:
    """A recognised prefix and how sceptical to be about the digits after it."""

    prefix: str
    min_digits: int = 1  # fewest digits believed when neither year nor part was given
    spoken: bool = False  # Chinese words: everyday numbers often follow them
    needs_year: bool = False
    max_digits: int = 6
    splits: bool = True  # whether 8 or 9 digits in a row are a serial and a year
    short_year: bool = True  # whether "-93" means 1993


def _code(prefix: re.Match[str]) -> _Code | None:
    """Turn a prefix match into its canonical code."""
    group = prefix.groupdict()
    if group["words"]:
        kind = group["words_kind"] or {"推荐性": "T", "指导性": "Z"}.get(group["nature"] or "")
        return _Code(f"GB/{kind}" if kind else "GB", min_digits=4, spoken=True, splits=False)
    if group["voice"]:
        return _Code("GB/T" if group["voice_kind"] else "GB", min_digits=4, spoken=True)
    if group["gbz"]:
        return _Code("GBZ/T" if group["gbz_kind"] else "GBZ")
    if group["gb"]:
        kind = group["gb_kind"]
        return _Code(f"GB/{kind}" if kind else "GB", min_digits=1 if kind else 2)
    if group["gsb"]:
        return _Code("GSB", min_digits=2)
    if group["plain"]:
        kind = group["plain_kind"]
        return _Code(group["plain"] + (f"/{kind}" if kind else ""), min_digits=2)
    if group["tsg"]:
        return _Code("TSG", short_year=False)
    if group["dbs"]:
        return _Code(f"DBS{group['dbs_code']}/{group['dbs_kind'] or ''}", min_digits=2)
    if group["db"]:
        # "dB 50 60" is loudness: with a space after DB, or with nothing between code and
        # serial, only a "T" or a year tells a standard.
        loose = bool(group["db_gap"]) or not group["db_slash"]
        kind = group["db_kind"] or ""
        return _Code(f"DB{group['db_code']}/{kind}", min_digits=2, needs_year=loose and not kind)
    if group["team"]:
        return _Code(f"T/{group['team']}", max_digits=8, splits=False, short_year=False)
    if group["firm"]:
        return _Code(f"Q/{group['firm']}", max_digits=8, splits=False, short_year=False)
    if group["iso"]:
        more = group["iso_more"].replace(" ", "")
        name = group["iso"] + more + (group["iso_type"] or "")
        return _Code(name, min_digits=3, splits=False, short_year=False)
    kind = group["sector_kind"]
    sector = group["sector"]
    return _Code(
        f"{sector}/{kind}" if kind else sector,
        min_digits=1 if kind else 3,
        needs_year=not kind and sector not in _SECTORS_BELIEVED_BARE,
    )


def _read(
    folded: str, prefix: re.Match[str], *, believed: bool
) -> tuple[int, StandardNumber] | None:
    """Read serial and year after a prefix; return (end, number).

    Args:
        believed: The caller knows the text to be a number, so doubtful ones are taken too.
    """
    code = _code(prefix)
    if code is None:
        return None
    if code.prefix == "TSG":
        return _read_tsg(folded, prefix.end(), believed=believed)
    gap = _GAP.match(folded, prefix.end())
    start = gap.end() if gap else prefix.end()
    if code.prefix == "GSB" and (sample := _GSB_SERIAL.match(folded, start)):
        end, year, _ = _read_year(folded, sample.end(), code, han=False)
        return end, StandardNumber("GSB", f"{sample['group']}-{sample['digits']}", year)

    found = _SERIAL.match(folded, start)
    if found is None:
        return None
    han = found["han"] is not None
    raw = found["han"] if han else found["arabic"]
    digits = _arabic(raw)
    part = _arabic(found["han_part"] if han else found["arabic_part"])
    part = part.replace("·", ".").replace("点", ".")
    end = found.end()
    # Lookalike letters count only among real digits ("184O1"), never as a word of their own.
    if han and len(digits) < 3 and not part:
        return None
    if not han and _LOOKALIKE_WORD.search(raw):
        return None

    year = None
    explicit = False
    if len(digits) in (8, 9) and not part and (han or code.splits):
        if not _YEARLIKE.fullmatch(digits[-4:]):
            return None
        digits, year, explicit = digits[:-4], int(digits[-4:]), True
    if len(digits) > code.max_digits:
        return None
    serial = digits + part
    if code.prefix.startswith("Q/") and (suffix := _FOOD_SUFFIX.match(folded, end)):
        serial, end = f"{serial}S", suffix.end()
    if code.prefix.startswith(("ISO", "IEC")):
        if _ANY_YEAR.fullmatch(digits) and _CALENDAR_TAIL.match(folded, end):
            return None
        if iso_part := _ISO_PART.match(folded, end):
            serial, end = serial + iso_part.group(), iso_part.end()
    if year is None:
        end, year, explicit = _read_year(folded, end, code, han=han)

    number = StandardNumber(code.prefix, serial, year)
    if not _tail_allows(folded, end, digits, code, year):
        return None
    if believed or _believable(folded, prefix, end, number, code, digits, explicit=explicit):
        return end, number
    return None


def _read_tsg(folded: str, start: int, *, believed: bool) -> tuple[int, StandardNumber] | None:
    """Read the serial of a TSG, which may open with letters: TSG T7001, TSG ZF001, TSG 08."""
    found = _TSG_SERIAL.match(folded, start)
    if found is None:
        return None
    code = _Code("TSG", short_year=False)
    end, year, _ = _read_year(folded, found.end(), code, han=False)
    if end < len(folded) and folded[end] in "0123456789":
        return None
    if not believed and year is None and _PRICE_TAIL.match(folded, end):
        return None
    return end, StandardNumber("TSG", found["letters"] + _arabic(found["digits"]), year)


def _read_year(
    folded: str, position: int, code: _Code, *, han: bool
) -> tuple[int, int | None, bool]:
    """Read a year after the serial; return (end, year or None, whether a dash stood before it)."""
    adjacent = _ADJACENT_ARABIC_YEAR if han else _ADJACENT_HAN_YEAR
    for pattern, explicit in (
        (_DASHED_YEAR, True),
        (_BRACKETED_YEAR, True),
        (_HAN_ONE_YEAR, True),
        (_LOOSE_YEAR, False),
        (adjacent, False),
    ):
        if found := pattern.match(folded, position):
            return found.end(), int(_arabic(found["year"] or found["han_year"])), explicit
    if code.short_year and (short := _SHORT_YEAR.match(folded, position)):
        return short.end(), 1900 + int(short["year"]), True
    return position, None, False


def _tail_allows(folded: str, end: int, digits: str, code: _Code, year: int | None) -> bool:
    """Tell whether what follows leaves the number whole (no further digit, no word, no date)."""
    if end >= len(folded):
        return True
    follower = folded[end]
    if follower in "0123456789":
        return False
    if year is not None:
        return True  # "GB 18401-2010B类": a class letter may touch the year
    if "A" <= follower <= "Z":
        if _LETTER_TAIL.match(folded, end):
            return True
        touching = folded[end + 1 : end + 2]
        alone = not (touching.isascii() and touching.isalnum())
        return alone and len(digits) >= 3 and not code.spoken
    return not (_ANY_YEAR.fullmatch(digits) and _CALENDAR_TAIL.match(folded, end))


def _believable(
    folded: str,
    prefix: re.Match[str],
    end: int,
    number: StandardNumber,
    code: _Code,
    digits: str,
    *,
    explicit: bool,
) -> bool:
    """Tell whether a match in running text is meant as a standard number."""
    if number.year is not None:
        if code.needs_year:
            return explicit
        return (explicit and not code.spoken) or len(digits) >= 2 or "." in number.serial
    tail = _MEASURE_TAIL if code.spoken else _PRICE_TAIL
    if code.needs_year or tail.match(folded, end):
        return False
    bare_sector = prefix["sector"] is not None and prefix["sector_kind"] is None
    if (code.spoken or bare_sector) and number.serial in _EVERYDAY_SERIALS:
        return False
    if code.spoken:
        # "国标2024" is the edition, "国标304" a steel, "国标2.5" a wire.
        return len(digits) >= code.min_digits and not _YEARLIKE.fullmatch(digits)
    if (
        code.prefix == "GB"
        and (len(digits) <= 3 or _YEARLIKE.fullmatch(digits))
        and _BEFORE_STORAGE.search(folded, max(0, prefix.start() - 5), prefix.start())
    ):
        return False  # "128 GB 2024款" is memory
    return len(digits) >= code.min_digits or "." in number.serial
