"""When a message is due and from when it is too late, as data that a template carries."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of


@dataclass(frozen=True)
class Anchor:
    """What a message's times are counted from; both UTC."""

    happened_at: datetime
    """When the cause happened; when it was heard of, where the event carries no time."""
    starts_at: datetime | None = None
    """Start of the appointment that the message is about, when it is about one."""

    @property
    def appointment(self) -> datetime:
        """The appointment's start. Raises ValueError when the message is about none."""
        if self.starts_at is None:
            raise ValueError("this message is timed by an appointment, and none was given")
        return self.starts_at


@dataclass(frozen=True)
class AtOnce:
    """As soon as the cause is heard of."""

    def due(self, anchor: Anchor, zone: ZoneInfo) -> datetime:
        """UTC."""
        return anchor.happened_at


@dataclass(frozen=True)
class DaysBefore:
    """``days`` before the appointment, when the clinic's clock shows the same time: 24 h except over a clock change."""

    days: int

    def due(self, anchor: Anchor, zone: ZoneInfo) -> datetime:
        """UTC; ``zone`` is the clinic's."""
        local = anchor.appointment.astimezone(zone)
        return moment_of(local.date() - timedelta(days=self.days), local.time(), zone)


@dataclass(frozen=True)
class DaysAfter:
    """``days`` local calendar days after the cause, at the clinic's ``at``; not sooner than ``not_within`` after it."""

    days: int
    at: time
    not_within: timedelta = timedelta(0)

    def due(self, anchor: Anchor, zone: ZoneInfo) -> datetime:
        """UTC; ``zone`` is the clinic's."""
        day = anchor.happened_at.astimezone(zone).date() + timedelta(days=self.days)
        return max(moment_of(day, self.at, zone), (anchor.happened_at + self.not_within).astimezone(UTC))


When = AtOnce | DaysBefore | DaysAfter


@dataclass(frozen=True)
class BeforeAppointment:
    """Worth sending only until the appointment starts."""

    def moment(self, anchor: Anchor) -> datetime:
        """UTC; from this moment on the message is too late."""
        return anchor.appointment


@dataclass(frozen=True)
class Within:
    """Worth sending only until ``limit`` after the cause."""

    limit: timedelta

    def moment(self, anchor: Anchor) -> datetime:
        """UTC; from this moment on the message is too late."""
        return anchor.happened_at + self.limit


Until = BeforeAppointment | Within
