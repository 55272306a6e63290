"""One transfer: what was sent, what arrived, and what became of the difference."""

from typing import Any

from starlette.responses import Response

from services.console.access import STOCK_MOVE, STOCK_SEE
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.stock.scanning import LONGEST, problem_of
from services.console.pages.stock.view import number_in, to_moment
from services.console.pages.words import word

STATUSES = {
    "sent": word("On its way"),
    "differs": word("Something differs: to be settled"),
    "received": word("Received"),
    "cancelled": word("Cancelled"),
}
MISSING = {
    "kept": word("It never left, or was brought back"),
    "lost": word("Lost"),
    "discarded": word("Destroyed on its way"),
}
SURPLUS = {
    "sent_too": word("The sender had sent it"),
    "taken_over": word("Nobody misses it: keep it"),
    "surplus_discarded": word("Thrown away"),
    "miscounted": word("Miscounted: there is none"),
}
STEPS = {
    "arrived": word("arrived"),
    "damaged": word("arrived damaged"),
    "surplus": word("arrived, was not sent"),
    "opened": word("opened"),
    **MISSING,
    **SURPLUS,
}
ENDS = {
    "cancel": ("reason",),
    "postpone": ("expected_on", "reason"),
    "settle": ("line_id", "outcome", "quantity", "reason"),
}
"""What is done to a transfer, and the fields that go with it."""


@page("/c/{clinic_id:uuid}/stock/transfers/{transfer_id:uuid}", STOCK_SEE)
async def transfer(asked: Asked) -> Response:
    """It, seen from the clinic of the address."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/transfers/{transfer_id:uuid}/scan", STOCK_MOVE, method="POST")
async def scan_arrival(asked: Asked) -> Response:
    """What arrived, box by box; what is damaged is thrown away at once."""
    scan = asked.form.get("scan", "")[:LONGEST]
    item = {"scan": scan, "quantity": number_in(asked.form.get("quantity"))}
    damaged = asked.form.get("damaged", "").strip()
    body = {"items": [{**item, "damaged": damaged or None}], "counted_again": "counted_again" in asked.form}
    try:
        await asked.send_to("inventory", f"/transfers/{_id(asked)}/receive", body)
    except Refused as refused:
        return await _show(asked, refused={"scan": problem_of(refused)}, scan=scan, status=refused.status)
    return asked.go(_address(asked))


@page("/c/{clinic_id:uuid}/stock/transfers/{transfer_id:uuid}/complete", STOCK_MOVE, method="POST")
async def complete_arrival(asked: Asked) -> Response:
    """Nothing more is to come: what has not arrived is a difference."""
    return await _do(asked, "receive", {"complete": True}, "complete")


@page("/c/{clinic_id:uuid}/stock/transfers/{transfer_id:uuid}/end/{act:str}", STOCK_MOVE, method="POST")
async def end_transfer(asked: Asked) -> Response:
    """Cancel it, expect it on another day, or settle a difference."""
    act = asked.request.path_params["act"]
    if act not in ENDS:
        return asked.go(_address(asked))
    body = {name: asked.form.get(name, "").strip() or None for name in ENDS[act]}
    return await _do(asked, act, body, body.get("line_id") or act)


@page("/c/{clinic_id:uuid}/stock/transfers/{transfer_id:uuid}/steps/{step_id:uuid}", STOCK_MOVE, method="POST")
async def take_step_back(asked: Asked) -> Response:
    """A step was a mistake: it is in transit again."""
    step = str(asked.request.path_params["step_id"])
    return await _do(asked, f"steps/{step}/take-back", {"reason": asked.form.get("reason", "")}, step)


async def _do(asked: Asked, act: str, body: Any, beside: str) -> Response:
    try:
        await asked.send_to("inventory", f"/transfers/{_id(asked)}/{act}", body)
    except Refused as refused:
        return await _show(asked, refused={beside: refused.sentence}, status=refused.status)
    return asked.go(_address(asked))


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, scan: str = "", status: int = 200) -> Response:
    found = await asked.read_from("inventory", f"/transfers/{_id(asked)}")
    here = str(asked.at.id)
    may_move = asked.may(STOCK_MOVE, asked.at.id)
    names = {each["id"]: each for each in found["lines"]}
    return asked.draw(
        "stock/transfer",
        status=status,
        transfer=found,
        sent_at=to_moment(found["sent_at"]),
        steps=[{**each, "at": to_moment(each["at"]), "line": names[each["line_id"]]} for each in found["steps"]][::-1],
        receives=may_move and here == found["to_clinic_id"],
        sends=may_move and here == found["from_clinic_id"],
        may_move=may_move,
        today=asked.work.now.astimezone(asked.at.zone).date(),
        refused=refused or {},
        scan=scan,
        STATUSES=STATUSES,
        MISSING=MISSING,
        SURPLUS=SURPLUS,
        STEPS=STEPS,
    )


def _id(asked: Asked) -> str:
    return str(asked.request.path_params["transfer_id"])


def _address(asked: Asked) -> str:
    return asked.address(f"stock/transfers/{_id(asked)}")
