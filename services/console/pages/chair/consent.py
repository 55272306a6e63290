"""The consent: the document is read, and signed on glass or with a typed name; and it is withdrawn."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from chassis.refusals import NotFound
from services.console.access import CHAIR_WORK
from services.console.neighbours import Refused
from services.console.pages.chair.given import Given, text, without_nothing
from services.console.pages.chair.readiness import readiness_of
from services.console.pages.chair.visit import RIGHT, Wrong, address_of, all_of, draw_step, visit_of, wrong_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import MODALITIES, words_for
from services.console.pages.words import word

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/consent"
FIELDS: Mapping[str, str] = {
    "signatory": "signatory",
    "relation": "relation",
    "signature": "signature",
    "signed_as": "signed_as",
    "device": "tablet",
    "reason": "withdraw_reason",
}
KINDS: Mapping[str, str] = {"guardian-needed": "signed_as", "consent-incomplete": "relation"}
DRAWN = re.compile(r"[ML0-9. ]+")
"""What a drawing is made of. Others are not drawn."""


@page(AT, CHAIR_WORK)
async def consent(asked: Asked) -> Response:
    """The document for the planned procedure, in the language that is read, and what was signed before."""
    return await _show(asked)


@page(AT, CHAIR_WORK, method="POST")
async def sign(asked: Asked) -> Response:
    """Keep what was signed: the drawing where there is one, else the typed name with the tick."""
    visit = await visit_of(asked)
    form = asked.form
    drawing, name = text(form, "drawing"), text(form, "signatory")
    if not drawing and not form.get("agrees"):
        sentence = word("Draw the signature, or tick that the typed name is the signature.")
        return await _show(asked, form, Wrong(sentence, {"signature": sentence}, 422))
    body = without_nothing(
        {
            **{each: text(form, each) for each in ("document", "version", "digest", "language", "relation")},
            "signed_as": text(form, "signed_as") or "patient",
            "signatory": name,
            "signature": {"kind": "drawn", "value": drawing} if drawing else {"kind": "typed", "value": name or ""},
            "device": text(form, "tablet"),
        }
    )
    try:
        await asked.send_to("screening", f"/patients/{visit.patient_id}/consents", body)
    except Refused as refused:
        return await _show(asked, form, wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "consent"))


@page(f"{AT}/withdraw", CHAIR_WORK, method="POST")
async def withdraw(asked: Asked) -> Response:
    """The patient no longer agrees."""
    visit = await visit_of(asked)
    try:
        consent_id = UUID(asked.form.get("consent_id", ""))
    except ValueError:
        raise NotFound("There is no such consent.") from None
    why = text(asked.form, "withdraw_reason")
    try:
        await asked.send_to("screening", f"/consents/{consent_id}/withdraw", {"reason": why or ""})
    except Refused as refused:
        return await _show(asked, asked.form, wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "consent"))


async def _show(asked: Asked, given: Given | None = None, wrong: Wrong = RIGHT) -> Response:
    visit = await visit_of(asked)
    ready, documents, signed = await asyncio.gather(
        readiness_of(asked, visit),
        asked.read_from("screening", "/consent-documents", language=asked.given.get("language") or None),
        all_of(asked, "screening", "/consents", patient_id=visit.patient_id),
    )
    course = ready.course
    standing = [each for each in signed if each["ended_at"] is None]
    document = document_for(documents["documents"], course["modality"], course["area"]) if course else None
    typed = given or {"signatory": visit.appointment["patient_name"], "signed_as": "patient"}
    return draw_step(
        asked,
        visit,
        "consent",
        wrong=wrong,
        given=typed,
        answered=given is not None,
        ready=ready,
        documents=documents,
        document=document,
        standing=standing,
        ended=[each for each in signed if each["ended_at"]],
        drawings=await _drawings(asked, standing),
        tablet=given.get("tablet", "") if given else "",
        words_for=words_for,
        MODALITIES=MODALITIES,
    )


def document_for(documents: list[Any], modality: str, area: str) -> Any:
    """The document for a procedure: one that names the area before one for every area; None where there is none."""
    fit = [each for each in documents if each["modality"] == modality and (not each["areas"] or area in each["areas"])]
    return min(fit, key=lambda each: not each["areas"], default=None)


async def _drawings(asked: Asked, standing: list[Any]) -> dict[str, str]:
    """How the consents that count were signed, where that was drawn."""
    read = await asyncio.gather(*(asked.read_from("screening", f"/consents/{each['id']}") for each in standing))
    return {
        each["id"]: each["signature"]
        for each in read
        if each["signature_kind"] == "drawn" and DRAWN.fullmatch(each["signature"])
    }
