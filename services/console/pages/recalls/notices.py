"""The sheet of a whole notice: each of its lots, added up, and what is left to do for all of them at once."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.access import RECALLS_LEAD, RECALLS_SEE
from services.console.neighbours import Refused
from services.console.pages.products import product_names
from services.console.pages.recalls.view import STEPS, sums_of
from services.console.pages.registry import Asked, page
from services.console.pages.stock.view import to_moment
from services.console.queries.clinics import zone_of_reader

ACTS = {"letters": False, "close": True, "withdraw": True}
"""What a director does for all lots, and whether a reason goes with it."""
MOST_LOTS = 50
"""Of a notice that are shown and added up; it says how many more there are."""


@page("/recalls/notices/{notice_id:uuid}", RECALLS_SEE)
async def notice(asked: Asked) -> Response:
    """The sheet."""
    return await _show(asked)


@page("/recalls/notices/{notice_id:uuid}/{act:str}", RECALLS_LEAD, method="POST")
async def act(asked: Asked) -> Response:
    """Release the letters, close or withdraw, of all lots at once."""
    name, notice_id = asked.request.path_params["act"], asked.request.path_params["notice_id"]
    if name not in ACTS:
        return asked.go(f"/recalls/notices/{notice_id}")
    body: Any = {"reason": asked.form.get("words", "").strip() or None} if ACTS[name] else None
    try:
        await asked.send_to("inventory", f"/recall-notices/{notice_id}/{name}", body)
    except Refused as refused:
        return await _show(asked, refused={name: refused.sentence}, status=refused.status)
    return asked.go(f"/recalls/notices/{notice_id}")


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    zone = await zone_of_reader(asked.work)
    found = await asked.read_from("inventory", f"/recall-notices/{asked.request.path_params['notice_id']}")
    shown = found["recalls"][:MOST_LOTS]
    sheets = await asyncio.gather(
        *(asked.read_from("inventory", f"/recalls/{each['id']}/reconciliation") for each in shown)
    )
    lots = [
        {**each, "sums": sums, "left": [*sums["steps"], *sums["reports"]]}
        for each, sums in zip(shown, sheets, strict=True)
    ]
    return asked.draw(
        "recalls/notice",
        products=await product_names(asked),
        status=status,
        zone=zone,
        notice=found,
        entered_at=to_moment(found["entered_at"]),
        lots=lots,
        more=len(found["recalls"]) - len(shown),
        sums=sums_of(sheets),
        adds_up=all(each["adds_up"] for each in sheets),
        left=list(dict.fromkeys(step for each in lots for step in each["left"])),
        may_lead=asked.work.access.has(RECALLS_LEAD),
        refused=refused or {},
        STEPS=STEPS,
    )
