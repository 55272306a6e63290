"""Pictures of a patient, and everything that is stored about them."""

import asyncio
import json

from starlette.responses import Response

from services.console.access import PHOTOS_SEE, RECORDS_EXPORT
from services.console.neighbours import SERVICES
from services.console.pages.patient.record import AT
from services.console.pages.pictures import picture_of
from services.console.pages.registry import Asked, page


@page(AT + "/photos/{photo_id:uuid}", PHOTOS_SEE)
async def photo(asked: Asked) -> Response:
    """A picture."""
    return await picture_of(asked)


@page(AT + "/archive", RECORDS_EXPORT)
async def archive(asked: Asked) -> Response:
    """All that the four services hold of the patient, as one file; all of it or nothing.

    Raises Refused, Unauthenticated, Unavailable.
    """
    patient_id = asked.request.path_params["patient_id"]
    answers = await asyncio.gather(*(asked.read_from(each, f"/patients/{patient_id}/archive") for each in SERVICES))
    content = json.dumps(dict(zip(SERVICES, answers, strict=True)), ensure_ascii=False, indent=2)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="patient-{patient_id}.json"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/json", headers=headers)
