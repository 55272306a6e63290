"""A recorded session is put right as a whole, or voided because it was entered in error."""

from starlette.responses import Response

from services.console.access import CHAIR_WORK
from services.console.neighbours import Refused
from services.console.pages.chair.given import moment, text, without_nothing
from services.console.pages.chair.session import AT, FIELDS, KINDS, record_id
from services.console.pages.chair.session_form import cartridges_of, scans_of, session_body, with_scans
from services.console.pages.chair.session_page import show_session
from services.console.pages.chair.visit import address_of, visit_of, wrong_of
from services.console.pages.registry import Asked, page


@page(f"{AT}/amend", CHAIR_WORK, method="POST")
async def amend(asked: Asked) -> Response:
    """Record what the session should have said. Its cartridges stay as they were unless they are scanned anew."""
    visit = await visit_of(asked)
    form, zone = asked.form, asked.at.zone
    body = session_body(form, zone, visit.day) | {"reason": text(form, "reason")}
    body |= cartridges_of(form) if scans_of(form) else {}
    body |= without_nothing(
        {
            "practitioner_id": text(form, "practitioner_id"),
            "performed_at": moment(form, "performed_at", zone, visit.day),
        }
    )
    path = f"/sessions/{record_id(asked)}/amend"
    try:
        await asked.send_to("booking", path, body, version=form.get("version", ""))
    except Refused as refused:
        return await show_session(asked, with_scans(form), wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "session"))


@page(f"{AT}/void", CHAIR_WORK, method="POST")
async def void(asked: Asked) -> Response:
    """It did not take place. The page said before what that takes back, and says after which follow-up went with it."""
    visit = await visit_of(asked)
    body = {"reason": text(asked.form, "void_reason"), "becomes": text(asked.form, "becomes")}
    path = f"/sessions/{record_id(asked)}/void"
    try:
        done = await asked.send_to("booking", path, without_nothing(body), version=asked.form.get("version", ""))
    except Refused as refused:
        fields = {**FIELDS, "reason": "void_reason"}
        return await show_session(asked, wrong=wrong_of(refused, fields, KINDS), voiding=asked.form)
    gone = done["withdrawn_appointment_id"]
    return asked.go(address_of(asked, visit.id, "session") + (f"?withdrawn={gone}" if gone else ""))
