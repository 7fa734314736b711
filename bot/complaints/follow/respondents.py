"""The respondent's word (商家回应): whoever is complained about answers the officer by a code.

The code comes from the officer and opens nothing: its holder learns neither who complained nor
what of. What they write is for staff only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseEvent, RespondentCode, RespondentDraft
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.case.sent_first import drops_files
from bot.complaints.follow.data_rights import data_wish_in
from bot.complaints.intake.desk import Evidence
from bot.kit.clock import CHONGQING, Clock, hour_of
from bot.kit.db import SessionFactory
from bot.kit.messages import Button, Reply, ReplyKind
from bot.kit.sealing import Keyring

CODE_LASTS = timedelta(days=15)
DRAFT_KEPT = timedelta(hours=24)
MOST_STATEMENTS = 5  # by one code
LONGEST = 2000  # characters of a statement
SAID = "respondent_said"  # the event
FIELD, EVENT_FIELD = "respondent_draft.words", "case_event.note"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_FOUND = re.compile(
    rf"(?<![0-9A-Z])HY[\s-]*((?:[{_ALPHABET}]{{4}}[\s-]*){{3}})(?![0-9A-Z])", re.IGNORECASE
)
# One sign for one sign, so that a place in the folded text is the same place in what was typed.
_HALF_WIDTH = {0xFF01 + number: 0x21 + number for number in range(0x5E)}
_ENTRY = re.compile(
    r"商家回应|商户回应|(?:回应|答复|答辩|申辩)(?:这个|那个|市民的?|消费者的?|顾客的?|一下|对我的|别人的?)*(?:投诉|举报)|"
    r"(?:市监(?:所|局)?|市场监管(?:所|局)?|工商所?|办案人员|执法人员)[^，。]{0,6}(?:叫|让|喊|通知|要求)(?:我|我们)"
    r"[^，。]{0,8}(?:说明|回应|答复|解释|答辩)"
)
_ASKING = re.compile(r"[吗么][？?。]*$|怎么|咋|如何|多久|几天|必须|可以不|不回应")
_ACCUSED = re.compile(
    r"(?:^|[，。,\s])(?:我|我们|咱们?)?(?:家|的|开的)?(?:店|店铺|网店|餐馆|超市|公司|厂|饭店|商铺)?(?:里)?(?:今天|昨天|刚刚?|又)?"
    r"(?:被|遭|着)(?:别?人|顾客|客人|消费者|职业|打假的?|索赔|一个|邻居|同行|恶意|匿名|无故)*(?:投诉|举报)(?:了|怎么|咋|啷个|该|要|，|。|$)|"
    r"职业(?:打假|索赔)(?:人|的)?[^，。]{0,10}(?:讹|敲|勒索|威胁|要钱|要赔|找我|找上|来我|缠|盯上)"
)
# 「我是开超市的,有个顾客说要投诉我卖过期饼干」: who complains, and of whom.
_CUSTOMER = (
    r"(?:顾客|客人|客户|买家|消费者|家长|会员|业主|食客|租客|有个?[^\W\d_]{1,3}"
    r"|别个|别人|人家|隔壁|同行|对方|职业打假人?|打假的)"
)
_COMPLAINS = r"(?:投诉|举报|告(?!诉|知|别|示))"
_AGAINST_ME = re.compile(
    rf"(?<![他她板家员服]说){_CUSTOMER}[^，。,\s]{{0,8}}[，,\s]?[^，。,\s]{{0,8}}{_COMPLAINS}(?:了|到|过)?"
    r"(?:(?:我们?|咱们?)(?:家|这)?(?:的)?(?:(?!小区|单位|物业)[^，。,\s]{0,4}(?:店|铺|馆|超市|公司|厂|摊|生意|产品|托管班|培训班|驾校|诊所|幼儿园)|卖|做|开|东西)|(?:我们?|咱)(?=$|[，。,\s？?！!嘛该要怎咋啷]))"
)
# 「职业打假的说我们超市卖的糖没得标签,要举报」
_SAYS_OF_ME = re.compile(
    rf"(?:职业打假人?|打假的|顾客|客人|客户|买家|消费者)[^，。,\s]{{0,6}}说(?:我们?|咱们?)(?:家|这)?(?:的)?(?:店|铺|馆|超市|公司|厂|摊|网店|卖|做)[^。]{{0,24}}(?:要|会|去|想)(?:去)?{_COMPLAINS}"
)
# 「有个人在我店买了二十瓶水，专门挑标签毛病喊我赔钱」
_CLAIMS_OF_ME = re.compile(
    r"(?:在|到|来|跑到|进)(?:我们?|咱们?)(?:家|这)?(?:的)?(?:店|铺|馆|超市|摊|门市|网店)(?:里|头|上)?[^。]{0,8}(?:买|拿|吃|下单)[^。]{0,30}?(?:喊|要|叫|找|让|向|跟|逼)我们?(?:赔|退一赔|给他?钱|拿钱|双倍|十倍|假一)"
)
_MERCHANT = re.compile(
    r"(?:^|[，。,\s])(?:我们?|本人|俺|我家|屋头|家里|我[爸妈]|我老公|我老婆|我们家)(?:是|自己|也是|在[^，。,\s]{1,6})?(?:开|经营|做|搞|卖|摆)(?!心|车|会|学|口|始|门|了[^，。,\s]{0,4}(?:天|次))[^，。,\s]{1,10}"
)
# 「我开店的，有人吃出蟑螂要我赔一千」
_WANTS_MONEY = re.compile(
    rf"(?:{_CUSTOMER}|有人)[^。]{{0,20}}?(?:要|喊|叫|让|找|逼|想)我们?(?:赔|退一赔|给他?钱|拿钱)"
)
_WOULD_COMPLAIN = re.compile(
    rf"(?:^|[，。,\s])(?:[昨今前]天|刚刚?|现在|上周|最近|结果)?(?:一?个)?{_CUSTOMER}[^。]{{0,20}}?(?:要|想|去|会|说|扬言|威胁|准备|打算|跑到|把我|打了?)[^，。]{{0,8}}(?:{_COMPLAINS}|12315|12345|市监|工商)"
)
_COMPLAINS_MYSELF = re.compile(
    r"我们?(?:也|就|现在|是)?(?:要|想|来|得|必须|准备)(?:去|来|反过来)?(?:投诉|举报|告)(?!我)"
)
# 反通知 is what the trade calls the 声明 of 电子商务法第四十三条.
_COUNTER_NOTICE = re.compile(r"反向?通知(?!书)|不(?:存在)?侵权(?:行为)?的?声明")
CANCEL = frozenset({"取消", "退出", "不回应了", "不说了", "算了"})
CONFIRM = frozenset({"确认提交", "确认", "提交", "确定"})
AGAIN = frozenset({"重写", "重新写"})
SHORTEST = 10  # characters beside a code that count as words of the statement

ASK_CODE = (
    "请把办案人员给您的商家回应码发来（HY 开头，后面 12 位）。没有码的，请向通知您的市场监管所要。"
    "您是投诉、举报的市民，要补充情况请发“补充：……”。"
)
WRONG_CODE = "这个回应码不对或者已经失效，请核对后再发一次，或者向给您码的办案人员要新的。"
TOO_OFTEN = "您试的次数太多了，请过一个小时再试，或者直接联系给您码的办案人员。"
ASK_WORDS = (
    "回应码对了。请就办案人员和您说的那件事写明情况：事情经过、您的处理意见、愿不愿意调解；"
    "票据、进货凭证、检验报告可以拍照发来（最多 9 个）。只有办案人员看得到，投诉、举报的人看不到；"
    "保存到那件事的保存期满。请写实情。写完我给您核对，不写了回复“取消”。"
)
PREVIEW = (
    "您要提交的说明：\n{words}\n{files}没问题回复“确认提交”；接着写直接发；"
    "重新写回复“重写”；不交了回复“取消”。"
)
NOTHING_YET = "还没有写说明。请先写情况，或者发材料的照片，再回复“确认提交”。"
TOO_LONG = f"说明最多 {LONGEST} 个字，这一条没有加进去，请写短一点。\n"
WRITE_ANEW = "好的，前面写的去掉了，请重新写。"
LEFT = "好的，没有提交，您写的和发的已经删除。"
DONE = "已经交给办案人员，时间是 {at}。还要补充，再说一次“商家回应”并发回应码。"
ENOUGH = f"这个回应码已经提交过 {MOST_STATEMENTS} 次。还有要说的，请直接联系办案人员。"
FILE_TAKEN = "收到，作为您说明的材料（现在有 {said}）。写好以后回复“确认提交”。"
HOW = (
    "已经有市场监管所通知您的：向办案人员要一个商家回应码（HY 开头），在这里回复“商家回应”，"
    "把码、说明和材料发来，就交到办案人员手里。\n"
    "接着可以问我：商家要准备什么证据、可不可以拒绝调解、对罚款不服怎么办。"
)


def new_code() -> str:
    """A fresh code; 31**12 is about 2**59."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join(["HY", letters[:4], letters[4:8], letters[8:]])


def code_in(text: str) -> str | None:
    """The code in a text, in its usual form; None if there is none.

    >>> code_in("商家回应 hy 2345 6789 abcd")
    'HY-2345-6789-ABCD'
    """
    match = _FOUND.search(text.translate(_HALF_WIDTH))
    if match is None:
        return None
    letters = re.sub(r"[\s-]", "", match[1]).upper()
    return "-".join(["HY", letters[:4], letters[4:8], letters[8:]])


def _without_code(text: str) -> str:
    """The words beside the code, as they were typed."""
    match = _FOUND.search(text.translate(_HALF_WIDTH))
    return text if match is None else f"{text[: match.start()]}{text[match.end() :]}"


def wants_to_answer(text: str) -> bool:
    """Whether somebody comes to answer a complaint about them.

    >>> wants_to_answer("我要回应投诉"), wants_to_answer("商家回应期限是几天")
    (True, False)
    """
    if code_in(text) is not None:
        return True
    return _ENTRY.search(text) is not None and _ASKING.search(text) is None


def is_accused(text: str) -> bool:
    """Whether somebody asks what to do about a complaint against themselves.

    >>> is_accused("我被人投诉了怎么办"), is_accused("我投诉了怎么没人理")
    (True, False)
    """
    if _ACCUSED.search(text) is not None:
        return True
    if _COMPLAINS_MYSELF.search(text) is not None:
        return False
    if any(said.search(text) for said in (_AGAINST_ME, _SAYS_OF_ME)) or wants_money(text):
        return True
    merchant = _MERCHANT.search(text)
    return merchant is not None and _WOULD_COMPLAIN.search(text, merchant.end()) is not None


def wants_money(text: str) -> bool:
    """Whether somebody's customer asks to be paid.

    >>> wants_money("我开店的，有人吃出蟑螂要我赔一千"), wants_money("老板要我赔他的碗")
    (True, False)
    """
    if _CLAIMS_OF_ME.search(text) is not None:
        return True
    merchant = _MERCHANT.search(text)
    return merchant is not None and _WANTS_MONEY.search(text, merchant.end()) is not None


def means_counter_notice(text: str) -> bool:
    """Whether a shop asks about the statement that brings back what was taken down."""
    return _COUNTER_NOTICE.search(text) is not None


def files_of(conversation: str) -> str:
    """Under which name the files of a statement wait, apart from those of a chat's own form."""
    return hashlib.sha256(f"respondent:{conversation}".encode()).hexdigest()


@dataclass(frozen=True)
class Answered:
    """What a respondent hears.

    Args:
        is_wrong: whether a code was tried that opens nothing; such tries are counted.
    """

    reply: Reply
    is_wrong: bool = False


@dataclass(frozen=True)
class Respondents:
    """Takes the words of those complained about, and makes the codes for them.

    Args:
        sessions: the database.
        keyring: seals the words.
        codes: hashes codes, with the service's pepper.
        evidence: the files.
        clock: the present moment.
    """

    sessions: SessionFactory
    keyring: Keyring
    codes: ReceiptCodes
    evidence: Evidence
    clock: Clock

    async def is_writing(self, conversation: str) -> bool:
        """Whether a chat has a statement open, so that a file belongs to it."""

        def look(session: Session) -> bool:
            draft = self._draft(session, conversation)
            return draft is not None and draft.code_id is not None

        return await self.sessions.run(look)

    async def add_file(self, conversation: str, data: bytes) -> Reply:
        """Keep a file for the open statement.

        Raises:
            UnusableFile: too large, too many, or of no kind we take.
        """
        name = files_of(conversation)
        await self.evidence.keep(name, data)
        counted = await self.sessions.run(lambda session: self.evidence.counted(session, name))
        return Reply(FILE_TAKEN.format(said=counted), ReplyKind.FORM)

    async def take(self, conversation: str, text: str, *, may_try: bool) -> Answered | None:
        """Take one message; None if it is about something else.

        Args:
            conversation: pseudonym of the chat.
            text: as typed.
            may_try: whether the chat may try a code; after many wrong ones it must wait.
        """
        return await self.sessions.run(
            lambda session: self._take(session, conversation, text, may_try=may_try)
        )

    def _take(
        self, session: Session, conversation: str, text: str, *, may_try: bool
    ) -> Answered | None:
        draft = self._draft(session, conversation)
        said = text.strip(" 。！!")
        if data_wish_in(text) is not None:
            return None  # what they want of their own data is done before all else
        if draft is not None and (said in CANCEL or drops_files(said)):
            self._drop(session, draft)
            return Answered(Reply(LEFT))
        typed = code_in(text)
        if draft is None or draft.code_id is None:
            if typed is None:
                return self._ask(session, conversation) if wants_to_answer(text) else None
            return self._open(session, conversation, text, typed, may_try=may_try)
        code = self._valid(session, session.get(RespondentCode, draft.code_id))
        if code is None:
            self._drop(session, draft)
            return Answered(Reply(WRONG_CODE), is_wrong=True)
        if said in CONFIRM:
            return Answered(self._submit(session, draft, code))
        if said in AGAIN:
            self._put(draft, "")
            return Answered(Reply(WRITE_ANEW, ReplyKind.FORM))
        if typed is not None or said == "商家回应":
            return Answered(self._preview(session, draft))
        return Answered(self._write(session, draft, text))

    def _ask(self, session: Session, conversation: str) -> Answered:
        session.merge(RespondentDraft(conversation=conversation, updated_at=self.clock()))
        return Answered(Reply(ASK_CODE, ReplyKind.FORM))

    def _open(
        self, session: Session, conversation: str, text: str, typed: str, *, may_try: bool
    ) -> Answered:
        if not may_try:
            return Answered(Reply(TOO_OFTEN))
        hashed = self.codes.hash(typed)
        found = session.scalar(select(RespondentCode).where(RespondentCode.code_hash == hashed))
        code = self._valid(session, found)
        if code is None or not hmac.compare_digest(code.code_hash, hashed):
            return Answered(Reply(WRONG_CODE), is_wrong=True)
        if code.statements >= MOST_STATEMENTS:
            return Answered(Reply(ENOUGH))
        self.evidence.drop(session, files_of(conversation))
        draft = session.merge(
            RespondentDraft(
                conversation=conversation, code_id=code.id, sealed="", updated_at=self.clock()
            )
        )
        words = _without_code(text)
        if len(_ENTRY.sub("", words).strip(" ，,。：:")) < SHORTEST:
            return Answered(Reply(ASK_WORDS, ReplyKind.FORM))
        return Answered(self._write(session, draft, words))

    def _write(self, session: Session, draft: RespondentDraft, text: str) -> Reply:
        words = "\n".join(part for part in (self._words(draft), text.strip()) if part)
        if len(words) > LONGEST:
            shown = self._preview(session, draft)
            return Reply(TOO_LONG + shown.text, shown.kind, shown.buttons)
        self._put(draft, words)
        return self._preview(session, draft)

    def _preview(self, session: Session, draft: RespondentDraft) -> Reply:
        words = self._words(draft)
        counted = self.evidence.counted(session, files_of(draft.conversation))
        if not words and not counted.files:
            return Reply(ASK_WORDS, ReplyKind.FORM)
        shown = words if len(words) <= 300 else f"{words[:200]}……{words[-80:]}"
        files = f"材料：{counted}\n" if counted.files else ""
        buttons = tuple(Button(title, title) for title in ("确认提交", "重写", "取消"))
        text = PREVIEW.format(words=shown or "（没有写字）", files=files)
        return Reply(text, ReplyKind.FORM, buttons)

    def _submit(self, session: Session, draft: RespondentDraft, code: RespondentCode) -> Reply:
        words = self._words(draft)
        name = files_of(draft.conversation)
        counted = self.evidence.counted(session, name)
        if not words and not counted.files:
            return Reply(NOTHING_YET, ReplyKind.FORM)
        now, case = self.clock(), session.get_one(Case, code.case_id)
        self.evidence.attach_of_respondent(session, name, case)
        whole = "\n".join(
            part for part in (words, f"（材料：{counted}）" if counted.files else "") if part
        )
        session.add(
            CaseEvent(
                case_id=case.id,
                at=now,
                actor_kind="respondent",
                action=SAID,
                public=False,
                note_sealed=self.keyring.seal(whole, EVENT_FIELD),
            )
        )
        case.respondent_said_at = now
        case.updated_at = hour_of(now) if case.anonymous else now
        code.statements += 1
        session.delete(draft)
        at = f"{now.astimezone(CHONGQING):%Y-%m-%d %H:%M}"
        return Reply(DONE.format(at=at), ReplyKind.FORM)

    def _valid(self, session: Session, code: RespondentCode | None) -> RespondentCode | None:
        if code is None or code.revoked_at is not None or code.expires_at <= self.clock():
            return None
        case = session.get_one(Case, code.case_id)
        return code if case.closed_at is None and case.purged_at is None else None

    def _draft(self, session: Session, conversation: str) -> RespondentDraft | None:
        draft = session.get(RespondentDraft, conversation, with_for_update=True)
        if draft is not None and self.clock() - draft.updated_at > DRAFT_KEPT:
            self._drop(session, draft)
            return None
        return draft

    def _drop(self, session: Session, draft: RespondentDraft) -> None:
        self.evidence.drop(session, files_of(draft.conversation))
        session.delete(draft)

    def _words(self, draft: RespondentDraft) -> str:
        return self.keyring.open(draft.sealed, FIELD) if draft.sealed else ""

    def _put(self, draft: RespondentDraft, words: str) -> None:
        draft.sealed = self.keyring.seal(words, FIELD) if words else ""
        draft.updated_at = self.clock()


def make_code(session: Session, codes: ReceiptCodes, case: Case, by: str, now: datetime) -> str:
    """A code for a case, shown once; the one before it opens nothing any more."""
    revoke_codes(session, case, now)
    code = new_code()
    session.add(
        RespondentCode(
            case_id=case.id,
            code_hash=codes.hash(code),
            made_by=by,
            made_at=now,
            expires_at=now + CODE_LASTS,
        )
    )
    return code


def revoke_codes(session: Session, case: Case, now: datetime) -> None:
    """Let no code of a case open it any more."""
    mine = (RespondentCode.case_id == case.id) & RespondentCode.revoked_at.is_(None)
    session.execute(update(RespondentCode).where(mine).values(revoked_at=now))


def code_of(session: Session, case: Case, now: datetime) -> RespondentCode | None:
    """The code of a case that is good now."""
    mine = (RespondentCode.case_id == case.id) & RespondentCode.revoked_at.is_(None)
    return session.scalar(select(RespondentCode).where(mine, RespondentCode.expires_at > now))


def drop_statement(session: Session, evidence: Evidence, conversation: str) -> None:
    """Forget what a chat was writing."""
    evidence.drop(session, files_of(conversation))
    session.execute(delete(RespondentDraft).where(RespondentDraft.conversation == conversation))


def sweep_statements(session: Session, now: datetime) -> int:
    """Delete statements nobody submitted; how many."""
    old = RespondentDraft.updated_at < now - DRAFT_KEPT
    done = session.execute(delete(RespondentDraft).where(old))
    return int(done.rowcount)  # type: ignore[attr-defined]
