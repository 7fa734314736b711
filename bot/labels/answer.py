"""What is said to the photo of a label, and the one thing that is asked.

Nothing is called a fake: that the catalogue lacks a number may be the catalogue's, the photo's or
the label's fault. A number that may have been misread is offered, not answered about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from bot.kit.messages import Button, Reply, ReplyKind
from bot.labels.near import near, near_text
from bot.labels.printed import Found, Printed
from kb.answer import Answer
from kb.answering import Answerer
from kb.catalogue import Catalogue, Edition, LookUp, named
from kb.models import StandardStatus
from kb.ocr.wire import Page
from kb.search.index import EntryKind

READ = "照片上读到的标准号是 {number}。读错了的话，把编号打给我。"
NO_YEAR = "照片上没有读到年份，下面说的是 {number}；标签上印着年份的，请把完整的编号打给我。"
LOOKS = (
    "照片上的标准号没有读准，看起来是 {name}，对吗？"
    "对的，回复“1”，我就说它；不对，请把标签上的编号打给我。"
)
MAYBE = (
    "目录里没有查到，可能是目录还没有收录，可能是照片没有读准，也可能是标签印错了；"
    "单凭这一点，不能说东西有问题。"
)
NOT_OURS = "目录里没有查到：企业标准和团体标准大多没有收录在这里，单凭这一点，不能说东西有问题。"
SEVERAL = "照片上读到 {count} 个标准号："
MISSING = "目录里没有查到，可能是没有收录、没有读准，也可能是印错了"
WHICH = "您想看哪一个？回复序号就行；读错了的，把编号打给我。"
WHICH_TYPED = "您想问哪一个？请把编号打给我。"
OVER = (
    "标签上的这个标准已经不再有效，不等于东西不合格：要看生产日期。"
    "新标准实施以前生产的，生产时它可能还有效；还能不能卖，看新标准怎么规定过渡期。"
)
MADE_BEFORE = (
    "照片上读到的生产日期是 {made}，那时它还没有失效（{ended} 起不再有效）；"
    "还能不能卖，看新标准怎么规定过渡期，拿不准可以打 12315 问。"
)
MADE_AFTER = (
    "照片上读到的生产日期是 {made}，那时它已经不再有效（{ended} 起）。"
    "日期和编号要是没有读错，可以请监管部门核实。"
)
OFFER = (
    "要登记的，回复“我要举报”（只反映，可以匿名）或者“我要投诉”（想退、换、赔）："
    "照片作为材料，{filled}先替您填上，都可以改。"
    "照片加密保存 24 小时，不要了回复“删除照片”。"
)
_FILLED = {
    "product": "产品名称",
    "respondent": "生产厂家（要说的是卖家，直接改）",
    "standard": "标准号",
}

NO_NUMBER = "图片里没有认出标准号。"
NO_NUMBER_ON_LABEL = (
    "像是一张标签，但没有认出标准号，没有拍到、没有拍清都可能。"
    "{retake}整个包装上都找不到标准号的，也可以登记，由工作人员核实。"
)
NOT_CLEAR = "标签上的标准号没有看清。{retake}"
NOT_NOW = "图片这会儿没有看成。"
TOO_DARK = "照片太暗了，请到亮的地方再拍一张。"
TOO_BLURRED = "照片有点糊，请拿稳了再拍一张。"
TOO_SMALL = "字太小了，请靠近一点再拍一张。"
TURNED = "照片是斜的，请正对着标签再拍一张。"
THAT_SIDE = "请对着印有“执行标准”“产品标准号”的那一面再拍一张。"
CLOSER = "请只对着那一行再拍一张。"

SURE = 0.6  # of a line's least sure sign; below, a number is asked about
# What the catalogue lacks must be read this surely before that is said of it.
SURE_OF_UNKNOWN = 0.85
_DARK, _BLURRED = 60.0, 14.0  # see kb.ocr.wire.Page
_SMALL = 13.0  # pixels of a line of a picture of 2048 to a side
_LEVEL = 20.0  # degrees
_MOST = 5


@dataclass(frozen=True)
class Said:
    """What is said to a photo.

    Args:
        reply: for the citizen, with what can be picked by its number.
        answer: the knowledge base's part, to be remembered; None if nothing was asserted.
        about: what the answer is to, as somebody would have typed it.
        fields: what a form that follows is filled with.
    """

    reply: Reply
    answer: Answer | None
    about: str
    fields: dict[str, str]


@dataclass(frozen=True)
class LabelAnswers:
    """Answers photos.

    Args:
        answerer: the cards of standards.
        catalogue: their records.
        today: the day in Chongqing.
    """

    answerer: Answerer
    catalogue: Catalogue
    today: date

    def to(self, printed: Printed) -> Said | None:
        """What to say to a label with a number; None if none was read well enough."""
        if len(printed.numbers) > 1:
            return self._several(printed)
        if printed.numbers:
            return self._one(printed.numbers[0], printed)
        close = {one for text in printed.unread for one in near_text(text, self._is_known)}
        return self._ask(str(close.pop()), printed) if len(close) == 1 else None

    def _is_known(self, number: str) -> bool:
        return self.catalogue.get(number) is not None

    def _one(self, found: Found, printed: Printed) -> Said | None:
        look_up = self.catalogue.look_up(found.number, self.today)
        doubtful = self._doubtful(found, look_up)
        if doubtful is not None:
            return self._ask(doubtful, printed)
        if look_up.found is None and found.sure < SURE_OF_UNKNOWN:
            return None
        answer = self.answerer.look_up(found.number)
        lines = [READ.format(number=found.number)]
        if look_up.found is not None and found.number.year is None:
            lines.append(NO_YEAR.format(number=look_up.found.number))
        lines.append(answer.text)
        if look_up.found is not None:
            lines += self._over(look_up.found, printed.made_on)
        elif not look_up.parts:
            lines.append(NOT_OURS if _is_private(found) else MAYBE)
        fields = _fields(printed, str(found.number))
        lines.append(_offer(fields))
        choices = tuple(one.reference for one in answer.candidates)
        kind = ReplyKind.ANSWER if look_up.found is not None else ReplyKind.TALK
        reply = Reply(
            "\n".join(lines), kind, _WISHES, answer.sources, entry=answer.entry, choices=choices
        )
        return Said(reply, answer, str(found.number), fields)

    def _doubtful(self, found: Found, look_up: LookUp) -> str | None:
        """The record a number may stand for that was not surely read as that number."""
        if look_up.found is not None:
            same = look_up.found.undated == str(found.number.undated)
            return None if same and found.sure >= SURE else look_up.found.number
        if look_up.parts or found.number.year is None:
            return None
        close = near(found.number, self._is_known)
        return str(close[0]) if len(close) == 1 else None

    def _ask(self, number: str, printed: Printed) -> Said:
        edition = self.catalogue.get(number)
        assert edition is not None
        reply = Reply(
            LOOKS.format(name=named(edition)),
            ReplyKind.CHOICES,
            (Button(f"对，是 {edition.number}", "1"),),
            choices=(_reference(edition),),
        )
        return Said(reply, None, "", _fields(printed, ""))

    def _several(self, printed: Printed) -> Said:
        """All numbers with how they stand, those that can be picked first."""
        known: list[str] = []
        choices: list[str] = []
        unknown: list[str] = []
        for found in printed.numbers[:_MOST]:
            edition = self.catalogue.look_up(found.number, self.today).found
            same = edition is not None and edition.undated == str(found.number.undated)
            if edition is None or not same or found.sure < SURE:
                unknown.append(f"· {found.number}：{MISSING}。")
                continue
            verdict = self.catalogue.verdict(edition, self.today)
            known.append(f"{len(known) + 1}. {named(edition)}：{verdict}。")
            choices.append(_reference(edition))
        which = WHICH if known else WHICH_TYPED
        lines = [SEVERAL.format(count=len(printed.numbers)), *known, *unknown, which]
        buttons = tuple(Button(line.partition("《")[0], line[0]) for line in known)
        kind = ReplyKind.CHOICES if known else ReplyKind.TALK
        reply = Reply("\n".join(lines), kind, buttons, choices=tuple(choices))
        return Said(reply, None, "", _fields(printed, ""))

    def _over(self, edition: Edition, made_on: date | None) -> list[str]:
        status = self.catalogue.status_on(edition, self.today)
        if status not in (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN):
            return []
        ended = self._ended(edition)
        if made_on is None or ended is None:
            return [OVER]
        said = MADE_BEFORE if made_on < ended else MADE_AFTER
        return [said.format(made=made_on, ended=ended)]

    def _ended(self, edition: Edition) -> date | None:
        """Since when an edition is over, where that is known."""
        if edition.ended_on is not None:
            return edition.ended_on
        later = (self.catalogue.get(number) for number in edition.superseded_by)
        days = [one.effective_on for one in later if one is not None and one.effective_on]
        return min(days, default=None)


def looked(page: Page, printed: Printed) -> str:
    """What to say of a picture in which no number was surely read: at most one thing is asked."""
    retake = _retake(page)
    if printed.unread or printed.numbers:
        return NOT_CLEAR.format(retake=retake or CLOSER)
    if printed.is_label:
        return NO_NUMBER_ON_LABEL.format(retake=retake or THAT_SIDE)
    return NO_NUMBER + retake if page.brightness < _DARK or page.lines else NO_NUMBER


def fields_of(printed: Printed) -> dict[str, str]:
    """What a form is filled with by a label without a number."""
    return _fields(printed, "")


def _retake(page: Page) -> str:
    if page.brightness < _DARK:
        return TOO_DARK
    if page.sharpness < _BLURRED:
        return TOO_BLURRED
    if page.lines and median(line.height for line in page.lines) < _SMALL:
        return TOO_SMALL
    is_level = min(page.slant, 180 - page.slant) < _LEVEL
    return TURNED if page.lines and not is_level else ""


_WISHES = (Button("举报", "我要举报"), Button("投诉", "我要投诉"))


def _offer(fields: dict[str, str]) -> str:
    filled = [said for name, said in _FILLED.items() if name in fields]
    return OFFER.format(filled="、".join(filled))


def _fields(printed: Printed, number: str) -> dict[str, str]:
    found = {"product": printed.product, "respondent": printed.maker, "standard": number}
    return {name: said for name, said in found.items() if said}


def _is_private(found: Found) -> bool:
    return found.number.prefix.startswith(("Q/", "T/"))


def _reference(edition: Edition) -> str:
    return f"{EntryKind.STANDARD.value}:{edition.number}"
