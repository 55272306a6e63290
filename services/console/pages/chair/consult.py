"""The consult: what is found, on a drawing of the body, what is planned, and what screening decided about it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from chassis.refusals import Unavailable
from services.console.access import CHAIR_WORK
from services.console.neighbours import Refused
from services.console.pages.chair.consult_form import (
    consult_body,
    findings_in_words,
    findings_of,
    typed_consult,
    with_findings,
)
from services.console.pages.chair.figures import Figures, figures_of
from services.console.pages.chair.given import Given, performed, text, without_nothing
from services.console.pages.chair.shelf import serums_of
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
from services.console.pages.chair.words import FINDINGS, USES, ZONES
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import AREAS, CONCERNS, MODALITIES, OUTCOMES, PLACES
from services.console.pages.words import word

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/consult"
FIELDS: Mapping[str, str] = {
    "skin_type": "skin_type",
    "suitable": "suitable",
    "plan.concern": "concern",
    "plan.area": "area",
    "plan.modality": "device",
    "plan.device_model": "device",
    "plan.depth_mm": "depth",
    "plan.zone": "zone",
    "plan.anaesthetic": "cream",
    "plan.anaesthetic.lidocaine_percent": "lidocaine",
    "plan.product": "product",
    "plan.product.name": "product",
    "plan.product.use": "product_use",
    "plan.product.reason": "product_reason",
    "plan.further": "also",
    "findings": "kind",
    "late.performed_at": "performed_at",
    "late.reason": "late_because",
    "late": "performed_at",
    "on_behalf_of.practitioner_id": "practitioner_id",
    "on_behalf_of.reason": "behalf_because",
    "on_behalf_of": "practitioner_id",
    "reason": "reason",
}
"""Booking's field: the form's."""
KINDS: Mapping[str, str] = {
    "area-named-twice": "also",
    "model-not-here": "device",
    "no-practitioner": "practitioner_id",
    "no-protocol": "concern",
    "not-its-day": "performed_at",
    "zone-does-not-fit": "zone",
}
"""Booking's refusal: the field that it is about."""

_WORDS = {
    "AREAS": AREAS,
    "CONCERNS": CONCERNS,
    "FINDINGS": FINDINGS,
    "MODALITIES": MODALITIES,
    "OUTCOMES": OUTCOMES,
    "PLACES": PLACES,
    "USES": USES,
    "ZONES": ZONES,
}


@page(AT, CHAIR_WORK)
async def consult(asked: Asked) -> Response:
    """The form, or what was recorded with what screening decided."""
    return await _show(asked)


@page(AT, CHAIR_WORK, method="POST")
async def complete(asked: Asked) -> Response:
    """Record it."""
    visit = await visit_of(asked)
    body = consult_body(asked.form) | performed(asked.form, asked.at.zone, visit.day)
    try:
        await asked.send_to("booking", f"/appointments/{visit.id}/consult", body)
    except Refused as refused:
        return await _show(asked, asked.form, wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "consult"))


@page(f"{AT}/finding", CHAIR_WORK, method="POST")
async def add_finding(asked: Asked) -> Response:
    """Put what is ticked on the drawing on the list; whatever else was typed is kept."""
    if findings_of(asked.form) and not all(kind for kind, _ in findings_of(asked.form)):
        sentence = word("Choose what was found there.")
        return await _show(asked, asked.form, Wrong(sentence, {"kind": sentence}, 422))
    return await _show(asked, with_findings(asked.form))


@page(f"{AT}/figures", CHAIR_WORK, method="POST")
async def figures(asked: Asked) -> Response:
    """What the protocols and the rules say about the plan so far; alone, where a script asks for it."""
    if asked.is_live:
        return asked.draw("chair/figures", figures=await _figures(asked, asked.form), AREAS=AREAS)
    return await _show(asked, asked.form)


@page(f"{AT}/amend", CHAIR_WORK, method="POST")
async def amend(asked: Asked) -> Response:
    """Put a recorded consult right. Screening decides again."""
    visit = await visit_of(asked)
    recorded, _ = await _consults(asked, visit)
    if recorded is None:
        return asked.go(address_of(asked, visit.id, "consult"))
    body = consult_body(asked.form) | {"reason": text(asked.form, "reason")}
    try:
        await asked.send_to("booking", f"/consults/{recorded['id']}/amend", body, version=asked.form.get("version", ""))
    except Refused as refused:
        return await _show(asked, asked.form, wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "consult"))


@page(f"{AT}/void", CHAIR_WORK, method="POST")
async def void(asked: Asked) -> Response:
    """It did not take place, or with another patient. The page said before what that takes back."""
    visit = await visit_of(asked)
    recorded, _ = await _consults(asked, visit)
    if recorded is None:
        return asked.go(address_of(asked, visit.id, "consult"))
    body = without_nothing({"reason": text(asked.form, "void_reason"), "becomes": text(asked.form, "becomes")})
    path = f"/consults/{recorded['id']}/void"
    try:
        done = await asked.send_to("booking", path, body, version=asked.form.get("version", ""))
    except Refused as refused:
        return await _show(asked, wrong=wrong_of(refused, {**FIELDS, "reason": "void_reason"}, KINDS), voiding=True)
    photos = len(done["photo_ids"])
    return asked.go(address_of(asked, visit.id, "consult") + (f"?photos={photos}" if photos else ""))


async def _show(asked: Asked, given: Given | None = None, wrong: Wrong = RIGHT, *, voiding: bool = False) -> Response:
    visit = await visit_of(asked)
    recorded, voided = await _consults(asked, visit)
    typed = given if given is not None else typed_consult(recorded) if recorded else {}
    people, devices, known, decided, intakes, serums = await asyncio.gather(
        people_of(asked),
        devices_of(asked),
        _figures(asked, typed),
        _decisions(asked, recorded),
        _intakes(asked, visit),
        serums_of(asked),
    )
    return draw_step(
        asked,
        visit,
        "consult",
        wrong=wrong,
        given={**typed, **asked.form} if voiding else typed,
        recorded=recorded,
        voided=voided,
        voiding=voiding,
        photos=_photos_of(asked),
        decided=decided,
        declared=intakes,
        answered=given is not None,
        amending=recorded is not None and given is not None,
        opened={name: any(each.startswith(f"{name}-") for each in typed) for name in ("also", "leave")},
        people=people,
        devices=_models(devices),
        findings=findings_in_words(typed),
        marked={place for _, places in findings_of(typed) for place in places},
        figures=known,
        serums=_with_planned(serums, typed),
        **_WORDS,
    )


def _models(devices: list[Any]) -> list[tuple[str, str, str]]:
    """Value, model and kind of each model that the clinic has."""
    found = {(each["modality"], each["model"]) for each in devices}
    return [(f"{modality}:{model}", model, modality) for modality, model in sorted(found)]


def _with_planned(serums: Mapping[str, str], typed: Given) -> Mapping[str, str]:
    """The catalogue, and what is planned although the catalogue does not have it (any longer)."""
    planned = text(typed, "product_picked")
    return {**({planned: planned} if planned and planned not in serums else {}), **serums}


def _photos_of(asked: Asked) -> int:
    """How many photos of a consult that was just voided are shown."""
    said = asked.request.query_params.get("photos", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0


async def _consults(asked: Asked, visit: ChairVisit) -> tuple[Mapping[str, Any] | None, list[Any]]:
    """The consult that stands for this visit with its earlier versions, and those that were entered in error."""
    if visit.kind != "consult":
        return None, []
    consults = await all_of(asked, "booking", "/consults", patient_id=visit.patient_id)
    mine = [each for each in consults if each["appointment_id"] == visit.id]
    this = next((each for each in mine if not each.get("voided_at")), None)
    whole = await asked.read_from("booking", f"/consults/{this['id']}") if this else None
    return whole, [each for each in mine if each.get("voided_at")]


async def _figures(asked: Asked, given: Given) -> Figures | None:
    """They help; without them a consult can be recorded all the same."""
    try:
        return await figures_of(asked, given)
    except (Refused, Unavailable):
        return None


async def _decisions(asked: Asked, recorded: Mapping[str, Any] | None) -> list[Any] | None:
    """What screening decided about this consult, the newest first; None while screening does not answer."""
    if recorded is None:
        return []
    try:
        found = await all_of(asked, "screening", "/screenings", patient_id=recorded["patient_id"], stage="consult")
    except (Refused, Unavailable):
        return None
    return [each for each in found if each["consult_id"] == recorded["id"]]


async def _intakes(asked: Asked, visit: ChairVisit) -> Mapping[str, Any] | None:
    """The newest declaration that was asked for; None where none was, or screening does not answer."""
    try:
        found = await all_of(asked, "screening", "/intakes", patient_id=visit.patient_id)
    except (Refused, Unavailable):
        return None
    return found[0] if found else None
