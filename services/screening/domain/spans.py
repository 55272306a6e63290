"""Calendar days and lengths of time. Days are local to the clinic that decides."""

import calendar
from datetime import date, timedelta
from math import ceil
from typing import Annotated

from pydantic import Field, model_validator

from chassis.reference.documents import Document

Amount = Annotated[int, Field(ge=1, le=1200)]


class Span(Document):
    """A length of time as the sources give it: ``{"months": 6}``, ``{"weeks": 2}``."""

    years: Amount | None = None
    months: Amount | None = None
    weeks: Amount | None = None
    days: Amount | None = None
    hours: Amount | None = None
    """Answers name days, not hours: a part of a day counts as a whole one."""

    def after(self, day: date) -> date:
        """The day that comes this long after ``day``; a month that is too short ends on its last day."""
        month = day.year * 12 + day.month - 1 + (self.years or 0) * 12 + (self.months or 0)
        year, month = month // 12, month % 12 + 1
        last = calendar.monthrange(year, month)[1]
        days = (self.days or 0) + ceil((self.hours or 0) / 24)
        return date(year, month, min(day.day, last)) + timedelta(weeks=self.weeks or 0, days=days)

    @model_validator(mode="after")
    def _some_time(self) -> "Span":
        if not (self.years or self.months or self.weeks or self.days or self.hours):
            raise ValueError("give a length: years, months, weeks, days or hours")
        return self

    def __str__(self) -> str:
        """In words: ``6 months``."""
        units = ("year", "month", "week", "day", "hour")
        amounts = zip((self.years, self.months, self.weeks, self.days, self.hours), units, strict=True)
        return " and ".join(f"{amount} {unit}{'s' if amount > 1 else ''}" for amount, unit in amounts if amount)


def age_on(day: date, born: date) -> int:
    """Completed years. Who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which so many years are completed; the same for 29 February as in ``age_on``."""
    year = born.year + years
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)
