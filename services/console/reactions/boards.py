"""Boards of a day are read again when something of that day changes, and not for what is booked on another one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from chassis.local_time import local_day
from chassis.work import Work
from contracts.event import Event
from services.console.domain.live import TODAY
from services.console.reactions.listening import reaction, to
from services.console.store.appointments import start_of
from services.console.store.changes import note_change
from services.console.store.clinics import zone_of


def shows_on_board(when: Callable[[Any], Sequence[datetime]], *event_types: type[Event]) -> None:
    """Have open boards of the days read again on which the appointment begins, or began, by these events."""

    async def show(work: Work, event: Any) -> None:
        await _note(work, event, when(event))

    for each in event_types:
        reaction(to(each, show))


def shows_on_board_of_visit(*event_types: type[Event]) -> None:
    """The same of events that name an appointment without its time."""

    async def show(work: Work, event: Any) -> None:
        start = await start_of(work, event.appointment_id)
        await _note(work, event, [start] if start else [])

    for each in event_types:
        reaction(to(each, show))


async def _note(work: Work, event: Any, moments: Sequence[datetime]) -> None:
    """Every day of the clinic where its zone or the time is not known."""
    zone = await zone_of(work, event.clinic_id)
    if zone is None or not moments:
        await note_change(work, event.clinic_id, TODAY)
        return
    for day in sorted({local_day(each, zone) for each in moments}):
        await note_change(work, event.clinic_id, TODAY, day)
