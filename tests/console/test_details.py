from __future__ import annotations

from bot.console.details import in_words


def test_details_are_told_in_words() -> None:
    details = {
        "before": {"roles": ["faq_editor"], "districts": []},
        "after": {"roles": ["case_officer", "auditor"], "districts": ["渝中区"]},
        "everywhere": True,
        "action": "staff.added",
        "n": 3,
    }

    assert in_words(details) == (
        "修改前：（角色：内容编辑；区县：无）；修改后：（角色：办件人员、审计员；区县：渝中区）；"
        "全部登录：是；操作：新增账号；n：3"
    )
