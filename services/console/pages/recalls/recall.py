"""One recall: its sheet, clinic by clinic; what is left to do; who was told; and its end."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.access import (
    LETTERS_SEE,
    LETTERS_SETTLE,
    RECALLS_ENTER,
    RECALLS_LEAD,
    RECALLS_SEE,
    STOCK_MOVE,
    works_for,
)
from services.console.neighbours import Refused
from services.console.pages.products import product_names
from services.console.pages.recalls.letters import letters_of
from services.console.pages.recalls.view import HOW, LETTERS, STEPS
from services.console.pages.registry import Asked, page
from services.console.pages.stock.view import number_in, to_moment
from services.console.queries.clinics import zone_of_reader

LEAD_ACTS = {"close": "reason", "reopen": None, "withdraw": "reason", "effect-checked": "found", "letters": None}
"""What a director does, and the field that goes with it."""


@page("/recalls/{recall_id:uuid}", RECALLS_SEE)
async def recall(asked: Asked) -> Response:
    """The sheet."""
    return await _show(asked)


@page("/recalls/{recall_id:uuid}/csv", RECALLS_SEE)
async def sheet(asked: Asked) -> Response:
    """The sheet as a file."""
    return await asked.download("inventory", f"/recalls/{_id(asked)}/reconciliation/csv", f"recall-{_id(asked)}.csv")


@page("/recalls/{recall_id:uuid}/supplier-informed", RECALLS_ENTER, method="POST")
async def supplier_informed(asked: Asked) -> Response:
    """The supplier knows."""
    return await _do(asked, "supplier-informed", {"reference": asked.form.get("words", "")})


@page("/recalls/{recall_id:uuid}/lead/{act:str}", RECALLS_LEAD, method="POST")
async def lead(asked: Asked) -> Response:
    """Release letters, say that it reached everybody, close, open again, withdraw."""
    act = asked.request.path_params["act"]
    if act not in LEAD_ACTS:
        return asked.go(f"/recalls/{_id(asked)}")
    field = LEAD_ACTS[act]
    return await _do(asked, act, {field: asked.form.get("words", "").strip() or None} if field else None)


@page("/c/{clinic_id:uuid}/recalls/{recall_id:uuid}/confirm", STOCK_MOVE, method="POST")
async def confirm(asked: Asked) -> Response:
    """The clinic of the address counted what lies apart."""
    body = {"counted": number_in(asked.form.get("counted")), "note": asked.form.get("note", "")}
    return await _do(asked, f"clinics/{asked.at.id}/confirm", body, beside=f"confirm-{asked.at.id}")


async def _do(asked: Asked, act: str, body: Any, beside: str | None = None) -> Response:
    try:
        await asked.send_to("inventory", f"/recalls/{_id(asked)}/{act}", body)
    except Refused as refused:
        return await _show(asked, refused={beside or act: refused.sentence}, status=refused.status)
    return asked.go(f"/recalls/{_id(asked)}#{beside or 'left'}")


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    zone = await zone_of_reader(asked.work)
    found, sums = await asyncio.gather(
        asked.read_from("inventory", f"/recalls/{_id(asked)}"),
        asked.read_from("inventory", f"/recalls/{_id(asked)}/reconciliation"),
    )
    may = works_for(asked.work.access, STOCK_MOVE)
    sees_letters = asked.work.access.has(LETTERS_SEE)
    about = {"notice_id": found["notice_id"]} if found["notice_id"] else {"recall_id": found["id"]}
    letters, names = await letters_of(asked, **about) if sees_letters and found["letters_released_at"] else ([], {})
    return asked.draw(
        "recalls/recall",
        products=await product_names(asked),
        status=status,
        zone=zone,
        recall=found,
        recalled_at=to_moment(found["recalled_at"]),
        sums=sums,
        left=[*sums["steps"], *sums["reports"]],
        letters=letters,
        names=names,
        sees_letters=sees_letters,
        may_confirm=may,
        may_enter=asked.work.access.has(RECALLS_ENTER),
        may_lead=asked.work.access.has(RECALLS_LEAD),
        may_settle=works_for(asked.work.access, LETTERS_SETTLE),
        refused=refused or {},
        to_moment=to_moment,
        STEPS=STEPS,
        LETTERS=LETTERS,
        HOW=HOW,
    )


def _id(asked: Asked) -> str:
    return str(asked.request.path_params["recall_id"])
