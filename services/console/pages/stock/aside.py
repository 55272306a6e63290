"""Cartridges leave the shelf by hand, or come back to it: held, released, returned, thrown away, lost, found."""

from typing import Any

from starlette.responses import Response

from services.console.access import STOCK_MOVE
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.registry import Asked, page
from services.console.pages.stock.scanning import LONGEST
from services.console.pages.stock.view import number_in, to_moment
from services.console.pages.words import word

ACTS = {
    "hold": word("Hold: off the shelf, into quarantine"),
    "shelf-discard": word("Throw away from the shelf"),
    "discard": word("Throw away from quarantine"),
    "return": word("Send back to the supplier, from quarantine"),
    "release": word("Release: from quarantine back to the shelf"),
    "lose": word("Not on the shelf, and nobody knows why"),
    "find": word("Found on the shelf"),
}
BY_HAND = ("discard", "hold", "release", "return", "lose", "find")
KINDS = {
    "receipt": word("received"),
    "use": word("used"),
    "discard": word("thrown away"),
    "expire": word("expired"),
    "recall": word("recalled"),
    "hold": word("held"),
    "release": word("released"),
    "return": word("returned"),
    "lose": word("lost"),
    "find": word("found"),
    "send": word("sent"),
    "arrive": word("arrived"),
    "restore": word("put back"),
    "withdraw": word("taken back"),
    "relabel": word("lot put right"),
}
"""What moved them, as the ledger says."""
LATELY = 15


@page("/c/{clinic_id:uuid}/stock/aside", STOCK_MOVE)
async def aside(asked: Asked) -> Response:
    """What is to be done, and what was done lately."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/aside", STOCK_MOVE, method="POST")
async def move(asked: Asked) -> Response:
    """Read the label, and do it."""
    act, scan = asked.form.get("act", ""), asked.form.get("scan", "")[:LONGEST]
    try:
        label = await asked.read_from("inventory", f"/clinics/{asked.at.id}/labels", scan=scan)
        path, body = _movement(asked, act, label)
        await asked.send_to("inventory", path, body)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    return await _show(asked, done={"words": ACTS[act], "count": body["quantity"], "label": label})


@page("/c/{clinic_id:uuid}/stock/aside/{entry_id:uuid}/take-back", STOCK_MOVE, method="POST")
async def take_back(asked: Asked) -> Response:
    """It was a mistake: the cartridges are where they were."""
    entry = asked.request.path_params["entry_id"]
    try:
        await asked.send_to("inventory", f"/stock-movements/{entry}/correct", {"reason": asked.form.get("reason", "")})
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address("stock/aside") + "#lately")


def _movement(asked: Asked, act: str, label: Said) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {
        "clinic_id": str(asked.at.id),
        "gtin": label["gtin"],
        "lot": label["lot"],
        "serial": label["serial"],
        "quantity": (number_in(asked.form.get("quantity")) or 1) * label["quantity"],
        "reason": asked.form.get("reason", ""),
    }
    if act == "shelf-discard":
        return "/discards", body
    body |= {"act": act, "reference": asked.form.get("reference", "").strip() or None}
    return "/stock-movements", body | ({"counted_again": True} if "counted_again" in asked.form else {})


async def _show(asked: Asked, *, refused: str | None = None, done: Said | None = None, status: int = 200) -> Response:
    moved = await asked.read_from("inventory", "/stock-movements", clinic_id=str(asked.at.id), limit=LATELY)
    corrected = {each["corrects"] for each in moved["items"]}
    return asked.draw(
        "stock/aside",
        status=status,
        given=asked.form,
        lately=[
            {**each, "at": to_moment(each["at"]), "may_go_back": _may_go_back(each, corrected)}
            for each in moved["items"]
        ],
        refused=refused,
        done=done,
        ACTS=ACTS,
        KINDS=KINDS,
    )


def _may_go_back(entry: Said, corrected: set[Any]) -> bool:
    """Whether to offer it: a person did it, and nobody has taken it back."""
    return entry["kind"] in BY_HAND and entry["corrects"] is None and entry["id"] not in corrected
