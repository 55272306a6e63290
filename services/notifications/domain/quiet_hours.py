"""Quiet hours: nothing non-urgent outside the clinic's hours for messages (47 CFR 64.1200(c)(1): 8 to 21 local)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import moments_of


@dataclass(frozen=True)
class MessageHours:
    """When non-urgent messages may go out: local ``opens`` inclusive to ``closes`` exclusive, in ``zone``.

    ``closes`` before ``opens`` spans midnight; the two being equal means at any hour.
    """

    opens: time
    closes: time
    zone: ZoneInfo

    def allow(self, moment: datetime) -> bool:
        """True when a non-urgent message may go out at ``moment`` (aware, any zone)."""
        shown = moment.astimezone(self.zone).time()
        if self.opens < self.closes:
            return self.opens <= shown < self.closes
        return self.opens == self.closes or shown >= self.opens or shown < self.closes

    def next_opening(self, moment: datetime) -> datetime:
        """``moment`` itself when messages may go out then, else the next moment at which they may; UTC."""
        if self.allow(moment):
            return moment.astimezone(UTC)
        today = moment.astimezone(self.zone).date()
        # Today's opening may have passed, and a clock change may skip tomorrow's hours: three days.
        return min(
            opening
            for day in (today, today + timedelta(days=1), today + timedelta(days=2))
            for opening in moments_of(day, self.opens, self.zone)
            if opening > moment and self.allow(opening)
        )
