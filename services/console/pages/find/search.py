"""The first step of the desk: who is it about?"""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from services.console.access import APPOINTMENTS_BOOK, PATIENTS_REGISTER, PATIENTS_SEE
from services.console.pages.find.view import WHOLE_YEAR, lacks_century, wanted_of
from services.console.pages.parts import Part
from services.console.pages.registry import Asked, page

MOST = 25
"""Patients on the page: who is looked for among more is described better."""
LONGEST = 200


@page("/c/{clinic_id:uuid}/find", PATIENTS_SEE)
async def find(asked: Asked) -> Response:
    """Patients of all clinics of the person. ``q`` is what is known of who is looked for."""
    typed = asked.given.get("q", "").strip()[:LONGEST]
    found = Part(None, WHOLE_YEAR, 422) if lacks_century(typed) else None
    if typed and not found:
        found = await asked.part("booking", "/patients", limit=MOST, **wanted_of(typed))
    held = await _held(asked) if not typed and asked.may(APPOINTMENTS_BOOK, asked.at.id) else []
    return asked.draw(
        "find",
        status=found.status if found and found.why_not else 200,
        typed=typed,
        found=found,
        more=bool(found and found.content and found.content["next"]),
        held=held,
        may_book=asked.may(APPOINTMENTS_BOOK, asked.at.id),
        may_register=asked.may(PATIENTS_REGISTER, asked.at.id),
        new_address=asked.address("patients/new", q=typed),
    )


async def _held(asked: Asked) -> list[dict[str, Any]]:
    """Times that are held at the clinic now, so that nobody forgets them; none while booking does not answer."""
    holds: Part = await asked.part("booking", "/holds", clinic_id=str(asked.at.id))
    moments = {"at": "local_start", "until": "expires_at"}
    return [
        {**each, **{name: datetime.fromisoformat(each[field]) for name, field in moments.items()}}
        for each in holds.items
    ]
