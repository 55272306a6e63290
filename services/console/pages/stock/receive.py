"""A delivery is received: each box is scanned, tried at once, and all of it put on the shelf in the end."""

import asyncio
from typing import Any

from starlette.responses import Response

from chassis.ids import new_id
from services.console.access import ORDERS_SEE, STOCK_MOVE
from services.console.domain.scan_lists import RECEIVE, ListFull, ScanList, ScannedLine
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.products import product_names
from services.console.pages.registry import Asked, page
from services.console.pages.stock.delivery import delivery_of
from services.console.pages.stock.reading import read_all
from services.console.pages.stock.scanning import FULL, LONGEST, key_of, take_off
from services.console.pages.stock.view import id_in, number_in, to_moment

AWAITED = ("sent", "partly_received")
"""Statuses of orders of which something is to come."""
LATELY = 10
"""Deliveries that are shown below."""


@page("/c/{clinic_id:uuid}/stock/receive", STOCK_MOVE)
async def receive(asked: Asked) -> Response:
    """What was scanned so far."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/receive/about", STOCK_MOVE, method="POST")
async def describe_delivery(asked: Asked) -> Response:
    """Which order and delivery note it belongs to."""
    said = {"order_id": id_in(asked.form.get("order_id")), "delivery_note": asked.form.get("delivery_note", "").strip()}
    await asked.scan_lists.describe(key_of(asked, RECEIVE), {name: value for name, value in said.items() if value})
    return asked.go(asked.address("stock/receive"))


@page("/c/{clinic_id:uuid}/stock/receive/scan", STOCK_MOVE, method="POST")
async def scan_box(asked: Asked) -> Response:
    """One more box. What cannot be received is not put on the list; the answer says the one thing to do."""
    found = await asked.scan_lists.read(key_of(asked, RECEIVE))
    scan = asked.form.get("scan", "")[:LONGEST]
    line = ScannedLine(asked.form.get("key", ""), scan, number_in(asked.form.get("quantity")))
    if any(each.id == line.id for each in found.lines):
        return asked.go(asked.address("stock/receive"))
    try:
        with_it = found.with_line(line)
        tried = await _try(asked, with_it)
    except ListFull:
        return await _show(asked, refused=FULL, scan=scan, status=422)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, scan=scan, status=refused.status)
    if tried["items"][-1]["problems"]:
        return await _show(asked, refused=tried["items"][-1]["problems"][0], scan=scan, status=422)
    await asked.scan_lists.add(key_of(asked, RECEIVE), line)
    return asked.go(asked.address("stock/receive"))


@page("/c/{clinic_id:uuid}/stock/receive/take-off", STOCK_MOVE, method="POST")
async def take_box_off(asked: Asked) -> Response:
    """A line is not in the delivery after all; without one, all of them."""
    return await take_off(asked, RECEIVE)


@page("/c/{clinic_id:uuid}/stock/receive/finish", STOCK_MOVE, method="POST")
async def put_on_shelf(asked: Asked) -> Response:
    """All of it, with what is unusual and was accepted."""
    found = await asked.scan_lists.read(key_of(asked, RECEIVE))
    if not found.lines:
        return asked.go(asked.address("stock/receive"))
    accepts = [name.removeprefix("accept-") for name in asked.form if name.startswith("accept-")]
    try:
        receipt = await asked.send_to("inventory", "/receipts", {**_body(asked, found), "accepts": accepts})
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    await asked.scan_lists.clear(key_of(asked, RECEIVE))
    return asked.go(asked.address(f"stock/receipts/{receipt['id']}"))


@page("/c/{clinic_id:uuid}/stock/receipts/{receipt_id:uuid}", STOCK_MOVE)
async def receipt(asked: Asked) -> Response:
    """A delivery that was received, to look at and to put right."""
    return await _show_receipt(asked)


@page("/c/{clinic_id:uuid}/stock/receipts/{receipt_id:uuid}/withdraw", STOCK_MOVE, method="POST")
async def withdraw_receipt(asked: Asked) -> Response:
    """It was entered in error: what is still on the shelf is taken back."""
    path = f"/receipts/{asked.request.path_params['receipt_id']}/withdraw"
    return await _correct(asked, path, {"reason": asked.form.get("reason", "")})


@page("/c/{clinic_id:uuid}/stock/receipts/{receipt_id:uuid}/assign", STOCK_MOVE, method="POST")
async def assign_receipt(asked: Asked) -> Response:
    """It belongs to another order or note."""
    body = {
        "order_id": id_in(asked.form.get("order_id")),
        "delivery_note": asked.form.get("delivery_note", "").strip() or None,
        "reason": asked.form.get("reason", ""),
        "accepts": [name.removeprefix("accept-") for name in asked.form if name.startswith("accept-")],
    }
    return await _correct(asked, f"/receipts/{asked.request.path_params['receipt_id']}/assign", body)


async def _correct(asked: Asked, path: str, body: Any) -> Response:
    try:
        done = await asked.send_to("inventory", path, body)
    except Refused as refused:
        return await _show_receipt(asked, refused=refused.sentence, status=refused.status)
    return await _show_receipt(asked, done=done if "stays" in done else None)


async def _show_receipt(
    asked: Asked, *, refused: str | None = None, done: Said | None = None, status: int = 200
) -> Response:
    found, orders = await asyncio.gather(
        asked.read_from("inventory", f"/receipts/{asked.request.path_params['receipt_id']}"), _awaited(asked)
    )
    return asked.draw(
        "stock/receipt",
        products=await product_names(asked),
        status=status,
        receipt=found,
        received_at=to_moment(found["received_at"]),
        orders=orders,
        refused=refused,
        done=done,
        given=asked.form,
    )


async def _show(asked: Asked, *, refused: str | None = None, scan: str = "", status: int = 200) -> Response:
    found = await asked.scan_lists.read(key_of(asked, RECEIVE))
    orders, lately = await asyncio.gather(
        _awaited(asked),
        asked.read_from("inventory", "/receipts", clinic_id=str(asked.at.id), limit=LATELY),
    )
    about = None
    try:
        tried = await _try(asked, found) if found.lines else None
    except Refused as unusual:  # about the order, such as one that was cancelled meanwhile
        tried, about = None, unusual.sentence
    return asked.draw(
        "stock/receive",
        status=status,
        delivery=delivery_of(found, tried),
        about=about,
        details=found.details,
        orders=orders,
        lately=[{**each, "at": to_moment(each["received_at"])} for each in lately["items"]],
        refused=refused,
        scan=scan,
    )


async def _awaited(asked: Asked) -> list[Said]:
    """Orders of which something is to come here."""
    if not asked.work.access.has(ORDERS_SEE):
        return []
    found = await asyncio.gather(
        *(read_all(asked, "/purchase-orders", clinic_id=str(asked.at.id), status=each) for each in AWAITED)
    )
    return [order for orders, _ in found for order in orders]


async def _try(asked: Asked, found: ScanList) -> Said:
    key = str(new_id())  # a trial changes nothing: it is asked anew each time
    tried: Said = await asked.send_to("inventory", "/receipts/try", _body(asked, found), key=key)
    return tried


def _body(asked: Asked, found: ScanList) -> dict[str, Any]:
    return {"clinic_id": str(asked.at.id), "items": found.items(), **found.details}
