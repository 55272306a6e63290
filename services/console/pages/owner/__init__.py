"""The owner's page: figures of the person's clinics, this period beside the one before, each as CSV."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from chassis.refusals import Unavailable
from services.console.access import FIGURES_SEE
from services.console.pages.lists import Said
from services.console.pages.owner import appointments, behind, rows
from services.console.pages.owner.figures import csv_of, stock_of
from services.console.pages.owner.files import csv_file
from services.console.pages.owner.reading import MOST_PAGES, UTC, Wanted, asked_for, read_figures, read_lines
from services.console.pages.owner.shown import BEHIND, BY, FIGURES, REACTIONS
from services.console.pages.owner.table import Figure, rows_of
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all
from services.console.pages.stock.view import say_money

__all__ = ["appointments", "behind", "owner", "rows", "stock_csv"]


@page("/owner", FIGURES_SEE)
async def owner(asked: Asked) -> Response:
    """``from`` and ``to`` are local days of each clinic, ``clinic`` one of them, ``by`` what reactions are added by."""
    wanted = await asked_for(asked)
    figures = await read_figures(asked, wanted)
    stock = await asked.part_of(_stock(asked, wanted))
    return asked.draw(
        "owner",
        zone=UTC,
        wanted=wanted,
        figures=figures,
        reactions=REACTIONS,
        by=BY,
        behind=BEHIND,
        stock=stock_of(stock.content or ()),
        stock_why_not=stock.why_not,
        say_money=say_money,
        query=urlencode(wanted.query),
    )


async def _figure_csv(figure: Figure, asked: Asked) -> Response:
    """The table of a figure, with both periods. Refused in words where its service does not answer."""
    wanted = await asked_for(asked)
    titles, rows = rows_of(figure, await read_lines(asked, figure, wanted), wanted.days)
    return csv_file(figure.key, csv_of(titles, rows))


for each in FIGURES:
    page(f"/owner/{each.key}.csv", FIGURES_SEE)(partial(_figure_csv, each))


@page("/owner/stock.csv", FIGURES_SEE)
async def stock_csv(asked: Asked) -> Response:
    """The table of stock. Refused in words where inventory does not answer."""
    found = await _stock(asked, await asked_for(asked))
    lines = [[each.name, each.currency, each.value_minor, each.expiring, each.used] for each in stock_of(found)]
    titles = ["clinic", "currency", "value_minor_units", "expiring_units_60_days", "used_units_90_days"]
    return csv_file("stock", csv_of(titles, lines))


async def _stock(asked: Asked, wanted: Wanted) -> list[Said]:
    """What inventory's overview says of the person's clinics. Raises Refused, Unauthenticated, Unavailable."""
    of: dict[str, Any] = {"clinic_id": str(wanted.clinic.id)} if wanted.clinic else {}
    found, more = await read_all(asked, "/overview", MOST_PAGES, **of)
    if more:
        raise Unavailable("There are too many products to add up here: take inventory's export, which has them all.")
    return found
