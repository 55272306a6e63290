"""A patient waits for a time that is not free yet, wishes for another, or waits no longer."""

from collections.abc import Mapping
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
    return _waiting(asked, entry)


@page(AT + "/{entry_id:uuid}/wish", APPOINTMENTS_BOOK, method="POST")
async def change(asked: Asked) -> Response:
    """They wish for other days, times or somebody else; they have waited as long as before."""
    entry_id = str(asked.request.path_params["entry_id"])
    try:
        entry = await asked.send_to(
            "booking",
            f"/waitlist-entries/{entry_id}/wish",
            _wish(asked, entry_id),
            version=asked.form.get("version", ""),
            method="PUT",
        )
    except Refused as refused:
        return await show(asked, refusal_at("waiting", refused, asked))
    return _waiting(asked, entry)


@page(AT + "/{entry_id:uuid}/leave", APPOINTMENTS_BOOK, method="POST")
async def leave(asked: Asked) -> Response:
    """They wait no longer."""
    try:
        await asked.send_to("booking", f"/waitlist-entries/{asked.request.path_params['entry_id']}/withdraw")
    except Refused as refused:
        return await show(asked, refusal_at("waiting", refused, asked))
    return asked.go(f"{book_address(asked)}#waiting")


def _waiting(asked: Asked, entry: Mapping[str, Any]) -> Response:
    """The page, from the day on which something that fits is free already."""
    free = entry["free_now"]
    since = {"from": free["local_start"][:10]} if free else {}
    return asked.go(book_address(asked, joined="free" if free else "waiting", **since) + "#waiting")


def _wish(asked: Asked, entry_id: str) -> dict[str, Any]:
    """The body for booking: all of what is wished from now on. Several entries have a form each, so names end alike."""

    def typed(name: str) -> str:
        return asked.form.get(f"{name}-{entry_id}", "").strip()

    said = {
        **{name: typed(name) for name in ("first_day", "last_day", "earliest", "latest")},
        "practitioner_id": typed("practitioner"),
    }
    return _body(asked, said, typed("clinics").split(","), f"-{entry_id}")


def _entry(asked: Asked, clinics: list[str]) -> dict[str, Any]:
    """The body for booking: days, times and practitioner as they are wished above, and what the form adds."""
    wishes, here = wishes_of(asked), str(asked.at.id)
    said = {
        "first_day": wishes.since.isoformat() if wishes.since else None,
        "last_day": wishes.until.isoformat() if wishes.until else None,
        "earliest": wishes.earliest,
        "latest": wishes.latest,
        "practitioner_id": wishes.practitioner,
        "course_id": asked.form.get("what", "").partition(":")[2],
        "patient_id": str(asked.request.path_params["patient_id"]),
    }
    return _body(asked, said, [here, *(each for each in clinics if each != here)][:20] if wishes.everywhere else [here])


def _body(asked: Asked, said: Mapping[str, str | None], clinics: list[str], end: str = "") -> dict[str, Any]:
    """What is said of it, at which clinics, and what both forms ask for by names that end so."""
    form, hours = asked.form, asked.form.get(f"notice_hours{end}", "").strip()
    notice = {"notice_minutes": int(hours) * HOUR} if hours.isascii() and hours.isdigit() and len(hours) < 4 else {}
    return {
        **{name: value for name, value in said.items() if value},
        **notice,
        "clinic_ids": clinics,
        "weekdays": [day for day in range(7) if f"weekday-{day}{end}" in form],
        "priority": "high" if f"soon{end}" in form else "normal",
    }
