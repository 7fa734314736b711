"""Cases that wait for a member: due, of nobody, to be confirmed, answered by the respondent."""

from __future__ import annotations

from collections.abc import Iterator

from bot.complaints.case.clocks import staff_calendar
from bot.complaints.case.wanted import Due, Wanted
from bot.complaints.lists.queries import CaseRow
from bot.console.cases.case_parts import CaseParts, left_in_words, working_days_from
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.kit.working_days import WorkingDays
from bot.staff.roles import Permission, case_scope, may


def waiting(asking: Asking) -> Iterator[Waiting]:
    """What waits, inside the cases the member may see."""
    cases: CaseParts = asking.state.cases
    me, today = asking.member.username, cases.today()
    calendar = staff_calendar(asking.session) if asking.most else WorkingDays()
    working = working_days_from(today, calendar)

    def until(row: CaseRow) -> str:
        if row.next_due_on is None:
            return ""
        told = f"期限 {row.next_due_on}"
        if row.next_due_on < today or not row.due_rule:
            return told
        rule = cases.queries.rules[row.due_rule]
        return f"{told}，{left_in_words(rule, row.next_due_on, today, working)}"

    def of(title: str, view: str, wanted: Wanted, **more: str) -> Waiting:
        scope = case_scope(asking.member)
        path = f"/console/cases/?view={view}" + "".join(f"&{k}={v}" for k, v in more.items())
        if not asking.most:
            total = cases.queries.count(asking.session, scope, wanted, today)
            return Waiting(title, total, path)
        page = cases.queries.page(asking.session, scope, wanted, today, size=asking.most)
        items = tuple(
            Item(
                f"{row.number} {row.respondent or row.product}".strip(),
                f"/console/cases/{row.number}",
                until(row),
                outside=row.number,
            )
            for row in page.rows
        )
        return Waiting(title, page.total, path, items)

    if may(asking.member, Permission.CASE_ASSIGN):
        # Who assigns sees to everybody's deadlines.
        yield of("超期的诉求", "overdue", Wanted(due=Due.OVERDUE))
        yield of("快到期的诉求", "soon", Wanted(due=Due.SOON))
    if may(asking.member, Permission.CASE_WORK):
        mine = {"officer": me}
        if not may(asking.member, Permission.CASE_ASSIGN):
            yield of("我的诉求超期了", "overdue", Wanted(due=Due.OVERDUE, officer=me), **mine)
            yield of("我的诉求快到期", "soon", Wanted(due=Due.SOON, officer=me), **mine)
        yield of("新交给我的诉求", "handed", Wanted(handed=True, officer=me), **mine)
        yield of("商家新回应", "answered", Wanted(answered=True, officer=me), **mine)
        yield of("没有人办的诉求", "nobody", Wanted(open_only=True, officer=""))
    if may(asking.member, Permission.CASE_ASSIGN):
        yield of("等主管确认的决定", "confirm", Wanted(proposed=True))
