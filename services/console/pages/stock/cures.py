"""What cures a shortage, or saves what expires, is done with one press. What has changed meanwhile is shown anew."""

from collections.abc import Awaitable
from typing import Any

from starlette.responses import Response

from services.console.access import ORDERS_ACT, STOCK_MOVE
from services.console.neighbours import Refused
from services.console.pages.registry import Asked, page
from services.console.pages.stock.board import show_board
from services.console.pages.stock.clinic import show_clinic
from services.console.pages.stock.view import number_in


@page("/c/{clinic_id:uuid}/stock/shortages/{need_id:uuid}/send", STOCK_MOVE, method="POST")
async def send_what_is_lacking(asked: Asked) -> Response:
    """From the clinic of the address to the one that lacks."""
    body = {"from_clinic_id": str(asked.at.id), "quantity": number_in(asked.form.get("quantity"))}
    return await _press(asked, asked.send_to("inventory", f"/shortages/{_need(asked)}/accept", body), "transfers")


@page("/c/{clinic_id:uuid}/stock/expiring/{need_id:uuid}/send", STOCK_MOVE, method="POST")
async def send_what_expires(asked: Asked) -> Response:
    """From the clinic of the address to one that uses it in time."""
    body = {"to_clinic_id": asked.form.get("to_clinic_id"), "quantity": number_in(asked.form.get("quantity"))}
    return await _press(asked, asked.send_to("inventory", f"/expiring-stock/{_need(asked)}/accept", body), "transfers")


@page("/c/{clinic_id:uuid}/stock/shortages/{need_id:uuid}/order", ORDERS_ACT, method="POST")
async def order_what_is_lacking(asked: Asked) -> Response:
    """On the draft of the clinic of the address."""
    line = {"gtin": asked.form.get("gtin"), "packages": number_in(asked.form.get("packages"))}
    body = {"clinic_id": str(asked.at.id), "lines": [line]}
    return await _press(asked, asked.send_to("inventory", "/reorder-proposals/accept", body), "orders")


async def _press(asked: Asked, sending: Awaitable[Any], then: str) -> Response:
    try:
        done = await sending
    except Refused as refused:
        show = show_board if asked.form.get("shown_on") == "chain" else show_clinic
        return await show(asked, refused={asked.form.get("press", ""): refused.sentence}, status=refused.status)
    found = done["orders"][-1] if then == "orders" else done
    return asked.go(asked.address(f"stock/{then}/{found['id']}"))


def _need(asked: Asked) -> str:
    return str(asked.request.path_params["need_id"])
