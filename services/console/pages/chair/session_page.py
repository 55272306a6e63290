"""What the page of a session shows: what it stands on, the cream's clock, labels, and what was recorded."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.chair.given import Given, text
from services.console.pages.chair.numbing import numbing_of
from services.console.pages.chair.readiness import Ready, readiness_of
from services.console.pages.chair.session_form import USED, products_of, rows_of, scans_of, typed_session
from services.console.pages.chair.shelf import shelf_of
from services.console.pages.chair.visit import (
    RIGHT,
    ChairVisit,
    Wrong,
    all_of,
    devices_of,
    draw_step,
    people_of,
    visit_of,
)
from services.console.pages.chair.words import CAUSES, ENDPOINTS, REACTIONS, TREATED, USES
from services.console.pages.registry import Asked
from services.console.pages.vocabulary import AREAS, CONCERNS, OUTCOMES, PLACES
from services.console.pages.words import word

CAMERA = "camera=(self), geolocation=(), microphone=()"
"""This page alone may ask for the camera, to read a label."""
_WORDS = {
    "AREAS": AREAS,
    "CAUSES": CAUSES,
    "CONCERNS": CONCERNS,
    "ENDPOINTS": ENDPOINTS,
    "OUTCOMES": OUTCOMES,
    "PLACES": PLACES,
    "REACTIONS": REACTIONS,
    "TREATED": TREATED,
    "USES": USES,
    "FATES": {USED: word("It was used"), **CAUSES},
}


async def show_session(
    asked: Asked,
    given: Given | None = None,
    wrong: Wrong = RIGHT,
    *,
    scanning: bool = False,
    voiding: Given | None = None,
    signing: bool = False,
) -> Response:
    """The page; ``given`` is what was typed so far, and what is ``wrong`` is said where that was sent from."""
    visit = await visit_of(asked)
    (recorded, voided), ready, stations, devices, people, shelf = await asyncio.gather(
        _sessions(asked, visit),
        readiness_of(asked, visit),
        asked.read_from("booking", f"/appointments/{visit.id}/stations"),
        devices_of(asked),
        people_of(asked),
        shelf_of(asked),
    )
    numbing = numbing_of(stations["stations"], ready.protocol["protocol"] if ready.protocol else None)
    typed = given if given is not None else typed_session(recorded, asked.at.zone) if recorded else {}
    typed = _prefilled(asked, typed, visit, ready, numbing) if recorded is None else typed
    answer = draw_step(
        asked,
        visit,
        "session",
        wrong=wrong,
        given=typed if voiding is None else {**typed, **voiding},
        recorded=recorded,
        voided=voided,
        ready=ready,
        now=asked.work.now,
        numbing=numbing,
        last_station=_last(stations["stations"]),
        devices={each["id"]: f"{each['model']} · {each['serial']}" for each in devices},
        people=people,
        scans=await _labels(asked, visit, typed),
        scanning=scanning,
        rows=rows_of(typed),
        products=products_of(typed),
        shelf=shelf,
        with_rf=any(each["modality"] == "rf" and each["id"] == typed.get("device_id") for each in devices),
        answered=given is not None,
        amending=recorded is not None and given is not None,
        voiding=voiding is not None,
        signing=signing,
        follow_up=await _follow_up(asked, ready) if recorded else None,
        withdrawn=asked.request.query_params.get("withdrawn"),
        **_WORDS,
    )
    answer.headers["Permissions-Policy"] = CAMERA
    return answer


async def _sessions(asked: Asked, visit: ChairVisit) -> tuple[Mapping[str, Any] | None, list[Any]]:
    """The session that stands for this visit, and those that were entered in error."""
    if visit.appointment["course_id"] is None:
        return None, []
    found = await all_of(
        asked, "booking", "/sessions", patient_id=visit.patient_id, course_id=visit.appointment["course_id"]
    )
    mine = [each for each in found if each["appointment_id"] == visit.id]
    standing = next((each for each in mine if each["voided_at"] is None), None)
    whole = await asked.read_from("booking", f"/sessions/{standing['id']}") if standing else None
    return whole, [each for each in mine if each["voided_at"]]


def _prefilled(asked: Asked, typed: Given, visit: ChairVisit, ready: Ready, numbing: Any) -> dict[str, str]:
    """What is known already, where nothing was typed: device and area as planned, the cream as it was noted.

    The depth is never filled in: it is what was done, not what was planned.
    """
    known = {"device_id": visit.appointment["device_id"] or "", "area": ready.course["area"] if ready.course else ""}
    if numbing is not None:
        known["cream_applied"] = numbing.since.astimezone(asked.at.zone).strftime("%H:%M")
        known["anaesthetic"] = "yes"
        if numbing.ended:
            known["cream_removed"] = numbing.ended.astimezone(asked.at.zone).strftime("%H:%M")
    return {**known, **{name: value for name, value in typed.items() if value or name not in known}}


def _last(stations: list[Any]) -> str | None:
    standing = [each["station"] for each in stations if each["withdrawn_at"] is None]
    return standing[-1] if standing else None


async def _labels(asked: Asked, visit: ChairVisit, typed: Given) -> list[dict[str, Any]]:
    """What was scanned, and what booking says of each label."""
    found = scans_of(typed)
    device = text(typed, "device_id")

    async def read(raw: str) -> Any:
        try:
            return await asked.read_from("booking", f"/appointments/{visit.id}/cartridge", scan=raw, device_id=device)
        except Refused as refused:
            return {"problem": refused.sentence, "like": refused.kind == "cartridge-like-another"}

    labels = await asyncio.gather(*(read(raw) for raw, _ in found))
    unknown = {"gtin": None, "problem": None, "like": False}
    return [{**unknown, "scan": raw, "fate": fate, **label} for (raw, fate), label in zip(found, labels, strict=True)]


async def _follow_up(asked: Asked, ready: Ready) -> Any:
    """The course's next appointment, which voiding the session may call off."""
    if ready.course is None or not ready.course["next_appointment_id"]:
        return None
    return await asked.read_from("booking", f"/appointments/{ready.course['next_appointment_id']}")
