"""What citizens want of their personal data (PIPL art. 15, 44 to 47), said in the chat."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.progress import Progress
from bot.complaints.intake.known_teller import forget_teller, told_of
from bot.complaints.understanding.masking import masked_person
from bot.kit.sealing import Keyring

ANSWERED_WITHIN = timedelta(days=15)
ACTION = "data_request"
NOT_KEPT_HERE = "这个聊天里没有登记过您的姓名、电话、地址。"
KEPT_HERE = "和这个聊天有关、能认出您的信息有："
ALSO_KEPT = (
    "另外保存问答记录（已遮盖号码和地址，180 天）和“问到哪里”（8 天）；"
    "订阅过活动的，还有您选的类别；关注了标准的，还有您关注的标准；答过题的，还有您的答案。\n"
    "要更正，说“更正我的电话”这样的话；要删除，说“删除我的个人信息”；"
    "要一份复制件，请联系隐私说明（/privacy）上的单位。"
)
# A web chat does not know what its browser chose on the pages, under another pseudonym.
ON_THE_DEVICE = (
    "在网页上订阅、关注的，跟着那台设备的浏览器走，这个聊天里看不到，也没有删："
    "请用那台设备打开订阅页（/subscriptions），点“全部退订”，就全部删除。"
)
SAY_IT = (
    "直接说新的就行，比如“电话改成 138 开头的新号码”“地址改成……”“姓名改成……”，马上改好，"
    "原来的和改的时间都有记录。"
)
WITH_CODE = "要看没有遮盖的，请在这个聊天里把登记编号和查询码一起发来，后面写“查看我的信息”。"
NOTHING_OF_YOU = "{number} 是匿名登记的，没有留您的姓名、电话、地址；您写的内容和材料加密保存。"
RECORDED = "您的要求已经记到 {about}，最迟 {due} 前由工作人员核对是您本人以后处理，并告诉您。"
OPEN_FIRST = "在办的事项依法要先办完，保存期没到、依法不能删的会告诉您理由。"
LONGEST = 120  # characters; a longer text is a story


class DataWish(enum.StrEnum):
    """What is wanted."""

    LOOK = "look"  # 查阅、复制（第四十五条）
    CORRECT = "correct"  # 更正、补充（第四十六条）
    ERASE = "erase"  # 删除（第四十七条）
    CONSENT = "consent"  # 撤回同意（第十五条）


LABELS = {
    DataWish.LOOK: "查阅、复制个人信息",
    DataWish.CORRECT: "更正个人信息",
    DataWish.ERASE: "删除个人信息",
    DataWish.CONSENT: "撤回对处理个人信息的同意",
}
_DATA = (
    r"(?:个人|身份|隐私|联系|私人)?(?:信息|资料|数据|隐私|记录)|姓名|名字|电话(?:号码)?|手机号?(?:码)?|"
    r"(?:联系|通讯|家庭)?(?:地址|住址)|身份证号?"
)
_MINE = r"(?:我(?:们)?(?:家)?(?:的|填的|留的|登记的|之前填的|以前留的)*)"
_DROP = r"(?:删除?|删掉|删了|删光|清除|清空|清掉|抹掉|抹去|销毁|注销|去掉|忘掉?)"
_PATTERNS = (
    (
        DataWish.CONSENT,
        re.compile(
            r"(?:撤回|收回|取消|撤销).{0,12}(?:同意|授权)|"
            rf"(?:不(?:再)?(?:同意|授权|准|允许|愿意?|想)|莫|别).{{0,4}}(?:你们|平台|你)?(?:再)?.{{0,4}}"
            rf"(?:处理|使用|用|保存|存|留|收集).{{0,3}}{_MINE}?.{{0,4}}(?:{_DATA})"
        ),
    ),
    (
        DataWish.ERASE,
        re.compile(
            rf"{_DROP}.{{0,6}}{_MINE}.{{0,6}}(?:{_DATA})|"
            rf"(?:把|将|给)?{_MINE}.{{0,4}}(?:{_DATA}).{{0,6}}(?:给我|都|全部|通通|全)*{_DROP}|"
            rf"{_DROP}.{{0,4}}(?:个人|身份|隐私)(?:信息|资料|数据)"
        ),
    ),
    (
        DataWish.CORRECT,
        re.compile(
            rf"(?:改|修改|更正|更改|更新|换|变更)(?:一下|哈|一哈|下|成)?{_MINE}?(?:登记的|留的|填的)?(?:{_DATA})|"
            rf"(?:{_MINE}|登记的|留的|填的).{{0,6}}(?:{_DATA}).{{0,4}}(?:错了|填错|写错|留错|变了|换了|改了|要改|不对|想改|改成)|"
            rf"把{_MINE}(?:{_DATA}).{{0,4}}(?:改|换|更正)|(?:{_DATA})(?:填|写|留|登记|弄|搞)错|"
            r"(?:我)?(?:换|改)(?:了)?(?:新)?(?:电话|手机)(?:号码?)?(?:了|，|,|$)|(?:我)?搬(?:了)?家了?.{0,8}地址"
        ),
    ),
    (
        DataWish.LOOK,
        re.compile(
            rf"(?:你们?|平台|系统|渝标通|后台).{{0,6}}(?:存|保存|留|收集|记|有|掌握|登记)(?:了|着|到)?.{{0,4}}"
            rf"(?:我|本人).{{0,4}}(?:些?(?:什么|啥子?|哪些|多少)|的?(?:{_DATA}))|"
            rf"(?:查看?|看看?|查阅|查询|复制|导出|下载|要一份|给我).{{0,6}}{_MINE}.{{0,2}}(?:个人|身份|隐私)?(?:信息|资料|数据)|"
            rf"(?:存|留|收集)了?{_MINE}?.{{0,2}}(?:哪些|什么|啥子?)(?:个人)?(?:{_DATA})"
        ),
    ),
)
# Somebody else's keeping, or a question about the law, is no wish of ours.
_NOT_OURS = re.compile(
    r"商家|店|打印|老板|超市|公司|酒店|物业|快递|学校|银行|外卖|APP|软件|泄露|卖我|有标准|国标|哪个标准|规定|"
    r"投诉|举报|手机(?:坏|屏|壳|膜|电池)|换(?:个|一个|台|新)?手机(?!号)|退",
    re.IGNORECASE,
)


# What is asked gets an answer; only what is wanted is done.
_ASKING = re.compile(
    r"[吗么][？?。]*$|[？?]|怎么|咋|如何|能不能|可不可以|可以.{0,8}(?:吗|不)|哪里|多久|好久|规定"
)


def data_wish_in(text: str) -> DataWish | None:
    """What a short message wants of the speaker's own data; None if it wants nothing of them.

    >>> data_wish_in("把我的个人信息删了"), data_wish_in("商家泄露我的电话怎么办")
    (<DataWish.ERASE: 'erase'>, None)
    """
    if len(text) > LONGEST or _NOT_OURS.search(text):
        return None
    wish = next((wish for wish, pattern in _PATTERNS if pattern.search(text)), None)
    return None if wish is not DataWish.LOOK and _ASKING.search(text) else wish


@dataclass(frozen=True)
class DataRights:
    """Answers what can be answered at once, and leaves the rest to staff with a day.

    Args:
        progress: finds a chat's cases.
        keyring: seals what was said.
    """

    progress: Progress
    keyring: Keyring

    def serve(
        self, session: Session, wish: DataWish, conversation: str, words: str, now: datetime
    ) -> str:
        """What the citizen hears; the requests are in the transaction."""
        cases = self.progress.own(session, conversation)
        if wish is DataWish.LOOK:
            return self._kept(cases, told_of(session, conversation))
        if wish is DataWish.CORRECT and _has_no_value(words) and any(map(_is_open, cases)):
            return SAY_IT
        if wish is DataWish.CONSENT:
            # Nothing is sent any more, from now on.
            session.execute(
                delete(CitizenAddress).where(CitizenAddress.conversation == conversation)
            )
            forget_teller(session, conversation)
        due = local_day(now) + ANSWERED_WITHIN
        for case in cases:
            self._record(session, case, wish, words, due, now)
        return _told(wish, [case.number for case in cases], due)

    def serve_case(
        self, session: Session, case: Case, conversation: str, words: str, now: datetime
    ) -> str:
        """The same for one case that was opened by its number and code.

        Without a mask only for whoever has both the code and the chat it was registered in.
        """
        wish = data_wish_in(words) or DataWish.LOOK
        if case.anonymous:
            return NOTHING_OF_YOU.format(number=case.number)
        if wish is DataWish.LOOK:
            is_own = bool(conversation) and case.conversation == conversation
            return self._whole(case) if is_own else self._kept([case])
        if wish is DataWish.CORRECT and _has_no_value(words) and _is_open(case):
            return SAY_IT
        due = local_day(now) + ANSWERED_WITHIN
        self._record(session, case, wish, words, due, now)
        return RECORDED.format(about=case.number, due=due)

    def _whole(self, case: Case) -> str:
        opened = self.keyring.open
        told = [
            f"姓名：{opened(case.name_sealed, 'case.name')}",
            f"电话：{opened(case.phone_sealed, 'case.phone')}",
            f"通讯地址：{opened(case.address_sealed, 'case.address')}",
            f"经过：{opened(case.narrative_sealed, 'case.narrative')}",
        ]
        return "\n".join([f"{case.number} 里您的信息：", *told, ALSO_KEPT])

    def _kept(self, cases: list[Case], also: Sequence[str] = ()) -> str:
        lines = [
            f"· {case.number}：{masked_person(self.keyring, case)}，"
            "以及您说的内容和材料（加密保存）"
            for case in cases
        ]
        lines += also
        more = [WITH_CODE] if lines else []
        return "\n".join([KEPT_HERE if lines else NOT_KEPT_HERE, *lines, *more, ALSO_KEPT])

    def _record(
        self, session: Session, case: Case, wish: DataWish, words: str, due: date, now: datetime
    ) -> None:
        case.rights_due_on = min(case.rights_due_on or due, due)
        session.add(
            CaseEvent(
                case_id=case.id,
                at=now,
                actor_kind="citizen",
                action=ACTION,
                reason=wish.value,
                message=f"您要求{LABELS[wish]}，最迟 {due} 前处理并告诉您",
                note_sealed=self.keyring.seal(words, "case_event.note"),
            )
        )
        case.updated_at = now


def _has_no_value(words: str) -> bool:
    """Whether somebody only wants to correct, and has not said what it should be."""
    return re.search(r"\d{4}|改成|改为|换成|是.{2,}", words) is None


def _is_open(case: Case) -> bool:
    return case.closed_at is None


def _told(wish: DataWish, numbers: list[str], due: date) -> str:
    about = "、".join(numbers)
    recorded = RECORDED.format(about=about, due=due)
    if wish is DataWish.CORRECT:
        return recorded if numbers else "这个聊天里没有登记过您的姓名、电话、地址，没有可以更正的。"
    if wish is DataWish.CONSENT:
        head = "好的，从现在起不再给您发通知。"
        return head + (
            f"{recorded}撤回同意以后这件事可能没法继续办（投诉要有真实身份，令第121号第十条）。"
            if numbers
            else NOT_KEPT_HERE
        )
    head = "这个聊天里的问答记录、订阅和没填完的登记已经删除。"
    return head + (f"{recorded}{OPEN_FIRST}" if numbers else "")
