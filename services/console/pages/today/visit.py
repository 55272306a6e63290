"""One visit: what was noted of it, how a mistake is taken back, and another time for it."""

import asyncio
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import TODAY_SEE, VISITS_NOTE
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.today.view import KINDS, WHERE
from services.console.pages.words import word

OFFERS = 12
"""Times offered at once."""
OFFERED = ("starts_at", "practitioner_id", "room_id", "device_id")
"""What the value of an offer holds, in this order."""


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}", TODAY_SEE)
async def visit(asked: Asked) -> Response:
    """The visit. ``from`` is the first local day of which other times are offered."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/move", VISITS_NOTE, method="POST")
async def move(asked: Asked) -> Response:
    """Give it the time that was chosen. The refusal of one that is taken stands beside the offers, which are new."""
    visit_id = asked.request.path_params["visit_id"]
    offer = dict(zip(OFFERED, asked.form.get("offer", "").split("|"), strict=False))
    if not offer.get("starts_at"):
        return await _show(asked, refused=word("Choose one of the times first."), status=422)
    body = {**{name: value for name, value in offer.items() if value}, "by_patient": "by_patient" in asked.form}
    try:
        moved = await asked.send_to(
            "booking", f"/appointments/{visit_id}/move", body, version=asked.form.get("version", "")
        )
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    day = local_day(datetime.fromisoformat(moved["starts_at"]), asked.at.zone)
    return asked.go(f"{asked.address('today', day=day.isoformat())}#visit-{visit_id}")


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/leave", VISITS_NOTE, method="POST")
async def leave(asked: Asked) -> Response:
    """The patient leaves without a treatment, with the reason."""
    body = {"station": "left", "reason": asked.form.get("reason", "")}
    return await _note(asked, "stations", body)


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/take-back", VISITS_NOTE, method="POST")
async def take_back(asked: Asked) -> Response:
    """What was noted last was not so."""
    station = asked.form.get("station_id", "")
    if not station.replace("-", "").isalnum():
        return asked.go(_address(asked))
    return await _note(asked, f"stations/{station}/withdraw", {"reason": asked.form.get("reason", "")})


async def _note(asked: Asked, what: str, body: dict[str, Any]) -> Response:
    try:
        await asked.send_to("booking", f"/appointments/{asked.request.path_params['visit_id']}/{what}", body)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    return asked.go(_address(asked))


async def _show(asked: Asked, *, refused: str | None = None, status: int = 200) -> Response:
    visit_id = asked.request.path_params["visit_id"]
    appointment, noted = await asyncio.gather(
        asked.read_from("booking", f"/appointments/{visit_id}"),
        asked.read_from("booking", f"/appointments/{visit_id}/stations"),
    )
    standing = [each for each in noted["stations"] if each["withdrawn_at"] is None]
    may_note = asked.may(VISITS_NOTE, asked.at.id)
    movable = may_note and appointment["status"] == "booked"
    begins = _day(asked, appointment)
    offers = await _offers(asked, appointment, begins) if movable else None
    return asked.draw(
        "visit",
        status=status,
        appointment=appointment,
        starts=datetime.fromisoformat(appointment["starts_at"]),
        standing=[{**each, "at": datetime.fromisoformat(each["at"])} for each in standing],
        last=standing[-1] if standing and may_note else None,
        may_leave=movable and bool(standing) and standing[-1]["station"] in ("arrived", "numbing"),
        offers=offers,
        first_day=begins,
        refused=refused,
        here=_address(asked),
        WHERE=WHERE,
        KINDS=KINDS,
    )


async def _offers(asked: Asked, appointment: Any, begins: date) -> dict[str, Any]:
    """Other times, as booking offers them: each can be taken as it stands."""
    found = await asked.read_from(
        "booking",
        "/slots",
        kind=appointment["kind"],
        clinic_id=str(asked.at.id),
        patient_id=appointment["patient_id"],
        course_id=appointment["course_id"],
        moving=appointment["id"],
        limit=OFFERS,
        **{"from": begins.isoformat()},
    )
    others = [each for each in found["items"] if each["starts_at"] != appointment["starts_at"]]
    times = [{**each, "starts": datetime.fromisoformat(each["starts_at"]), "value": _value(each)} for each in others]
    why = found["nothing_found"]["sentence"] if found["nothing_found"] else None
    return {"times": times, "why_none": why}


def _value(slot: dict[str, Any]) -> str:
    return "|".join(str(slot[name] or "") for name in OFFERED)


def _day(asked: Asked, appointment: Any) -> date:
    """The first day of the offers: the wanted one, or that of the appointment, and none that is over."""
    day = asked.day("from") or local_day(datetime.fromisoformat(appointment["starts_at"]), asked.at.zone)
    return max(day, local_day(asked.work.now, asked.at.zone))


def _address(asked: Asked) -> str:
    return asked.address(f"visits/{asked.request.path_params['visit_id']}")
