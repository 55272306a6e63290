"""Quiet hours: nothing non-urgent outside the clinic's hours for messages (47 CFR 64.1200(c)(1): 8 to 21 local)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moments_of(day: date, clock_time: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The UTC moments at which a local clock shows ``clock_time`` on ``day``, earliest first.

    They differ only in the hour that a clock change repeats. A time that a clock change leaves out is read as the
    moment at which the clock, set forward, shows the hour after (PEP 495).
    """
    local = datetime.combine(day, clock_time, tzinfo=zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return (first, second) if first <= second else (second, first)


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
        # Today's opening may have passed, and tomorrow's may fall into a clock change and so be none: three days.
        return min(
            opening
            for day in (today, today + timedelta(days=1), today + timedelta(days=2))
            for opening in moments_of(day, self.opens, self.zone)
            if opening > moment and self.allow(opening)
        )
