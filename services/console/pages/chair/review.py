"""The review of results: how the skin is compared with before the course, and what is agreed next."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.console.access import CHAIR_WORK
from services.console.neighbours import Refused
from services.console.pages.chair.given import Given, performed, text, without_nothing
from services.console.pages.chair.visit import (
    RIGHT,
    ChairVisit,
    Wrong,
    address_of,
    all_of,
    draw_step,
    people_of,
    visit_of,
    wrong_of,
)
from services.console.pages.chair.words import NEXT_STEPS
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import IMPROVEMENTS

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/review"
FIELDS: Mapping[str, str] = {
    "improvement": "improvement",
    "satisfied": "satisfied",
    "next_step": "next_step",
    "note": "note",
    "late.performed_at": "performed_at",
    "late.reason": "late_because",
    "late": "performed_at",
    "on_behalf_of.practitioner_id": "practitioner_id",
    "on_behalf_of.reason": "behalf_because",
    "on_behalf_of": "practitioner_id",
    "practitioner_id": "practitioner_id",
    "reason": "reason",
    "becomes": "becomes",
}
"""Booking's field: the form's."""
KINDS: Mapping[str, str] = {"no-practitioner": "practitioner_id", "not-its-day": "performed_at"}
"""Booking's refusal: the field that it is about."""
SATISFIED: Mapping[str, bool] = {"yes": True, "no": False}


@page(AT, CHAIR_WORK)
async def review(asked: Asked) -> Response:
    """The form, or what was recorded."""
    return await _show(asked)


@page(AT, CHAIR_WORK, method="POST")
async def record(asked: Asked) -> Response:
    """Record it: it closes the appointment."""
    visit = await visit_of(asked)
    body = _found(asked.form) | performed(asked.form, asked.at.zone, visit.day)
    try:
        await asked.send_to("booking", f"/appointments/{visit.id}/results-review", body)
    except Refused as refused:
        return await _show(asked, asked.form, wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "review"))


@page(f"{AT}/amend", CHAIR_WORK, method="POST")
async def amend(asked: Asked) -> Response:
    """Put a recorded review right: all of it as it should be, with the reason."""
    who = {"practitioner_id": text(asked.form, "practitioner_id")}
    body = _found(asked.form) | without_nothing({"reason": text(asked.form, "reason"), **who})
    return await _correct(asked, "amend", body)


@page(f"{AT}/void", CHAIR_WORK, method="POST")
async def void(asked: Asked) -> Response:
    """It did not take place, or with another patient."""
    body = without_nothing({"reason": text(asked.form, "void_reason"), "becomes": text(asked.form, "becomes")})
    return await _correct(asked, "void", body)


async def _correct(asked: Asked, act: str, body: dict[str, Any]) -> Response:
    visit = await visit_of(asked)
    recorded, _ = await _reviews(asked, visit)
    if recorded is None:
        return asked.go(address_of(asked, visit.id, "review"))
    path, version = f"/results-reviews/{recorded['id']}/{act}", asked.form.get("version", "")
    try:
        await asked.send_to("booking", path, body, version=version)
    except Refused as refused:
        fields = {**FIELDS, "reason": "void_reason"} if act == "void" else FIELDS
        return await _show(asked, asked.form, wrong_of(refused, fields, KINDS), voiding=act == "void")
    return asked.go(address_of(asked, visit.id, "review"))


def _found(form: Given) -> dict[str, Any]:
    """What was found, as booking takes it. Whether they are satisfied is left out where nobody was asked."""
    said = {name: text(form, name) for name in ("improvement", "next_step", "note")}
    return without_nothing({**said, "satisfied": SATISFIED.get(form.get("satisfied", ""))})


def _typed(recorded: Mapping[str, Any]) -> Given:
    """The form of what was recorded, to be put right."""
    asked_for = {True: "yes", False: "no", None: ""}[recorded["satisfied"]]
    said = {name: recorded[name] or "" for name in ("improvement", "next_step", "note")}
    return {**said, "satisfied": asked_for}


async def _show(asked: Asked, given: Given | None = None, wrong: Wrong = RIGHT, *, voiding: bool = False) -> Response:
    visit = await visit_of(asked)
    (recorded, voided), people = await asyncio.gather(_reviews(asked, visit), people_of(asked))
    typed = _typed(recorded) if recorded else {}
    return draw_step(
        asked,
        visit,
        "review",
        wrong=wrong,
        given={**typed, **(given or {})},
        recorded=recorded,
        voided=voided,
        voiding=voiding,
        answered=given is not None,
        amending=recorded is not None and given is not None and not voiding,
        people=people,
        IMPROVEMENTS=IMPROVEMENTS,
        NEXT_STEPS=NEXT_STEPS,
    )


async def _reviews(asked: Asked, visit: ChairVisit) -> tuple[Mapping[str, Any] | None, list[Any]]:
    """The review that stands for this visit with its earlier versions, and those that were entered in error."""
    if visit.kind != "review":
        return None, []
    reviews = await all_of(asked, "booking", "/results-reviews", patient_id=visit.patient_id)
    mine = [each for each in reviews if each["appointment_id"] == visit.id]
    this = next((each for each in mine if not each["voided_at"]), None)
    whole = await asked.read_from("booking", f"/results-reviews/{this['id']}") if this else None
    return whole, [each for each in mine if each["voided_at"]]
