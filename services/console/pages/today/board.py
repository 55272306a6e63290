"""The board of a day, and the acts of its buttons."""

import asyncio
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day, start_of_day
from services.console.access import TODAY_SEE, VISITS_NOTE
from services.console.domain.board import board_of, open_spans
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.today.view import BY, KINDS, WHERE, Visit, lanes_of, placed_by, visits_of

MOST = 200
"""Appointments that booking answers at once: more than a clinic has in a day."""


@page("/c/{clinic_id:uuid}/today", TODAY_SEE)
async def today(asked: Asked) -> Response:
    """The board. ``day`` is a local day, without it today; ``by`` says what the lanes are."""
    return await show(asked)


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
        return await show(asked, refused={str(visit_id): refused.sentence}, status=refused.status)
    return asked.go(_address(asked, asked.form.get("day", ""), asked.form.get("by", "")))


async def show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    """The board, with what was refused beside its visit. Raises Refused, Unauthenticated, Unavailable."""
    clinic, given = asked.at, {**asked.request.query_params, **asked.form}
    present = local_day(asked.work.now, clinic.zone)
    day = _day(given.get("day"), present)
    by = given.get("by") if given.get("by") in BY else BY[0]
    visits, rows = await _read(asked, day, str(by))
    board = board_of(
        day,
        clinic.zone,
        asked.work.now,
        lanes=lanes_of(rows, str(by), visits),
        placed=placed_by(visits, str(by)),
        open_at=open_spans(clinic.hours, day, clinic.zone),
    )
    return asked.draw(
        "today",
        status=status,
        board=board,
        visits=visits,
        counts=_counts(visits),
        day_shown=day,
        is_today=day == present,
        before=_address(asked, (day - timedelta(days=1)).isoformat(), str(by)),
        after=_address(asked, (day + timedelta(days=1)).isoformat(), str(by)),
        this_day=_address(asked, "", str(by)),
        by=by,
        choices=[(each, _address(asked, "" if day == present else day.isoformat(), each)) for each in BY],
        here=_address(asked, "" if day == present else day.isoformat(), str(by)),
        refused=refused or {},
        may_note=asked.may(VISITS_NOTE, clinic.id) and day == present,
        WHERE=WHERE,
        KINDS=KINDS,
    )


async def _read(asked: Asked, day: date, by: str) -> tuple[list[Visit], list[dict[str, Any]]]:
    """The visits, and what the lanes are made of."""
    clinic = asked.at
    begins, ends = (start_of_day(day + timedelta(days=each), clinic.zone) for each in (0, 1))
    period = {"from": begins.isoformat(), "to": ends.isoformat(), "limit": MOST}
    whole, appointments, lanes = await asyncio.gather(
        asked.read_from("booking", f"/clinics/{clinic.id}/day", day=day.isoformat()),
        asked.read_from("booking", "/appointments", clinic_id=str(clinic.id), **period),
        asked.read_from("booking", f"/clinics/{clinic.id}/{by}", limit=MOST),
    )
    now = asked.work.now.isoformat()
    kept = [each for each in lanes["items"] if not each["ends_at"] or each["ends_at"] > now]
    return visits_of(whole, appointments["items"]), kept


def _counts(visits: list[Visit]) -> dict[str, int]:
    return {where: sum(each.where == where for each in visits) for where in WHERE}


def _day(given: str | None, present: date) -> date:
    try:
        return date.fromisoformat(given) if given else present
    except ValueError:
        return present


def _address(asked: Asked, day: str, by: str) -> str:
    chosen = {"day": day if _is_day(day) else "", "by": by if by in BY[1:] else ""}
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    return f"/c/{asked.at.id}/today" + (f"?{query}" if query else "")


def _is_day(given: str) -> bool:
    try:
        return bool(given) and date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False
