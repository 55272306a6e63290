"""Which days a figure is about."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from chassis.http.declared import refuses
from chassis.http.filters import Day
from chassis.local_time import start_of_day
from chassis.refusals import Invalid

MOST_DAYS = 366


class PeriodInvalid(Invalid):
    """The days of a figure are in no order, or too many."""


@dataclass(frozen=True)
class Days:
    """Local days of each clinic, whatever its zone."""

    first: date
    last: date
    """Included."""

    @property
    def after(self) -> date:
        """The day on which they are over."""
        return self.last + timedelta(days=1)

    @property
    def before(self) -> "Days":
        """As many days, that end where these begin."""
        return Days(self.first - (self.after - self.first), self.first - timedelta(days=1))

    def within(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first moment, included, to the end, excluded, in UTC."""
        return start_of_day(self.first, zone), start_of_day(self.after, zone)


@refuses(PeriodInvalid)
async def _days(
    first: Annotated[Day, Query(description="The first day, local to each clinic.")],
    last: Annotated[Day, Query(description="The last day, included: at most 366 days in all.")],
) -> Days:
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise PeriodInvalid("Ask for 1 to {most} days, the first not after the last.", most=MOST_DAYS)
    return Days(first, last)


DaysQuery = Annotated[Days, Depends(_days)]
"""The parameters ``first`` and ``last`` of a figure."""
