"""One visit: what was noted of it, how a mistake is taken back, and another time for it."""

from typing import Any

from starlette.responses import Response

from services.console.access import APPOINTMENTS_BOOK, TODAY_SEE, VISITS_NOTE
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.today.visit_page import OFFERED, Refusal, board_address, show, visit_address
from services.console.pages.words import word


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}", TODAY_SEE)
async def visit(asked: Asked) -> Response:
    """The visit. ``from`` is the first local day of which other times are offered, ``near`` the time of day that is
    wanted most, ``with`` the appointment with which it may change places."""
    return await show(asked)


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/move", APPOINTMENTS_BOOK, method="POST")
async def move(asked: Asked) -> Response:
    """Give it the time that was chosen. The refusal of one that is taken stands beside the offers, which are new."""
    visit_id = asked.request.path_params["visit_id"]
    offer = dict(zip(OFFERED, asked.form.get("offer", "").split("|"), strict=False))
    if not offer.get("starts_at"):
        return await show(asked, Refusal("move", word("Choose one of the times first."), 422))
    body = {**{name: value for name, value in offer.items() if value}, "by_patient": "by_patient" in asked.form}
    try:
        moved = await asked.send_to(
            "booking", f"/appointments/{visit_id}/move", body, version=asked.form.get("version", "")
        )
    except Refused as refused:
        return await show(asked, Refusal.at("move", refused))
    return asked.go(board_address(asked, moved))


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/swap", APPOINTMENTS_BOOK, method="POST")
async def swap(asked: Asked) -> Response:
    """Change places with another appointment of the day. Booking takes both as the page showed them, or neither."""
    visit_id = asked.request.path_params["visit_id"]
    other, _, version = asked.form.get("with", "").partition("|")
    if not version.isdecimal():
        return await show(asked, Refusal("swap", word("Choose with whom first."), 422))
    body = {"with_appointment_id": other, "version": int(version), "reason": asked.form.get("reason") or None}
    try:
        swapped = await asked.send_to(
            "booking", f"/appointments/{visit_id}/swap", body, version=asked.form.get("version", "")
        )
    except Refused as refused:
        return await show(asked, Refusal.at("swap", refused))
    mine = next(each for each in swapped["appointments"] if each["id"] == str(visit_id))
    return asked.go(board_address(asked, mine))


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/cancel", APPOINTMENTS_BOOK, method="POST")
async def cancel(asked: Asked) -> Response:
    """Cancel it, with who asked and why; a late cancellation passes where somebody who may says why."""
    given = {name: asked.form.get(name) for name in ("code", "reason", "waived_because")}
    body = {"reason": "", **{name: value for name, value in given.items() if value}}
    return await _send(asked, "cancel", body, place="cancel")


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/reinstate", VISITS_NOTE, method="POST")
async def reinstate(asked: Asked) -> Response:
    """It was cancelled, or marked as missed, by mistake."""
    return await _send(asked, "reinstate", {"reason": asked.form.get("reason", "")}, place="cancel")


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/called", VISITS_NOTE, method="POST")
async def called(asked: Asked) -> Response:
    """The patient, whom no message reached, was called and knows."""
    return await _send(asked, "call", None, place="call")


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/leave", VISITS_NOTE, method="POST")
async def leave(asked: Asked) -> Response:
    """The patient leaves without a treatment, with the reason."""
    return await _send(asked, "stations", {"station": "left", "reason": asked.form.get("reason", "")}, place="noted")


@page("/c/{clinic_id:uuid}/visits/{visit_id:uuid}/take-back", VISITS_NOTE, method="POST")
async def take_back(asked: Asked) -> Response:
    """What was noted last was not so."""
    station = asked.form.get("station_id", "")
    if not station.replace("-", "").isalnum():
        return asked.go(visit_address(asked))
    body = {"reason": asked.form.get("reason", "")}
    return await _send(asked, f"stations/{station}/withdraw", body, place="noted")


async def _send(asked: Asked, what: str, body: dict[str, Any] | None, *, place: str) -> Response:
    try:
        await asked.send_to("booking", f"/appointments/{asked.request.path_params['visit_id']}/{what}", body)
    except Refused as refused:
        return await show(asked, Refusal.at(place, refused))
    return asked.go(visit_address(asked))
