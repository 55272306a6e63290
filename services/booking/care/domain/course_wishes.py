"""What a patient would like of the appointments of a course, and what is proposed for each of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.refusals import Phrase
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs

LOOKED_AHEAD = timedelta(weeks=8)
"""How far a session is looked for whose window has no end: the first one, or one that is overdue."""


@dataclass(frozen=True)
class WantedSlot:
    """A slot that somebody has chosen. ``starts_at`` is UTC."""

    starts_at: datetime
    practitioner_id: UUID


@dataclass(frozen=True)
class CourseWishes:
    """For all appointments of a course that remain."""

    weekdays: frozenset[int]
    """0 is Monday; none: any."""
    near: int | None
    """Minutes after local midnight."""
    practitioner_id: UUID | None
    slots: Sequence[WantedSlot]
    """Of the first of them."""
    sessions: int | None
    """How many sessions at most; None: all that remain."""
    review: bool
    """Whether the review is booked too, once no session remains."""


def searched_days(needs: Needs, today: date) -> tuple[date, date]:
    """First and last day on which a slot is looked for: those that are wanted, from today on, and not without an end.

    The last lies before the first when there is none.
    """
    first = max(needs.days.first or today, today)
    return first, needs.days.last or first + LOOKED_AHEAD


def on_weekdays(needs: Needs, first: date, last: date, weekdays: frozenset[int]) -> Needs:
    """The same needs with the other weekdays of these days left out; no weekdays: all are wanted."""
    if not weekdays:
        return needs
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    others = tuple(DayWindow(day, day) for day in every if day.weekday() not in weekdays)
    return replace(needs, blocked_days=(*needs.blocked_days, *others))


def why_no_day(needs: Needs) -> Phrase:
    """Why no day at all is left for an appointment of the course."""
    ends, wanted = needs.allowed_days.last, needs.wanted_days.first
    if ends is not None and wanted is not None and ends < wanted:
        return Phrase("the clearance ends on {last}, before it may be. Screen the patient again.", {"last": ends})
    return Phrase("no day is left beside what is booked already. Move that first.")


def why_no_slot(needs: Needs, chosen: bool, others: bool) -> Phrase:
    """Why none is found on the days that there are. ``others``: without the wishes there is one."""
    window = {"window": needs.days.phrase()}
    if chosen:
        return Phrase("the slot that was chosen is taken, or not {window}. Choose another one.", window)
    if others:
        return Phrase("nothing that fits the wishes is free {window}. Choose one of the alternatives.", window)
    return Phrase("nothing that it needs is free {window}. Ask another clinic.", window)
