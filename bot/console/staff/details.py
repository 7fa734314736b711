"""Details of audit entries in words; features add the names of their own keys here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.campaigns.calendar import Calendar
from bot.campaigns.models import PieceKind
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.case.workflow import Workflow
from bot.complaints.work.documents import load_documents
from bot.console.cases.case_filter import SORTS, VIEWS
from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.unanswered.inbox import STATES
from bot.editing.faq.checking import KINDS
from bot.editing.faq.correcting import LABELS as CORRECTED
from bot.editing.region.sheets import SHEETS
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from kb.standards.difference import LABELS

KEYS = {
    **LABELS,
    **CORRECTED,
    "before": "修改前",
    "after": "修改后",
    "roles": "角色",
    "districts": "区县",
    "departments": "部门",
    "categories": "类别",
    "daily_mail": "每日待办邮件",
    "browsers": "收通知的浏览器",
    "entries": "条数",
    "findings": "问题数",
    "expected": "应有",
    "events": "经过编号",
    "everywhere": "全部登录",
    "actor": "人员",
    "action": "操作",
    "what": "对象或原因",
    "since": "从",
    "until": "到",
    # Cases and exports.
    "channel": "怎么来的",
    "sheet": "转办单",
    "document": "文书",
    "cases": "事项",
    "officer": "办理人",
    "step": "步骤",
    "from": "从",
    "to": "到",
    "extended": "延期",
    "due_on": "期限",
    "file": "文件",
    "original": "原件",
    "files": "文件数",
    "numbers": "登记编号",
    "format": "格式",
    "identities": "包括身份信息",
    "filter": "条件",
    "view": "分组",
    "status": "状态",
    "kind": "类别",
    "district": "区县",
    "category": "分类",
    "department": "承办部门",
    "q": "查找",
    "sort": "排序",
    "first": "从",
    "last": "到",
    # Questions and answers, content of the region, the model.
    "draft": "修改编号",
    "version": "版本",
    "worse": "变差的金标问题",
    "end": "放弃",
    "dropped": "放弃",
    "back": "恢复",
    "submitted": "提交审核",
    "taken_back": "撤回来继续改",
    "rejected": "退回",
    "table": "哪张表",
    "rows": "行数",
    "taken": "导入的行数",
    "pushed": "更新到微信",
    "asked": "开始训练",
    "place": "位置",
    "removed": "去掉",
    "activated": "换上",
    # Campaigns.
    "added": "新增",
    "copied": "复制自",
    "done": "完成",
    "theme": "主题",
    "proofread": "校对",
    "proposed": "提出的题",
    "piece": "内容编号",
    "planned": "计划发送",
    "recipients": "收件人数",
    "state": "状态",
    "why": "理由",
    # Standards.
    "name": "来源",
    "mark": "核对",
    "set": "变更集",
}
_ALWAYS = {
    **{role.value: role.label for role in Role},
    **{action.value: action.label for action in AuditAction},
    "csv": "CSV",
    "xlsx": "Excel",
    "page": "网页",
    "docx": "Word",
}
_OBJECTS = {
    **KINDS,
    "standard_set": "变更集",
    "notice": "通知",
    "staff": "账号",
    "faq": "问答",
    "faq_sheet": "问答表",
    "faq_category": "问答分类",
    "inbox": "未答问题",
    "handover": "人工对话",
    "dashboard": "数据看板",
    "region": "地区内容",
    "model": "模型",
    "campaign": "活动",
    "piece": "内容",
    "broadcast": "群发",
    "question": "题目",
    "classes": "班级和社区",
}
# 「第 3 组：not_ours」
_STATE_AT_END = re.compile(r"(?<=：)[a-z_]+$")


def in_words(details: Mapping[str, Any]) -> str:
    """Details as staff read them, in one line.

    >>> in_words({"roles": ["auditor"], "entries": 3})
    '角色：审计员；条数：3'
    """
    told = (f"{KEYS.get(name, name)}：{_value(name, value)}" for name, value in details.items())
    return "；".join(told)


def object_in_words(kind: str, name: str) -> str:
    """What an entry is about.

    >>> object_in_words("region", "menu")
    '地区内容 公众号菜单'
    """
    if kind == "region" and name in SHEETS:
        name = SHEETS[name].title
    return f"{_OBJECTS.get(kind, '')} {name}".strip() or "—"


@cache
def _by_key() -> Mapping[str, Mapping[str, str]]:
    """Values that have a name, by the key they are under."""
    workflow = Workflow.load()
    statuses = {status.value: label for status, label in workflow.statuses.items()}
    return {
        "channel": CHANNELS,
        "added": {
            **{kind.value: kind.label for kind in PieceKind},
            **{slug: day.name for slug, day in Calendar.load().days.items()},
        },
        "kind": KIND_LABELS,
        "view": VIEWS,
        "sort": SORTS,
        "step": {slug: step.label for slug, step in workflow.steps.items()},
        "document": {slug: one.title for slug, one in load_documents().items()},
        **dict.fromkeys(("from", "to", "status"), statuses),
        "what": {
            "note": "内部备注",
            "message": "留言",
            "evidence": "补充材料",
            "make": "生成商家回应码",
            "revoke": "作废商家回应码",
            "respondent_seen": "看过商家的回应",
            "propose": "提交确认",
            "confirm": "确认",
            "send_back": "退回或者收回",
            "arrived": "通知送到了",
            "not_arrived": "通知没送到",
            "mediation": "调解记录",
            "transfer": "转交",
            "merchant": "商家档案",
            "merchant_off": "不是这一家商家",
            "received": "收到交来的事项",
            "platform_number": "12315 平台编号",
            "data_request": "个人信息的要求已处理",
        },
        "table": {table.slug: table.title for one in SHEETS.values() for table in one.tables},
        **dict.fromkeys(("category", "categories"), _shipped("categories", "name")),
        **dict.fromkeys(("department", "departments"), _shipped("departments", "short")),
        "mark": {
            "unchecked": "没有核对",
            "text": "按文本",
            "staff": "工作人员核对过",
            "official": "和官方平台核对过",
        },
        "extended": _shipped("deadlines", "label"),
    }


def _shipped(sheet: str, column: str) -> Mapping[str, str]:
    return {row["slug"]: row.get(column) or row["name"] for row in SHEETS[sheet].shipped()}


def _value(name: str, value: Any) -> str:
    if name == "events" and isinstance(value, Mapping):
        return "、".join(value)  # their digests say nothing to people
    if isinstance(value, Mapping):
        return f"（{in_words(value)}）"
    if isinstance(value, list):
        return "、".join(_value(name, item) for item in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return str(value)
    told = _by_key().get(name, {}).get(value) or _ALWAYS.get(value, value)
    return _STATE_AT_END.sub(lambda found: STATES.get(found[0], found[0]), told)
