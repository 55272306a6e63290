"""What is ordered: proposals with their arithmetic, drafts, what was sent, and what is late."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.access import ORDERS_ACT, ORDERS_SEE
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_proposals
from services.console.pages.stock.view import number_in, say_money, to_moment
from services.console.pages.words import word

STATUSES = {
    "draft": word("Draft"),
    "sent": word("Sent"),
    "partly_received": word("Partly received"),
    "received": word("Received"),
    "closed_short": word("Closed, not all came"),
    "cancelled": word("Cancelled"),
}
ENDS = ("cancel", "close", "reopen")
LATELY = 50


@page("/c/{clinic_id:uuid}/stock/orders", ORDERS_SEE)
async def orders(asked: Asked) -> Response:
    """What should be ordered, and what is."""
    return await _list(asked)


@page("/c/{clinic_id:uuid}/stock/orders", ORDERS_ACT, method="POST")
async def accept_proposals(asked: Asked) -> Response:
    """Put the chosen proposals on drafts, as they were read."""
    chosen = [name.removeprefix("take-") for name in asked.form if name.startswith("take-")]
    lines = [{"gtin": gtin, "packages": number_in(asked.form.get(f"packages-{gtin}"))} for gtin in chosen]
    if not lines:
        return await _list(asked, refused=word("Choose what to order first."), status=422)
    try:
        body = {"clinic_id": str(asked.at.id), "lines": lines}
        done = await asked.send_to("inventory", "/reorder-proposals/accept", body)
    except Refused as refused:
        return await _list(asked, refused=refused.sentence, status=refused.status)
    drafts = done["orders"]
    return asked.go(asked.address(f"stock/orders/{drafts[0]['id']}" if len(drafts) == 1 else "stock/orders"))


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}", ORDERS_SEE)
async def order(asked: Asked) -> Response:
    """One order."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}/csv", ORDERS_SEE)
async def order_as_file(asked: Asked) -> Response:
    """For the supplier."""
    return await asked.download("inventory", f"/purchase-orders/{_id(asked)}/sheet", f"order-{_id(asked)}.csv")


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}/pdf", ORDERS_SEE)
async def order_as_document(asked: Asked) -> Response:
    """For the supplier, in one of the languages that inventory writes it in."""
    path, name = f"/purchase-orders/{_id(asked)}/document", f"order-{_id(asked)}.pdf"
    return await asked.download("inventory", path, name, language=asked.given.get("language"))


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}/change", ORDERS_ACT, method="POST")
async def change_order(asked: Asked) -> Response:
    """Of a draft the packages, where 0 takes the line off; of any order the note and the supplier's number."""
    body: dict[str, Any] = {
        "note": asked.form.get("note", ""),
        "supplier_reference": asked.form.get("supplier_reference", "").strip() or None,
    }
    gtins = [name.removeprefix("packages-") for name in asked.form if name.startswith("packages-")]
    if gtins:
        counts = {gtin: number_in(asked.form.get(f"packages-{gtin}")) for gtin in gtins}
        body["lines"] = [{"gtin": gtin, "packages": count} for gtin, count in counts.items() if count != 0]
    return await _do(asked, "", body, "change", method="PATCH")


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}/send", ORDERS_ACT, method="POST")
async def send_order(asked: Asked) -> Response:
    """The supplier has got it."""
    day = asked.given.day("due_on")
    return await _do(asked, "/send", {"due_on": day.isoformat() if day else None}, "send")


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}/reschedule", ORDERS_ACT, method="POST")
async def reschedule_order(asked: Asked) -> Response:
    """It comes on another day."""
    body = {"due_on": asked.form.get("due_on", ""), "reason": asked.form.get("reason", "")}
    return await _do(asked, "/reschedule", body, "reschedule")


@page("/c/{clinic_id:uuid}/stock/orders/{order_id:uuid}/end/{act:str}", ORDERS_ACT, method="POST")
async def end_order(asked: Asked) -> Response:
    """Nothing of it comes, or nothing more; or that was a mistake."""
    act = asked.request.path_params["act"]
    if act not in ENDS:
        return asked.go(_address(asked))
    return await _do(asked, f"/{act}", {"reason": asked.form.get("reason", "")}, act)


async def _do(asked: Asked, act: str, body: Any, beside: str, method: str = "POST") -> Response:
    version = asked.form.get("version", "")
    try:
        await asked.send_to("inventory", f"/purchase-orders/{_id(asked)}{act}", body, version=version, method=method)
    except Refused as refused:
        return await _show(asked, refused={beside: refused.sentence}, status=refused.status)
    return asked.go(_address(asked))


async def _list(asked: Asked, *, refused: str | None = None, status: int = 200) -> Response:
    here = str(asked.at.id)
    proposals, found = await asyncio.gather(
        read_proposals(asked, here), asked.read_from("inventory", "/purchase-orders", clinic_id=here, limit=LATELY)
    )
    return asked.draw(
        "stock/orders",
        status=status,
        proposals=[each for of in proposals for each in of["proposals"]],
        orders=found["items"],
        may_act=asked.may(ORDERS_ACT, asked.at.id),
        refused=refused,
        say_money=say_money,
        STATUSES=STATUSES,
    )


async def _show(asked: Asked, *, refused: dict[str, str] | None = None, status: int = 200) -> Response:
    found = await asked.read_from("inventory", f"/purchase-orders/{_id(asked)}")
    return asked.draw(
        "stock/order",
        status=status,
        order=found,
        sent_at=to_moment(found["sent_at"]) if found["sent_at"] else None,
        may_act=asked.may(ORDERS_ACT, asked.at.id),
        today=asked.work.now.astimezone(asked.at.zone).date(),
        refused=refused or {},
        say_money=say_money,
        STATUSES=STATUSES,
    )


def _id(asked: Asked) -> str:
    return str(asked.request.path_params["order_id"])


def _address(asked: Asked) -> str:
    return asked.address(f"stock/orders/{_id(asked)}")
