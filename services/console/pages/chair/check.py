"""The check of the day: how the skin is, what has changed since the declaration, and whether it may go on."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import CHAIR_WORK, DAY_CHECK
from services.console.neighbours import Refused
from services.console.pages.answers import CHANGE, TODAY, all_questions
from services.console.pages.chair.check_form import check_body, fields_of, given_of
from services.console.pages.chair.given import Given
from services.console.pages.chair.readiness import readiness_of
from services.console.pages.chair.visit import (
    RIGHT,
    ChairVisit,
    Wrong,
    address_of,
    all_of,
    draw_step,
    visit_of,
    wrong_of,
)
from services.console.pages.chair.words import SIGNERS
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import OUTCOMES, PLACES

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/check"
KINDS: Mapping[str, str] = {"day-form-needed": "asked", "day-form-outdated": "asked", "guardian-needed": "signature"}
"""Screening's refusal: the field that it is about."""


@page(AT, CHAIR_WORK)
async def check(asked: Asked) -> Response:
    """The form, and what was decided today. ``language`` is that in which the questions are read out."""
    return await _show(asked)


@page(AT, DAY_CHECK, method="POST")
async def check_day(asked: Asked) -> Response:
    """Screen again."""
    visit = await visit_of(asked)
    consult_id, form = await asyncio.gather(_consult(asked, visit), _questions(asked, visit))
    if form is None:
        return await _show(asked)
    body = check_body(asked.form, form, visit.patient_id, str(asked.at.id), consult_id)
    try:
        await asked.send_to("screening", "/day-of-checks", body)
    except Refused as refused:
        return await _show(asked, asked.form, wrong_of(refused, fields_of(form), KINDS))
    return asked.go(address_of(asked, visit.id, "check"))


async def _show(asked: Asked, given: Given | None = None, wrong: Wrong = RIGHT) -> Response:
    visit = await visit_of(asked)
    ready, form, decided, ahead = await asyncio.gather(
        readiness_of(asked, visit), _questions(asked, visit), _decided_today(asked, visit), _said_ahead(asked, visit)
    )
    done = done_today(decided)
    filled = given_of(form, ahead) if given is None and form and ahead and not done else {}
    return draw_step(
        asked,
        visit,
        "check",
        wrong=wrong,
        given=given or filled,
        ahead=ahead,
        answered=given is not None,
        ready=ready,
        form=form,
        parts=_parts(form),
        done=done,
        plan=next((each for each in decided if each["stage"] == "consult"), None),
        may_check=asked.may(DAY_CHECK, asked.at.id),
        OUTCOMES=OUTCOMES,
        SIGNERS=SIGNERS,
        PLACES=PLACES,
    )


def done_today(decided: list[Any]) -> Any:
    """The check that counts: the newest of the day, unless what had changed ended the clearance itself after it.

    None: it is still to be done.
    """
    newest = decided[0] if decided else None
    if newest is None or (newest["stage"] == "consult" and newest["outcome"].startswith("cleared")):
        return None
    return newest


def _parts(form: Any) -> list[tuple[str, list[Mapping[str, Any]], Any]]:
    """Prefix, questions and places of each part of the form."""
    if form is None:
        return []
    return [
        (name, all_questions(form[part]), form[part]["places"])
        for name, part in ((TODAY, "today"), (CHANGE, "changes"))
    ]


async def _consult(asked: Asked, visit: ChairVisit) -> str | None:
    """The consult whose plan the visit follows; None for a visit of no course."""
    course_id = visit.appointment["course_id"]
    if course_id is None:
        return None
    consult_id: str | None = (await asked.read_from("booking", f"/courses/{course_id}"))["consult_id"]
    return consult_id


async def _questions(asked: Asked, visit: ChairVisit) -> Any:
    """Screening's form for this patient; None for who may not read it."""
    if not asked.may(DAY_CHECK, asked.at.id):
        return None
    language = asked.given.get("language") or None
    return await asked.read_from("screening", f"/patients/{visit.patient_id}/day-of-questionnaire", language=language)


async def _said_ahead(asked: Asked, visit: ChairVisit) -> Any:
    """What the patient answered ahead about this day; None: nothing, or it is not for this person to read."""
    said = {"patient_id": visit.patient_id, "day": visit.day.isoformat(), "limit": 1}
    found = await asked.part("screening", "/day-of-answers", **said)
    newest = next(iter(found.items), None)
    return newest if newest and newest["answers"] is not None else None


async def _decided_today(asked: Asked, visit: ChairVisit) -> list[Any]:
    """What screening decided on the visit's day, the newest first."""
    found = await all_of(asked, "screening", "/screenings", patient_id=visit.patient_id)
    return [
        each
        for each in found
        if not each.get("voided_at")
        and local_day(datetime.fromisoformat(each["decided_at"]), asked.at.zone) == visit.day
    ]
