"""The session: cartridges are scanned, the cream has its clock, and what was done is recorded and signed."""

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from chassis.refusals import NotFound
from services.console.access import CHAIR_WORK, VISITS_NOTE
from services.console.neighbours import Refused
from services.console.pages.chair.given import Given, performed, text
from services.console.pages.chair.session_form import cartridges_of, rows_of, session_body, with_scans
from services.console.pages.chair.session_page import show_session
from services.console.pages.chair.visit import address_of, visit_of, wrong_of
from services.console.pages.registry import Asked, page

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/session"
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
    "details.zones": "zone-{}",
    "details.zones.depth_mm": "zdepth-{}",
    "details.zones.passes": "passes-{}",
    "details.zones.speed": "speed-{}",
    "details.zones.rf_energy_mj": "energy-{}",
    "details.zones.rf_power_w": "power-{}",
    "details.zones.pulses": "pulses-{}",
    "details.products": "product-{}",
    "details.products.use": "use-{}",
    "details.products.lot": "lot-{}",
    "details.products.expires_on": "expires-{}",
    "details.products.reason": "preason-{}",
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
        wrong = wrong_of(refused, {"reason": "sign_reason"}, {"forbidden": "sign_reason"})
        return await show_session(asked, wrong=wrong, signing=True)
    return asked.go(address_of(asked, visit.id, "session"))


def record_id(asked: Asked) -> str:
    """Which record a form is about. Raises NotFound for what is no id."""
    try:
        return str(UUID(asked.form.get("session_id", "")))
    except ValueError:
        raise NotFound("There is no such session.") from None


def _without_cream(typed: Given) -> dict[str, str]:
    """So that the times that were noted now are filled in."""
    return {name: value for name, value in typed.items() if name not in ("cream_applied", "cream_removed")}
