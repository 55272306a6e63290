"""The session: cartridges are scanned, the cream has its clock, and what was done is recorded and signed."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from chassis.refusals import NotFound
from services.console.access import CHAIR_WORK, VISITS_NOTE
from services.console.neighbours import Refused
from services.console.pages.chair.given import Given, performed, text
from services.console.pages.chair.numbing import numbing_of
from services.console.pages.chair.readiness import Ready, readiness_of
from services.console.pages.chair.session_form import (
    USED,
    cartridges_of,
    products_of,
    rows_of,
    scans_of,
    session_body,
    typed_session,
    with_scans,
)
from services.console.pages.chair.visit import (
    RIGHT,
    ChairVisit,
    Wrong,
    address_of,
    all_of,
    devices_of,
    draw_step,
    people_of,
    visit_of,
    wrong_of,
)
from services.console.pages.chair.words import (
    AREAS,
    CAUSES,
    CONCERNS,
    ENDPOINTS,
    MODALITIES,
    OUTCOMES,
    PLACES,
    REACTIONS,
    TREATED,
    USES,
)
from services.console.pages.registry import Asked, page
from services.console.pages.words import word

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/session"
CAMERA = "camera=(self), geolocation=(), microphone=()"
"""This page alone may ask for the camera, to read a label."""
FIELDS: Mapping[str, str] = {
    "device_id": "device_id",
    "area": "area",
    "depth_mm": "depth_mm",
    "anaesthetic_used": "anaesthetic",
    "cartridges": "scan",
    "discarded_cartridges": "scan",
    "why_another_number": "why_another_number",
    "why_like_another": "why_like_another",
    "override": "override_reason",
    "details.cream": "cream_applied",
    "details.cream.removed_at": "cream_removed",
    "details.cream.name": "cream_name",
    "details.zones": "zone-0",
    "details.products": "product-0",
    "details.endpoints": "endpoints",
    "details.immediate_reaction": "reaction",
    "late": "performed_at",
    "late.reason": "late_because",
    "performed_at": "performed_at",
    "on_behalf_of": "practitioner_id",
    "on_behalf_of.reason": "behalf_because",
    "practitioner_id": "practitioner_id",
    "reason": "reason",
    "becomes": "becomes",
}
"""Booking's field: the form's."""
KINDS: Mapping[str, str] = {
    "anaesthetic-not-allowed": "anaesthetic",
    "area-not-cleared": "area",
    "cartridge-already-used": "scan",
    "cartridge-like-another": "why_like_another",
    "cartridge-refused": "scan",
    "cream-times": "cream_applied",
    "depth-above-limit": "depth_mm",
    "infusion-unreasoned": "product-0",
    "invalid": "scan",
    "lot-is-recalled": "scan",
    "no-practitioner": "practitioner_id",
    "not-its-day": "performed_at",
    "not-radiofrequency": "zone-0",
    "product-expired": "product-0",
    "too-soon": "override_reason",
    "wrong-device": "device_id",
    "zone-too-deep": "zone-0",
}
"""Booking's refusal: the field that it is about."""
WORDS = {
    "AREAS": AREAS,
    "CAUSES": CAUSES,
    "CONCERNS": CONCERNS,
    "ENDPOINTS": ENDPOINTS,
    "MODALITIES": MODALITIES,
    "OUTCOMES": OUTCOMES,
    "PLACES": PLACES,
    "REACTIONS": REACTIONS,
    "TREATED": TREATED,
    "USES": USES,
    "FATES": {USED: word("It was used"), **CAUSES},
}


@page(AT, CHAIR_WORK)
async def session(asked: Asked) -> Response:
    """The form, or what was recorded."""
    return await show_session(asked)


@page(AT, CHAIR_WORK, method="POST")
async def record(asked: Asked) -> Response:
    """Record it. Whoever did it signs by that."""
    visit = await visit_of(asked)
    zone = asked.at.zone
    body = (
        session_body(asked.form, zone, visit.day) | cartridges_of(asked.form) | performed(asked.form, zone, visit.day)
    )
    try:
        await asked.send_to("booking", f"/appointments/{visit.id}/session", body)
    except Refused as refused:
        return await show_session(asked, with_scans(asked.form), wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "session"))


@page(f"{AT}/scan", CHAIR_WORK, method="POST")
async def scan(asked: Asked) -> Response:
    """Put what was scanned on the list, with what its label says; a scanner's Enter comes here. Nothing is recorded."""
    return await show_session(asked, with_scans(asked.form), scanning=True)


@page(f"{AT}/rows", CHAIR_WORK, method="POST")
async def rows(asked: Asked) -> Response:
    """Room for one more zone; whatever else was typed is kept."""
    return await show_session(asked, {**with_scans(asked.form), "rows": str(rows_of(asked.form) + 1)})


@page(f"{AT}/station", VISITS_NOTE, method="POST")
async def station(asked: Asked) -> Response:
    """Note that the cream acts, or that the treatment begins, from now on; whatever was typed is kept."""
    visit_id = asked.request.path_params["visit_id"]
    try:
        await asked.send_to("booking", f"/appointments/{visit_id}/stations", {"station": asked.form.get("station", "")})
    except Refused as refused:
        return await show_session(asked, with_scans(asked.form), wrong_of(refused, {}, {}))
    return await show_session(asked, _without_cream(with_scans(asked.form)))


@page(f"{AT}/sign", CHAIR_WORK, method="POST")
async def sign(asked: Asked) -> Response:
    """Sign a record that somebody else entered; a director signs for who cannot, with a reason."""
    visit = await visit_of(asked)
    why = text(asked.form, "sign_reason")
    try:
        await asked.send_to("booking", f"/sessions/{record_id(asked)}/sign", {"reason": why} if why else {})
    except Refused as refused:
        return await show_session(
            asked, wrong=wrong_of(refused, {"reason": "sign_reason"}, {"forbidden": "sign_reason"})
        )
    return asked.go(address_of(asked, visit.id, "session"))


def record_id(asked: Asked) -> str:
    """Which record a form is about. Raises NotFound for what is no id."""
    try:
        return str(UUID(asked.form.get("session_id", "")))
    except ValueError:
        raise NotFound("There is no such session.") from None


async def show_session(
    asked: Asked,
    given: Given | None = None,
    wrong: Wrong = RIGHT,
    *,
    scanning: bool = False,
    voiding: Given | None = None,
) -> Response:
    """The page; ``given`` is what was typed so far."""
    visit = await visit_of(asked)
    (recorded, voided), ready, stations, devices, people = await asyncio.gather(
        _sessions(asked, visit),
        readiness_of(asked, visit),
        asked.read_from("booking", f"/appointments/{visit.id}/stations"),
        devices_of(asked),
        people_of(asked),
    )
    numbing = numbing_of(stations["stations"], ready.protocol["protocol"] if ready.protocol else None)
    typed = given if given is not None else typed_session(recorded, asked.at.zone) if recorded else {}
    typed = _prefilled(asked, typed, visit, ready, numbing) if recorded is None else typed
    follow_up = await _follow_up(asked, ready) if recorded else None
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
        with_rf=any(each["modality"] == "rf" and each["id"] == typed.get("device_id") for each in devices),
        answered=given is not None,
        amending=recorded is not None and given is not None,
        voiding=voiding is not None,
        follow_up=follow_up,
        withdrawn=asked.request.query_params.get("withdrawn"),
        **WORDS,
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


def _without_cream(typed: Given) -> dict[str, str]:
    """So that the times that were noted now are filled in."""
    return {name: value for name, value in typed.items() if name not in ("cream_applied", "cream_removed")}


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
