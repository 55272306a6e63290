"""What the services count, asked for as the person who is signed in."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.figures import Days, share_of
from chassis.local_time import local_day
from chassis.refusals import Unavailable
from services.console.pages.lists import PAGE, Said, read_list
from services.console.pages.owner.figures import Bar, bars_of, period_of
from services.console.pages.owner.shown import ATTENDANCE, BY, FIGURES, REACTIONS
from services.console.pages.owner.table import Figure, Line
from services.console.pages.parts import Part
from services.console.pages.registry import Asked
from services.console.pages.words import word
from services.console.queries.attendance import Attendance, attendance_of
from services.console.queries.clinics import Clinic, clinics_seen

UTC = ZoneInfo("UTC")
MOST_PAGES = 25
"""Of a service's list that go into one file."""
MOST_ROWS = MOST_PAGES * PAGE
"""Of the console's own that do."""


LONG = word("At most a year is counted at once: choose fewer days.")


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    clinics: Sequence[Clinic]
    """All of the person, for a choice."""
    clinic: Clinic | None
    """None: all of them."""
    days: Days
    by: str
    """What reactions are added up by."""

    @property
    def chosen(self) -> Sequence[Clinic]:
        """Of which figures are shown."""
        return [self.clinic] if self.clinic else self.clinics

    @property
    def query(self) -> dict[str, str]:
        """The same, for an address."""
        said = {"from": self.days.first.isoformat(), "to": self.days.last.isoformat(), "by": self.by}
        return {**said, **({"clinic": str(self.clinic.id)} if self.clinic else {})}


@dataclass(frozen=True)
class Shown:
    """One figure with its rows and bars, or why there are none."""

    figure: Figure
    lines: Sequence[tuple[Line, Bar, Bar]]
    why_not: str | None
    more: bool
    """Whether there are more rows than are shown."""

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return any(bar.value is not None for _, *bars in self.lines for bar in bars)


async def asked_for(asked: Asked) -> Wanted:
    """``from`` and ``to`` are local days of each clinic, both included; without them the last four weeks."""
    clinics = await clinics_seen(asked.work)
    clinic = asked.given.read("clinic", {str(each.id): each for each in clinics}.get)
    zone = clinics[0].zone if clinics else UTC
    since, until = asked.given.day("from"), asked.given.day("to")
    days = period_of(since, until, local_day(asked.work.now, zone))
    if since and days.first > min(since, until or since):
        asked.given.cut.append(LONG)
    return Wanted(clinics, clinic, days, asked.given.one_of("by", BY) or next(iter(BY)))


async def read_figures(asked: Asked, wanted: Wanted) -> list[Shown]:
    """All of them; one whose service does not answer says so, and the others are shown all the same."""
    own = Part(await _attendance(asked, wanted))  # before the services are asked, which lets the connection go
    parts = await asyncio.gather(*(_part(asked, each, wanted) for each in FIGURES if each is not ATTENDANCE))
    return [_shown(figure, part) for figure, part in zip(FIGURES, [own, *parts], strict=True)]


async def read_lines(asked: Asked, figure: Figure, wanted: Wanted) -> list[Line]:
    """Of one figure. Raises Refused, Unauthenticated, Unavailable."""
    if figure is ATTENDANCE:
        return await _attendance(asked, wanted)
    path, query = path_of(figure), query_of(figure, wanted)
    if figure is REACTIONS:
        return figure.lines({"items": await read_rows(asked, figure.service, path, **query)})
    return figure.lines(await asked.read_from(figure.service, path, **query))


async def read_rows(asked: Asked, service: str, path: str, **query: Any) -> list[Said]:
    """All items of a list, for a file. Raises Refused, Unauthenticated, Unavailable, also where there are too many."""
    found, more = await read_list(asked, service, path, MOST_PAGES, **query)
    require_one_file(more=more)
    return found


def require_one_file(*, more: bool) -> None:
    """Raises Unavailable where there are more rows than a file takes."""
    if more:
        raise Unavailable("There are too many rows for one file: choose a clinic, or fewer days.")


async def _part(asked: Asked, figure: Figure, wanted: Wanted) -> Part:
    return await asked.part(figure.service, path_of(figure), **query_of(figure, wanted))


def path_of(figure: Figure) -> str:
    """Where its service answers it."""
    return f"/figures/{figure.key}"


def query_of(figure: Figure, wanted: Wanted) -> dict[str, Any]:
    """What its service is asked for."""
    said = {"first": wanted.days.first.isoformat(), "last": wanted.days.last.isoformat()}
    clinic = {"clinic_id": str(wanted.clinic.id)} if wanted.clinic else {}
    return {**said, **clinic, **({"by": wanted.by, "limit": PAGE} if figure is REACTIONS else {})}


def _shown(figure: Figure, part: Part) -> Shown:
    lines = figure.lines(part.content) if part.content is not None else []
    drawn = figure.columns[0].drawn
    bars = bars_of([value for line in lines for value in (drawn(line.now), drawn(line.before))])
    more = isinstance(part.content, Mapping) and part.content.get("next") is not None
    return Shown(figure, list(zip(lines, bars[::2], bars[1::2], strict=True)), part.why_not, more)


async def _attendance(asked: Asked, wanted: Wanted) -> list[Line]:
    """Clinics by name, after all of them together."""
    days, before = wanted.days, wanted.days.before
    now = await attendance_of(asked.work, wanted.chosen, days.first, days.after)
    then = await attendance_of(asked.work, wanted.chosen, before.first, before.after)
    rows = [Line(each.name, _said(now[each.id]), _said(then[each.id])) for each in wanted.chosen]
    together = Line(None, _said(_sum(now)), _said(_sum(then)), together=True)
    return [together, *rows] if len(rows) > 1 else rows


def _sum(found: Mapping[UUID, Attendance]) -> Attendance:
    return sum(found.values(), Attendance())


def _said(of: Attendance) -> dict[str, Any]:
    share = share_of(of.missed, of.came + of.missed)
    return {"no_shows": share.model_dump(), "came": of.came, "cancelled": of.cancelled, "not_noted": of.unsaid}
