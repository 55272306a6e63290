"""Calendar days and spans of them. Days are local to the clinic that decides."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the sources give it: "6 months", "2 weeks"."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day that comes this long after ``day``; a month that is too short ends on its last day."""
        month = day.year * 12 + day.month - 1 + self.years * 12 + self.months
        year, month = month // 12, month % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day.day, last)) + timedelta(weeks=self.weeks, days=self.days)


def age_on(day: date, born: date) -> int:
    """Completed years. Who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
