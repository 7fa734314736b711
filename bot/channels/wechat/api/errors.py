"""What an error of WeChat asks of the caller.

WeChatError
├── RetryLater         the same again after some seconds
├── QuotaUsedUp        not before a moment
├── WaitForCitizen     nothing until the citizen does something (window closed or used up)
├── GiveUpOnUser       this citizen can't or doesn't want to be reached
├── FeatureDisabled    the account lacks the right
├── AskOperator        a person must act first
├── AlreadyDone        the platform has it: a success
├── RequestRefused     what we sent is wrong; sending it again is useless
├── Uncertain          no clear answer: it may have happened
└── TokenRejected      the access token was refused (handled by the wire once)

Source of the codes: developers.weixin.qq.com, 全局返回码 and the pages of the single calls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.kit.clock import CHONGQING

_OPENID = re.compile(r"\bo[A-Za-z0-9_-]{20,40}")
_RID = re.compile(r"rid: ?([0-9a-f-]+)")
_LONG_SECRET = re.compile(r"[A-Za-z0-9_-]{32,}")
_IP = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")


class WeChatError(Exception):
    """A call failed.

    Args:
        errcode: the platform's number; 0 when the failure is not the platform's.
        errmsg: its words, without openids, tokens and secrets; they carry a ``rid``.
        for_staff: one Chinese sentence that says what it means.
    """

    def __init__(self, errcode: int, errmsg: str, for_staff: str) -> None:
        self.errcode = errcode
        self.errmsg = scrub(errmsg)
        self.for_staff = for_staff
        super().__init__(f"{for_staff}（errcode {errcode}，{self.errmsg}）")


class RetryLater(WeChatError):
    """Repeat the same call after ``after`` seconds."""

    def __init__(self, errcode: int, errmsg: str, for_staff: str, after: float = 60) -> None:
        super().__init__(errcode, errmsg, for_staff)
        self.after = after


class QuotaUsedUp(WeChatError):
    """The account's quota of this call is used up until ``until``."""

    def __init__(self, errcode: int, errmsg: str, for_staff: str, until: datetime) -> None:
        super().__init__(errcode, errmsg, for_staff)
        self.until = until


class WaitForCitizen(WeChatError):
    """The citizen must write first: their window is closed (45015) or spent (45047)."""


class GiveUpOnUser(WeChatError):
    """No message of this kind reaches this citizen.

    ``reason`` is one of wrong_openid, unfollowed, blocked, refused, restricted, minor; refused is
    about subscription notices only, the others about everything.
    """

    def __init__(self, errcode: int, errmsg: str, for_staff: str, reason: str) -> None:
        super().__init__(errcode, errmsg, for_staff)
        self.reason = reason


class FeatureDisabled(WeChatError):
    """The account lacks the right; switch the feature off."""


class AskOperator(WeChatError):
    """Settings, the whitelist or a confirmation by a person; never repeated by itself."""


class AlreadyDone(WeChatError):
    """The same request was taken before; ``msg_id`` is the earlier job's."""

    def __init__(self, errcode: int, errmsg: str, for_staff: str, msg_id: str) -> None:
        super().__init__(errcode, errmsg, for_staff)
        self.msg_id = msg_id


class RequestRefused(WeChatError):
    """Our request or its content is at fault."""


class Uncertain(WeChatError):
    """The connection broke or the platform was busy: the call may have taken effect."""

    def __init__(self, what: str, errcode: int = 0) -> None:
        super().__init__(errcode, what, "微信没有明确答复，不能确定是否已经生效，请人工核对。")


class TokenRejected(WeChatError):
    """The access token is wrong or has expired."""


TOKEN_CODES = frozenset({40001, 40014, 42001})
BUSY_CODES = frozenset({-1, 61450})

_USER = {
    40003: ("wrong_openid", "这位市民的微信标识不对，消息没有发出。"),
    49003: ("wrong_openid", "这位市民的微信标识属于别的公众号，消息没有发出。"),
    43004: ("unfollowed", "这位市民没有关注公众号，消息发不到。"),
    50005: ("unfollowed", "这位市民没有关注公众号，消息发不到。"),
    43019: ("blocked", "这位市民在公众号的黑名单里，消息发不到。"),
    48002: ("blocked", "这位市民设置了不接收公众号消息。"),
    43101: ("refused", "这位市民没有同意（或拒绝了）订阅通知。"),
    50002: ("restricted", "对方账号或本账号受到微信限制，消息发不到。"),
    70000: ("minor", "微信的未成年人保护限制了这条消息。"),
}
_OPERATOR = {
    40013: "微信 AppID 不正确，请检查设置 WECHAT_APP_ID。",
    40125: "微信 AppSecret 不正确，请检查设置 WECHAT_APP_SECRET。",
    40243: "微信 AppSecret 已被冻结，请公众号管理员在后台解冻。",
    40164: "服务器的 IP 不在微信公众号的白名单里，请管理员添加。",
    61004: "服务器的 IP 不在微信公众号的白名单里，请管理员添加。",
    50004: "微信禁止这个账号使用该接口，请公众号管理员查看账号状态。",
    50007: "公众号账号已被冻结，请管理员登录公众号后台查看。",
    89503: "群发需要管理员在微信里确认，请在 30 分钟内处理。",
    89504: "群发正在等管理员确认，请先处理上一条确认。",
    89505: "管理员没有同意这次群发，请联系公众号管理员。",
    89506: "管理员拒绝了群发，24 小时内不能再从这个地址调用。",
    89507: "管理员拒绝了群发，1 小时内不能再从这个地址调用。",
}
_FEATURE = {
    48001: "公众号没有这个接口的权限（多半是没有认证，或账号类型不支持）。",
    40200: "公众号的账号类型不支持这种消息。",
}
_QUOTA = {
    45009: "这个接口今天的调用次数已用完，零点后恢复。",
    45028: "群发次数已用完。",
    48006: "本月清空调用次数的机会已用完。",
}
_REFUSED = {
    40004: "文件类型不对，微信不接收。",
    40005: "文件类型不对，微信不接收。",
    40006: "文件太大，微信不接收。",
    40007: "素材或草稿不存在，可能已过期或已发送。",
    40009: "图片太大，微信不接收。",
    40032: "一次给出的用户太多（或数量不对）。",
    40033: "请求里有微信不接受的字符。",
    40036: "模板消息的模板编号不对。",
    40037: "没有这个消息模板，请检查模板设置。",
    40130: "群发至少要两位用户。",
    40152: "标签不存在，请刷新标签后再试。",
    40249: "模板消息不能用于营销内容。",
    43116: "这个模板已被停用，请更换模板。",
    45002: "内容太长，微信不接收。",
    45003: "标题太长，微信不接收。",
    45004: "摘要太长，微信不接收。",
    45008: "图文消息只能有一篇文章。",
    45056: "标签数量已达上限（100 个）。",
    45057: "标签下的用户超过 10 万，不能直接删除。",
    45058: "系统自带的标签不能修改。",
    45059: "这位用户的标签已达上限（20 个）。",
    45067: "群发的去重编号太长（最多 32 字节）。",
    45110: "作者名太长，微信不接收。",
    45157: "标签名已存在。",
    45158: "标签名太长（最多 30 个字符）。",
    45159: "标签不存在。",
    47003: "消息模板的内容与模板不符，请检查模板字段。",
    53503: "草稿没有通过发布检查，请修改后再发布。",
    53504: "草稿不能直接发布，需要先在公众号后台使用。",
    53505: "请先在公众号后台保存草稿，再发布。",
}
_LATER = {
    45011: "调用太频繁，过一分钟再试。",
    45066: "同一批群发重试太快，过一分钟再试。",
    45081: "“正在输入”的状态已经显示了。",
}
_WAIT = {
    45015: "距市民上次来消息已超过微信允许的时间，要等市民再来消息。",
    45047: "微信允许连发的客服消息已用完，要等市民再来消息。",
    45080: "市民最近 30 秒没有互动，不能显示“正在输入”。",
}


def error_for(errcode: int, errmsg: str, answer: Mapping[str, Any], now: datetime) -> WeChatError:
    """The error of a failed call's answer.

    Args:
        errcode: not 0.
        errmsg: the platform's words.
        answer: the whole answer; a repeated mass send names the earlier job in it.
        now: for quotas that come back at midnight in Beijing.
    """
    if errcode in TOKEN_CODES:
        return TokenRejected(errcode, errmsg, "微信访问令牌失效。")
    if errcode == 45065:
        return AlreadyDone(errcode, errmsg, "这次群发此前已经提交。", str(answer.get("msg_id", "")))
    if errcode in BUSY_CODES:
        return RetryLater(errcode, errmsg, "微信系统繁忙，稍后再试。", after=30)
    if errcode in _USER:
        reason, sentence = _USER[errcode]
        return GiveUpOnUser(errcode, errmsg, sentence, reason)
    if errcode in _OPERATOR:
        return AskOperator(errcode, errmsg, _with_address(_OPERATOR[errcode], errcode, errmsg))
    if errcode in _QUOTA:
        return QuotaUsedUp(errcode, errmsg, _QUOTA[errcode], _next_start(errcode, now))
    return _plain(errcode, errmsg)


def _plain(errcode: int, errmsg: str) -> WeChatError:
    if errcode in _LATER:
        return RetryLater(errcode, errmsg, _LATER[errcode])
    if errcode in _WAIT:
        return WaitForCitizen(errcode, errmsg, _WAIT[errcode])
    if errcode in _FEATURE:
        return FeatureDisabled(errcode, errmsg, _FEATURE[errcode])
    sentence = _REFUSED.get(errcode, "微信拒绝了这次请求，请把错误号告诉技术人员。")
    return RequestRefused(errcode, errmsg, sentence)


def scrub(errmsg: str) -> str:
    """The platform's words without openids and anything that may be a token or secret."""
    kept = {rid: f"\0{i}" for i, rid in enumerate(_RID.findall(errmsg))}
    for rid, mark in kept.items():
        errmsg = errmsg.replace(rid, mark)
    errmsg = _LONG_SECRET.sub("***", _OPENID.sub("***", errmsg))
    for rid, mark in kept.items():
        errmsg = errmsg.replace(mark, rid)
    return errmsg[:300]


def _with_address(sentence: str, errcode: int, errmsg: str) -> str:
    found = _IP.search(errmsg) if errcode in (40164, 61004) else None
    return f"{sentence}（IP：{found.group()}）" if found else sentence


def _next_start(errcode: int, now: datetime) -> datetime:
    """The next midnight in Beijing; for what is counted by month, that of the next month."""
    midnight = now.astimezone(CHONGQING).replace(hour=0, minute=0, second=0, microsecond=0)
    if errcode == 48006:
        return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
    return midnight + timedelta(days=1)
