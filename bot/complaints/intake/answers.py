"""One free answer to several questions: labelled parts, loose parts, and what nobody knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import WHERE_TOLD, Problem, Reader, Understood
from bot.complaints.intake.summary import UNKNOWN
from bot.complaints.understanding.addresses import is_remark
from bot.complaints.understanding.agreeing import only_agrees
from bot.complaints.understanding.asking import asks, is_talk
from bot.complaints.understanding.companions import companions
from bot.complaints.understanding.declining import declined_in, is_bare_wish
from bot.complaints.understanding.extract import amount_in, phone_in
from bot.complaints.understanding.field_names import before_labels, labelled, says_home
from bot.complaints.understanding.name_ends import to_its_end
from bot.complaints.understanding.no_names import DID, MEANS
from bot.complaints.understanding.persons import own_phone_in
from bot.complaints.understanding.respondent import load_businesses
from bot.complaints.understanding.said_anew import is_said_anew
from bot.complaints.understanding.whose_place import whose_place
from bot.complaints.understanding.wish_alone import is_wish_alone

_NAMES = ("respondent", "product")
_CONTACT = frozenset({"name", "phone", "address"})
_LONGEST_NAME = 30  # characters of a loose part that may be a shop's or a thing's name
_STORY = 8  # characters of a loose part that may tell what happened
_REST = 4  # the same, of an answer that can hardly be anything else
_SHOP = re.compile(r"[店坊铺馆庄行社城厂吧屋号记堂园家部站所院](?:[（(].*[）)])?$")
# What comes back to mind later: 「想起来了，在宝岛电器行买的」, 「是宝岛电器行」.
_LATE_SHOP = re.compile(
    r"^(?:想起来了?|店家?|商家|那家|就|应该|好像|哦|[，,\s]){0,6}(?:是|叫做?|在)"
    r"(?P<name>[^，。,\s]{1,14}[店坊铺馆庄行社城厂吧屋号记堂园部站院])"
    r"(?:那里|那家|里头?|头)?(?:买的?|办的?|做的?|吃的?)?[。！!\s]*$"
)
_BREAK = re.compile(r"[，,；;。\n]+|\s{1,}")
_BREAK_OF_NAME = re.compile(r"[，,；;。、\n\s]+")
# A name in Latin letters, and a street in English, have spaces within: 「Anna Kowalska」.
_BREAK_LATIN = re.compile(
    r"[，,；;。、\n]+|(?<![A-Za-zÀ-ÖØ-öø-ɏ'’.\d-])\s+|(?<=\d)\s+(?![A-Z]|(?:hour|day|week|month|year)s?\b)|(?<!\d)\s+(?![A-Za-zÀ-ÖØ-öø-ɏ\d])"
)
_STREET_IN_ENGLISH = re.compile(
    r"\b(?:road|rd|street|st|avenue|ave|lane|district|building|block|unit|room|apt|apartment|no)\b",
    re.IGNORECASE,
)
# 「不知道，页面上没写」: where the other side is stands nowhere.
_NO_ADDRESS = re.compile(
    r"(?:(?:我|也|真的?|都)?(?:不知道|不晓得|不清楚|没看到|没找到|找不到|查不到)"
    r"(?:(?:商家|店家|店铺?|他们?)?的?(?:地址|地点|位置|在哪[里儿点]?))?[，,\s]{0,2})?"
    r"(?:商家|店家|店铺?|他们?)?的?(?:网上|网页|页面|平台|网店|详情页?|上面|地址|地点|位置)(?:[上里]面?|页面)?"
    r"(?:也|都|又)?(?:没有?写|没显示|没公示|没标|没有|没得|查不到|找不到|看不到|不知道|不晓得|不清楚)"
    r"(?:地址|地点)?[了的嘛啊哦呢]?"
)
_NOT_KNOWN = re.compile(
    r"^(?:我|也|都|真的?|实在|现在|就|嘛|这个|那个|具体|全名|店名|名字|日子|时间|，|,)*(?:"
    r"(?:不详|不知道|不晓得|不清楚|不记得|记不清楚?|记不得|记不到|记不起|搞不清楚?|说不清楚?|说不好|"
    r"忘记?了?|不认识|认不到)(?:是)?(?:哪|什么|啥|好久|具体)?[^，。]{0,6}|"
    # 「没有生产日期」 tells what is wrong.
    r"(?:跳过|没有|莫得|没得|无|没问|没看清|没注意)(?:店名|全?名字?|名称|标准号?|地址)?[了的嘛啊哦呢]*)$"
)
# Nothing is wished, known or added: 「随便」, 「你们看着办」, 「就这些」, 「啥子都没得」.
_INDIFFERENT = re.compile(
    r"^(?:我|也|真的?|这个|那个|[，,\s])*(?:随便(?:你们?)?|随意|随你们?|都(?:可以|行|要得|得行|一样)|无所谓|(?:你们?|您)?(?:看着办"
    r"|看到办|说了算|定)"
    r"|还?没(?:有)?(?:想好|考虑好|想法)|没(?:有|啥子?|什么|得啥子?|得)(?:要求|想法|建议|意见|诉求|别的|其他的?|补充的?|要改的?|改的)"
    r"|不(?:用|需要|必)(?:改|补充|加)?|就(?:这些|这样|这么多|是这些)|(?:说|写)?完了|(?:还|都|一样|啥子?|什么)(?:都|也)?(?:没有?|没得|莫得))"
    r"[了的嘛吧啊哦呢哈噻]*$"
    r"|^(?:whatever|anything|no idea|not sure|i (?:do not|don'?t) (?:know|remember)|none|nothing"
    r"|n/?a|up to you|that'?s all)$",
    re.IGNORECASE,
)
# 「没有照片」, 「发票没得」: it may be registered without.
_PROOF = r"(?:照片|图片|相片|小票|发票|票据|收据|截图|证据|凭证|录音|录像|视频|聊天记录|材料|单据)"
_NO_PROOF = re.compile(
    rf"^(?:我|也|都|现在|当时|手头|[，,\s])*(?:(?:没有?|没得|莫得|无)(?:拍|留|开|保存)?(?:得|到|过)?(?:啥子?|什么)?{_PROOF}"
    rf"|{_PROOF}(?:都|也)?(?:没有?|没得|莫得|丢了|没留|没拍|没开)(?:到|得)?)[了的嘛啊哦呢哈吗]*$"
)
_AGREES = re.compile(r"(?<!不)(?<!不想)(?<!没)同意|愿意登记|可以登记|(?i:\bi agree\b[.!]?)")
_DISAGREES = re.compile(
    r"不同意|不愿意|不想留|拒绝|(?i:\bi (?:disagree|refuse)\b|\b(?:do not|don'?t|not) agree\b)"
)
_IDENTITY = re.compile(r"实名|匿名")
# Besides a district; words that tell of something, ask for it or number a house are no name.
_PLAIN_NAME = re.compile(r"[^\W\d的我你他在不没给了买要退换赔街路号道镇乡村]{3,12}$")
_SUGGESTS = re.compile(r"建议|希望|应该|应当|最好")
# 「在菜市场后门」 says where it is.
_WHERE = re.compile(r"^就?在(?=[^\W_]{2})|(?:[前后侧]门|门口|旁边|对面|隔壁|楼下|附近)$")
# 「张记家电买的冰箱」: what was done there ends the name.
_DONE_THERE = re.compile(r"(?:那里|那边|里头?|家)?[买配办做修订装租充洗吃](?:的|了|过)")
_LATIN_WORDS = re.compile(r"(?<=[A-Za-zÀ-ÖØ-öø-ɏ]{2})\.?\s[A-Za-zÀ-ÖØ-öø-ɏ]{2}")
_DIGITS = re.compile(r"\d[\d\s-]{5,}\d")
_ADDRESS = re.compile(r"[区县市路街道号楼村镇乡组栋苑庭园巷]")

# Where something was bought or happened is no home.
_OF_THE_MATTER = re.compile(r"[买吃喝修]的|[买吃喝修]了|发生|的事|[家个]店|店在|店开在|商家在|门市")
_GOES_ON = re.compile(rf"^(?:\d|[A-Za-z]{{1,3}}(?![A-Za-z\s]))|{_ADDRESS.pattern}|单元|[室层幢座]")


@dataclass
class Answers:
    """What one message answers.

    Args:
        values: field names and values, companions included.
        unknown: fields that the citizen says they can't tell.
        notes: sentences the citizen must hear about it.
        problems: what is wrong with parts that were meant for a field.
        anew: fields said by name or beside the question: they replace what was known.
    """

    values: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    anew: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.values or self.unknown)


def is_not_known(text: str) -> bool:
    """Whether words say only that the citizen can't tell."""
    said = text.strip(" 。！!，,.")
    return _NOT_KNOWN.match(said) is not None or _INDIFFERENT.match(said) is not None


def has_no_address(text: str) -> bool:
    """Whether words say only that the address can't be told.

    >>> has_no_address("不知道，页面上没写"), has_no_address("页面上没写生产日期")
    (True, False)
    """
    return _NO_ADDRESS.fullmatch(text.strip(" 。！!，,.")) is not None


def has_no_proof(text: str) -> bool:
    """Whether words say only that there is no photograph, receipt or the like.

    >>> has_no_proof("没有照片"), has_no_proof("没有生产日期")
    (True, False)
    """
    return _NO_PROOF.match(text.strip(" 。！!，,.")) is not None


def read_together(
    reader: Reader, text: str, asked: Sequence[str], draft: Draft, now: datetime
) -> Answers:
    """What a message answers of the fields asked, and whatever else it says by name.

    Args:
        reader: reads one field.
        text: as typed, in half width.
        asked: the fields of the question, in its order.
        draft: what is known; not changed.
        now: aware UTC.
    """
    got = Answers()
    is_contact = not {*_CONTACT, "consent", "identity"}.isdisjoint(asked)
    if not is_contact and _AGREES.search(text) and phone_in(text):
        # Given before it was asked: a home is no place of the matter, the notice is still to come.
        asked, is_contact = ("name", "phone", "address"), True
    said, loose = labelled(text), before_labels(text)
    if not said or (not is_contact and len(loose) >= _STORY and _CONTACT.issuperset(dict(said))):
        # 「…捞回来再熬，我叫张晓梅，电话…，昨天看见的」: who tells is a part of the story.
        said, loose = [], text
    said, loose = name_and_phone_to_their_ends(said, loose)
    is_own = is_contact or (draft.kind == "complaint" and says_home(text))
    for named, told in said:
        # The reader believes any name that is given as one, whatever the surname.
        words = f"我叫{told}" if named == "name" else told
        _put(reader, _meant(named, is_contact=is_own), words, draft, now, got)
    got.anew = set(dict(said)) & set(got.values)
    part = _Contact if is_contact else _Facts
    part(reader, text, loose, asked, draft, now, got).take()
    shop, known = got.values.get("respondent", ""), draft.values.get("respondent", "")
    if shop.startswith(f"{known}：") and known == load_businesses().platform_in(known):
        got.anew.add("respondent")  # of the platform that was known, the shop
    return got


def name_and_phone_to_their_ends(
    said: Sequence[tuple[str, str]], loose: str
) -> tuple[list[tuple[str, str]], str]:
    """「我叫李小明，138…，中山四路2号」: what follows a name or a telephone names no field."""
    found, rest = [], [loose]
    for named, told in said:
        end = None
        if named == "name":
            end = (_BREAK_LATIN if _LATIN_WORDS.search(told) else _BREAK_OF_NAME).search(told)
        elif named == "phone" and (digits := _DIGITS.search(told)):
            end = _BREAK_OF_NAME.search(told, digits.end())
        found.append((named, told[: end.start()] if end else told))
        rest.append(told[end.end() :] if end else "")
    return found, "，".join(part for part in rest if part)


def read_field(
    reader: Reader, name: str, words: str, draft: Draft, now: datetime
) -> Understood | Problem:
    """The value of one field; the sum is read here, for it is no question of its own."""
    if name != "amount":
        return reader.read(name, words, draft, now)
    amount = amount_in(words) or amount_in(f"{words}元")
    return Problem("") if amount is None else Understood({"amount": str(amount)})


def _meant(name: str, *, is_contact: bool) -> str:
    return "where" if name == "address" and not is_contact else name


def _put(reader: Reader, name: str, words: str, draft: Draft, now: datetime, got: Answers) -> None:
    if is_not_known(words):
        if reader.script.fields.get(name) and reader.script.may_stay_open(name, draft.kind):
            got.unknown.append(name)
        return
    read = read_field(reader, name, words, draft, now)
    if isinstance(read, Problem):
        got.problems += [read.text] if read.text else []
        return
    got.values |= {key: value for key, value in read.values.items() if value}
    got.notes += read.notes


@dataclass(frozen=True)
class _Answering:
    """An answer that is being read, and what it has given so far.

    Args:
        loose: what of the text names no field.
    """

    reader: Reader
    text: str
    loose: str
    asked: Sequence[str]
    draft: Draft
    now: datetime
    got: Answers

    def everything(self, text: str) -> dict[str, str]:
        return self.reader.everything(text, self.draft, self.now)

    def read(self, name: str, words: str) -> dict[str, str]:
        read = self.reader.read(name, words, self.draft, self.now)
        return read.values if isinstance(read, Understood) else {}

    def put(self, name: str, words: str) -> None:
        _put(self.reader, name, words, self.draft, self.now, self.got)

    def waits_for(self, name: str) -> bool:
        """Whether a field is asked and has no answer yet."""
        return name in self.asked and name not in self.got.values


class _Facts(_Answering):
    """Loose parts of an answer: what tells itself apart, then names in the order asked."""

    def take(self) -> None:
        if self.loose.strip():
            self._take_loose()
        self._take_home()

    def _take_loose(self) -> None:
        found = self._found()
        for name, value in found.items():
            self.got.values.setdefault(name, value)
        place = self.reader.places.find(self.loose) if "where" in found else None
        self.got.notes += [place.note] if place is not None and place.note else []
        breaks = _BREAK_LATIN if _LATIN_WORDS.search(self.loose) else _BREAK
        pieces = [part.strip() for part in breaks.split(self.loose) if part.strip()]
        self._name_to_its_end(found, pieces)
        left = [n for n in self.asked if not self.got.values.get(n) and n not in self.got.unknown]
        told = set() if "what" in self.asked else {"what"}
        alone = set(found) <= {"wanted", "amount"} | told
        if "wanted" in self.asked and "wanted" in found and alone:
            # Said alone, a wish is kept in the citizen's words: 「换一件或者退款」.
            self.got.values |= self.read("wanted", self.loose)
        running = any(self._says_more_than_one(piece) for piece in pieces)
        rest = "".join(self._fitted(piece, left, found, running) for piece in pieces)
        least = _REST if "what" in self.asked[:1] else _STORY
        if "what" in left and len(rest) >= least and not set(_NAMES) & set(left):
            self.put("what", self.loose)

    def _take_home(self) -> None:
        """「王小明，139…，新牌坊一路8号」: right behind their own telephone is where they live.

        Only where the place of the matter is known, if without its district; until then it may be
        that.
        """
        phone, known = _DIGITS.search(self.text), self.draft.values
        if phone is None or not phone_in(phone[0]):
            return
        is_own = {"name", "phone"} <= {*self.got.values, *known}
        told = bool(known.get(WHERE_TOLD))
        if not is_own or not (told or (known.get("where") and "where" not in self.asked)):
            return
        if known.get("address") or known.get("identity") == "anonymous":
            return
        after = self.text[phone.end() :].lstrip(" 、")
        behind = [p.strip() for p in _BREAK.split(after) if p.strip()]
        address = _address_in(behind)
        if not address or address[0] != behind[0] or not any(map(str.isdigit, address[0])):
            return
        self.put("address", "".join(address))
        if (where := self.got.values.get("where")) and where in address[0]:
            for name in ("where", "district"):
                self.got.values.pop(name, None)

    def _found(self) -> dict[str, str]:
        text = self.loose
        found = self.everything(text)
        rest = text.replace(found.get("respondent", ""), "", 1)
        if "product" in found and "product" not in self.everything(rest):
            # 「雅迪电动车专卖店」 names a shop; what was bought there is still to be said.
            del found["product"]
        if "respondent" in self.asked[:1] and (shop := _shop_of_a_place(text.strip(), found)):
            return {name: found[name] for name in ("where", "district")} | {"respondent": shop}
        return found

    def _name_to_its_end(self, found: dict[str, str], pieces: Sequence[str]) -> None:
        """Said alone, a name is kept to its end: 「测试商店第199号」."""
        business = found.get("respondent")
        if business is None or "respondent" not in self.asked:
            return
        alone = next((piece for piece in pieces if piece.startswith(business)), business)
        alone = to_its_end(alone, alone)
        if _DONE_THERE.match(alone[len(business) :]):
            alone = business
        read = self.reader.read("respondent", alone, self.draft, self.now)
        if isinstance(read, Understood):
            self.got.values["respondent"] = read.values.get("respondent", business)

    def _says_more_than_one(self, piece: str) -> bool:
        """Whether a part is a sentence, not an item of a list: 「上周五在观音桥买的电饭煲」."""
        return len({"when", "where", "product"} & set(self.everything(piece))) > 1

    def _fitted(self, piece: str, left: list[str], found: dict[str, str], running: bool) -> str:
        """Give a part to the field it may answer; what of it is left where it answers none.

        Told in sentences (``running``), a part that names no shop is what happened: 「煮饭漏电」.
        """
        is_part = any(piece in value for n, value in found.items() if n != "what")
        if is_part or is_not_known(piece):
            return ""
        reader, draft, now = self.reader, self.draft, self.now
        may_be = [n for n in left if not running or n not in _NAMES or _SHOP.search(piece)]
        fitting = next((n for n in may_be if _fits(reader, n, piece, may_be, draft, now)), None)
        if fitting is None:
            return "" if _is_no_answer(piece) or is_wish_alone(piece) else _without(found, piece)
        # What happened is kept whole, not the part of it that shows it.
        read = self.read(fitting, self.loose if fitting == "what" else piece)
        if read.get(fitting):
            self.got.values |= {k: v for k, v in read.items() if k not in self.got.values}
            left.remove(fitting)
            if fitting == "respondent":
                self._without_shops_product(piece, left, found)
        return ""

    def _without_shops_product(self, piece: str, left: list[str], found: dict[str, str]) -> None:
        """「张记豆腐坊」 names a shop too."""
        values = self.got.values
        if values.get("product", "") != found.get("product"):
            return
        if "product" not in self.everything(self.loose.replace(piece, "")):
            del values["product"]
            left += ["product"] if "product" in self.asked else []


def _shop_of_a_place(text: str, found: dict[str, str]) -> str:
    """「潼南区阿强烟酒」 whole, which without its district names a shop; empty if it is none."""
    where = found.get("where", "")
    if not where or "respondent" in found or not text.startswith(where):
        return ""
    return text if _PLAIN_NAME.match(text[len(where) :]) else ""


def _without(found: dict[str, str], piece: str) -> str:
    for value in found.values():
        piece = piece.replace(value, "")
    return piece


def _is_no_answer(piece: str) -> bool:
    return asks(piece) or is_talk(piece) or is_bare_wish(piece) or declined_in(piece) is not None


def _fits(
    reader: Reader, name: str, piece: str, left: Sequence[str], draft: Draft, now: datetime
) -> bool:
    """Whether a loose part may answer a field that nothing in it speaks of."""
    if is_wish_alone(piece):
        return name == "wanted"
    if _is_no_answer(piece) or MEANS.search(piece):
        return False
    if DID.search(piece):
        return name == "what"
    says = reader.everything(piece, draft, now)
    if name in _NAMES:
        if name == "product" and _WHERE.search(piece):
            return False
        return not reader.names_nothing(piece) and _is_name(name, piece, says)
    if name == "what":
        # As long as a name is missing, it may be that, unless it tells more than a name does;
        # what is left of the values alone tells nothing: 「巴南区李家沱爱玛专卖店」.
        names = [n for n in _NAMES if n in left]
        beside = _without({n: v for n, v in says.items() if n != "what"}, piece)
        is_name = names and any(_fits(reader, n, piece, left, draft, now) for n in names)
        least = _REST if draft.kind == "feedback" else _STORY
        return reader.tells(piece) or (len(beside) >= least and not is_name)
    if name == "standard":
        return bool(reader.by_title(piece))
    return name == "wanted" and draft.kind == "feedback" and _SUGGESTS.search(piece) is not None


def _is_name(name: str, piece: str, says: dict[str, str]) -> bool:
    """Whether a part may be a name, by its length and what else it says."""
    others = set(says) - {name, "what"}
    is_longer = len(piece) > len(says.get("product", ""))
    if name == "respondent" and is_longer and _SHOP.search(piece):
        others -= {"product"}  # 「张记豆腐坊」
    return len(piece) <= _LONGEST_NAME and not others and "what" not in says


class _Contact(_Answering):
    """Who tells, whether they agree, and where they are reached."""

    def take(self) -> None:
        if "identity" in self.asked and _IDENTITY.search(self.text):
            self.put("identity", self.text)
        self._consent()
        is_others = phone_in(self.loose) and not own_phone_in(self.loose)
        if self.waits_for("phone") and (digits := _DIGITS.search(self.loose)) and not is_others:
            self.put("phone", digits[0] if phone_in(digits[0]) else self.loose)
        pieces = self._pieces()
        address = _address_in(pieces)
        if self.waits_for("address") and address:
            between = ", " if _STREET_IN_ENGLISH.search(" ".join(address)) else ""
            self.put("address", between.join(address))
        for piece in pieces:
            if piece in address or asks(piece):
                continue
            if not self._late(piece) and self.waits_for("name"):
                self.got.values |= {k: v for k, v in self.read("name", piece).items() if v}
        if self.waits_for("identity") and {"name", "phone"} & set(self.got.values):
            # Whoever is asked 「实名还是匿名」 and gives their name.
            self.got.values["identity"] = "named"

    def _consent(self) -> None:
        if "consent" not in self.asked:
            return
        if _DISAGREES.search(self.text):
            self.got.values["consent"] = "no"
        elif _AGREES.search(self.text) or only_agrees(self.text):
            self.got.values["consent"] = "yes"

    def _pieces(self) -> list[str]:
        has_phone = "phone" in self.asked and phone_in(self.loose)
        rest = _DIGITS.sub("，", self.loose) if has_phone else self.loose
        breaks = _BREAK_LATIN if _LATIN_WORDS.search(rest) else _BREAK
        pieces = [p.strip(" .、") for p in breaks.split(_IDENTITY.sub("", _AGREES.sub("", rest)))]
        return [p for p in pieces if p and not is_not_known(p) and not only_agrees(p)]

    def _late(self, piece: str) -> bool:
        """Take what a part tells of the matter where contact data are asked: 「是上周五买的」.

        A place alone may be the citizen's; a name that is known is not replaced by a guess.
        """
        found = self.everything(piece)
        known = self.draft.values
        names = {"when", "wanted"} & set(found)
        names |= {"where"} & set(found) if _OF_THE_MATTER.search(piece) else set()
        shops = whose_place(piece)
        if known.get("respondent") == UNKNOWN and (shop := _LATE_SHOP.match(piece)):
            found |= self.read("respondent", shop["name"])
        names -= {
            name
            for name in ("when", "where")
            if name in names
            and known.get(name, UNKNOWN) != UNKNOWN
            and not (is_said_anew(piece, found[name]) or (shops and name == "where"))
        }
        names |= {name for name in _NAMES if name in found and known.get(name) == UNKNOWN}
        for name in names:
            self.got.values |= {key: found[key] for key in (name, *companions(name, found))}
        self.got.anew |= names
        return bool(names)


def _address_in(pieces: Sequence[str]) -> list[str]:
    """The parts of an address, which go on with numbers: 「南坪西路 40 号 2 单元 5-1」."""
    begins = next((n for n, piece in enumerate(pieces) if _is_address(piece)), None)
    if begins is None:
        return []
    goes_on = _is_latin if _STREET_IN_ENGLISH.search(pieces[begins]) else _goes_on
    return [pieces[begins], *takewhile(goes_on, pieces[begins + 1 :])]


def _is_address(piece: str) -> bool:
    is_street = _ADDRESS.search(piece) or (
        _STREET_IN_ENGLISH.search(piece) and any(map(str.isdigit, piece))
    )
    is_said = _OF_THE_MATTER.search(piece) or is_remark(piece)
    return len(piece) >= 3 and bool(is_street) and not is_said


def _is_latin(piece: str) -> bool:
    return piece.isascii() and phone_in(piece) is None


def _goes_on(piece: str) -> bool:
    return bool(_GOES_ON.search(piece)) and not _OF_THE_MATTER.search(piece)


def unknown_values(names: Sequence[str]) -> dict[str, str]:
    """What is noted for fields the citizen can't tell."""
    return dict.fromkeys(names, UNKNOWN)
