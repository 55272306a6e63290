"""A patient waits for a time that is not free yet."""

from typing import Any

from starlette.responses import Response

from services.console.access import APPOINTMENTS_BOOK
from services.console.neighbours import Refused
from services.console.pages.book.showing import book_address, refusal_at, show, wishes_of
from services.console.pages.registry import Asked, page
from services.console.queries.clinics import clinics_seen

AT = "/c/{clinic_id:uuid}/patients/{patient_id:uuid}/waitlist"
HOUR = 60


@page(AT, APPOINTMENTS_BOOK, method="POST")
async def join(asked: Asked) -> Response:
    """Have them wait with the wishes of the form. What fits and is free already is shown at once."""
    clinics = [str(each.id) for each in await clinics_seen(asked.work)]
    try:
        entry = await asked.send_to("booking", "/waitlist-entries", _entry(asked, clinics))
    except Refused as refused:
        return await show(asked, refusal_at("waiting", refused, asked))
    free = entry["free_now"]
    since = {"from": free["local_start"][:10]} if free else {}
    return asked.go(book_address(asked, joined="free" if free else "waiting", **since) + "#waiting")


@page(AT + "/{entry_id:uuid}/leave", APPOINTMENTS_BOOK, method="POST")
async def leave(asked: Asked) -> Response:
    """They wait no longer."""
    try:
        await asked.send_to("booking", f"/waitlist-entries/{asked.request.path_params['entry_id']}/withdraw")
    except Refused as refused:
        return await show(asked, refusal_at("waiting", refused, asked))
    return asked.go(f"{book_address(asked)}#waiting")


def _entry(asked: Asked, clinics: list[str]) -> dict[str, Any]:
    """The body for booking: days, times and practitioner as they are wished above, and what the form adds."""
    form, wishes, here = asked.form, wishes_of(asked), str(asked.at.id)
    course = form.get("what", "").partition(":")[2]
    hours = form.get("notice_hours", "")
    said = {
        "first_day": wishes.since.isoformat() if wishes.since else None,
        "last_day": wishes.until.isoformat() if wishes.until else None,
        "earliest": wishes.earliest,
        "latest": wishes.latest,
        "practitioner_id": wishes.practitioner,
        "course_id": course,
        "notice_minutes": int(hours) * HOUR if hours.isascii() and hours.isdigit() and len(hours) < 4 else None,
    }
    return {
        **{name: value for name, value in said.items() if value not in (None, "")},
        "patient_id": str(asked.request.path_params["patient_id"]),
        "clinic_ids": [here, *(each for each in clinics if each != here)][:20] if wishes.everywhere else [here],
        "weekdays": [day for day in range(7) if f"weekday-{day}" in form],
        "priority": "high" if "soon" in form else "normal",
    }
