"""What an appointment needs: how long, which device, how deep a permission, and which days it may have."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from chassis.local_time import local_day
from chassis.refusals import Invalid
from contracts.vocabulary import Modality
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.devices import Device, require_device
from services.booking.calendar.domain.refusals import ClinicClosed
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, hours_of_day, is_open
from services.booking.people.domain.practitioners import (
    Practitioner,
    require_on_shift,
    require_permitted,
    require_qualified,
)


@dataclass(frozen=True)
class Lengths:
    """The phases of an appointment, in this order: arrive, numb, treat, recover, clean.

    The patient is there until the cleaning, the room is needed to its end. Practitioner and device are needed for the
    treatment, the device for its cleaning as well.
    """

    numbing: timedelta
    treatment: timedelta
    arrival: timedelta = timedelta()
    recovery: timedelta = timedelta()
    cleaning: timedelta = timedelta()

    @property
    def lead(self) -> timedelta:
        """From the patient's arrival until the treatment begins."""
        return self.arrival + self.numbing

    @property
    def numbing_minutes(self) -> int:
        """Whole minutes."""
        return int(self.numbing.total_seconds() // 60)

    @property
    def total(self) -> timedelta:
        """From the patient's arrival until they leave."""
        return self.lead + self.treatment + self.recovery

    def spans(self, starts_at: datetime) -> dict[str, Span]:
        """While what is needed, by kind of resource (UTC)."""
        needling, leaves = starts_at + self.lead, starts_at + self.total
        treated = needling + self.treatment
        return {
            "patient": Span(starts_at, leaves),
            "practitioner": Span(needling, treated),
            "room": Span(starts_at, leaves + self.cleaning),
            "device": Span(needling, treated + self.cleaning),
        }


_ANY_DAY = DayWindow(None, None)


@dataclass(frozen=True)
class Treats:
    """What a session treats, and with what. Depth in millimetres."""

    modality: Modality
    device_model: str
    depth_mm: Decimal
    area: str


@dataclass(frozen=True)
class Needs:
    """What one appointment needs, whichever practitioner, room and time it gets."""

    kind: AppointmentKind
    lengths: Lengths
    course_id: UUID | None = None
    patient_id: UUID | None = None
    """Whose course it is."""
    treats: Treats | None = None
    """None for a talk, which needs no device."""
    allowed_days: DayWindow = _ANY_DAY
    """Days on which the appointment may be; booking makes no exception."""
    wanted_days: DayWindow = _ANY_DAY
    """Days on which the appointment should be; staff may give a reason for another."""
    blocked_days: tuple[DayWindow, ...] = ()
    """Days that are too near to another session on the body; a clinician may give a reason for one of them."""

    def is_free_on(self, day: date) -> bool:
        """Whether no other session on the body is too near."""
        return not any(window.holds(day) for window in self.blocked_days)

    @cached_property
    def days(self) -> DayWindow:
        """The days that are offered."""
        return self.allowed_days.within(self.wanted_days)


def require_device_only_when_needed(needs: Needs, device_id: UUID | None) -> None:
    """Raises Invalid when a talk would occupy a device."""
    if needs.treats is None and device_id is not None:
        raise Invalid("A {kind} uses no device: leave device_id out.", kind=needs.kind.value)


def require_suitable(
    needs: Needs, place: Place, practitioner: Practitioner, device: Device | None, starts_at: datetime
) -> None:
    """Check one time, practitioner and device against what is needed. The days are checked in the care wing.

    Raises ClinicClosed, NotOnShift, NotQualified or WrongDevice.
    """
    if not is_open(place.hours, place.zone, Span(starts_at, starts_at + needs.lengths.total)):
        minutes = int(needs.lengths.total.total_seconds() // 60)
        day = local_day(starts_at, place.zone)
        raise ClinicClosed(
            "The {kind} takes {minutes} {minutes:minute|minutes} and would not lie within the "
            "clinic's hours that day ({hours}): "
            "choose one of the slots offered.",
            kind=needs.kind.value,
            minutes=minutes,
            hours=hours_of_day(place.hours, day),
        )
    needling = needs.lengths.spans(starts_at)["practitioner"]
    days = sorted({local_day(each, place.zone) for each in (needling.start, needling.end - timedelta(microseconds=1))})
    require_on_shift(practitioner, place, needling)
    if needs.treats is None:
        for day in days:
            require_qualified(practitioner, day)
        return
    for day in days:
        require_permitted(practitioner, needs.treats.modality, needs.treats.depth_mm, day)
    require_device(device, place.clinic_id, needs.treats.device_model, needs.treats.modality)
