"""The clinics and days of a figure, as a table that its statement joins: one statement counts both periods."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, Text, null, select

from chassis.access.rows import within
from chassis.access.scopes import Scope
from chassis.data.rows import Row
from chassis.figures.days import Days
from chassis.http.filters import equal_to
from chassis.work import Work

ASKED = (
    "unnest(CAST(:clinics AS uuid[]), CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[]),"
    " CAST(:earlier AS boolean[])) AS asked (clinic_id, since, until, earlier)"
)
"""To be joined in a statement: each clinic with the moments of its days, and once more with those before."""


async def places_of(work: Work, clinics: Table, action: Scope, clinic_id: UUID | None) -> Sequence[Row]:
    """The clinics of which the caller may see the figure, or the one that is asked for, by name. Raises Forbidden.

    ``clinics`` is the service's table: with ``id`` and ``time_zone``, and ``name`` where the service knows names.
    """
    reach = work.access.reach(action, where=clinic_id)
    of = clinics.c
    name = of.name if "name" in of else null().cast(Text)
    statement = select(of.id, name.label("name"), of.time_zone)
    seen = within(reach, clinics=[of.id])
    return (await work.execute(statement.where(seen, *equal_to({of.id: clinic_id})).order_by("name", of.id))).all()


def asked_of(places: Sequence[Row], days: Days) -> dict[str, Any]:
    """The parameters of `ASKED`. A clinic whose zone is not known yet counts its days in UTC."""
    asked: dict[str, list[Any]] = {"clinics": [], "since": [], "until": [], "earlier": []}
    for place in places:
        for earlier, of in ((False, days), (True, days.before)):
            since, until = of.within(ZoneInfo(place.time_zone or "UTC"))
            for name, value in zip(asked, (place.id, since, until, earlier), strict=True):
                asked[name].append(value)
    return asked
