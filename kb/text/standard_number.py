"""Finds standard numbers in what citizens type or say and gives them their canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, total_ordering

from kb.text.kept import kept
from kb.text.standard_code import PREFIX, Code, Letter, code_of
from kb.text.standard_code import code_asked as _code_asked

# ---------------------------------------------------------------------------------------------
# Folding: one character in, one character out, so that offsets in the folded text are offsets
# in the text the caller gave us.

_DASHES = "‐‑‒–—―−─━╴╶╺╼﹘﹣⁃ー－˗⎯⸺⸻"
_SLASHES = "∕⁄╱⧸／\\＼"
_TILDES = "〜∼～˜⁓"
_BLANKS = "\t\u00a0\u00ad\u200b\u200c\u200d\u2060\u3000\ufeff"
_FOLD_EXCEPTIONS = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_SLASHES, "/"),
    **dict.fromkeys(_TILDES, "~"),
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


_S = " {0,4}"
# What may stand between prefix and serial: "GB 标准号：7718", "GB-7718", "GB/7718".
_GAP = re.compile(rf"{_S}(?:标准)?(?:编?号)?{_S}[-:/._]?{_S}")

# ---------------------------------------------------------------------------------------------
# Serials and years

_A = "[0-9OLI]"
_H = f"[{''.join(_HAN_DIGITS)}]"
_HO = f"[{''.join(_HAN_DIGITS)}0O]"
_SERIAL = re.compile(
    # The lookahead keeps a year after the dot ("7718.2025") from being read as a part.
    rf"(?P<arabic>{_A}{{1,17}})(?P<arabic_part>(?:[.·点](?={_A}{{0,2}}[0-9]){_A}{{1,3}}"
    rf"(?!{_A})){{0,2}})"
    rf"|(?P<han>{_H}{_HO}{{1,9}})(?P<han_part>(?:[.·点]{_HO}{{1,2}}(?!{_HO})){{0,2}})"
)
_TSG_SERIAL = re.compile(
    rf"{_S}[-/]?{_S}(?P<letters>[A-Z]{{0,2}}?) ?(?P<digits>{_A}{{2,4}})(?!{_A})"
)
_ISO_PART = re.compile(r"(?:-[0-9]{1,3}(?![0-9])){1,2}")
# Digits held apart by blanks (G B 1 8 4 0 1); of a firm's number, its groups (2 16 004).
_SPREAD = re.compile(
    r"(?P<serial>[0-9](?: [0-9]){2,6})(?P<part>(?: ?[.·] ?[0-9](?: [0-9]){0,2})?)(?![0-9]| [0-9])"
)
_GROUPS = re.compile(r"(?P<serial>[0-9]{1,4}(?: [0-9]{1,4}){2,4})(?! ?[0-9])")
_REVISION = re.compile(r"[A-Z](?![A-Z0-9]|[类级款型])")
_RANGE = re.compile(rf"{_S}(?P<sign>~|至|到|-){_S}")
_LAST = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3}){0,2}(?![0-9])")
_MOST_IN_RANGE = 300  # GB/T 5009 has more than two hundred parts
_FOOD_SUFFIX = re.compile(r" ?S(?![A-Z0-9])")

_YEAR = (
    rf"(?:(?P<year>(?:[1LI]9|2[0O]){_A}{{2}})(?![0-9])"
    rf"|(?P<han_year>(?:[一幺]九|[二两][零〇0O]){_HO}{{2}})(?!{_HO}))"
)
_DASHED_YEAR = re.compile(rf"{_S}(?:-{{1,3}}|~|:|横杠|横线|短横|杠|减){_S}{_YEAR}")
# Seen in print: the Chinese one typed for the dash.
_HAN_ONE_YEAR = re.compile(rf"{_S}一{_S}(?P<year>(?:19|20)[0-9]{{2}})(?P<han_year>)(?![0-9])")
_BRACKETED_YEAR = re.compile(rf"{_S}[(\[〔]{_S}{_YEAR}{_S}[)\]〕]")
_LOOSE_YEAR = re.compile(rf"(?: {{1,4}}|\.){_YEAR}(?! ?年(?!版)|[-./][0-9])")
_ADJACENT_HAN_YEAR = re.compile(
    rf"(?P<year>)(?P<han_year>(?:[一幺]九|[二两][零〇0O]){_HO}{{2}})(?!{_HO})"
)
_ADJACENT_ARABIC_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<han_year>)(?![0-9]| ?年(?!版))")
_SPREAD_YEAR = re.compile(rf"{_S}-{_S}(?P<year>(?:1 9|2 0) [0-9] [0-9])(?! ?[0-9])")
_AMENDMENT = re.compile(
    rf"{_S}[/_]?{_S}XG{_S}(?P<count>[0-9]{{1,2}})(?![0-9])"
    rf"(?:{_S}-{_S}(?P<year>(?:19|20)[0-9]{{2}})(?![0-9]))?"
    rf"|{_S}的?《?第?{_S}(?P<said>[0-9]{{1,2}}|[一二三四五六七八九]){_S}号修改单》?"
)
_SHORT_YEAR = re.compile(rf"{_S}[-:]{_S}(?P<year>[5-9][0-9])(?![0-9]|[-./][0-9])")

# Said aloud these numbers are hotlines or dates, not standards.
_EVERYDAY_SERIALS = frozenset((
    "110", "114", "119", "120", "122", "315", "3.15", "12306", "12315", "12320", "12345",
    "12351", "12358", "12365", "12371",
))  # fmt: skip

# A date and a mobile phone are no numbers with too many digits.
_NO_OVERLONG = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]|1[3-9][0-9]{9}")
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
        serial: Serial with its parts, leading zeros kept, such as `4706.1`, `022`, `T7001`,
            `9001C`; of a range its first and last, `50254~50259`.
        year: Year of publication in four digits, or None where none was given.
        amendment: Of an amendment (修改单), which one and from when: `XG1-2023`, `XG1`.
    """

    prefix: str
    serial: str
    year: int | None = None
    amendment: str = ""

    @classmethod
    def find(cls, text: str) -> StandardNumber | None:
        """Return the first standard number in running text, or None."""
        return next((number for _, _, number in _scanned(text)), None)

    @classmethod
    def find_all(cls, text: str) -> list[StandardNumber]:
        """Return the standard numbers in running text, each once, in order of appearance."""
        return list(dict.fromkeys(number for _, _, number in _scanned(text)))

    @classmethod
    def parse(cls, text: str) -> StandardNumber:
        """Read a text that is one standard number and nothing else, in any spelling.

        Raises:
            ValueError: The text is not a standard number.
        """
        stripped = text.strip()
        folded = _fold(stripped)
        prefix = PREFIX.match(folded)
        found = _read(folded, prefix, believed=True) if prefix else None
        if found is None or found[0] != len(folded):
            raise ValueError(f"not a standard number: {text[:80]!r}")
        return found[1]

    @property
    def undated(self) -> StandardNumber:
        """The same number without its year and amendment."""
        if self.year is None and not self.amendment:
            return self
        return StandardNumber(self.prefix, self.serial)

    @property
    def amended(self) -> StandardNumber:
        """The standard an amendment belongs to; itself if it is none."""
        return replace(self, amendment="") if self.amendment else self

    @property
    def members(self) -> list[StandardNumber]:
        """The numbers of a range, at most 301; itself alone if it is none."""
        first, sign, last = self.serial.partition("~")
        if not sign:
            return [self]
        head, dot, tail = first.rpartition(".")
        end = last.rpartition(".")[2]
        return [
            replace(self, serial=f"{head}{dot}{str(count).zfill(len(tail))}")
            for count in range(int(tail), int(end) + 1)
        ]

    @property
    def is_impossible(self) -> bool:
        """Whether it has more digits than any number of its kind."""
        if self.prefix.startswith(("T/", "Q/", "YBB")):
            return False
        return any(len(digits) > 6 for digits in re.findall("[0-9]+", self.serial))

    def __str__(self) -> str:
        # Printed as the issuing bodies print them: DB50/105-2006, but DBS50/ 022-2014.
        touches = self.prefix.endswith(("/", "-", "YBB")) and not self.prefix.startswith("DBS")
        name = f"{self.prefix}{'' if touches else ' '}{self.serial}"
        if self.year is not None:
            colon = self.prefix.startswith(("ISO", "IEC"))
            name = f"{name}{':' if colon else '-'}{self.year}"
        return f"{name}/{self.amendment}" if self.amendment else name

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, StandardNumber):
            return NotImplemented
        return self._sort_key() < other._sort_key()

    def _sort_key(self) -> tuple[str, list[tuple[int, str]], str, int, str]:
        """Serials sort as numbers (GB 2760 before GB 18401), undated before dated."""
        pieces = re.findall(r"[0-9]+|[^0-9.\-]+", self.serial)
        natural = [(int(p), "") if p[0] in "0123456789" else (-1, p) for p in pieces]
        return self.prefix, natural, self.serial, self.year or 0, self.amendment


def undated(number: str) -> str:
    """A number as its editions share it.

    >>> undated("GB 811-2022")
    'GB 811'
    """
    return str(StandardNumber.parse(number).undated)


def spans(text: str) -> list[tuple[int, int, StandardNumber]]:
    """Return (start, end, number) for every standard number, offsets relative to `text`."""
    return list(_scanned(text))


def code_asked(text: str) -> str | None:
    """The code a text asks about without a number (「JGJ是什么」), upper case; else None."""
    return _code_asked(_fold(text.strip()[:60]))


def canonicalise(text: str) -> str:
    """Return running text with every standard number replaced by its canonical form."""
    pieces: list[str] = []
    position = 0
    for start, end, number in _scanned(text):
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


@kept
def _scanned(text: str) -> tuple[tuple[int, int, StandardNumber], ...]:
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[tuple[int, int, StandardNumber]]:
    folded = _fold(text)
    position = 0
    while prefix := PREFIX.search(folded, position):
        found = _read(folded, prefix, believed=False)
        if found is None:
            position = prefix.start() + 1
        else:
            position = found[0]
            yield prefix.start(), found[0], found[1]


@dataclass(frozen=True)
class _Serial:
    """A serial as it stands in the text; `year` where it was written into the digits."""

    text: str
    digits: str
    end: int
    han: bool = False
    year: int | None = None
    is_whole: bool = False  # nothing more belongs to it: no letter, no range


def _read(
    folded: str, prefix: re.Match[str], *, believed: bool
) -> tuple[int, StandardNumber] | None:
    """Read serial, year and amendment after a prefix; return (end, number).

    Args:
        believed: The caller knows the text to be a number, so doubtful ones are taken too.
    """
    code = code_of(prefix)
    if code.prefix == "TSG":
        return _read_tsg(folded, prefix.end(), believed=believed)
    gap = _GAP.match(folded, prefix.end())
    found = _read_serial(folded, gap.end() if gap else prefix.end(), code)
    if found is None:
        return None
    serial, end = found.text, found.end
    if not found.is_whole:
        end, serial = _read_more(folded, end, serial, code)
    year, explicit = found.year, found.year is not None
    if year is None:
        end, year, explicit = _read_year(folded, end, code, han=found.han)
    if not _tail_allows(folded, end, found.digits, code, year):
        return None
    number = StandardNumber(code.prefix, serial, year)
    if believed or _believable(folded, prefix, end, number, code, found.digits, explicit=explicit):
        return _with_amendment(folded, end, number)
    return None


def _read_serial(folded: str, start: int, code: Code) -> _Serial | None:
    """Read the serial, in whatever form the code has it."""
    if code.serial and (own := code.serial.match(folded, start)):
        text = own["serial"].replace(" ", "")
        return _Serial(text, text, own.end(), is_whole=True)
    apart = _GROUPS if code.prefix.startswith("Q/") else _SPREAD
    if spread := apart.match(folded, start):
        digits = spread["serial"].replace(" ", "")
        part = spread.groupdict().get("part") or ""
        text = digits + part.replace(" ", "").replace("·", ".")
        return _Serial(text, digits, spread.end(), is_whole=True)
    found = _SERIAL.match(folded, start)
    if found is None:
        return None
    han = found["han"] is not None
    raw = found["han"] if han else found["arabic"]
    digits = _arabic(raw)
    part = _arabic(found["han_part"] if han else found["arabic_part"])
    part = part.replace("·", ".").replace("点", ".")
    # Lookalike letters count only among real digits ("184O1"), never as a word of their own.
    if han and len(digits) < 3 and not part:
        return None
    if not han and _LOOKALIKE_WORD.search(raw):
        return None
    if code.prefix.startswith(("ISO", "IEC")) and _is_day(folded, digits, found.end()):
        return None
    if len(digits) in (8, 9) and not part and (han or code.splits):
        if _YEARLIKE.fullmatch(digits[-4:]):
            short = digits[:-4]
            return _Serial(short, short, found.end(), han, int(digits[-4:]))
        if not code.overlong:
            return None
    if len(digits) > code.max_digits and (
        not code.overlong or han or part or _NO_OVERLONG.fullmatch(digits)
    ):
        return None
    return _Serial(digits + part, digits, found.end(), han)


def _is_day(folded: str, digits: str, end: int) -> bool:
    return bool(_ANY_YEAR.fullmatch(digits) and _CALENDAR_TAIL.match(folded, end))


def _read_more(folded: str, end: int, serial: str, code: Code) -> tuple[int, str]:
    """What belongs to a serial behind its digits: a letter, parts of an ISO, the end of a range."""
    if code.prefix.startswith("Q/") and (suffix := _FOOD_SUFFIX.match(folded, end)):
        return suffix.end(), f"{serial}S"
    if code.prefix.startswith(("ISO", "IEC")):
        if part := _ISO_PART.match(folded, end):
            return part.end(), serial + part.group()
        return end, serial
    if code.letter is not Letter.NONE and (letter := _REVISION.match(folded, end)):
        dated = _read_year(folded, letter.end(), code, han=False)[1] is not None
        if dated or code.letter is Letter.ALWAYS:
            return letter.end(), serial + letter.group()
    if (sign := _RANGE.match(folded, end)) and not code.spoken:
        return _read_range(folded, sign, end, serial, code)
    return end, serial


def _read_range(
    folded: str, sign: re.Match[str], end: int, serial: str, code: Code
) -> tuple[int, str]:
    start = sign.end()
    again = PREFIX.match(folded, start)
    if again and code_of(again).prefix == code.prefix:
        gap = _GAP.match(folded, again.end())
        start = gap.end() if gap else again.end()
    found = _LAST.match(folded, start)
    if found is None:
        return end, serial
    head, dot, tail = serial.rpartition(".")
    last = found.group()
    if dot and "." not in last:
        last = f"{head}.{last}"
    last_head, _, last_tail = last.rpartition(".")
    few = head == last_head and 0 < int(last_tail) - int(tail) <= _MOST_IN_RANGE
    # Behind a dash stands a year; five digits are none.
    dashed = sign["sign"] == "-" and not (len(last) == len(serial) == 5 and not dot)
    if not few or dashed:
        return end, serial
    return found.end(), f"{serial}~{last}"


def _with_amendment(folded: str, end: int, number: StandardNumber) -> tuple[int, StandardNumber]:
    found = _AMENDMENT.match(folded, end)
    if found is None or "~" in number.serial:
        return end, number
    year = f"-{found['year']}" if found["year"] else ""
    count = int(_arabic(found["count"] or found["said"]))
    return found.end(), replace(number, amendment=f"XG{count}{year}")


def _read_tsg(folded: str, start: int, *, believed: bool) -> tuple[int, StandardNumber] | None:
    """Read the serial of a TSG, which may open with letters: TSG T7001, TSG ZF001, TSG 08."""
    found = _TSG_SERIAL.match(folded, start)
    if found is None:
        return None
    code = Code("TSG", short_year=False)
    end, year, _ = _read_year(folded, found.end(), code, han=False)
    if end < len(folded) and folded[end] in "0123456789":
        return None
    if not believed and year is None and _PRICE_TAIL.match(folded, end):
        return None
    return end, StandardNumber("TSG", found["letters"] + _arabic(found["digits"]), year)


def _read_year(
    folded: str, position: int, code: Code, *, han: bool
) -> tuple[int, int | None, bool]:
    """Read a year after the serial; return (end, year or None, whether a dash stood before it)."""
    if spread := _SPREAD_YEAR.match(folded, position):
        return spread.end(), int(spread["year"].replace(" ", "")), True
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


def _tail_allows(folded: str, end: int, digits: str, code: Code, year: int | None) -> bool:
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
    return not _is_day(folded, digits, end)


def _believable(
    folded: str,
    prefix: re.Match[str],
    end: int,
    number: StandardNumber,
    code: Code,
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
