"""A product at a clinic day by day: its stock, what was used, and what booked sessions need."""

import asyncio
from datetime import date
from urllib.parse import quote

from starlette.responses import Response

from services.console.access import STOCK_SEE
from services.console.pages.registry import Asked, page
from services.console.pages.stock.chart import chart_of
from services.console.pages.stock.reading import read_all


@page("/c/{clinic_id:uuid}/stock/products/{gtin:str}", STOCK_SEE)
async def product(asked: Asked) -> Response:
    """Of the days ``first`` until ``last``; from 30 days ago to 30 ahead unless they are given."""
    gtin = asked.request.path_params["gtin"]
    series, (overview, _) = await asyncio.gather(
        asked.read_from("inventory", _series(asked), **_days(asked)),
        read_all(asked, "/overview", clinic_id=str(asked.at.id), gtin=gtin),
    )
    today = date.fromisoformat(series["today"])
    days = [{**each, "day": date.fromisoformat(each["day"])} for each in series["days"]]
    return asked.draw(
        "stock/product",
        gtin=gtin,
        sum=overview[0] if overview else None,
        days=days,
        today=today,
        chart=chart_of(days, today),
        lacking=next((each["day"] for each in days if each["on_shelf"] < 0), None),
    )


@page("/c/{clinic_id:uuid}/stock/products/{gtin:str}/csv", STOCK_SEE)
async def product_as_file(asked: Asked) -> Response:
    """The same as a file."""
    gtin = asked.request.path_params["gtin"]
    return await asked.download("inventory", f"{_series(asked)}/csv", f"stock-{gtin}.csv", **_days(asked))


def _series(asked: Asked) -> str:
    return f"/clinics/{asked.at.id}/stock-series/{quote(asked.request.path_params['gtin'], safe='')}"


def _days(asked: Asked) -> dict[str, str | None]:
    given = {name: asked.given.day(name) for name in ("first", "last")}
    return {name: day.isoformat() if day else None for name, day in given.items()}
