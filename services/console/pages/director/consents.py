"""Who agrees to no processing of their data any more, and what is kept without their consent."""

from datetime import datetime

from starlette.responses import Response

from services.console.access import CONSENTS_SETTLE, RECORDS_ERASE
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page

AT = "/c/{clinic_id:uuid}/consents"
MOST = 50
"""Consents on a page."""


@page(AT, CONSENTS_SETTLE)
async def consents(asked: Asked) -> Response:
    """Those that nobody has decided about, the longest waiting first; ``settled`` shows the others."""
    return await _show(asked)


@page(AT + "/{consent_id:uuid}/settle", CONSENTS_SETTLE, method="POST")
async def settle(asked: Asked) -> Response:
    """Note what is kept without one, and on what ground. What was typed stays beside a refusal."""
    consent_id = asked.request.path_params["consent_id"]
    try:
        note = {"note": asked.form.get("note", "")}
        await asked.send_to("booking", f"/processing-consents/{consent_id}/settle", note)
    except Refused as refused:
        return await _show(asked, refused=refused, beside=str(consent_id))
    return asked.go(asked.address("consents"))


async def _show(asked: Asked, *, refused: Refused | None = None, beside: str = "") -> Response:
    at, settled = asked.at.id, asked.given.says("settled")
    after = asked.request.query_params.get("after")
    asked_for = {"clinic_id": str(at), "settled": settled, "after": after, "limit": MOST}
    found = await asked.read_from("booking", "/processing-consents", **asked_for)
    shown = "1" if settled else None
    return asked.draw(
        "director/consents",
        status=refused.status if refused else 200,
        consents=found["items"],
        more=asked.address("consents", settled=shown, after=found["next"]) if found["next"] else None,
        settled=settled,
        refused={beside: refused.sentence} if refused else {},
        typed=asked.form.get("note", "") if refused else "",
        may_erase=asked.may(RECORDS_ERASE, at),
        moment=datetime.fromisoformat,
    )
