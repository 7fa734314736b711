"""Cases that wait for a member: due, of nobody, to be confirmed, answered by the respondent."""

from __future__ import annotations

from collections.abc import Iterator

from bot.complaints.case.wanted import Due, Wanted
from bot.console.cases.case_parts import CaseParts
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.staff.roles import Permission, case_scope, may


def waiting(asking: Asking) -> Iterator[Waiting]:
    """What waits, inside the cases the member may see."""
    cases: CaseParts = asking.request.app.state.cases
    me = asking.member.username

    def of(title: str, view: str, wanted: Wanted, **more: str) -> Waiting:
        scope = case_scope(asking.member)
        page = cases.queries.page(
            asking.session, scope, wanted, cases.today(), size=max(asking.most, 1)
        )
        items = tuple(
            Item(
                f"{row.number} {row.respondent or row.product}".strip(),
                f"/console/cases/{row.number}",
                f"期限 {row.next_due_on}" if row.next_due_on else "",
            )
            for row in page.rows[: asking.most]
        )
        officer = "".join(f"&{name}={value}" for name, value in more.items())
        return Waiting(title, page.total, f"/console/cases/?view={view}{officer}", items)

    if may(asking.member, Permission.CASE_WORK):
        mine = {"officer": me}
        yield of("我的诉求超期了", "overdue", Wanted(due=Due.OVERDUE, officer=me), **mine)
        yield of("我的诉求快到期", "soon", Wanted(due=Due.SOON, officer=me), **mine)
        yield of("新交给我的诉求", "handed", Wanted(handed=True, officer=me), **mine)
        yield of("商家新回应", "answered", Wanted(answered=True, officer=me), **mine)
        yield of("没有人办的诉求", "nobody", Wanted(open_only=True, officer=""))
    if may(asking.member, Permission.CASE_ASSIGN):
        yield of("等主管确认的决定", "confirm", Wanted(proposed=True))
