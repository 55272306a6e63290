"""Pictures of a patient, and everything that is stored about them."""

import asyncio
import json

from starlette.responses import Response

from services.console.access import PHOTOS_SEE, RECORDS_EXPORT
from services.console.neighbours import SERVICES
from services.console.pages.patient.record import AT
from services.console.pages.registry import Asked, page

PICTURES = ("image/jpeg", "image/png", "image/webp")
_UNSTORED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@page(AT + "/photos/{photo_id:uuid}", PHOTOS_SEE)
async def photo(asked: Asked) -> Response:
    """A picture, from booking. It is kept nowhere on its way."""
    content, kind = await asked.file_from("booking", f"/photos/{asked.request.path_params['photo_id']}/file")
    if kind not in PICTURES:
        return Response(status_code=404)
    policy = "default-src 'none'; sandbox"
    return Response(content, media_type=kind, headers={**_UNSTORED, "Content-Security-Policy": policy})


@page(AT + "/archive", RECORDS_EXPORT)
async def archive(asked: Asked) -> Response:
    """All that the four services hold of the patient, as one file; all of it or nothing.

    Raises Refused, Unauthenticated, Unavailable.
    """
    patient_id = asked.request.path_params["patient_id"]
    answers = await asyncio.gather(*(asked.read_from(each, f"/patients/{patient_id}/archive") for each in SERVICES))
    content = json.dumps(dict(zip(SERVICES, answers, strict=True)), ensure_ascii=False, indent=2)
    named = {"Content-Disposition": f'attachment; filename="patient-{patient_id}.json"'}
    return Response(content, media_type="application/json", headers={**_UNSTORED, **named})
