"""Words that steer the form: cancel, back, skip, change a field, change the kind."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping


class Command(enum.StrEnum):
    """What a citizen may want of the form itself."""

    CANCEL = "cancel"
    BACK = "back"
    SKIP = "skip"
    REPEAT = "repeat"
    INSIST = "insist"


_END = r"(?:了|嘛|吧|哈|哦|哟|撒|噻|[。.！!～~\s])*$"
_AGAIN = r"(?:了|嘛|吧|哈|[，,。！!\s])+"
# Whole messages, and short ones: what a long one says is no command.
_START = r"\A(?=(?s:.){0,60}\Z)(?:那|嗯|哎|算了[嘛吧哈]?|好嘛|好|我|就|先|请|还是|要不|[，,\s])*"
_CASE = r"(?:(?:我的?|这个|那个|这份|这条|刚才的?){0,2}(?:投诉|举报|登记|申请|单子)(?:单)?)"
_IN_ENGLISH = (
    r"(?:(?:it|this|that|everything|all)|all of it"
    r"|(?:my|the|this) (?:complaint|report|case|form|registration))"
)
_WORDS = {
    Command.CANCEL: (
        r"(?:取消|退出|放弃|停止登记)(?:投诉|举报|登记)?",
        r"不(?:想|要)?(?:投诉|举报|办|填|弄|整|搞|登记|投|告)",
        r"不用(?:投诉|举报|办|登记)",
        "算了",
        "删除草稿",
        "不搞了",
        r"停(?!了)停?(?:停|下来?|止)?",
        rf"(?:想|要|帮我|给我|把|我){{0,3}}(?:撤(?:回|销|掉|了|下来?)?(?:一下|一哈)?{_CASE}|撤(?:回|销|诉|单|掉))|(?:帮我|给我|请)?(?:把|将){_CASE}(?:给我|帮我)?(?:撤回?|撤销|撤掉|取消|删除?|删掉)",
        r"stop(?: it)?|never ?mind|forget it|quit|abort|scrap it|drop it|call it off",
        rf"(?:cancel|withdraw|drop|delete|stop)(?: {_IN_ENGLISH})?|take (?:it|{_IN_ENGLISH}) back",
    ),
    Command.BACK: (
        r"上一(?:步|项|个问题|个)",
        r"(?:返回|回到|退回去?)(?:上一步)?",
        r"倒回去|往回退?|back|前一项",
    ),
    Command.SKIP: (
        r"(?:跳过|略过|skip|下一(?:步|项|个))(?:这(?:个|项|步))?",
        r"不(?:填|提供|知道|晓得|清楚|记得)",
        r"(?:这个)?没有|莫得|没得|无|暂时没有|搞不清楚|说不清楚",
        r"没(?:得|有)?(?:照片|证据|材料|小票)",
        r"none|nothing|no (?:photos?|pictures?|receipt|evidence)",
        r"(?:i )?don'?t know|not sure",
    ),
    Command.REPEAT: (
        r"再(?:说|问)一(?:遍|次|哈)|重复一(?:遍|下)",
        r"刚才问的?啥子?|啥子意思|什么意思|没听懂|没看懂",
        r"继续(?:填|办|登记)?|接着(?:填|来|办)",
        r"[不别莫]取消",
    ),
    Command.INSIST: (
        r"(?:仍|还是|仍然|就)?要登记",
        r"(?:继续|坚持|照样)登记",
        r"就在这[里儿]登记",
        r"(?:register|file|submit)(?: it)? anyway",
    ),
}
_THEN = r"(?:please|pls|plz|now|then|sorry|thanks?|thank you|ok(?:ay)?|[,.!\s]){0,6}"
_POLITE = (
    r"(?:please|pls|plz|ok(?:ay)?|oh|no|sorry|then|well|actually|so|just|now|thanks?|thank you"
    r"|i (?:want|would like|need) to|i'?d like to|let'?s|(?:can|could) (?:you|we|i)"
    r"|[,.!\s]){0,6}"
)
# 「cancel pls, they will pay me back tonight」, 「撤回投诉，老板答应退我了」: and why.
_CANCELS = re.compile(
    rf"\A{_POLITE}(?:cancel|withdraw)(?: {_IN_ENGLISH})?{_THEN}"
    r"(?:(?<=[,.;!])|because\b|since\b|as\b|[-–]) ?"
    r"(?P<why>(?!\s|(?:no|wait|don'?t|not)\b)[^?？]{3,100})\Z",
    re.IGNORECASE,
)
_CANCELS_SINCE = re.compile(
    rf"\A(?:那|我|就|先|请|还是|算了[嘛吧哈]?|[，,\s])*+(?:取消(?:{_CASE})?|撤(?:回|销|掉|了)?{_CASE})[了吧嘛哈]?[，,。\s]+"
    r"(?P<why>[^?？]{2,40})\Z"
)
_WELL_ENDED = re.compile(
    r"(?:答应|同意|愿意|说好|肯|会|要|已经|刚刚?|都|今晚|明天|马上|把钱)[^，。,没不]{0,8}(?:退|赔|换|修|还|解决|处理)|(?:退|赔|换|修)(?:钱|款)?(?:给)?我?了|[谈说]好了|解决了|和解|搞定|不想|懒得|没得?空|谢谢|麻烦你们"
)
_ILL_ENDED = re.compile(r"(?:不|没|拒绝?|莫得)[^，。,]{0,4}(?:退|赔|换|修|认|还)")
_COMPILED = {
    command: re.compile(
        f"{_START}{_POLITE}(?:{'|'.join(words)})(?:{_AGAIN}(?:{'|'.join(words)}))*{_THEN}{_END}",
        re.IGNORECASE,
    )
    for command, words in _WORDS.items()
}
# Where only who tells is still asked, no goods are meant: 「不要了」.
_ABOUT_TELLER = frozenset({"consent", "identity", "name", "phone", "address", "confirm"})
_LEAVES = re.compile(rf"{_START}(?:不要了|不[来干]了|停了){_END}")
# In these fields "没有" or "不知道" may be an answer.
_ANSWERS_NO = {"consent": {Command.SKIP}, "confirm": {Command.SKIP}, "identity": set[Command]()}

_SWITCH = re.compile(
    r"(?:[改换]回?(?:成|为|去)?|[变转][成为]|退回(?:成|到)?|我要的是|不是\S{1,4}[，, ]?是|应该是)"
    r"\s*(投诉|举报|意见建议|意见|建议)"
)
# 「不，还是投诉」, 「想了想还是举报算了」; 「我要投诉」 alone may only be said again.
_LEADS = (
    r"(?:(?:算了|不对?|不不|不是|错了|等等|等一下|哦|啊|哎|唉|那|要不|我?想了想|我?考虑了一?下|我?反悔了|我?后悔了)"
    r"[吧嘛哈了，,。\s]{0,3}){0,4}"
)
_WANTS = r"(?:我|就|再|要|想|改|选|走|按|办|帮我|给我|用|来|去){0,4}"
_ENDS = r"(?:他们?|它|这家店?|那家店?|吧|嘛|好了|算了|噻|哈|了|的|[，,。！!\s]){0,4}"
_RATHER = (
    re.compile(rf"{_LEADS}(?:我|那|就)?(?:还是|仍然|继续){_WANTS}(?P<kind>投诉|举报){_ENDS}"),
    re.compile(
        rf"{_LEADS}(?:我|那|就|也){{0,2}}不(?:想|要|再|是)?(?:投诉|举报)(?:他们?)?[了的嘛吧，,。\s]{{1,4}}"
        rf"(?:还是|而?是)?{_WANTS}(?:成|为)?(?P<kind>投诉|举报){_ENDS}"
    ),
    re.compile(
        rf"{_LEADS}(?:我|这)?(?:是|要|想){_WANTS}(?P<kind>投诉|举报)的?[，,\s]?(?:而|可)?(?:不是|不要|不想)(?:要|来)?(?:投诉|举报){_ENDS}"
    ),
)
_KINDS = {"投诉": "complaint", "举报": "report"}

_IDENTITY = re.compile(
    r"^(?!.*(?:为什么|为啥|凭什么|怎么|咋|[吗么?？]))"
    r".{0,8}(?:改成|换成|改为|还是|想要?|要求?)(匿名|实名).{0,6}$"
    # Alone it says so too, whatever is asked just then.
    r"|^(?:我|就|那|还是)?(匿名|实名)(?:吧|嘛|举报|好了|算了|哈)?[。！!]?$"
)
# 「不要我名字了」, 「把我名字和电话去掉」, 「怕报复，不留名」
_WHO = r"(?:真实)?(?:名字?|姓名|电话|手机号?|联系方式|身份)"
_UNNAMES = re.compile(
    r"(?:算了|那|我|就|还是|请|麻烦|帮我|想了想|(?:怕|担心)[^，,。]{0,8}(?=[，,\s])|[，,。\s]){0,6}"
    rf"(?:(?:把|将)?(?:我的?)?{_WHO}(?:[和、跟]{_WHO})?(?:也|都|给我|帮我){{0,2}}(?:删|去|抹|拿|撤)(?:了|掉|除|去|下来)"
    rf"|(?:不|别|莫)(?:要|想|愿意?|用|敢|能)?(?:再)?(?:写|留|登|填|放|要|用|露|暴露|公开)?(?:我的?)?{_WHO}(?:[和、跟]{_WHO})?)"
    r"(?:了|嘛|吧|哈|算了|[。！!\s]){0,3}"
)
_IDENTITIES = {"匿名": "anonymous", "实名": "named"}

_ALIASES = {
    "姓名": ("名字", "姓名", "我的名字"),
    "电话": ("电话号码", "手机号", "手机", "号码", "联系方式", "电话"),
    "通讯地址": ("通讯地址", "我的地址", "住址", "联系地址", "家庭地址"),
    "商家（被投诉举报方）": (
        "商家名称", "店名", "商家", "公司名", "店铺", "被投诉方", "被举报方", "公司", "商家名",
    ),
    "商品或服务": ("商品名称", "商品", "产品", "服务", "东西", "产品名"),
    "事情经过": ("事情经过", "经过", "问题", "内容", "描述", "情况"),
    "发生时间": ("发生时间", "时间", "日期", "日子"),
    "发生地点": ("发生地点", "地点", "区县", "位置", "店址", "商家地址", "地方", "地址"),
    "诉求": ("诉求", "要求", "请求", "赔偿金额"),
    "涉及金额": ("涉及金额", "金额", "价钱", "价格", "多少钱"),
    "涉及的标准": ("涉及的标准", "标准号", "标准"),
    "证据材料": ("证据材料", "证据", "照片", "图片", "材料"),
    "实名或匿名": ("实名或匿名", "实名", "匿名"),
}  # fmt: skip
_HESITATES = re.compile(
    r"^(?:(?:哦|啊|诶|噢|哎呀?|等等|等一?[下哈会]儿?|慢点|不好意思|对了)[，,。\s]{0,3}){1,4}+"
)
_CHANGE = re.compile(
    r"^(?:我?(?:要|想)?)?(?:改|修改|更正|更改|换|重填|重新填)(?:一下|哈|一哈|下)?(?:我的|那个)?"
    r"(?P<field>[^，,：:\s是成为]{1,8}?)(?:[改换]?(?:成|为|是)|[，,：:\s]+|$)(?P<words>.*)$"
)
_WRONG = re.compile(
    r"^(?:我的|那个|刚才的?|上面的?)?(?P<field>[^，,：:\s是]{1,8}?)(?:也|都|还|还是)?(?:(?:填|说|写|搞|弄|留|登记)?错(?:了|咯|啦|喽)?|不对|有误|不正确)"
    r"(?:[，,。:：\s]*(?:应该|其实)?(?:是|为)?\s*)(?P<words>.*)$"
)
_INTO = re.compile(
    r"^(?:把|我的|那个)?(?P<field>[^，,：:\s是改换]{1,8}?)(?:改|换|更正)(?:成|为|到)(?P<words>.+)$"
)
_NOT_BUT = re.compile(
    r"^(?:我的|那个)?(?P<field>[^，,：:\s是]{1,8}?)不是.{1,30}?[，,\s]\s*(?:应该)?是(?P<words>.+)$"
)


_LOOSE = re.compile(
    r"^(?:哦|啊|诶|噢|哎|等等|等一下|[，,\s])*(?:不对|错了|(?:弄|搞|说|写|记|填|讲)错(?:了|咯)?|更正|纠正|改成|改为|换成|应该是)"
    r"(?:了|咯|哦|[，,。:：\s])*(?:应该|其实|改成|改为|是|为)*[，,：:\s]*(?P<new>.*)$",
    re.DOTALL,
)
# 「等等是前天下午」
_WAIT_IT_IS = re.compile(
    r"^(?:等等|等一下|等哈|哦不|不是)[，,。\s]*(?:应该|其实)?是(?P<new>[^，,。]{2,30})$"
)
_OLD_AND_NEW = re.compile(
    r"^(?:哦|啊|不对|错了|[，,。\s])*不是(?P<old>[^，,。；;]{1,30})[，,。；;\s]+(?:而|应该|其实)?是(?P<new>.+)$"
)
# 「不是周大福是周大生」: without a pause between.
_OLD_THEN_NEW = re.compile(
    r"^(?:哦|啊|不对|错了|[，,。\s])*不是(?P<old>[^，,。；;\s是]{2,16})(?:而|应该|其实)?是(?P<new>[^，,。；;\s]{2,16})$"
)


def loose_correction_in(text: str) -> tuple[str, str] | None:
    """What is wrong (possibly unsaid) and what is right (possibly unsaid), no field named.

    >>> loose_correction_in("不对，是上周五"), loose_correction_in("不是上周五，是上周六")
    (('', '上周五'), ('上周五', '上周六'))
    """
    said = text.strip(" 。！!")
    if (match := _OLD_AND_NEW.match(said) or _OLD_THEN_NEW.match(said)) is not None:
        return match["old"].strip(), match["new"].strip()
    match = _LOOSE.match(said) or _WAIT_IT_IS.match(said)
    return None if match is None else ("", match["new"].strip())


def command_in(text: str, requested: str) -> Command | None:
    """The command a whole message is; None if it is something else.

    Args:
        text: what was said.
        requested: the field being asked, where some of these words are answers.
    """
    said = text.strip()
    if requested in _ABOUT_TELLER and _LEAVES.match(said):
        return Command.CANCEL
    if _cancels_with_reason(said):
        return Command.CANCEL
    for command, pattern in _COMPILED.items():
        if command in _ANSWERS_NO.get(requested, set()):
            continue
        if pattern.match(said):
            return command
    return None


def _cancels_with_reason(said: str) -> bool:
    if _CANCELS.match(said):
        return True
    since = _CANCELS_SINCE.match(said)
    if since is None or _ILL_ENDED.search(since["why"]):
        return False
    return _WELL_ENDED.search(since["why"]) is not None


def kind_switch_in(text: str) -> str | None:
    """The kind of case a citizen wants instead: ``complaint``, ``report`` or ``feedback``."""
    if len(text) > 30:
        return None
    for pattern in _RATHER:
        if (rather := pattern.fullmatch(text.strip())) is not None:
            return _KINDS[rather["kind"]]
    match = _SWITCH.search(text)
    return None if match is None else _KINDS.get(match[1], "feedback")


def identity_in(text: str) -> str | None:
    """``anonymous`` or ``named``, where a citizen changes their mind in so many words."""
    match = _IDENTITY.match(text.strip())
    return None if match is None else _IDENTITIES[match[1] or match[2]]


def unnames(text: str) -> bool:
    """Whether a whole message wants its teller's name or telephone out.

    >>> unnames("不要我名字了"), unnames("把我名字和电话去掉"), unnames("不要名牌包")
    (True, True, False)
    """
    return _UNNAMES.fullmatch(text.strip()) is not None


def correction_in(text: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The field to be corrected and the new words (possibly none).

    Args:
        text: what was said, for example 「电话错了，是13812345678」 or 「改地点」.
        labels: label of each field of the present form to its name.
    """
    said = _HESITATES.sub("", text.strip())
    for pattern in (_CHANGE, _WRONG, _INTO, _NOT_BUT):
        match = pattern.match(said)
        if match is None:
            continue
        for label, aliases in _ALIASES.items():
            if match["field"] in aliases and label in labels:
                return labels[label], match["words"].strip(" 。！!，,：:")
    return None
