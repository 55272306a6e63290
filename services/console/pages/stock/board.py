"""The stock of all clinics that the person works for: products by clinics, and what is to be done about it."""

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import CHAIN_STOCK_SEE, ORDERS_ACT, STOCK_MOVE, works_for
from services.console.pages.registry import Asked, page
from services.console.pages.stock.files import USUAL
from services.console.pages.stock.reading import read_all, read_needs
from services.console.pages.stock.view import board_of, expiring_of, say_money, shortages_of
from services.console.queries.clinics import clinics_seen, zone_of_reader


@page("/stock", CHAIN_STOCK_SEE)
async def board(asked: Asked) -> Response:
    """The board."""
    return await show_board(asked)


async def show_board(asked: Asked, *, refused: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """The board; ``refused`` are the words beside a press, by its id."""
    clinics = [(str(each.id), each.name) for each in await clinics_seen(asked.work)]
    (overview, more), (low, _), (short, expiring, proposals) = await asyncio.gather(
        read_all(asked, "/overview"), read_all(asked, "/stock", low="true"), read_needs(asked, None)
    )
    today = local_day(asked.work.now, await zone_of_reader(asked.work))
    may_move, may_order = works_for(asked.work.access, STOCK_MOVE), works_for(asked.work.access, ORDERS_ACT)
    return asked.draw(
        "stock",
        status=status,
        board=board_of(clinics, overview, short, low),
        more=more,
        short=shortages_of(short, proposals, may_move, may_order),
        expiring=expiring_of(expiring, may_move),
        refused=refused or {},
        here="/stock",
        shown_on="chain",
        today=today,
        month_ago=today - USUAL,
        say_money=say_money,
    )
