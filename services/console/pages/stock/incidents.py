"""Incidents of a clinic: cartridges whose use should not have been, and what was found about each."""

import asyncio
from datetime import datetime

from starlette.responses import Response

from services.console.access import INCIDENTS_CLOSE, INCIDENTS_SEE
from services.console.neighbours import Refused
from services.console.pages.products import product_names
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all
from services.console.pages.words import word

CLOSED = {
    "accounted": word("The books account for it now."),
    "withdrawn": word("The session's record was put right."),
    "lot_corrected": word("The dates of the lot were put right."),
    "settled": word("Somebody looked into it."),
}
"""By ``closed_because``."""
BY_HAND = "settled"
"""A person closed it, so a person may open it again."""


@page("/c/{clinic_id:uuid}/stock/incidents", INCIDENTS_SEE)
async def incidents(asked: Asked) -> Response:
    """Those that are open, and the last that were closed."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/incidents/{incident_id:uuid}/close", INCIDENTS_CLOSE, method="POST")
async def close(asked: Asked) -> Response:
    """Close it with what was found."""
    return await _act(asked, "close", {"note": asked.form.get("note", "").strip()})


@page("/c/{clinic_id:uuid}/stock/incidents/{incident_id:uuid}/reopen", INCIDENTS_CLOSE, method="POST")
async def reopen(asked: Asked) -> Response:
    """It was closed by mistake: it is on the worklist again."""
    return await _act(asked, "reopen")


async def _act(asked: Asked, act: str, body: dict[str, str] | None = None) -> Response:
    incident_id = str(asked.request.path_params["incident_id"])
    try:
        await asked.send_to("inventory", f"/incidents/{incident_id}/{act}", body)
    except Refused as refused:
        return await _show(asked, {incident_id: refused.sentence}, status=refused.status)
    return asked.go(f"{asked.address('stock/incidents')}#incident-{incident_id}")


async def _show(asked: Asked, refused: dict[str, str] | None = None, *, status: int = 200) -> Response:
    """The page; what was refused stands beside its incident, which keeps what was typed."""
    here = str(asked.at.id)
    (waiting, more), (closed, _) = await asyncio.gather(
        read_all(asked, "/incidents", clinic_id=here, closed="false"),
        read_all(asked, "/incidents", 1, clinic_id=here, closed="true"),
    )
    return asked.draw(
        "stock/incidents",
        products=await product_names(asked),
        status=status,
        waiting=waiting,
        closed=closed,
        more=more,
        refused=refused or {},
        note=asked.form.get("note", ""),
        here=asked.address("stock/incidents"),
        may_close=asked.may(INCIDENTS_CLOSE, asked.at.id),
        moment=datetime.fromisoformat,
        CLOSED=CLOSED,
        BY_HAND=BY_HAND,
    )
