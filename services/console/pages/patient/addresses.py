"""By what a patient is reached: one more is added, one is tried first, is known to work, or is taken away."""

from starlette.responses import Response

from services.console.access import CONTACT_EDIT
from services.console.neighbours import Refused
from services.console.pages.patient.record import AT, act_on, show_patient
from services.console.pages.registry import Asked, page

PLACE = "addresses"


@page(AT + "/addresses", CONTACT_EDIT, method="POST")
async def add(asked: Asked) -> Response:
    """A further number or address, at the end of the order."""
    body = {name: asked.form.get(name, "") for name in ("channel", "address", "whose")}
    return await act_on(asked, PLACE, "/addresses", body)


@page(AT + "/addresses/{address_id:uuid}/first", CONTACT_EDIT, method="POST")
async def try_first(asked: Asked) -> Response:
    """Messages try it before the others."""
    patient, first = (str(asked.request.path_params[name]) for name in ("patient_id", "address_id"))
    try:
        held = (await asked.read_from("booking", f"/patients/{patient}/addresses"))["items"]
    except Refused as refused:
        return await show_patient(asked, PLACE, refused)
    order = [first, *(each["id"] for each in held if each["id"] != first)]
    return await act_on(asked, PLACE, "/address-order", {"address_ids": order}, method="PUT")


@page(AT + "/addresses/{address_id:uuid}/prove", CONTACT_EDIT, method="POST")
async def prove(asked: Asked) -> Response:
    """A colleague tried it: the patient is reached there."""
    return await act_on(asked, PLACE, f"{_one(asked)}/prove", {"note": asked.form.get("note", "")})


@page(AT + "/addresses/{address_id:uuid}/end", CONTACT_EDIT, method="POST")
async def end(asked: Asked) -> Response:
    """It is the patient's no longer, or never was."""
    return await act_on(asked, PLACE, f"{_one(asked)}/end", {"reason": asked.form.get("reason", "")})


def _one(asked: Asked) -> str:
    return f"/addresses/{asked.request.path_params['address_id']}"
