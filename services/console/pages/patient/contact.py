"""Who a patient is and how they are reached, put right."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.access import CONTACT_EDIT, MESSAGES_RESUME
from services.console.neighbours import Refused
from services.console.pages.patient.record import AT, act_on
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import CHANNELS, LANGUAGES
from services.console.queries.clinics import clinics_seen

FIELDS = ("given_name", "family_name", "date_of_birth", "phone", "email", "language", "home_clinic_id")
NEVER_EMPTY = ("given_name", "family_name", "date_of_birth", "language", "home_clinic_id")


@page(AT + "/edit", CONTACT_EDIT)
async def edit(asked: Asked) -> Response:
    """The form with what holds now."""
    return await _show(asked)


@page(AT + "/edit", CONTACT_EDIT, method="POST")
async def change(asked: Asked) -> Response:
    """Change what was typed otherwise than it was; a number or an address that was emptied is taken away."""
    patient_id = asked.request.path_params["patient_id"]
    body = changed_in(asked.form)
    try:
        if body:
            await _patch(asked, f"/patients/{patient_id}", body, asked.form.get("version", ""), "who")
    except Refused as refused:
        return await _show(asked, refused)
    return asked.go(asked.address(f"patients/{patient_id}"))


@page(AT + "/preferences", CONTACT_EDIT, method="POST")
async def prefer(asked: Asked) -> Response:
    """How they want to be reached."""
    patient_id = asked.request.path_params["patient_id"]
    body = {"channel": asked.form.get("channel", ""), "marketing": "marketing" in asked.form}
    path = f"/patients/{patient_id}/contact-preferences"
    try:
        await _patch(asked, path, body, asked.form.get("version", ""), "how")
    except Refused as refused:
        return await _show(asked, refused)
    return asked.go(asked.address(f"patients/{patient_id}"))


@page(AT + "/agree", MESSAGES_RESUME, method="POST")
async def agree(asked: Asked) -> Response:
    """They had stopped messages, and want them again: ``scope`` says which."""
    body = {name: asked.form.get(name, "").strip() for name in ("scope", "how", "note")}
    return await act_on(asked, "who", "/agree", body, service="notifications")


def changed_in(form: Mapping[str, str]) -> dict[str, Any]:
    """What differs from ``was-…``, with the reason; None takes a value away. Empty where nothing does.

    What a form does not have, such as one of an earlier release, is as it was.
    """
    said = {name: form[name].strip() for name in FIELDS if name in form}
    other = {name: value for name, value in said.items() if value != form.get(f"was-{name}", "")}
    body: dict[str, Any] = {name: value if value or name in NEVER_EMPTY else None for name, value in other.items()}
    reason = form.get("reason", "").strip()
    return {**body, "reason": reason} if body and reason else body


async def _patch(asked: Asked, path: str, body: Any, version: str, part: str) -> None:
    key = f"{asked.form.get('key', '')}/{part}"
    await asked.send_to("booking", path, body, key=key, version=version, method="PATCH")


async def _show(asked: Asked, refused: Refused | None = None) -> Response:
    """What holds now, under what was typed. Raises Refused, Unauthenticated, Unavailable."""
    patient_id = asked.request.path_params["patient_id"]
    clinics = {str(each.id): each.name for each in await clinics_seen(asked.work)}  # before a service is asked
    now, preferred = await asyncio.gather(
        asked.read_from("booking", f"/patients/{patient_id}"),
        asked.read_from("booking", f"/patients/{patient_id}/contact-preferences"),
    )
    return asked.draw(
        "patient/edit",
        status=refused.status if refused else 200,
        now=now,
        preferred=preferred,
        fields={**now, **asked.form} if refused else now,
        FIELDS=FIELDS,
        refused=refused.sentence if refused and not refused.errors else None,
        errors=refused.by_field if refused else {},
        languages=list({**LANGUAGES, now["language"]: LANGUAGES.get(now["language"], now["language"])}.items()),
        clinics=list({**clinics, now["home_clinic_id"]: clinics.get(now["home_clinic_id"], "–")}.items()),
        CHANNELS=CHANNELS,
        back=asked.address(f"patients/{patient_id}"),
    )
