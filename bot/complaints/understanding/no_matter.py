"""Messages inside a form that say nothing of its matter: 「[语音]」, 「见图」, a link."""

from __future__ import annotations

import re

# A chat app's own words for what it could not hand over, or took back.
_PLACEHOLDER = re.compile(
    r"[\[【](?:语音|图片|照片|视频|位置|表情|动画表情|文件|名片|链接|小程序|红包|转账|聊天记录)"
    r"[^\]】]{0,10}[\]】][^\n]{0,40}"
    r"|(?:此消息)?已?撤回|[您你]?撤回了一条消息"
)
_POINTS = re.compile(
    r"同上|如上|见上面?|上面那个|上面说的|[上前]面说过了?|略|从略|[见如][下上]?图(?:所示)?|看图"
    r"|图上有|详?见附件|见图片|看照片|跟?(?:上次|上回|前面|刚才)(?:说的)?一样的?|同前"
    r"|ditto|same as above|see (?:above|picture|attached)"
)
_WAITS = re.compile(
    r"(?:[我你您先请稍再，,\s]){0,6}"
    r"(?:等(?:一?[下哈]|一?会儿?|我)|在(?:开车|上班|开会|吃饭|忙)|网(?:络)?(?:不好|卡|断)了?"
    r"|信号不好|(?:手机)?没电了?|喂{1,6}|听得[到见]不?|hold on|wait)"
    r"(?:[了嘛啊，,\s再等给跟你您我说回来]|一?[下哈]|一?会儿?|听得[到见]不?){0,8}"
)
_UNSAID = re.compile(
    r"我?(?:刚才|刚刚|[前上]面|以上)?(?:都是?|是)?"
    r"(?:乱[说打写]|瞎[说编]|打错|开玩笑|逗你玩|骗你|假)(?:的|了|起耍的?)"
    r"|[是对要好行][也又]不?[是对要好行]|\d{0,6}(?:就是)?测试(?:一?[下哈]|用的?|而已|数据)?"
    r"|(?i:test(?:ing)?(?:\stest){0,5})|删了重来|撤回上一条|讲个笑话|唱首歌"
    r"|找你们领导来?|我要(?:曝光|告)你们?"
)
_ADDRESS = re.compile(r"(?i:https?|weixin|alipays?|taobao|tbopen|data|intent)[:：]|(?i:www\.)")
_SHARED = re.compile(r"复制(?:这条|此条|本条|整段)?(?:信息|消息|链接|口令)?[^\n]{0,6}打开")
_LONGEST = 60  # characters of a message that says nothing
_LONGEST_SHARED = 90  # characters of a share code with its words


def no_matter_in(text: str, *, is_complete: bool = False) -> str:
    """Which sentence of the form answers words that say nothing of the matter; else empty.

    Args:
        text: what was said.
        is_complete: whether nothing is missing any more; then a link is more of the matter.

    >>> no_matter_in("[语音]"), no_matter_in("见图"), no_matter_in("店名是见图")
    ('only_a_placeholder', 'only_pointed_at', '')
    """
    said = text.strip(" 。.！!~～…\n")
    if not said:
        return ""
    if _is_link(said):
        return "" if is_complete else "only_a_link"
    for pattern, answer in (
        (_PLACEHOLDER, "only_a_placeholder"),
        (_POINTS, "only_pointed_at"),
        (_WAITS, "no_hurry"),
        (_UNSAID, "nothing_to_note"),
    ):
        if len(said) <= _LONGEST and pattern.fullmatch(said):
            return answer
    return ""


def _is_link(said: str) -> bool:
    """Nothing but links, or a share code; a word beside a link may name the shop."""
    if len(said) <= _LONGEST_SHARED and _SHARED.search(said):
        return True
    return all(_ADDRESS.match(part) for part in said.split())
