"""Where a patient is in a visit: arrived, numbing, in treatment, done, left. Pure; times are UTC.

A station is a fact with its moment, apart from what becomes of the appointment: docs/decisions/0076.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, start_of_day
from chassis.refusals import Phrase
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.refusals import (
    InTheFuture,
    MayNotBegin,
    NotItsDay,
    PatientIsHere,
    ReasonMissing,
    StationOutOfOrder,
    WrongStatus,
)

LATEST = timedelta(hours=12)
"""How long after the planned end of an appointment its patient may still be at the clinic."""


class Station(StrEnum):
    """Where a patient is, in the order of a visit. All but the first may be left out."""

    ARRIVED = "arrived"
    """At the clinic, waiting."""
    NUMBING = "numbing"
    """The anaesthetic acts."""
    IN_TREATMENT = "in_treatment"
    """Called in: the needling or the talk has begun."""
    DONE = "done"
    """The treatment or the talk is over. Recording it says so too."""
    LEFT = "left"
    """Not at the clinic any longer."""

    @property
    def place(self) -> int:
        """Counted from 0."""
        return tuple(Station).index(self)


_WORDS = {
    Station.ARRIVED: "arrived",
    Station.NUMBING: "numbing",
    Station.IN_TREATMENT: "in treatment",
    Station.DONE: "done",
    Station.LEFT: "gone",
}
"""As a sentence says them: "noted as in treatment"."""


@dataclass(frozen=True)
class Noted:
    """A station and since when (UTC)."""

    station: Station
    at: datetime


@dataclass(frozen=True)
class Visiting:
    """An appointment as far as a visit depends on it."""

    kind: AppointmentKind
    status: Status
    starts_at: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    held: bool
    numbing: timedelta
    """How long the anaesthetic is planned to act."""

    @property
    def first(self) -> datetime:
        """From when (UTC) the patient may be there: the beginning of the local day."""
        return start_of_day(local_day(self.starts_at, self.zone), self.zone)

    @property
    def last(self) -> datetime:
        """Until when (UTC)."""
        return self.ends_at + LATEST


def require_noted(visiting: Visiting, noted: Sequence[Noted], new: Noted, now: datetime) -> None:
    """Raises WrongStatus, StationOutOfOrder, MayNotBegin, InTheFuture or NotItsDay unless ``new`` comes next."""
    present = noted[-1] if noted else None
    _require_status(visiting, new.station, present)
    if present is not None and new.station.place <= present.station.place:
        raise StationOutOfOrder(
            "The patient is noted as {present} since {since}: note what comes after that, or withdraw it first.",
            present=Phrase(_WORDS[present.station]),
            since=present.at.astimezone(visiting.zone),
        )
    if new.station is Station.NUMBING and visiting.kind is not AppointmentKind.SESSION:
        raise StationOutOfOrder("Only a session has an anaesthetic: note that the patient was called in.")
    if visiting.held and new.station in (Station.NUMBING, Station.IN_TREATMENT):
        raise MayNotBegin("The appointment is held and may not begin: settle what its problems say first.")
    require_time(visiting, new.at, now, after=present.at if present else None)


def _require_status(visiting: Visiting, station: Station, present: Noted | None) -> None:
    if visiting.status is Status.BOOKED:
        if present is None and station is not Station.ARRIVED:
            raise StationOutOfOrder("Nobody noted that the patient arrived: note that first, with its moment.")
        return
    if station is Station.LEFT and (present is not None or visiting.status is Status.PERFORMED):
        return
    raise WrongStatus(
        {
            Status.PERFORMED: "What was done is recorded: only that the patient left can be noted.",
            Status.CANCELLED: "The appointment was cancelled: reinstate it if the patient is seen all the same.",
            Status.MISSED: "The appointment was missed: reinstate it if the patient came after all.",
        }[visiting.status]
    )


def require_time(
    visiting: Visiting, at: datetime, now: datetime, after: datetime | None = None, before: datetime | None = None
) -> None:
    """Raises InTheFuture, NotItsDay, or StationOutOfOrder when it is not between the stations before and after it."""
    if at > now:
        raise InTheFuture("{at} is in the future: note it when it has happened.", at=at.astimezone(visiting.zone))
    if not visiting.first <= at <= visiting.last:
        raise NotItsDay(
            "The appointment was on {day}: give the moment on that day.",
            day=local_day(visiting.starts_at, visiting.zone),
        )
    if after is not None and at < after:
        raise StationOutOfOrder(
            "The station before it began {since}: give a later moment.", since=after.astimezone(visiting.zone)
        )
    if before is not None and at > before:
        raise StationOutOfOrder(
            "The next station began {since}: give an earlier moment.", since=before.astimezone(visiting.zone)
        )


def walks_out(visiting: Visiting, noted: Sequence[Noted], station: Station) -> bool:
    """Whether a patient who leaves now goes without a treatment: the appointment is given up."""
    begun = any(each.station.place >= Station.IN_TREATMENT.place for each in noted)
    return visiting.status is Status.BOOKED and station is Station.LEFT and not begun


def require_reason(reason: str | None) -> str:
    """Raises ReasonMissing: somebody left without a treatment, and the chain wants to know why."""
    if reason is None:
        raise ReasonMissing("The patient leaves without a treatment: give the reason.")
    return reason


def require_given_up(station: str | None, since: datetime | None, zone: ZoneInfo) -> None:
    """Raises PatientIsHere when the patient is at the clinic: nobody is missed or called away who has come."""
    if station is None or since is None or station == Station.LEFT.value:
        return
    raise PatientIsHere(
        "The patient is noted as {station} since {since}: note that they left, or withdraw it if it is not true.",
        station=Phrase(_WORDS[Station(station)]),
        since=since.astimezone(zone),
    )


def require_movable(
    station: str | None, since: datetime | None, starts_at: datetime, to: datetime, zone: ZoneInfo
) -> None:
    """Raises PatientIsHere unless whoever has arrived goes on waiting on the same day, not yet in treatment."""
    waits = station in (Station.ARRIVED.value, Station.NUMBING.value)
    if not (waits and local_day(starts_at, zone) == local_day(to, zone)):
        require_given_up(station, since, zone)


def waits_since(visiting: Visiting, present: Noted | None) -> datetime | None:
    """Since when (UTC) a patient waits for somebody: from the booked start, or when the numbing is over.

    Whoever comes early waits from the time that was booked. None: nobody has to come to them.
    """
    if present is None or visiting.status is not Status.BOOKED:
        return None
    if present.station is Station.ARRIVED:
        return max(present.at, visiting.starts_at)
    if present.station is Station.NUMBING:
        return max(present.at + visiting.numbing, visiting.treatment_starts_at)
    return None


def present_station(status: Status, noted: Noted | None, performed_at: datetime | None) -> Noted | None:
    """Where the patient is: what was recorded says ``done``, also where nobody noted it."""
    if status is not Status.PERFORMED or performed_at is None:
        return noted
    if noted is not None and noted.station.place >= Station.DONE.place:
        return noted
    return Noted(Station.DONE, performed_at)
