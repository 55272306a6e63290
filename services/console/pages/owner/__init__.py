"""The owner's page: figures of all clinics of the person, this period beside the one before, each as CSV."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.responses import Response

from chassis.local_time import local_day
from chassis.refusals import Unavailable
from services.console.access import FIGURES_SEE
from services.console.neighbours import Refused
from services.console.pages.owner.figures import Period, Row, bars_of, csv_of, period_of, stock_of
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import Said, read_all
from services.console.pages.stock.view import say_money
from services.console.queries.attendance import Attendance, attendance_of
from services.console.queries.clinics import Clinic, clinics_seen

MOST_PAGES = 25
"""Of inventory's overview that are added up."""
UTC = ZoneInfo("UTC")


@page("/owner", FIGURES_SEE)
async def owner(asked: Asked) -> Response:
    """``from`` and ``to`` are local days of each clinic, both included; without them the last four weeks."""
    clinics, period = await _asked_for(asked)
    rows = await _attendance(asked, clinics, period)
    stock, why_not = await _stock_or_why_not(asked)
    shares = [share for row in rows for share in (row.now.missed_share, row.before.missed_share)]
    bars = bars_of(shares)
    return asked.draw(
        "owner",
        zone=UTC,
        period=period,
        rows=list(zip(rows, bars[::2], bars[1::2], strict=True)),
        drawn=any(share is not None for share in shares),
        stock=stock_of(stock),
        stock_why_not=why_not,
        say_money=say_money,
        query=_query(period),
    )


@page("/owner/attendance.csv", FIGURES_SEE)
async def attendance_csv(asked: Asked) -> Response:
    """The table of appointments, with both periods in each line."""
    clinics, period = await _asked_for(asked)
    titles = ["clinic", "first_day", "last_day", "came", "missed", "cancelled", "not_noted", "missed_percent"]
    lines = [
        [row.name or "all", of.first, of.last, *_counts(figures)]
        for row in await _attendance(asked, clinics, period)
        for of, figures in ((period, row.now), (period.before, row.before))
    ]
    return _csv("attendance", csv_of(titles, lines))


@page("/owner/stock.csv", FIGURES_SEE)
async def stock_csv(asked: Asked) -> Response:
    """The table of stock. Refused in words where inventory does not answer."""
    found = await _stock(asked)
    lines = [[each.name, each.currency, each.value_minor, each.expiring, each.used] for each in stock_of(found)]
    titles = ["clinic", "currency", "value_minor_units", "expiring_units_60_days", "used_units_90_days"]
    return _csv("stock", csv_of(titles, lines))


async def _asked_for(asked: Asked) -> tuple[Sequence[Clinic], Period]:
    clinics = await clinics_seen(asked.work)
    zone = clinics[0].zone if clinics else UTC
    return clinics, period_of(asked.day("from"), asked.day("to"), local_day(asked.work.now, zone))


async def _attendance(asked: Asked, clinics: Sequence[Clinic], period: Period) -> list[Row]:
    """Clinics by name, after all of them together."""
    before = period.before
    now = await attendance_of(asked.work, clinics, period.first, period.after)
    then = await attendance_of(asked.work, clinics, before.first, before.after)
    rows = [Row(each.name, now[each.id], then[each.id]) for each in clinics]
    return [Row("", _sum(now), _sum(then)), *rows] if len(rows) > 1 else rows


async def _stock(asked: Asked) -> list[Said]:
    """What inventory's overview says of the person's clinics. Raises Refused, Unauthenticated, Unavailable."""
    found, more = await read_all(asked, "/overview", MOST_PAGES)
    if more:
        raise Unavailable("There are too many products to add up here: take inventory's export, which has them all.")
    return found


async def _stock_or_why_not(asked: Asked) -> tuple[list[Said], str | None]:
    try:
        return await _stock(asked), None
    except Refused as refused:
        return [], refused.sentence
    except Unavailable as away:
        return [], asked.rendering.words(asked.request, away)


def _counts(figures: Attendance) -> list[Any]:
    share = None if figures.missed_share is None else f"{figures.missed_share:.1f}"
    return [figures.came, figures.missed, figures.cancelled, figures.unsaid, share]


def _query(period: Period) -> str:
    return urlencode({"from": period.first.isoformat(), "to": period.last.isoformat()})


def _csv(name: str, content: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="needlepoint-{name}.csv"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _sum(found: Mapping[UUID, Attendance]) -> Attendance:
    return sum(found.values(), Attendance())
