"""Somebody who comes for the first time, or from another clinic of the chain."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.access import PATIENTS_REGISTER
from services.console.neighbours import Refused
from services.console.pages.find.view import SAME, first_fields, registration_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import CHANNELS, LANGUAGES


@page("/c/{clinic_id:uuid}/patients/new", PATIENTS_REGISTER)
async def new_patient(asked: Asked) -> Response:
    """An empty form, with what was typed to find them."""
    return _show(asked, first_fields(asked.given.get("q", "")))


@page("/c/{clinic_id:uuid}/patients/new", PATIENTS_REGISTER, method="POST")
async def register(asked: Asked) -> Response:
    """Register them. Who looks like them is shown before: ``new_because`` says how it is known that they are new."""
    try:
        patient = await asked.send_to("booking", "/patients", registration_of(asked.form, str(asked.at.id)))
    except Refused as refused:
        return _show(asked, asked.form, refused)
    return asked.go(asked.address(f"patients/{patient['id']}/book", registered="1"))


@page("/c/{clinic_id:uuid}/patients/{patient_id:uuid}/visit", PATIENTS_REGISTER, method="POST")
async def come_from_another_clinic(asked: Asked) -> Response:
    """Another clinic's patient comes to this one, for a reason: the other clinic sees it."""
    patient_id = asked.request.path_params["patient_id"]
    body = {"clinic_id": str(asked.at.id), "reason": asked.form.get(f"reason-{patient_id}", "")}
    try:
        await asked.send_to("booking", f"/patients/{patient_id}/care-relationships", body)
    except Refused as refused:
        return _show(asked, asked.form, refused)
    return asked.go(asked.address(f"patients/{patient_id}/book"))


def _show(asked: Asked, fields: Mapping[str, str], refused: Refused | None = None) -> Response:
    """The form with what was typed, and each refusal beside its field."""
    candidates: list[dict[str, Any]] = (refused.tells("candidates") or []) if refused else []
    return asked.draw(
        "register",
        status=refused.status if refused else 200,
        fields=fields,
        refused=refused.sentence if refused and not refused.errors else None,
        errors=refused.by_field if refused else {},
        candidates=candidates,
        SAME=SAME,
        CHANNELS=CHANNELS,
        LANGUAGES=LANGUAGES,
    )
