"""The board of a day, and the acts of its buttons."""

import asyncio
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day, start_of_day
from services.console.access import APPOINTMENTS_BOOK, TODAY_SEE, VISITS_NOTE
from services.console.domain.board import board_of
from services.console.domain.spans import open_spans
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.today.view import (
    AHEAD,
    BY,
    KINDS,
    USUAL,
    WHERE,
    Visit,
    away_of,
    lanes_of,
    open_of,
    parts_of,
    placed_by,
    visits_of,
)
from services.console.pages.vocabulary import AT_CHAIR

MOST = 200
"""Appointments that booking answers at once: more than a clinic has in a day."""


@page("/c/{clinic_id:uuid}/today", TODAY_SEE)
async def today(asked: Asked) -> Response:
    """The board. ``day`` is a local day, without it today; ``by`` says what the lanes are."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/note/{act:str}", VISITS_NOTE, method="POST")
async def act(asked: Asked) -> Response:
    """A button of the board: a station, or that the patient did not come. A refusal is shown beside the visit."""
    visit_id, name = asked.request.path_params["visit_id"], asked.request.path_params["act"]
    try:
        if name == "missed":
            await asked.send_to("booking", f"/appointments/{visit_id}/miss")
        else:
            await asked.send_to("booking", f"/appointments/{visit_id}/stations", {"station": name})
    except Refused as refused:
        return await _show(asked, refused={str(visit_id): refused.sentence}, status=refused.status)
    return asked.go(_address(asked, _by(asked)))


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    """The board, with what was refused beside its visit. Raises Refused, Unauthenticated, Unavailable."""
    clinic, by = asked.at, _by(asked)
    present = local_day(asked.work.now, clinic.zone)
    day = asked.given.day("day") or present
    visits, rows, hours = await _read(asked, day, by)
    open_at = open_of(hours) if hours else open_spans(clinic.hours, day, clinic.zone)
    board = board_of(
        day,
        clinic.zone,
        asked.work.now,
        lanes=lanes_of(rows, by, visits),
        placed=placed_by(visits, by),
        open_at=open_at,
        away=away_of(hours) if hours else (),
    )
    another_day = None if day == present else day
    return asked.draw(
        "today",
        status=status,
        board=board,
        parts=parts_of(visits),
        counts=_counts(visits),
        is_open=bool(open_at),
        other_hours=hours["reason"] if hours else None,
        day_shown=day,
        is_today=day == present,
        before=_address(asked, by, day - timedelta(days=1)),
        after=_address(asked, by, day + timedelta(days=1)),
        this_day=_address(asked, by),
        by=by,
        choices=[(each, words, _address(asked, each, another_day)) for each, words in BY.items()],
        here=_address(asked, by, another_day),
        refused=refused or {},
        may_note=asked.may(VISITS_NOTE, clinic.id) and day == present,
        may_book=asked.may(APPOINTMENTS_BOOK, clinic.id) and day >= present,
        WHERE=WHERE,
        AHEAD=AHEAD,
        KINDS=KINDS,
        AT_CHAIR=AT_CHAIR,
    )


async def _read(asked: Asked, day: date, by: str) -> tuple[list[Visit], list[dict[str, Any]], dict[str, Any] | None]:
    """The visits, what the lanes are made of, and the hours of the day: None from a booking of the version before."""
    clinic = asked.at
    begins, ends = (start_of_day(day + timedelta(days=each), clinic.zone) for each in (0, 1))
    period = {"from": begins.isoformat(), "to": ends.isoformat(), "limit": MOST}
    of_clinic = {"clinic_id": str(clinic.id), "day": day.isoformat(), "limit": MOST}
    whole, appointments, lanes, answered = await asyncio.gather(
        asked.read_from("booking", f"/clinics/{clinic.id}/day", day=day.isoformat()),
        asked.read_from("booking", "/appointments", clinic_id=str(clinic.id), **period),
        asked.read_from("booking", f"/clinics/{clinic.id}/{by}", limit=MOST),
        asked.part("screening", "/day-of-answers", **of_clinic),
    )
    said = answered.items if answered.content else None
    now = asked.work.now.isoformat()
    kept = [each for each in lanes["items"] if not each["ends_at"] or each["ends_at"] > now]
    return visits_of(whole, appointments["items"], said), kept, whole.get("hours")


def _counts(visits: list[Visit]) -> dict[str, int]:
    return {where: sum(each.where == where for each in visits) for where in WHERE}


def _by(asked: Asked) -> str:
    """What the lanes are: as the address or a form says, or rooms."""
    return asked.given.one_of("by", BY) or USUAL


def _address(asked: Asked, by: str, day: date | None = None) -> str:
    """Of the board, by default of the present day; what is usual is not in it."""
    return asked.address("today", day=day.isoformat() if day else None, by=by if by != USUAL else None)
