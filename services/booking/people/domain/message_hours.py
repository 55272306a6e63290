"""The hours in which a clinic writes to patients, as it publishes them. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of


@dataclass(frozen=True)
class MessageHours:
    """From ``opens`` until ``closes``, local times in ``zone``; closing before opening spans midnight."""

    opens: time
    closes: time
    zone: ZoneInfo

    def allow(self, moment: datetime) -> bool:
        """Whether a message that is not urgent may go out then."""
        clock = moment.astimezone(self.zone).time()
        if self.opens == self.closes:
            return True
        after, before = self.opens <= clock, clock < self.closes
        return (after and before) if self.opens < self.closes else (after or before)

    def next_opening(self, moment: datetime) -> datetime:
        """``moment`` itself, or the next one at which a message may go out; UTC."""
        if self.allow(moment):
            return moment.astimezone(UTC)
        today = moment.astimezone(self.zone).date()
        openings = (moment_of(today + timedelta(days=later), self.opens, self.zone) for later in range(3))
        return next(opening for opening in openings if opening > moment)
