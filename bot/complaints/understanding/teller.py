"""Finds in a text who tells it: names, numbers, accounts, plates and addresses of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.complaints.understanding.persons import NAME, NAME_ENDS, NO_NAMES, name_in
from bot.kit.private import redact

NAMES_LOOKED_FOR = 5
_HIDDEN = 0xE000  # private use area of Unicode
_LABEL = re.compile(
    r"［(姓名|地址|班级|身份证号|银行卡号|手机号|邮箱|座机|QQ号|微信号|车牌号|护照号)］"
)
_THEY = (
    r"(?:老板娘?|店[家主里]|商家|卖家|对方|他们?|她们?|客服|公司|厂[家方里]?|门市|门店|该店|经理|店长|摊主|司机|货车|"
    r"招牌|广告|传单|骗子|推销员?|业务员|被举报[人方]|店名)"
)
# The business's own telephone, account or plate is what the report is about.
_THEIRS = re.compile(rf"{_THEY}[^，。,;；！!？?\s］]{{0,10}}[，,：:\s]?$")
# 「老板王强，电话138…」: the words before a bare label say whose it is.
_THEIRS_BEFORE_LABEL = re.compile(
    rf"{_THEY}[^，。,;；！!？?\s］]{{0,8}}[，,：:\s]+(?:他的?|她的?)?"
    r"(?:电话|手机|座机|号码|联系方式|微信|QQ|车牌|账号|卡号|地址)[^，。,;；！!？?\s］]{0,4}[：:\s]?$"
)
# 「我是住他楼上的王大明」
_I_AM = re.compile(r"(?:我|本人)(?:就)?是[^，。,;；！!？?\s］]{0,16}的$")
_MINE = re.compile(r"我|本人|举报人[：:]|联系人|俺")

_ROLE = (
    r"(?:住户|业主|居民|街坊|邻居|顾客|客人|消费者|会员|员工|职工|工人|厨师|服务员|店员|收银员|保安|保洁|学徒|学生|家长|"
    r"村民|租户|租客|租房的|车主|乘客|患者|病人|老师|护士|医生|退休(?:工人|职工|教师|老师)|(?:前|老)员工)"
)
_KIN = (
    r"(?:老婆|老公|妻子|丈夫|爱人|媳妇|爸爸?|妈妈?|父亲|母亲|老汉|儿子|女儿|娃儿?|孩子|爷爷|奶奶|外公|外婆|婆婆|公公|"
    r"哥哥?|姐姐?|弟弟?|妹妹?|孙子|孙女|男朋友|女朋友|同事)"
)
# Who the teller is, or whose of theirs, in other words than those a form is answered with.
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:我是?|本人是?)[^，。,;；！!？?\n]{{0,12}}?{_ROLE}[，,\s]?(?:我?叫|名叫)?(?P<name>{NAME}){NAME_ENDS}",
        # 「我是住他楼上的王大明」, 「我是隔壁卖菜的李秀英」
        rf"我(?:就)?是(?:住|在)?[^，。,;；！!？?\n]{{0,8}}(?:楼上|楼下|隔壁|对门|对面|旁边|附近|小区|店里|厂里|这里|那里|院子|单位|屋头)[^，。,;；！!？?\n]{{0,8}}?的(?P<name>{NAME}){NAME_ENDS}",
        rf"(?<![店馆厂司铺])(?<!被)(?:举报人|反映人|投诉人|申诉人|申请人|来信人|联系人|署名|落款|真名|本名|实名|姓名|名字)(?:我?叫|是|为|[:：])?\s{{0,2}}(?P<name>{NAME}){NAME_ENDS}",
        rf"我(?:的|家)?{_KIN}(?:名?叫|的名字[叫是]|[（(])(?P<name>{NAME}){NAME_ENDS}",
        # 「我儿子周小宝在里头上学」
        rf"我(?:的|家)?{_KIN}(?=[一-鿿]{{3}}[在上读念])(?!周[末一二三四五六日]|[一-鿿]家)(?P<name>{NAME})(?=[在上读念])",
    )
)
# What people call the teller, 「街坊都喊我胖三娘」, 「我网名叫“江边的鱼”」, 「喊我王孃就行」, is as
# good as a name. A word like 老 or 孃, or a sign around it, tells it from what they are told to do.
_CALLED = (
    r"(?P<name>(?!小[心声]|老[实远板子]|大[声方老家])[老小阿胖幺大][^\W\d_的了是不给要把退赔换买]{1,3}|[^\W\d_的了是不给要把退赔换买]{1,3}(?:孃孃?|嬢嬢?|娘|叔|哥|姐|婆|爷|公|妈|伯|妹|老师|师傅|同学|姨|嫂)"
    r"|[“\"「][^“”\"「」\n]{2,12}[”\"」])"
)
_END = r"(?=$|[^一-鿿]|就|即可|嘛|吧|哈|噻)"
_NICKNAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:大家|人家|街坊|邻居|别个|别人|工友|同事|朋友|熟人|人些)都?(?:喊|叫|称呼)我(?:作|做|为)?{_CALLED}{_END}",
        rf"(?:^|[，。,;；！!\s])(?:可以|都)?(?:喊|叫|称呼)我{_CALLED}(?=就行|就是|就好|就可以|即可|吧)",
        rf"(?:^|[，。,;；！!\s])我(?:名字)?叫(?!老[板公婆师]){_CALLED}{_END}",
        r"我的?(?:微信|抖音|快手|QQ)?(?:网名|昵称|外号|绰号|诨名|小名|微信名|诨号)(?:就?是|叫做?|为|[:：])?\s?"
        r"(?P<name>[“\"「]?[^，。,;；！!？?\s“”\"「」［］]{2,12}[”\"」]?)",
        # Behind the teller's own number or account it is theirs too.
        r"［[^］]{2,4}］[，,、；;\s]{0,3}(?:网名|昵称|外号|绰号|小名|微信名)(?:就?是|叫做?|为|[:：])?\s?"
        r"(?P<name>[“\"「]?[^，。,;；！!？?\s“”\"「」［］]{2,12}[”\"」]?)",
    )
)
# 「我是他家的老顾客，QQ…」: who says what they are to the business speaks of themselves.
_IS_MINE = re.compile(
    rf"(?:我|本人)(?:以前|之前|原来|也)?(?:是|在|当过?)[^，。,;；！!？?\s］]{{0,12}}{_ROLE}[，,\s]?$"
)

_TO_THE_NEXT_SIGN = r"[^，。,;；！!？?\n］）)]"
_DOOR = (
    r"(?:[区县镇乡村路街巷坡湾坝苑园庭道]|小区|公寓|\d\s?[号栋幢座层楼室]|单元|\d{1,3}[-－—]\d{1,4}|"
    r"[栋幢]\s?\d{3,4}|附\d{1,3}号?)"
)
_CUES = (
    r"(?:我|本人|我们)(?:家|屋头|自己|一家)?(?:就|也|是|现在|平时)?(?:住在?|家住|住址是?)",
    r"我们?家(?:就|也|是)?在",
    r"我(?:屋头|家里)在",
    r"(?<!商)家住",
    r"我们(?:小区|楼|单元|院子)(?:就|也)?(?:在|是|叫)",
    r"(?<![一-鿿])住(?![址院宿])(?:在)?",
    r"(?:我的?)?(?:家庭|收货|现住|居住)(?:住址|地址|地)(?:是|为|在|[:：])?",
    r"(?:我的|本人的?)?(?:通讯|联系)地址(?:是|为|在|[:：])?",
    r"我的?(?:住址|地址)(?:是|为|在|[:：])?",
    r"(?<![商店该])住址(?:是|为|在|[:：])?",
    # After the teller's name and number an address is theirs too.
    r"(?<=］)[，,；;\s]{0,3}(?:家庭|通讯|联系)?地址(?:是|为|在|[:：])?",
)
_OWN_ADDRESS = re.compile(
    rf"(?P<cue>{'|'.join(_CUES)})\s*(?P<place>{_TO_THE_NEXT_SIGN}{{0,30}}{_DOOR})"
)
# 「我们家就在他楼上，金紫山小区5栋3-2」
_NEAR_HOME = re.compile(
    rf"(?P<cue>(?:我们?家|我们?(?:小区|屋头|楼))(?:就|也)?(?:在|是|住){_TO_THE_NEXT_SIGN}{{0,10}}[，,]\s?)"
    rf"(?P<place>{_TO_THE_NEXT_SIGN}{{2,20}}(?:栋|幢|单元|号楼|室){_TO_THE_NEXT_SIGN}{{0,10}}?)(?=$|[，。,;；！!？?\n])"
)
# 「我住在龙湖源著，」: a home without road or door; who stays somewhere as a guest has none there.
_NAMELESS = re.compile(
    rf"(?P<cue>(?:我|我们)(?:家|一家)?(?:就|也|现在|平时)?住在)(?P<place>{_TO_THE_NEXT_SIGN}{{3,16}})(?=[，。,;；！!？?\n]|$)"
)
_NO_HOME = re.compile(
    r"酒店|宾馆|民宿|旅馆|旅社|客栈|医院|养老院|[他她它]|^[这那你]|^我|附近|旁边|对面|隔壁|楼[上下]|里面?$"
)


@dataclass(frozen=True)
class Part:
    """A part of a text that says who tells it.

    Args:
        kind: 「姓名」.
        words: as they stand there.
    """

    kind: str
    words: str


@dataclass(frozen=True)
class Unnamed:
    """A text without its teller.

    Args:
        text: what is kept.
        parts: what is gone, in its order.
    """

    text: str
    parts: tuple[Part, ...] = ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Kinds of what is gone."""
        return tuple(dict.fromkeys(part.kind for part in self.parts))


def without_teller(text: str, insisted: Collection[str] = ()) -> Unnamed:
    """A text without the teller's own names, addresses, numbers, accounts and plates.

    What stands after a word for the business stays.

    Args:
        text: what was told.
        insisted: words of parts that the citizen wants to stay.

    >>> without_teller("我叫张三丰，老板电话13800001111").text
    '我叫［姓名］，老板电话13800001111'
    """
    removal = _Removal(insisted)
    plain = removal.addresses(removal.nicknames(removal.numbers(removal.names(text))))
    return Unnamed(removal.shown(plain), tuple(sorted(removal.parts, key=_order(text))))


def nicknames_in(text: str) -> tuple[str, ...]:
    """What the teller says people call them: nobody a report is about.

    >>> nicknames_in("我QQ 284719203，昵称 山城老王"), nicknames_in("卖家昵称 江边的鱼")
    (('山城老王',), ())
    """
    removal = _Removal(())
    removal.nicknames(redact(text))
    return tuple(part.words for part in removal.parts)


def unnamed_words(text: str) -> str:
    """A question as it may be kept: without who asks, and without anybody's numbers and places.

    >>> unnamed_words("我叫张三丰，老板电话13800001111")
    '我叫［姓名］，老板电话［手机号］'
    """
    return redact(without_teller(text).text)


class _Removal:
    """Takes parts out one after the other; what stays is hidden while others are looked for."""

    def __init__(self, insisted: Collection[str]) -> None:
        self._insisted = frozenset(insisted)
        self._hidden: list[str] = []
        self.parts: list[Part] = []

    def names(self, text: str) -> str:
        for _ in range(NAMES_LOOKED_FOR):
            person = _name(text)
            if person is None:
                break
            before = text[: text.find(person)]
            is_theirs = bool(_THEIRS.search(before)) and not _I_AM.search(before)
            stays = is_theirs or person in self._insisted
            text = text.replace(person, self._hide(person) if stays else self._gone("姓名", person))
        return text

    def numbers(self, text: str) -> str:
        # Where the business is must stay; the teller's own home goes by the words around it.
        def stays(before: str, label: str, words: str) -> bool:
            if label == "［地址］" or words in self._insisted or _is_theirs(before):
                return True
            self._gone(label.strip("［］"), words)
            return False

        return redact(text, stays=stays)

    def nicknames(self, text: str) -> str:
        for pattern in _NICKNAMES:
            text = pattern.sub(self._nickname, text)
        return text

    def addresses(self, text: str) -> str:
        for pattern in (_OWN_ADDRESS, _NEAR_HOME, _NAMELESS):
            text = pattern.sub(self._address, text)
        return text

    def shown(self, text: str) -> str:
        for number, words in enumerate(self._hidden):
            text = text.replace(chr(_HIDDEN + number), words)
        return text

    def _nickname(self, match: re.Match[str]) -> str:
        name = match["name"]
        if name in self._insisted or _LABEL.search(name):
            return match[0]
        at = match.start("name") - match.start()
        return f"{match[0][:at]}{self._gone('姓名', name)}{match[0][at + len(name) :]}"

    def _address(self, match: re.Match[str]) -> str:
        place = match["place"]
        is_guest = match.re is _NAMELESS and _NO_HOME.search(place) is not None
        if is_guest or _LABEL.search(place) or not place.strip() or place in self._insisted:
            return match[0]
        return f"{match['cue']}{self._gone('地址', place)}"

    def _gone(self, kind: str, words: str) -> str:
        self.parts.append(Part(kind, words))
        return f"［{kind}］"

    def _hide(self, words: str) -> str:
        self._hidden.append(words)
        return chr(_HIDDEN + len(self._hidden) - 1)


def _name(text: str) -> str | None:
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            if match["name"] not in NO_NAMES:
                return match["name"]
    return name_in(text)


def _is_theirs(before: str) -> bool:
    if _IS_MINE.search(before) is not None:
        return False
    if _THEIRS.search(before) is not None:
        return True
    label = _THEIRS_BEFORE_LABEL.search(before)
    return label is not None and _MINE.search(label[0]) is None


def _order(text: str) -> Callable[[Part], int]:
    return lambda part: text.find(part.words)
