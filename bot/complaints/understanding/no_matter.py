"""Messages inside a form that say nothing of its matter: 「[语音]」, 「见图」, a link."""

from __future__ import annotations

import re

# A chat app's own words for what it could not hand over, or took back.
_PLACEHOLDER = re.compile(
    r"[\[【](?:语音|图片|照片|视频|位置|表情|动画表情|文件|名片|链接|小程序|红包|转账|聊天记录)"
    r"[^\]】]{0,10}[\]】][^\n]{0,40}"
    r"|(?:此消息)?已撤回|此消息撤回|[您你]?撤回了一条消息"
)
_POINTS = re.compile(
    r"同上|如上|见上面?|上面那个|上面说的|[上前]面说过了?|略|从略|[见如][下上]?图(?:所示)?|看图"
    r"|图上有|详?见附件|见图片|看照片|跟?(?:上次|上回|前面|刚才)(?:说的)?一样的?|同前"
    r"|(?:就是|还是|跟|和)(?:刚才|刚刚|上次|上回|前面|之前|先前)?(?:说的?)?(?:[那这](?:个|件|家|次))[^，。\s]{0,6}的?(?:事情?|问题)"
    r"|ditto|same as above|see (?:above|picture|attached)"
)
_WAITS = re.compile(
    r"(?:[我你您先请稍再，,\s]){0,6}"
    r"(?:等(?:一?[下哈]|一?会儿?|我)|在(?:开车|上班|开会|吃饭|忙)|网(?:络)?(?:不好|卡|断)了?"
    r"|信号不好|(?:手机)?没电了?|喂{1,6}|听得[到见]不?|hold on|wait)"
    r"(?:[了嘛啊，,\s再等给跟你您我说回来]|一?[下哈]|一?会儿?|听得[到见]不?){0,8}"
)
# 「等一下，我找下合同」, 「我看看小票」, 「等哈，我上班去了」
_PAPERS = (
    r"(?:合同|小票|发票|收据|票|单子|订单|照片|截图|聊天记录|记录|手机"
    r"|日子|日期|店名|地址|电话|身份证)"
)
_LOOKS = re.compile(
    r"(?:(?:你|您|请|先|那|，|,|\s){0,3}(?:等(?:一?[下哈]|一?会儿?|我)|稍等|慢点)[我先下哈，,。\s]{0,3}"
    r"(?:(?:去|来|要|先|就){0,2}(?:找|看|查|拿|翻|问|接|开会|上班|吃饭|做饭|忙|出去|睡)[^，。]{0,8})"
    rf"|我(?:先|去|来|要){{0,2}}(?:找|看|查|拿|翻)(?:一?[下哈]|看|到)?(?:那个|我的?|那张)?{_PAPERS}(?:先|再说)?)"
    r"[了哈嘛哦去来，,。\s]{0,3}"
)
_AS_LAST_TIME = re.compile(
    r"(?:都|就|还是|那|[，,\s]){0,2}(?:用|按|照|跟|和|填)(?:我)?(?:上次|上回|之前|前面|刚才)(?:那个|那件|登记|填|说|留|一样)?的?"
    r"(?:地址|电话|姓名|名字|联系方式|信息|一样|[和、，,\s]){0,6}(?:就行|就是|吧|嘛|哈)?"
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
        (_LOOKS, "no_hurry"),
        (_AS_LAST_TIME, "not_kept"),
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
