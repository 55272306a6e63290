"""One course: stopped and resumed, given more sessions than its protocol plans, its next review left out."""

import asyncio
from datetime import datetime
from typing import Any

from starlette.responses import Response

from services.console.access import COURSES_CHANGE, PATIENTS_SEE
from services.console.neighbours import Refused
from services.console.pages.names import names_of
from services.console.pages.patient.record import AT
from services.console.pages.patient.words import EXTENSIONS
from services.console.pages.registry import Asked, page
from services.console.pages.stock.view import number_in
from services.console.pages.vocabulary import AREAS, CONCERNS, KINDS, MODALITIES, words_for
from services.console.pages.words import word

ONE = AT + "/courses/{course_id:uuid}"
HOW_MANY = word("Write a whole number of sessions, and of weeks where there are any.")
MOST_AHEAD = 100
"""Appointments of the patient that lie ahead, among which those of the course are looked for."""


@page(ONE, PATIENTS_SEE)
async def course(asked: Asked) -> Response:
    """How far it has come, what was changed of it, and what may be changed."""
    return await _show(asked)


@page(ONE + "/stop", COURSES_CHANGE, method="POST")
async def stop(asked: Asked) -> Response:
    """Nothing more is booked in it; what is booked ahead, as the page said, is called off."""
    return await _change(asked, "stop", "/stop", _reason(asked))


@page(ONE + "/resume", COURSES_CHANGE, method="POST")
async def resume(asked: Asked) -> Response:
    """It was stopped by mistake, or what stood in its way is over."""
    return await _change(asked, "resume", "/resume", _reason(asked))


@page(ONE + "/extend", COURSES_CHANGE, method="POST")
async def extend(asked: Asked) -> Response:
    """More sessions than the protocol plans, or sessions that keep up the results."""
    try:
        figures = {name: _figure(asked, name) for name in ("sessions", "weeks_from", "weeks_until")}
    except ValueError:
        return await _show(asked, "extend", HOW_MANY, 422)
    body = {"kind": asked.form.get("kind", ""), **figures, **_reason(asked)}
    return await _change(asked, "extend", "/extensions", body)


@page(ONE + "/extensions/{extension_id:uuid}/end", COURSES_CHANGE, method="POST")
async def end_extension(asked: Asked) -> Response:
    """What is left of an extension is not wanted."""
    extension = str(asked.request.path_params["extension_id"])
    return await _change(asked, extension, f"/extensions/{extension}/end", _reason(asked))


@page(ONE + "/skip-review", COURSES_CHANGE, method="POST")
async def skip_review(asked: Asked) -> Response:
    """The next review of results is not to take place."""
    return await _change(asked, "review", "/skipped-reviews", _reason(asked))


@page(ONE + "/skipped-reviews/{skip_id:uuid}/withdraw", COURSES_CHANGE, method="POST")
async def want_review(asked: Asked) -> Response:
    """A review that was left out is wanted after all."""
    skip = str(asked.request.path_params["skip_id"])
    return await _change(asked, skip, f"/skipped-reviews/{skip}/withdraw", _reason(asked))


def _reason(asked: Asked) -> dict[str, str]:
    return {"reason": asked.form.get("reason", "").strip()}


def _figure(asked: Asked, name: str) -> int | None:
    """Raises ValueError for what is written and is no number."""
    written = asked.form.get(name, "").strip()
    figure = number_in(written)
    if written and figure is None:
        raise ValueError(name)
    return figure


async def _change(asked: Asked, beside: str, path: str, body: dict[str, Any]) -> Response:
    course_id = asked.request.path_params["course_id"]
    try:
        await asked.send_to("booking", f"/courses/{course_id}{path}", body)
    except Refused as refused:
        return await _show(asked, beside, refused.sentence, refused.status)
    return asked.go(_address(asked))


async def _show(asked: Asked, beside: str = "", refused: str | None = None, status: int = 200) -> Response:
    """The page, with what was refused beside its place; a course of somebody else is shown among theirs.

    Raises Refused, Unauthenticated, Unavailable.
    """
    patient, course_id = (str(asked.request.path_params[name]) for name in ("patient_id", "course_id"))
    ahead = {"patient_id": patient, "status": "booked", "from": asked.work.now.isoformat(), "limit": MOST_AHEAD}
    found, names, booked = await asyncio.gather(
        asked.read_from("booking", f"/courses/{course_id}"),
        names_of(asked, [patient]),
        asked.part("booking", "/appointments", **ahead),
    )
    if found["patient_id"] != patient:
        return asked.go(asked.address(f"patients/{found['patient_id']}/courses/{course_id}"))
    return asked.draw(
        "patient/course",
        status=status,
        course=found,
        name=names.get(patient),
        ahead=[_when(each) for each in reversed(booked.items) if each["course_id"] == course_id],
        away=booked.why_not,
        may_change=asked.may(COURSES_CHANGE, asked.at.id),
        beside=beside,
        refused=refused,
        typed=asked.form,
        here=_address(asked),
        back=asked.address(f"patients/{patient}"),
        shows=asked.shows,
        words_for=words_for,
        AREAS=AREAS,
        CONCERNS=CONCERNS,
        KINDS=KINDS,
        MODALITIES=MODALITIES,
        EXTENSIONS=EXTENSIONS,
    )


def _when(appointment: Any) -> dict[str, Any]:
    return {**appointment, "starts": datetime.fromisoformat(appointment["starts_at"])}


def _address(asked: Asked) -> str:
    of = asked.request.path_params
    return asked.address(f"patients/{of['patient_id']}/courses/{of['course_id']}")
