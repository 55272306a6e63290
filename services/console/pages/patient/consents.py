"""What a patient agreed to about their data: one more wording, or one that they agree to no longer."""

from starlette.responses import Response

from services.console.access import CONTACT_EDIT
from services.console.neighbours import Refused
from services.console.pages.patient.record import AT, act_on, show_patient
from services.console.pages.registry import Asked, page

PLACE = "consents"


@page(AT + "/consents", CONTACT_EDIT, method="POST")
async def agree(asked: Asked) -> Response:
    """They have read a wording and agree to it."""
    return await act_on(asked, PLACE, "/processing-consents", {"wording": asked.form.get("wording", "")})


@page(AT + "/consents/{consent_id:uuid}/withdraw", CONTACT_EDIT, method="POST")
async def withdraw(asked: Asked) -> Response:
    """They agree no longer. A medical director finds it on the list of those that nobody has decided about."""
    patient_id = asked.request.path_params["patient_id"]
    path = f"/processing-consents/{asked.request.path_params['consent_id']}/withdraw"
    try:
        await asked.send_to("booking", path, {"reason": asked.form.get("reason", "")})
    except Refused as refused:
        return await show_patient(asked, PLACE, refused)
    return asked.go(f"{asked.address(f'patients/{patient_id}')}#{PLACE}")
