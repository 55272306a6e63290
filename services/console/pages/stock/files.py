"""The stock of all clinics as files: what is where, what expires unused, and what moved in a period."""

from datetime import timedelta

from starlette.responses import Response

from chassis.local_time import local_day, start_of_day
from services.console.access import CHAIN_STOCK_SEE
from services.console.pages.registry import Asked, page
from services.console.queries.clinics import clinics_seen, zone_of_reader

USUAL = timedelta(days=30)


@page("/stock/overview.csv", CHAIN_STOCK_SEE)
async def overview_as_file(asked: Asked) -> Response:
    """Every product at every clinic; ``slow``: only what lies there and was not used for 90 days."""
    slow = "true" if asked.given.says("slow") else None
    return await asked.download("inventory", "/overview/csv", "slow.csv" if slow else "stock.csv", slow=slow)


@page("/stock/expiring.csv", CHAIN_STOCK_SEE)
async def expiring_as_file(asked: Asked) -> Response:
    """What expires before a session uses it."""
    return await asked.download("inventory", "/expiring-stock/csv", "expiring.csv", closed="false")


@page("/stock/movements.csv", CHAIN_STOCK_SEE)
async def movements_as_file(asked: Asked) -> Response:
    """Of the days ``from`` until ``to``, both included, of ``clinic`` in its time or of all in the reader's."""
    known = {str(each.id): each for each in await clinics_seen(asked.work)}
    clinic = asked.given.read("clinic", known.get)
    zone = clinic.zone if clinic else await zone_of_reader(asked.work)
    last = asked.given.day("to") or local_day(asked.work.now, zone)
    first = asked.given.until("from", last) or last - USUAL
    return await asked.download(
        "inventory",
        "/stock-movements/csv",
        f"movements-{first}-{last}.csv",
        **{
            "clinic_id": str(clinic.id) if clinic else None,
            "from": start_of_day(first, zone).isoformat(),
            "to": start_of_day(last + timedelta(days=1), zone).isoformat(),
        },
    )
