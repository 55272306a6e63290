"""How much of their time practitioners, rooms and devices of clinics are booked."""

from asyncio import to_thread
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.figures import Days, FiguresView, asked_of, figures_of, places_of
from chassis.work import Work
from services.booking.access import FIGURES_READ
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.domain.utilisation import Bookable, opened_between, opened_minutes
from services.booking.calendar.forms.utilisation import (
    KindUseView,
    ResourceUseView,
    UseView,
    UtilisationView,
    WeekView,
)
from services.booking.calendar.store.utilisation import bookable_at, booked_minutes
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import all_places
from services.booking.people.tables import clinics


@dataclass
class _Use:
    """Of one resource: minutes by week."""

    what: Bookable
    booked: dict[date, int] = field(default_factory=dict)
    opened: dict[date, int] = field(default_factory=dict)


async def utilisation_of(work: Work, days: Days, clinic_id: UUID | None) -> FiguresView[UtilisationView]:
    """Of the caller's clinics, or one of them. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    found: dict[tuple[UUID | None, bool], list[_Use]] = {}
    if places:
        found = await _uses(work, days, asked_of(places, days))
    for earlier in (False, True):
        found[None, earlier] = [use for place in places for use in found[place.id, earlier]]
    figures = figures_of(FiguresView[UtilisationView], days, places, found, _counted)
    for each in figures.clinics:
        if each.clinic_id is None:
            each.now, each.before = (period.model_copy(update={"each": []}) for period in (each.now, each.before))
    return figures


async def _uses(work: Work, days: Days, asked: dict[str, Any]) -> dict[tuple[UUID | None, bool], list[_Use]]:
    ids = list(dict.fromkeys(asked["clinics"]))
    hours = await all_places(work)
    there = await bookable_at(work, ids, min(asked["since"]), max(asked["until"]))
    found = await to_thread(_opened, {clinic_id: hours[clinic_id] for clinic_id in ids}, there, days)
    at = {(*place, use.what.kind.value, use.what.id): use for place, uses in found.items() for use in uses}
    for row in await booked_minutes(work, asked):
        use = at.get((row.clinic_id, row.earlier, row.kind, row.id))
        if use is not None:  # a practitioner whose shifts here were all withdrawn is nobody's any more
            use.booked[row.week] = row.minutes
    return found


def _opened(
    places: Mapping[UUID, Place], there: Mapping[UUID, Sequence[Bookable]], days: Days
) -> dict[tuple[UUID | None, bool], list[_Use]]:
    """Of each clinic in both periods. A year of a chain takes seconds, for which others must not wait."""
    found: dict[tuple[UUID | None, bool], list[_Use]] = {}
    for clinic_id, place in places.items():
        for of in (days, days.before):
            opened = opened_between(place, of.first, of.last)
            minutes = ((each, opened_minutes(place, each, opened, of.first, of.last)) for each in there[clinic_id])
            found[clinic_id, of is not days] = [_Use(each, {}, dict(of_week)) for each, of_week in minutes]
    return found


def _counted(uses: list[_Use] | None) -> UtilisationView:
    uses = uses or []
    each = [_each(use) for use in uses]
    return UtilisationView(
        practitioners=_of_kind(uses, ResourceKind.PRACTITIONER),
        rooms=_of_kind(uses, ResourceKind.ROOM),
        devices=_of_kind(uses, ResourceKind.DEVICE),
        each=sorted(each, key=lambda view: (view.percent is None, view.percent, view.name)),
    )


def _each(use: _Use) -> ResourceUseView:
    what = use.what
    return ResourceUseView(kind=what.kind, id=what.id, name=what.name, **_said(sum(use.booked.values()), _open(use)))


def _open(use: _Use) -> int:
    return sum(use.opened.values())


def _of_kind(uses: Iterable[_Use], kind: ResourceKind) -> KindUseView:
    booked: defaultdict[date, int] = defaultdict(int)
    opened: defaultdict[date, int] = defaultdict(int)
    for use in uses:
        if use.what.kind is kind:
            for whole, part in ((booked, use.booked), (opened, use.opened)):
                for week, minutes in part.items():
                    whole[week] += minutes
    weeks = [WeekView(begins_on=week, **_said(booked[week], opened[week])) for week in sorted({*booked, *opened})]
    return KindUseView(weeks=weeks, **_said(sum(booked.values()), sum(opened.values())))


def _said(booked: int, opened: int) -> dict[str, Any]:
    percent = Decimal(f"{100 * booked / opened:.1f}") if opened else None
    return UseView(booked_minutes=booked, open_minutes=opened, percent=percent).model_dump()
