"""The country of a time zone: the region whose holidays count for a clinic that names none."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.holidays import NONE, holidays_in
from services.booking.people.tables import clinic_settings, clinics

_REGION = Prepared(
    select(clinics.c.time_zone, clinic_settings.c.holiday_region)
    .select_from(clinics.outerjoin(clinic_settings))
    .where(clinics.c.id == bindparam("of"))
)


@cache
def _countries() -> dict[str, str]:
    """By zone, from the table that comes with the time zones themselves."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows}


def region_of(zone: str, chosen: str | None) -> str:
    """What the clinic chose, or the country of its zone; ``none`` for a zone without one, such as UTC."""
    return chosen or _countries().get(zone, NONE)


async def holidays_of(work: Work, clinic_id: UUID, year: int) -> Mapping[date, str]:
    """A clinic's public holidays of a year, by day, whatever the chain's policy about them is. Raises NotFound."""
    row = (await work.execute(_REGION, {"of": clinic_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return holidays_in(region_of(row.time_zone, row.holiday_region), year)
