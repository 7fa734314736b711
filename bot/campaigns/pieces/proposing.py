"""Proposes a campaign to staff in time: dates, checklist, pieces and questions of its pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Calendar, Day
from bot.campaigns.models import Campaign, ChecklistItem, Piece, Quiz, QuizQuestion
from bot.campaigns.pieces.packs import Pack, PackQuiz
from bot.kit.db import insert

SHIPPED = "shipped"


@dataclass(frozen=True)
class Proposals:
    """Makes each year's campaigns once.

    Args:
        calendar: the days.
        pack: gives a pack by its name.
    """

    calendar: Calendar
    pack: Callable[[str], Pack]

    def run(self, session: Session, today: date, now: datetime) -> list[Campaign]:
        """Propose what is near and not proposed yet; the campaigns made."""
        made = [
            self.propose(session, day, year, now)
            for day in self.calendar.days.values()
            if (year := _near(day, today)) is not None
        ]
        return [campaign for campaign in made if campaign is not None]

    def propose(self, session: Session, day: Day, year: int, now: datetime) -> Campaign | None:
        """Make a year's campaign; None if there is one already."""
        theme = _theme(day, year)
        values: Mapping[str, object] = {
            "day": day.slug,
            "year": year,
            "name": f"{year} 年{day.name}",
            "topic": day.topic,
            "begins_on": day.begins(year),
            "ends_on": day.ends(year),
            "theme": theme[0],
            "theme_source": theme[1],
            "closed": False,
            "proposed_at": now,
        }
        # Of two workers one makes it.
        added = (
            insert(session, Campaign)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["day", "year"])
        )
        number = session.scalar(added.returning(Campaign.id))
        if number is None:
            return None
        self._fill(session, number, day, year, now)
        session.flush()
        return session.get_one(Campaign, number)

    def _fill(self, session: Session, number: int, day: Day, year: int, now: datetime) -> None:
        for task in day.checklist:
            due = day.begins(year) - timedelta(task.days_before)
            session.add(ChecklistItem(campaign_id=number, text=task.text, due_on=due))
        if not day.pack:
            return
        pack = self.pack(day.pack)
        for kind, content in pack.pieces:
            session.add(
                Piece(
                    campaign_id=number,
                    kind=kind.value,
                    topic=day.topic,
                    title=content.base.title,
                    content=content.to_json(),
                    made_at=now,
                    changed_at=now,
                )
            )
        seed_quiz(session, pack.quiz, day.slug, now)


def seed_quiz(session: Session, quiz: PackQuiz, day: str, now: datetime) -> bool:
    """Put a pack's questions in, unless the quiz is there already; whether it was new."""
    if session.get(Quiz, quiz.slug) is not None:
        return False
    session.add(Quiz(slug=quiz.slug, title=quiz.title, day=day))
    session.flush()
    for place, one in enumerate(quiz.questions):
        session.add(
            QuizQuestion(
                quiz=quiz.slug,
                place=place,
                question=one.question,
                options=list(one.options),
                answer=one.answer - 1,
                explanation=one.explanation,
                source=one.source,
                faq=one.faq,
                origin=SHIPPED,
                approved=True,
                changed_at=now,
            )
        )
    session.flush()
    return True


def seed_quizzes(session: Session, calendar: Calendar, now: datetime) -> int:
    """Put the questions of every pack in, so that there is one each day; how many quizzes were new.

    Those there already stay as staff left them.
    """
    packs = [(day.slug, Pack.load(day.pack)) for day in calendar.days.values() if day.pack]
    return sum(seed_quiz(session, pack.quiz, slug, now) for slug, pack in packs)


def last_of(session: Session, campaign: Campaign) -> Campaign | None:
    """The campaign of the same day in the latest earlier year."""
    query = (
        select(Campaign)
        .where(Campaign.day == campaign.day, Campaign.year < campaign.year)
        .order_by(Campaign.year.desc())
        .limit(1)
    )
    found: Campaign | None = session.scalar(query)
    return found


def _near(day: Day, today: date) -> int | None:
    year = day.next_year(today)
    is_near = today >= day.begins(year) - timedelta(day.propose_days_before)
    return year if is_near else None


def _theme(day: Day, year: int) -> tuple[str, str]:
    """A checked theme of just this year: the national one first; empty if nobody knows it."""
    known = [theme for theme in day.themes if theme.year == year and theme.is_checked]
    chosen = next((one for one in known if one.scope == "china"), known[0] if known else None)
    return (chosen.text, chosen.source) if chosen else ("", "")
