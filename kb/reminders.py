"""What must be said of the standards an FAQ rests on or names, under its answer."""

from __future__ import annotations

from datetime import date

from kb.catalogue import OFFICIAL
from kb.knowledge import Snapshot
from kb.models import Checked, StandardStatus
from kb.search.index import Entry, EntryKind
from kb.text.standard_number import StandardNumber
from kb.truth import UNCHECKED

IN_REVIEW = "工作人员正在复核"


def warnings(snapshot: Snapshot, entry: Entry, today: date) -> list[str]:
    """What must be said of the standards an FAQ rests on or names.

    Which of them is no longer, or not yet, in force; which stand otherwise than when the entry was
    last looked at; and which are only remembered.
    """
    if entry.kind is not EntryKind.FAQ:
        return []
    catalogue, found = snapshot.catalogue, []
    rests = snapshot.faq_standards.get(entry.key, ())
    for number in rests:
        edition = catalogue.get(number)
        if edition is None:
            continue
        status = catalogue.status_on(edition, today)
        if status in (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN):
            successor = "、".join(edition.superseded_by)
            then = f"，由 {successor} 代替，请以新标准为准" if successor else ""
            found.append(f"提醒：{number} 已{status.value.removeprefix('已')}{then}。")
        elif status is StandardStatus.UPCOMING:
            found.append(f"提醒：{number} 自 {edition.effective_on} 起实施，现在还没有生效。")
    if aged := snapshot.aged.get(entry.key):
        numbers = "、".join(change.number for change in aged)
        found.append(f"提醒：这条答案写好以后，{numbers} 的状态、接替或者日期有变化，{IN_REVIEW}。")
    named = (str(number) for number in StandardNumber.find_all(entry.answer))
    editions = [catalogue.get(number) for number in dict.fromkeys((*rests, *named))]
    remembered = [e.number for e in editions if e and e.checked is Checked.UNCHECKED]
    if remembered:
        found.append(f"提醒：{'、'.join(remembered)} 的信息{UNCHECKED}，请以{OFFICIAL}显示为准。")
    return found
