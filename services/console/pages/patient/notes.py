"""What colleagues should know when the patient comes or calls, and who decides for them."""

from starlette.responses import Response

from services.console.access import CONTACT_EDIT, NOTES_KEEP
from services.console.pages.patient.record import AT, act_on
from services.console.pages.registry import Asked, page


@page(AT + "/notes", NOTES_KEEP, method="POST")
async def write(asked: Asked) -> Response:
    """Write a note, or put another in its place."""
    before = asked.form.get("amends", "")
    path = f"/notes/{before}/amend" if before.replace("-", "").isalnum() else "/notes"
    return await act_on(asked, "notes", path, {"text": asked.form.get("text", "")})


@page(AT + "/notes/{note_id:uuid}/remove", NOTES_KEEP, method="POST")
async def remove(asked: Asked) -> Response:
    """Remove one with its words."""
    return await act_on(asked, "notes", f"/notes/{asked.request.path_params['note_id']}/remove")


@page(AT + "/guardians", CONTACT_EDIT, method="POST")
async def record_guardian(asked: Asked) -> Response:
    """Record who decides for the patient."""
    body = {name: asked.form.get(name, "") for name in ("name", "relation", "phone")}
    return await act_on(asked, "guardians", "/guardians", body)


@page(AT + "/guardians/{guardian_id:uuid}/amend", CONTACT_EDIT, method="POST")
async def amend_guardian(asked: Asked) -> Response:
    """Put right who a guardian is or how they are reached; what was recorded before is kept."""
    body = {name: asked.form.get(name, "") for name in ("name", "relation", "phone", "reason")}
    return await act_on(asked, "guardians", f"/guardians/{asked.request.path_params['guardian_id']}/amend", body)


@page(AT + "/guardians/{guardian_id:uuid}/end", CONTACT_EDIT, method="POST")
async def end_guardian(asked: Asked) -> Response:
    """They do not decide for the patient any longer."""
    body = {"reason": asked.form.get("reason", "")}
    return await act_on(asked, "guardians", f"/guardians/{asked.request.path_params['guardian_id']}/end", body)


@page(AT + "/contact-changes/{change_id:uuid}/withdraw", CONTACT_EDIT, method="POST")
async def object_to_change(asked: Asked) -> Response:
    """A new number or address that waits to be confirmed is not the patient's."""
    return await act_on(asked, "who", f"/contact-changes/{asked.request.path_params['change_id']}/withdraw")
