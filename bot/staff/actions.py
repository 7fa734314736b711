"""The kinds of things the audit log tells of, with their Chinese names."""

from __future__ import annotations

import enum


class AuditAction(enum.StrEnum):
    """What somebody did."""

    LOGIN = "login.succeeded"
    LOGIN_FAILED = "login.failed"
    LOGIN_LOCKED = "login.locked"
    LOGOUT = "login.ended"
    PASSWORD_CHANGED = "staff.password_changed"
    PASSWORD_RESET = "staff.password_reset"
    TOTP_ON = "staff.totp_on"
    TOTP_OFF = "staff.totp_off"
    MAIL_CHANGED = "staff.mail_changed"
    PUSH_CHANGED = "staff.push_changed"
    STAFF_ADDED = "staff.added"
    STAFF_CHANGED = "staff.changed"
    STAFF_DISABLED = "staff.disabled"
    STAFF_ENABLED = "staff.enabled"
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_VERIFIED = "audit.verified"
    AUDIT_ACCEPTED = "audit.accepted"
    FAQ_EDITED = "faq.edited"
    FAQ_SUBMITTED = "faq.submitted"
    FAQ_PUBLISHED = "faq.published"
    FAQ_REJECTED = "faq.rejected"
    FAQ_ROLLED_BACK = "faq.rolled_back"
    FAQ_IMPORTED = "faq.imported"
    STANDARDS_IMPORTED = "standards.imported"
    STANDARDS_UNDONE = "standards.undone"
    STANDARD_SETTLED = "standards.settled"
    GOLDEN_CHANGED = "golden.changed"
    INBOX_WORKED = "inbox.worked"
    MODEL_TRAINED = "model.trained"
    CASE_FILED = "case.filed"
    CASE_CHANGED = "case.changed"
    CASE_ASSIGNED = "case.assigned"
    CASE_STORY = "case.story"
    RESPONDENT_CODE = "case.respondent_code"
    EVIDENCE_VIEWED = "case.evidence_viewed"
    DOCUMENT_TAKEN = "case.document_taken"
    IDENTITY_VIEWED = "identity.viewed"
    IDENTITY_EXPORTED = "identity.exported"
    IDENTITY_ERASED = "identity.erased"
    DATA_EXPORTED = "data.exported"
    DATA_PURGED = "data.purged"
    HANDOVER_TAKEN = "handover.taken"
    HANDOVER_ENDED = "handover.ended"
    HANDOVER_PASSED = "handover.passed"
    HANDOVER_READ = "handover.read"
    CAMPAIGN_EDITED = "campaign.edited"
    CAMPAIGN_APPROVED = "campaign.approved"
    CAMPAIGN_REJECTED = "campaign.rejected"
    CAMPAIGN_STOPPED = "campaign.stopped"
    CONTENT_EDITED = "content.edited"
    CONTENT_PUBLISHED = "content.published"
    CONTENT_CHECKED = "content.checked"
    CONTENT_CORRECTED = "content.corrected"
    SETTINGS_CHANGED = "settings.changed"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _LABELS[self]


A = AuditAction
_LABELS = {
    A.LOGIN: "登录",
    A.LOGIN_FAILED: "登录失败",
    A.LOGIN_LOCKED: "账号锁定",
    A.LOGOUT: "退出登录",
    A.PASSWORD_CHANGED: "修改密码",
    A.PASSWORD_RESET: "重置密码",
    A.TOTP_ON: "开启动态验证码",
    A.TOTP_OFF: "关闭动态验证码",
    A.MAIL_CHANGED: "设置每日待办邮件",
    A.PUSH_CHANGED: "设置浏览器通知",
    A.STAFF_ADDED: "新增账号",
    A.STAFF_CHANGED: "修改账号",
    A.STAFF_DISABLED: "停用账号",
    A.STAFF_ENABLED: "启用账号",
    A.AUDIT_EXPORTED: "导出操作日志",
    A.AUDIT_VERIFIED: "校验操作日志",
    A.AUDIT_ACCEPTED: "确认操作日志的缺失",
    A.FAQ_EDITED: "编辑问答",
    A.FAQ_SUBMITTED: "提交审核问答",
    A.FAQ_PUBLISHED: "发布问答",
    A.FAQ_REJECTED: "退回问答",
    A.FAQ_ROLLED_BACK: "回退问答版本",
    A.FAQ_IMPORTED: "导入问答",
    A.STANDARDS_IMPORTED: "导入标准清单",
    A.STANDARDS_UNDONE: "撤销标准导入",
    A.STANDARD_SETTLED: "处理和官方平台的矛盾",
    A.GOLDEN_CHANGED: "改金标问题",
    A.INBOX_WORKED: "处理未答问题",
    A.MODEL_TRAINED: "训练模型",
    A.CASE_FILED: "代为登记",
    A.CASE_CHANGED: "办理诉求",
    A.CASE_STORY: "登记事项经过",
    A.RESPONDENT_CODE: "商家回应码",
    A.CASE_ASSIGNED: "分派诉求",
    A.EVIDENCE_VIEWED: "查看证据",
    A.DOCUMENT_TAKEN: "取用文书",
    A.IDENTITY_VIEWED: "查看身份信息",
    A.IDENTITY_EXPORTED: "按本人要求导出个人信息",
    A.IDENTITY_ERASED: "按本人要求删除个人信息",
    A.DATA_EXPORTED: "导出数据",
    A.DATA_PURGED: "清理到期数据",
    A.HANDOVER_TAKEN: "接入人工对话",
    A.HANDOVER_ENDED: "结束人工对话",
    A.HANDOVER_PASSED: "转交人工对话",
    A.HANDOVER_READ: "查看别人的人工对话",
    A.CAMPAIGN_EDITED: "编辑宣传活动",
    A.CAMPAIGN_APPROVED: "批准宣传活动",
    A.CAMPAIGN_REJECTED: "退回宣传活动",
    A.CAMPAIGN_STOPPED: "停止宣传活动",
    A.CONTENT_EDITED: "编辑地区内容",
    A.CONTENT_PUBLISHED: "发布地区内容",
    A.CONTENT_CHECKED: "核对内容",
    A.CONTENT_CORRECTED: "更正术语、行业代号",
    A.SETTINGS_CHANGED: "修改设置",
}
