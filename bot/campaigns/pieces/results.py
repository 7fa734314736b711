"""What a campaign reached: copies, openings, clicks, quizzes, subscriptions, against last year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import Session

from bot.campaigns.models import (
    FEWEST_IN_GROUP,
    Broadcast,
    Campaign,
    Piece,
    PieceArrival,
    PieceFigure,
    PieceState,
    QuizPlay,
)
from bot.campaigns.pieces.content import PieceContent
from bot.campaigns.pieces.links import OPENED
from bot.campaigns.pieces.proposing import last_of
from bot.citizens.models import ConsentRecord
from bot.kit.clock import CHONGQING
from bot.outbox.bulk_models import Delivery, DeliveryStatus

BEFORE, AFTER = timedelta(days=14), timedelta(days=7)
TOLD_AFTERWARDS = timedelta(days=60)


@dataclass(frozen=True)
class PieceResult:
    """One piece.

    Args:
        copies: rows by status.
        opened: how often its page was opened.
        clicked: how often its links were clicked.
        told: what WeChat reported of mass messages: recipients it sent to, and failures.
    """

    number: int
    title: str
    kind: str
    copies: Mapping[str, int]
    opened: int
    clicked: int
    told: Mapping[str, int]

    @property
    def sent(self) -> int:
        """Copies that left."""
        return self.copies.get(DeliveryStatus.SENT.value, 0)


@dataclass(frozen=True)
class Group:
    """An audience, a district or a channel.

    Args:
        plays: how often the quiz was finished.
        right: percent of right answers; None without plays, or where they aren't shown.
    """

    sent: int = 0
    opened: int = 0
    clicked: int = 0
    gained: int = 0
    lost: int = 0
    plays: int = 0
    right: float | None = None


@dataclass(frozen=True)
class Totals:
    """A campaign in one line."""

    sent: int
    unknown: int
    failed: int
    opened: int
    clicked: int
    plays: int
    average: float
    gained: int
    lost: int


@dataclass(frozen=True)
class Results:
    """Everything on the page.

    Args:
        audiences, districts: by slug and name; an empty one is who said nothing.
        channels: by name; an empty one is who came by a search, a poster or a forwarded address.
        days: openings and clicks by day.
        before: last year's totals; None without one.
    """

    campaign: Campaign
    totals: Totals
    pieces: Sequence[PieceResult]
    audiences: Mapping[str, Group]
    districts: Mapping[str, Group]
    channels: Mapping[str, Group]
    days: Mapping[date, tuple[int, int]]
    before: Totals | None
    before_name: str = ""


@dataclass
class _Sums:
    sent: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    clicked: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    plays: Counter[str] = field(default_factory=Counter)
    right: dict[str, float] = field(default_factory=dict)

    def groups(self) -> dict[str, Group]:
        every = (self.sent, self.opened, self.clicked, self.gained, self.lost, self.plays)
        names = sorted({name for one in every for name in one}, key=lambda n: (n == "", n))
        return {
            name: Group(
                sent=self.sent[name],
                opened=self.opened[name],
                clicked=self.clicked[name],
                gained=self.gained[name],
                lost=self.lost[name],
                plays=self.plays[name],
                right=self.right.get(name),
            )
            for name in names
        }


def results(session: Session, campaign: Campaign) -> Results:
    """Read a campaign's results.

    Args:
        session: for reading.
    """
    before = last_of(session, campaign)
    pieces = _pieces(session, campaign)
    sent = _sent(session, campaign)
    return Results(
        campaign,
        totals(session, campaign),
        pieces,
        _by(session, campaign, "audience", sent["audience"]),
        _by(session, campaign, "district", sent["district"]),
        _by(session, campaign, "channel", sent["channel"]),
        _days(session, campaign),
        totals(session, before) if before else None,
        before.name if before else "",
    )


def totals(session: Session, campaign: Campaign) -> Totals:
    """A campaign in one line."""
    numbers = _numbers(campaign)
    copies = _counted(
        session,
        select(Delivery.status, func.count()).where(Delivery.piece_id.in_(numbers)),
        Delivery.status,
    )
    opened, clicked = _figures(session, campaign)
    plays, average = _plays(session, campaign)
    gained, lost = _consents(session, campaign)
    return Totals(
        copies[DeliveryStatus.SENT.value],
        copies[DeliveryStatus.UNKNOWN.value],
        copies[DeliveryStatus.FAILED.value],
        opened,
        clicked,
        plays,
        average,
        sum(gained.values()),
        sum(lost.values()),
    )


@dataclass(frozen=True)
class Reached:
    """What the public is told of a campaign that is over.

    Args:
        name: of the campaign.
        opened: how often its pieces were opened.
        plays: how often its quiz was finished.
    """

    name: str
    opened: int
    plays: int


def reached(session: Session, today: date) -> list[Reached]:
    """The campaigns that ended in the last weeks and reached somebody, the last one first.

    Args:
        session: for reading.
        today: the day in Chongqing.
    """
    over = (Campaign.ends_on < today, Campaign.ends_on >= today - TOLD_AFTERWARDS)
    query = select(Campaign).where(*over).order_by(Campaign.ends_on.desc(), Campaign.id)
    found = []
    for campaign in session.scalars(query):
        opened, plays = _figures(session, campaign)[0], _plays(session, campaign)[0]
        if opened or plays:
            found.append(Reached(campaign.name, opened, plays))
    return found


def lines(
    found: Results, audiences: Mapping[str, str], channels: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """The results as rows of a sheet.

    Args:
        audiences, channels: names by slug.
    """
    yield ("活动", found.campaign.name)
    yield ("", "发出", "结果不明", "没有发出", "打开", "点链接", "答题", "答对率", "新订", "退订")
    yield ("今年", *_cells(found.totals))
    if found.before is not None:
        yield (found.before_name, *_cells(found.before))
    yield ()
    yield ("内容", "发出", "结果不明", "没有发出", "打开", "点链接")
    for piece in found.pieces:
        unknown = piece.copies.get(DeliveryStatus.UNKNOWN.value, 0)
        failed = piece.copies.get(DeliveryStatus.FAILED.value, 0)
        yield (piece.title, piece.sent, unknown, failed, piece.opened, piece.clicked)
    for title, groups, names in (
        ("面向", found.audiences, audiences),
        ("区县", found.districts, {}),
        ("渠道", found.channels, channels),
    ):
        yield ()
        yield (title, "发出", "打开", "点链接", "答题", "答对率", "新订", "退订")
        for name, one in groups.items():
            label = names.get(name, name) or "没有说明"
            right = "" if one.right is None else round(one.right, 1)
            plays = "" if one.right is None else one.plays  # not shown, or none
            figures = (one.sent, one.opened, one.clicked, plays, right, one.gained, one.lost)
            yield (label, *figures)
    yield ()
    yield ("日期", "打开", "点链接")
    for day, (opened, clicked) in found.days.items():
        yield (str(day), opened, clicked)


def _cells(one: Totals) -> tuple[object, ...]:
    return (
        one.sent, one.unknown, one.failed, one.opened, one.clicked, one.plays,
        round(one.average, 1), one.gained, one.lost,
    )  # fmt: skip


def _numbers(campaign: Campaign):  # type: ignore[no-untyped-def]
    return select(Piece.id).where(Piece.campaign_id == campaign.id).scalar_subquery()


def _counted(session: Session, query, *group) -> Counter[str]:  # type: ignore[no-untyped-def]
    return Counter({name: count for name, count in session.execute(query.group_by(*group))})


def _pieces(session: Session, campaign: Campaign) -> list[PieceResult]:
    rows = session.scalars(
        select(Piece)
        .where(Piece.campaign_id == campaign.id, Piece.state == PieceState.APPROVED.value)
        .order_by(Piece.id)
    ).all()
    numbers = [row.id for row in rows]
    copies: dict[int, Counter[str]] = defaultdict(Counter)
    for number, status, count in session.execute(
        select(Delivery.piece_id, Delivery.status, func.count())
        .where(Delivery.piece_id.in_(numbers))
        .group_by(Delivery.piece_id, Delivery.status)
    ):
        copies[number][status] = count
    opened, clicked = _piece_figures(session, numbers)
    told = _told(session, numbers)
    return [
        PieceResult(
            row.id,
            row.title,
            row.kind,
            copies[row.id],
            opened[row.id],
            clicked[row.id],
            told[row.id],
        )
        for row in rows
    ]


def _piece_figures(session: Session, numbers: list[int]) -> tuple[Counter[int], Counter[int]]:
    opened: Counter[int] = Counter()
    clicked: Counter[int] = Counter()
    for number, what, count in session.execute(
        select(PieceFigure.piece_id, PieceFigure.what, func.sum(PieceFigure.count))
        .where(PieceFigure.piece_id.in_(numbers))
        .group_by(PieceFigure.piece_id, PieceFigure.what)
    ):
        (opened if what == OPENED else clicked)[number] += int(count)
    return opened, clicked


def _told(session: Session, numbers: list[int]) -> dict[int, Counter[str]]:
    """WeChat's own figures of mass messages."""
    told: dict[int, Counter[str]] = defaultdict(Counter)
    for number, outcome in session.execute(
        select(Broadcast.piece_id, Broadcast.outcome).where(Broadcast.piece_id.in_(numbers))
    ):
        for name in ("SentCount", "ErrorCount", "FilterCount", "TotalCount"):
            if name in outcome:
                told[number][name] += int(outcome[name])
    return told


def _sent(session: Session, campaign: Campaign) -> dict[str, Counter[str]]:
    """Copies that left, by each way to group them; their rows, one a person, are read once."""
    ways = ("audience", "district", "channel")
    columns = [getattr(Delivery, way) for way in ways]
    rows = session.execute(
        select(*columns, func.count())
        .where(
            Delivery.piece_id.in_(_numbers(campaign)), Delivery.status == DeliveryStatus.SENT.value
        )
        .group_by(*columns)
    )
    sent: dict[str, Counter[str]] = {way: Counter() for way in ways}
    for *groups, count in rows:
        for way, group in zip(ways, groups, strict=True):
            sent[way][group] += count
    return sent


def _by(session: Session, campaign: Campaign, name: str, sent: Counter[str]) -> dict[str, Group]:
    sums, numbers = _Sums(sent), _numbers(campaign)
    figures = PieceArrival if name == "channel" else PieceFigure
    figure = getattr(figures, name)
    for group, what, count in session.execute(
        select(figure, figures.what, func.sum(figures.count))
        .where(figures.piece_id.in_(numbers))
        .group_by(figure, figures.what)
    ):
        (sums.opened if what == OPENED else sums.clicked)[group] += int(count)
    if name == "channel":  # the others came by an address we sent to nobody
        opened, clicked = _figures(session, campaign)
        for counts, every in ((sums.opened, opened), (sums.clicked, clicked)):
            if left := every - counts.total():
                counts[""] = left
    sums.gained, sums.lost = _consents(session, campaign, name)
    sums.plays, sums.right = _plays_by(session, campaign, name)
    return sums.groups()


def _figures(session: Session, campaign: Campaign) -> tuple[int, int]:
    counts = _counted(
        session,
        select(PieceFigure.what, func.sum(PieceFigure.count)).where(
            PieceFigure.piece_id.in_(_numbers(campaign))
        ),
        PieceFigure.what,
    )
    return int(counts[OPENED]), int(sum(counts.values()) - counts[OPENED])


def _days(session: Session, campaign: Campaign) -> dict[date, tuple[int, int]]:
    days: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for day, what, count in session.execute(
        select(PieceFigure.day, PieceFigure.what, func.sum(PieceFigure.count))
        .where(PieceFigure.piece_id.in_(_numbers(campaign)))
        .group_by(PieceFigure.day, PieceFigure.what)
        .order_by(PieceFigure.day)
    ):
        days[day][what != OPENED] += int(count)
    return {day: (opened, clicked) for day, (opened, clicked) in days.items()}


def _span(session: Session, campaign: Campaign) -> tuple[datetime, datetime]:
    """When a campaign counts: from two weeks before it until a week after its end.

    A broadcast that began even earlier is where it begins.
    """
    first = datetime.combine(campaign.begins_on, time(), CHONGQING) - BEFORE
    last = datetime.combine(campaign.ends_on, time(), CHONGQING) + timedelta(1) + AFTER
    begun = session.scalar(
        select(func.min(Broadcast.begun_at)).where(Broadcast.piece_id.in_(_numbers(campaign)))
    )
    return (first if begun is None else min(first, begun)), last


def _plays(session: Session, campaign: Campaign) -> tuple[int, float]:
    figures = (func.count(), func.sum(QuizPlay.score), func.sum(QuizPlay.total))
    query = select(*figures).where(*_of_quizzes(session, campaign))
    count, score, total = session.execute(query).one()
    return count, 100.0 * (score or 0) / total if total else 0.0


def _plays_by(
    session: Session, campaign: Campaign, name: str
) -> tuple[Counter[str], dict[str, float]]:
    """Plays and percent of right answers by channel, audience or the district the players chose.

    Fewer than five of the last two are nobody's business: their figures would be somebody's own.
    Nor may they be the whole less what is shown.
    """
    chosen = QuizPlay.group_kind == "district"
    groups: dict[str, ColumnElement[str]] = {
        "channel": QuizPlay.channel.expression,
        "audience": QuizPlay.audience.expression,
        "district": case((chosen, QuizPlay.group_name), else_=""),
    }
    group = groups[name].label("of")
    rows = session.execute(
        select(group, func.count(), func.sum(QuizPlay.score), func.sum(QuizPlay.total))
        .where(*_of_quizzes(session, campaign))
        .group_by(group)
    ).all()
    shown = list(rows) if name == "channel" else _large_enough(rows)
    return (
        Counter({of: count for of, count, _, _ in shown}),
        {of: 100.0 * score / total for of, _, score, total in shown if total},
    )


def _large_enough(rows: Sequence[Row[str, int, int, int]]) -> list[Row[str, int, int, int]]:
    """The groups that may be shown: of those left out there are enough together, or none."""
    shown, left_out = sorted(rows, key=lambda row: (row[1], row[0])), 0
    while shown and (shown[0][1] < FEWEST_IN_GROUP or 0 < left_out < FEWEST_IN_GROUP):
        left_out += shown.pop(0)[1]
    return shown


def _of_quizzes(session: Session, campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    """The finished plays of a campaign's quizzes in its time."""
    first, last = _span(session, campaign)
    contents = session.scalars(select(Piece.content).where(Piece.campaign_id == campaign.id))
    slugs = {PieceContent.from_json(content).quiz for content in contents} - {""}
    finished = QuizPlay.finished_at
    return QuizPlay.quiz.in_(slugs), finished >= first, finished < last


def _consents(
    session: Session, campaign: Campaign, name: str = "channel"
) -> tuple[Counter[str], Counter[str]]:
    """Subscriptions to the campaign's topic gained and lost in its time."""
    first, last = _span(session, campaign)
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    rows = session.execute(
        select(getattr(ConsentRecord, name), ConsentRecord.given, ConsentRecord.topics).where(
            ConsentRecord.at >= first, ConsentRecord.at < last
        )
    )
    for group, given, topics in rows.yield_per(1000):
        if campaign.topic in topics:
            (gained if given else lost)[group] += 1
    return gained, lost
