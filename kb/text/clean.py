"""Takes the noise out of a message: emoticons, emoji, stray spaces, what is said twice.

Width and punctuation stay; `kb.text.normalise` sees to them. What was typed is kept elsewhere.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kb.text.kept import kept

# WeChat sends its own faces as words in brackets, and to accounts as old codes (/::).
_FACES = (
    "微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 酷 冷汗 囧 "
    "抓狂 吐 偷笑 愉快 可爱 白眼 傲慢 饥饿 困 惊恐 流汗 憨笑 悠闲 大兵 奋斗 咒骂 疑问 嘘 晕 "
    "疯了 折磨 衰 骷髅 敲打 再见 擦汗 抠鼻 鼓掌 糗大了 坏笑 左哼哼 右哼哼 哈欠 鄙视 委屈 "
    "快哭了 阴险 亲亲 吓 可怜 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 "
    "皱眉 耶 吃瓜 加油 汗 天啊 Emm 社会社会 旺柴 好的 打脸 哇 翻白眼 666 让我看看 叹气 苦涩 "
    "裂开 嘴唇 示爱 爱心 心碎 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 差劲 爱你 NO OK 合十 啤酒 "
    "咖啡 蛋糕 玫瑰 凋谢 菜刀 炸弹 刀 足球 瓢虫 便便 月亮 太阳 庆祝 礼物 红包 發 发 福 烟花 "
    "爆竹 猪头 跳跳 发抖 转圈 爱情 飞吻 怄火 磕头 回头 跳绳 挥手 激动 街舞 献吻 左太极 "
    "右太极 西瓜 饭 篮球 乒乓 闪电 动画表情 表情"
)
_CODES = (
    "/::) /::~ /::B /::| /:8-) /::< /::$ /::X /::Z /::'( /::-| /::@ /::P /::D /::O /::( /::+ "
    "/:--b /::Q /::T /:,@P /:,@-D /::d /:,@o /::g /:|-) /::! /::L /::> /::,@ /:,@f /::-S /:? "
    "/:,@x /:,@@ /::8 /:,@! /:!!! /:xx /:bye /:wipe /:dig /:handclap /:&-( /:B-) /:<@ /:@> "
    "/::-O /:>-| /:P-( /::'| /:X-) /::* /:@x /:8* /:pd /:<W> /:beer /:basketb /:oo /:coffee "
    "/:eat /:pig /:rose /:fade /:showlove /:heart /:break /:cake /:li /:bome /:kn /:footb "
    "/:ladybug /:shit /:moon /:sun /:gift /:hug /:strong /:weak /:share /:v /:@) /:jj /:@@ "
    "/:bad /:lvu /:no /:ok /:love /:<L> /:jump /:shake /:<O> /:circle /:kotow /:turn /:skip "
    "/:oY /:#-0 /:hiphot /:kiss /:<& /:&>"
)


def _one_of(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


_FACE = re.compile(rf"[\[［【](?:{_one_of(_FACES)})[\]］】]|{_one_of(_CODES)}")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U000e0000-\U000e007f\u2190-\u21ff\u2300-\u23ff\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe"
    "\u2600-\u27bf\u2b00-\u2bff\u3030\u203c\u2049]+"
)
# Neither seen nor meant: controls, zero widths, directions, private use, non-characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u20e3"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff]"
)
_HAN = r"[㐀-䶿一-鿿豈-﫿〇]"
_BETWEEN_LINES = re.compile(rf"(?<={_HAN})\n(?={_HAN})")
_MARKS_BETWEEN = re.compile(rf"(?<={_HAN})\s*[_*^`|~#]+\s*(?={_HAN})")
# 「没3C」 behind a space is no single character that a space cut off.
_SPACED = re.compile(
    rf"(?<!{_HAN}){_HAN}+(?:\s+{_HAN}+(?!{_HAN}|(?<=[没有无要买查问说收花付交才只共退赔])[0-9A-Za-z]))+"
)
# 「煤.气.漏.了」: every single character held apart by the same kind of mark.
_HELD_APART = re.compile(rf"(?<!{_HAN}){_HAN}(?:[^\w\s]{_HAN}){{3,}}(?!{_HAN})")
_MARK = re.compile(r"[^\w\s]")
# From the first of them only: tried from each, it would take a time that grows with the square.
_SPELLED = re.compile(
    r"(?<!\S)(?<!\s[0-9A-Za-z/.\-] )(?<!\A[0-9A-Za-z/.\-] )"
    r"(?:[0-9A-Za-z/.\-] ){3,}[0-9A-Za-z](?![0-9A-Za-z])"
)
# A space after every second character: every run is short, whatever it is made of.
_PAIRS = re.compile(r"\S{1,2}(?:\s{1,3}\S{1,2}){3,}")
# 「GB 177 61」: one number cut in two, where the rest is no year and no number of its own.
_CUT_NUMBER = re.compile(
    r"(?<![A-Za-z])((?:GB|DB\d\d|QB|NY|JB|HG|SB|FZ|LS|WS|YY)(?:/[TZ])?\s?\d{1,4})\s(?!(?:19|20)\d\d(?!\d))"
    r"(\d{1,4})(?=\D|$)",
    re.IGNORECASE,
)
_WISHES = frozenset("退换赔修查")  # 「…三百二 退」 asks by itself
_LONGEST_NUMBER = 5  # digits
_AGAIN = re.compile(r"(?s)\A(?P<once>\w.{3,399}?)(?:[\s,，。.!！?？;；~～、…]*(?P=once))+\W*\Z")
_ENOUGH = 2  # Han characters in what is said again, so that a number like 10001000 stays


@kept
def clean(text: str) -> str:
    """The message without noise; empty when it was nothing but noise.

    >>> clean("[微笑]煤 气 漏 了/::)🔥")
    '煤气漏了'
    """
    text = _UNSEEN.sub("", text)
    text = _EMOJI.sub(" ", _FACE.sub(" ", text)).strip()
    if _PAIRS.fullmatch(text):
        text = re.sub(r"\s+", "", text)
    text = _SPELLED.sub(lambda found: found[0].replace(" ", ""), text)
    text = _CUT_NUMBER.sub(_number_joined, text)
    # A line's end is a pause.
    text = _BETWEEN_LINES.sub("，", "\n".join(_lines(text)))
    text = _SPACED.sub(_joined, _MARKS_BETWEEN.sub("", text))
    text = _HELD_APART.sub(lambda found: _MARK.sub("", found[0]), text)
    return _said_once(text.strip())


def _joined(found: re.Match[str]) -> str:
    """Without the spaces that cut words; those that stand for commas stay."""
    runs = found[0].split()
    if len(runs) > 2 and all(len(run) <= 2 for run in runs):
        return "".join(runs)
    text = runs[0]
    # 「92斤 农资店」: one character behind a number is a measure, and no word cut in two.
    counted = found.start() > 0 and found.string[found.start() - 1].isdigit()
    for at, (before, run) in enumerate(pairwise(runs)):
        asks = at == len(runs) - 2 and run in _WISHES and len(before) > 2
        is_cut = (len(before) == 1 and not (at == 0 and counted)) or (len(run) == 1 and not asks)
        text += run if is_cut else f" {run}"
    return text


def _number_joined(found: re.Match[str]) -> str:
    own = re.search(r"(?<!\d)\d+$", found[1])
    digits = len(own[0] if own else "") + len(found[2])
    return found[1] + found[2] if digits <= _LONGEST_NUMBER else found[0]


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.split("\n")) if line]


def _said_once(text: str) -> str:
    """A message repeated whole is said once."""
    found = _AGAIN.match(text) if len(text) <= 2000 else None
    if found is None:
        return text
    once = found["once"].rstrip()
    return once if len(re.findall(_HAN, once)) >= _ENOUGH else text
