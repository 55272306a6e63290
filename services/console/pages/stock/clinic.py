"""The stock of one clinic: what lies on its shelf, what is under way, and what is to be done about it."""

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from services.console.access import ORDERS_ACT, STOCK_MOVE, STOCK_SEE, works_for
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all, read_needs
from services.console.pages.stock.view import expiring_of, say_money, shortages_of


@page("/c/{clinic_id:uuid}/stock", STOCK_SEE)
async def clinic_stock(asked: Asked) -> Response:
    """The shelf."""
    return await show_clinic(asked)


async def show_clinic(asked: Asked, *, refused: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """The shelf; ``refused`` are the words beside a press, by its id."""
    here = str(asked.at.id)
    (shelf, _), (overview, _), (under_way, _), (differing, _), (short, expiring, proposals) = await asyncio.gather(
        read_all(asked, "/stock", clinic_id=here),
        read_all(asked, "/overview", clinic_id=here),
        read_all(asked, "/transfers", clinic_id=here, status="sent"),
        read_all(asked, "/transfers", clinic_id=here, status="differs"),
        read_needs(asked, here),
    )
    may_move, may_order = works_for(asked.work.access, STOCK_MOVE), works_for(asked.work.access, ORDERS_ACT)
    return asked.draw(
        "stock/clinic",
        status=status,
        shelf=shelf,
        sums={each["gtin"]: each for each in overview},
        under_way=list({each["id"]: each for each in (*differing, *under_way)}.values()),
        short=shortages_of(short, proposals, may_move, may_order),
        expiring=expiring_of(expiring, may_move),
        refused=refused or {},
        here=asked.address("stock"),
        shown_on="clinic",
        may_move=may_move(here),
        say_money=say_money,
    )
