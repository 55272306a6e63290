"""A patient was called instead of a message, which did not reach or misled them."""

from starlette.responses import Response

from services.console.access import CALLS_NOTE
from services.console.neighbours import Refused
from services.console.pages.patient.record import AT, show_patient
from services.console.pages.registry import Asked, page


@page(AT + "/messages/{message_id:uuid}/called", CALLS_NOTE, method="POST")
async def note_call(asked: Asked) -> Response:
    """What came of the call. Said again, it is put right; what was said before stays beside it."""
    message = asked.request.path_params["message_id"]
    note = asked.form.get("note", "").strip()
    try:
        await asked.send_to("notifications", f"/messages/{message}/settle", {"note": note})
    except Refused as refused:
        return await show_patient(asked, f"message-{message}", refused)
    address = asked.address(f"patients/{asked.request.path_params['patient_id']}", of="messages")
    return asked.go(f"{address}#message-{message}")
