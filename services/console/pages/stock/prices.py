"""What a unit of a product cost and when, and a price that was stated wrongly put right."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from babel.numbers import get_currency_precision
from starlette.responses import Response

from services.console.access import ORDERS_SEE, PRICES_CORRECT
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.products import product_names
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all
from services.console.pages.stock.view import amount_of, say_money, to_moment

_FIRST = datetime(1900, 1, 2, tzinfo=UTC)
"""The first price that was ever stated holds from 1900 on."""


@page("/c/{clinic_id:uuid}/stock/products/{gtin:str}/prices", ORDERS_SEE)
async def prices(asked: Asked) -> Response:
    """The last first."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/stock/products/{gtin:str}/prices/correct", PRICES_CORRECT, method="POST")
async def correct(asked: Asked) -> Response:
    """What moved while it held has another value. What is typed wrongly keeps its place."""
    since = asked.form.get("from_at", "")
    try:
        body = {"from_at": since, **price_in(asked.form), "reason": asked.form.get("reason", "").strip()}
    except ValueError:
        return await _show(asked, no_amount=since, status=422)
    try:
        await asked.send_to("inventory", f"{_product(asked)}/prices/correct", body)
    except Refused as refused:
        return await _show(asked, {since: refused.sentence}, status=refused.status)
    return asked.go(asked.address(f"stock{_product(asked)}/prices"))


def price_in(form: Said) -> dict[str, Any]:
    """What a form says that a unit cost, for inventory; ValueError where it is no amount of money."""
    amount = form.get("amount", "").strip().replace(",", ".")
    currency = form.get("currency", "").strip().upper()
    if not amount and not currency:
        return {"price_minor": None, "currency": None}
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise ValueError(currency)
    try:
        minor = Decimal(amount).scaleb(get_currency_precision(currency))
        if not (minor.is_finite() and 0 <= minor <= 100_000_000 and minor == int(minor)):
            raise ValueError(amount)
    except InvalidOperation as error:
        raise ValueError(amount) from error
    return {"price_minor": int(minor), "currency": currency}


def _product(asked: Asked) -> str:
    return f"/products/{quote(asked.request.path_params['gtin'], safe='')}"


async def _show(
    asked: Asked, refused: dict[str, str] | None = None, *, no_amount: str | None = None, status: int = 200
) -> Response:
    """The page; what was refused stands beside its price, which keeps what was typed."""
    gtin = asked.request.path_params["gtin"]
    said, more = await read_all(asked, f"{_product(asked)}/prices")
    return asked.draw(
        "stock/prices",
        status=status,
        gtin=gtin,
        name=(await product_names(asked)).get(gtin, gtin),
        prices=[_price(each) for each in said],
        more=more,
        refused=refused or {},
        no_amount=no_amount,
        given=asked.form,
        here=asked.address(f"stock{_product(asked)}"),
        may_correct=asked.work.access.may(PRICES_CORRECT),
        say_money=say_money,
    )


def _price(said: Said) -> Said:
    since, minor = to_moment(said["from_at"]), said["price_minor"]
    amount = "" if minor is None else f"{amount_of(minor, said['currency']):f}"
    return {**said, "since": None if since < _FIRST else since, "amount": amount}
