"""Appointments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from chassis.http import Form, UtcMoment, View
from services.booking.calendar.domain.appointments import AppointmentKind, AppointmentOrigin, CancelReason, Status
from services.booking.calendar.domain.problems import ProblemCode
from services.booking.calendar.domain.stations import Station
from services.booking.people.forms.fields import Line, Reason


def _whole_minute(moment: datetime) -> datetime:
    if moment.second or moment.microsecond:
        raise ValueError("An appointment starts at a whole minute: leave the seconds out.")
    return moment


StartMoment = Annotated[UtcMoment, AfterValidator(_whole_minute)]
"""When an appointment is to start, in UTC. What is displayed, printed and written to patients has no seconds."""
ConfirmedBecause = Annotated[
    Reason | None, Field(description="why a patient is booked who missed too often; needs the scope attendance:waive")
]
DepositReference = Annotated[Line | None, Field(description="staff only: the till's, of a deposit that is paid")]


class AppointmentForm(Form):
    """One of the slots offered, for a patient."""

    patient_id: UUID
    clinic_id: UUID
    kind: AppointmentKind
    starts_at: StartMoment
    practitioner_id: UUID
    room_id: UUID
    device_id: UUID | None = None
    course_id: UUID | None = None
    hold_id: UUID | None = Field(default=None, description="the hold that keeps exactly this; it ends by this")
    reason: Line | None = Field(default=None, description="staff only: why outside of the protocol's window")
    overlaps_because: Reason | None = Field(
        default=None, description="why the practitioner or the room may be taken; needs the scope calendar:overlap"
    )
    confirmed_because: ConfirmedBecause = None
    deposit_reference: DepositReference = None


class MoveForm(Form):
    """Another time, and what else is to be different; the rest stays."""

    starts_at: StartMoment
    practitioner_id: UUID | None = None
    room_id: UUID | None = None
    device_id: UUID | None = None
    hold_id: UUID | None = Field(default=None, description="the hold that keeps exactly this; it ends by this")
    carry_later: bool = Field(
        default=False,
        description="staff only: the later ones of the course move too, where the protocol wants it",
    )
    reason: Line | None = Field(default=None, description="staff only: why outside of the protocol's window")
    overlaps_because: Reason | None = Field(
        default=None, description="why the practitioner or the room may be taken; needs the scope calendar:overlap"
    )
    by_patient: bool = Field(
        default=False, description="staff only: the patient asked for it; a patient who moves it always did"
    )
    waived_because: Reason | None = Field(
        default=None, description="why a late move passes; needs the scope attendance:waive"
    )


class CancelForm(Form):
    """Why; no health data. The words stay with the clinic, the code goes to other services."""

    reason: Line
    code: CancelReason = Field(
        default=CancelReason.NOT_STATED, description="staff only: a patient who cancels is always patient_asked"
    )
    waived_because: Reason | None = Field(
        default=None, description="why a late cancellation passes; needs the scope attendance:waive"
    )


class ReinstateForm(Form):
    """How it was found that the appointment was cancelled, or marked as missed, by mistake; no health data."""

    reason: Reason


class Outcome(StrEnum):
    """What came of an appointment that did not take place."""

    MISSED = "missed"
    """The patient did not come, and had not said so."""
    CANCELLED = "cancelled"
    """It was cancelled before."""
    LEFT_UNTREATED = "left_untreated"
    """The patient came and left before anything was done."""


class OutcomeForm(Form):
    """What came of an appointment in truth, as it was found out later; no health data."""

    outcome: Outcome
    code: CancelReason = Field(default=CancelReason.NOT_STATED, description="of a cancellation: who asked for it")
    at: UtcMoment | None = Field(
        default=None, description="of a cancellation by the patient: when they cancelled; null: when it was to start"
    )
    reason: Reason


class CartridgesView(View):
    """The cartridges that a session will take."""

    gtin: str
    quantity: int
    substitute_gtin: str | None = Field(
        default=None, description="what the clinic holds for it instead, because it has none of `gtin`; it may be used"
    )


class AppointmentProblemView(View):
    """One reason why an appointment cannot take place as it is booked."""

    code: ProblemCode
    sentence: str = Field(description="what is wrong and what to do")
    since: datetime


class AppointmentView(View):
    """An appointment with the names that a front desk reads."""

    id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    clinic_name: str
    kind: AppointmentKind
    origin: Literal["requested", "follow_up"] = Field(
        description="a person chose the time, or booking held a follow-up"
    )
    imported: bool = Field(description="it was taken over from other software")
    status: Status
    starts_at: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    local_start: datetime
    room_until: datetime | None = Field(
        default=None, description="until when its room is needed, with the cleaning after it; null: no longer"
    )
    device_until: datetime | None = Field(default=None, description="the same of its device; null: it needs none")
    practitioner_id: UUID
    practitioner_name: str
    room_id: UUID
    room_name: str
    device_id: UUID | None
    device_name: str | None
    course_id: UUID | None
    cartridges: CartridgesView | None
    notified_at: datetime | None = Field(
        description="when a message about the present time was accepted or arrived, as notified_as says"
    )
    notified_as: str | None = Field(
        default=None,
        description="accepted: a carrier took it, which does not say that it arrives; delivered: the carrier says that "
        "it arrived; null: neither",
        examples=["delivered"],
    )
    read_at: datetime | None = Field(
        default=None, description="when a message about the present time was opened, where its carrier says so"
    )
    confirmed_at: datetime | None = Field(
        default=None, description="when the patient wrote that they come; null: not, or its time was changed since"
    )
    could_not_reach: str | None = Field(description="why the patient was not reached: somebody should call")
    cancel_reason: str | None
    station: Station | None = Field(default=None, description="where the patient is; null: nobody noted an arrival")
    station_at: datetime | None = Field(default=None, description="since when")
    reinstated_from: Status | None = Field(default=None, description="what it was said to be by mistake")
    reinstated_at: datetime | None = None
    reinstated_because: str | None = None
    held_since: datetime | None = Field(description="it keeps its time and may not take place; null: it may")
    held_why: str | None = Field(description="what stands in its way while it is held, in one text")
    overlaps_because: str | None = Field(
        default=None, description="why its practitioner or room may have others at the same time; null: they may not"
    )
    overlaps_by: str | None = None
    problems: list[AppointmentProblemView] = Field(description="what stands in its way; none: it is valid")
    being_checked: bool = Field(description="something on which it depends has changed, and it is about to be checked")
    session_id: UUID | None
    version: int

    @classmethod
    def of(cls, values: Mapping[Any, Any]) -> Self:
        """From the columns of an appointment, its names, and the zone of its clinic."""
        gtin = values["cartridge_gtin"]
        imported = values["origin"] == AppointmentOrigin.IMPORTED.value
        derived = {
            "origin": AppointmentOrigin.REQUESTED.value if imported else values["origin"],
            "imported": imported,
            "local_start": values["starts_at"].astimezone(ZoneInfo(values["time_zone"])),
            "cartridges": _cartridges(values) if gtin else None,
            "could_not_reach": values["unreached_reason"],
            "notified_as": values["notified_as"] or ("accepted" if values["notified_at"] else None),
            "held_why": _sentences(values["problems"]) if values["held_since"] else None,
            "being_checked": values.get("being_checked", False),
            "session_id": values["record_id"] if values["kind"] == AppointmentKind.SESSION.value else None,
        }
        return cls.model_validate({**values, **derived})


def _cartridges(values: Mapping[Any, Any]) -> dict[str, Any]:
    held = {"quantity": values["cartridges"], "substitute_gtin": values["substitute_gtin"]}
    return {"gtin": values["cartridge_gtin"], **held}


def _sentences(problems: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(each["sentence"] for each in problems)
