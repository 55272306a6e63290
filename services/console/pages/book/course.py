"""All appointments that remain of a course, at once."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import APPOINTMENTS_BOOK
from services.console.neighbours import Refused
from services.console.pages.book.plan import MOST, kept_of
from services.console.pages.book.view import offer_of, practitioners_of
from services.console.pages.book.wishes import time_in
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.stock.view import number_in
from services.console.pages.vocabulary import AREAS, CONCERNS, KINDS, WEEKDAYS, words_for
from services.console.queries.clinics import Clinic

AT = "/c/{clinic_id:uuid}/patients/{patient_id:uuid}/courses/{course_id:uuid}/book"


@page(AT, APPOINTMENTS_BOOK)
async def propose(asked: Asked) -> Response:
    """What would be booked for each session, by the wishes of the address."""
    return await _show(asked)


@page(AT + "/plan", APPOINTMENTS_BOOK, method="POST")
async def plan(asked: Asked) -> Response:
    """The same with other wishes, or with other times for some: they stand in the address, and nothing is booked."""
    return asked.go(asked.address(_page_of(asked), **kept_of(asked.form)))


@page(AT, APPOINTMENTS_BOOK, method="POST")
async def take(asked: Asked) -> Response:
    """Book all that is shown, or nothing."""
    course = asked.request.path_params["course_id"]
    try:
        await asked.send_to("booking", f"/courses/{course}/appointments", _wish(asked))
    except Refused as refused:
        return await _show(asked, refused)
    return asked.go(asked.address(f"patients/{asked.request.path_params['patient_id']}/book", booked="course"))


async def _show(asked: Asked, refused: Refused | None = None) -> Response:
    """The plan. Raises Refused, Unauthenticated, Unavailable."""
    patient, course_id = (str(asked.request.path_params[name]) for name in ("patient_id", "course_id"))
    names, courses, practitioners, (proposal, why_not) = await asyncio.gather(
        names_of(asked, [patient]),
        asked.read_from("booking", "/courses", patient_id=patient),
        asked.part("booking", f"/clinics/{asked.at.id}/practitioners", limit=200),
        _proposal(asked, course_id, refused),
    )
    return asked.draw(
        "book_course",
        status=refused.status if refused else 200,
        patient_id=patient,
        name=names.get(patient, ""),
        course=next((each for each in courses["items"] if each["id"] == course_id), None),
        plan=[_planned(each, asked.at) for each in proposal["appointments"]] if proposal else [],
        complete=bool(proposal and proposal["complete"]),
        why_not=why_not,
        refused=refused.sentence if refused else None,
        given=asked.given,
        practitioners=practitioners_of(practitioners.items),
        here=asked.address(_page_of(asked)),
        words_for=words_for,
        KINDS=KINDS,
        AREAS=AREAS,
        CONCERNS=CONCERNS,
        WEEKDAYS=WEEKDAYS,
    )


async def _proposal(asked: Asked, course_id: str, refused: Refused | None) -> tuple[Any, str | None]:
    """What booking proposes, or why it proposes nothing. After a refusal without the times that were refused."""
    wish = _wish(asked)
    if refused:
        wish["slots"] = []
    try:
        # A key of its own: that of the form is for booking it.
        key = f"{asked.form.get('key', '')}/plan" if asked.form else None
        return await asked.send_to("booking", f"/courses/{course_id}/appointments/proposal", wish, key=key), None
    except Refused as other:
        return None, other.sentence


def _wish(asked: Asked) -> dict[str, Any]:
    """The body for booking. ``slot-0`` and so on are the times that were chosen, the soonest first."""
    given = asked.given
    wish = {
        "weekdays": [day for day in range(7) if f"weekday-{day}" in given],
        "near": time_in(given, "near") or None,
        "practitioner_id": given.get("practitioner") or None,
    }
    slots = [given[f"slot-{number}"].split("|") for number in range(MOST) if "|" in given.get(f"slot-{number}", "")]
    return {
        "clinic_id": str(asked.at.id),
        "wish": wish,
        "slots": [{"starts_at": starts, "practitioner_id": who} for starts, who, *_ in slots],
        "sessions": given.read("sessions", number_in),
        "review": "without_review" not in given,
    }


def _planned(row: Mapping[str, Any], at: Clinic) -> dict[str, Any]:
    """One appointment with the times that may be chosen for it, that which is proposed first."""
    slots = [*([row["slot"]] if row["slot"] else ()), *row["alternatives"]]
    offers = [(f"{each['starts_at']}|{each['practitioner_id']}", offer_of(each, str(at.id))) for each in slots]
    moved_from = row.get("moved_from") and local_day(datetime.fromisoformat(row["moved_from"]), at.zone)
    return {**row, "offers": list(dict(offers).items()), "fits": row["slot"] is not None, "moved_from": moved_from}


def _page_of(asked: Asked) -> str:
    of = asked.request.path_params
    return f"patients/{of['patient_id']}/courses/{of['course_id']}/book"
