"""When a message is due and from when it is too late, as data that a template carries."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from chassis.local_time import local_day, moment_of
from chassis.reference.documents import Document


@dataclass(frozen=True)
class Anchor:
    """What a message's times are counted from; both UTC."""

    happened_at: datetime
    """When the event happened; when it was received, if the event carries no time."""
    starts_at: datetime | None = None
    """Start of the appointment that the message is about, when it is about one."""

    @property
    def moment(self) -> datetime:
        """UTC. When what the message is about takes place, or took place."""
        return self.starts_at or self.happened_at

    @property
    def appointment(self) -> datetime:
        """The appointment's start. Raises ValueError when the message is about none."""
        if self.starts_at is None:
            raise ValueError("this message is timed by an appointment, and none was given")
        return self.starts_at


class AtOnce(Document):
    """As soon as the event is received."""

    when: Literal["at_once"]

    def due(self, anchor: Anchor, zone: ZoneInfo) -> datetime:
        """UTC."""
        return anchor.happened_at


class DaysBefore(Document):
    """``days`` before the appointment, when the clinic's clock shows the same time: 24 h except over a clock change."""

    when: Literal["days_before_appointment"]
    days: Annotated[int, Field(ge=1, le=60)]
    or_after_hours: Annotated[int, Field(ge=1, le=24)] | None = None
    """Hours after the event where the appointment is made less than that ahead; null: it does not go out then."""

    def due(self, anchor: Anchor, zone: ZoneInfo) -> datetime:
        """UTC; ``zone`` is the clinic's."""
        local = anchor.appointment.astimezone(zone)
        before = moment_of(local.date() - timedelta(days=self.days), local.time(), zone)
        if before <= anchor.happened_at and self.or_after_hours is not None:
            return anchor.happened_at + timedelta(hours=self.or_after_hours)
        return before


class DaysAfter(Document):
    """``days`` local calendar days after the event, at the clinic's ``at``; at least ``not_within_hours`` after it."""

    when: Literal["days_after"]
    days: Annotated[int, Field(ge=0, le=730)]
    at: time
    """Local."""
    not_within_hours: Annotated[int, Field(ge=0, le=48)] = 0

    def due(self, anchor: Anchor, zone: ZoneInfo) -> datetime:
        """UTC; ``zone`` is the clinic's."""
        day = local_day(anchor.happened_at, zone) + timedelta(days=self.days)
        earliest = (anchor.happened_at + timedelta(hours=self.not_within_hours)).astimezone(UTC)
        return max(moment_of(day, self.at, zone), earliest)


Due = Annotated[AtOnce | DaysBefore | DaysAfter, Field(discriminator="when")]


class AppointmentStarts(Document):
    """Worth sending only until the appointment starts."""

    when: Literal["appointment_starts"]

    def moment(self, anchor: Anchor) -> datetime:
        """UTC; from this moment on the message is too late."""
        return anchor.appointment


class After(Document):
    """Worth sending only until ``hours`` after the event."""

    when: Literal["after"]
    hours: Annotated[int, Field(ge=1, le=24 * 800)]

    def moment(self, anchor: Anchor) -> datetime:
        """UTC; from this moment on the message is too late."""
        return anchor.happened_at + timedelta(hours=self.hours)


TooLate = Annotated[AppointmentStarts | After, Field(discriminator="when")]
