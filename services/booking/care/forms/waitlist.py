"""The waitlist: who waits for which time, and what is offered to whom."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from chassis.http import Day, Form, TimeOfDay, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.forms.slots import SlotView
from services.booking.care.domain.waitlist import EntryEnd, EntryState, Priority, Wants
from services.booking.care.domain.waitlist_offers import Asked, OfferState

_Weekday = Annotated[int, Field(ge=0, le=6)]


class WaitWishForm(Form):
    """When and where somebody could come. Days and times are those of the clinic's clock."""

    clinic_ids: list[UUID] = Field(min_length=1, max_length=20, description="any of them")
    first_day: Day | None = Field(default=None, description="left out: from today on")
    last_day: Day | None = Field(
        default=None,
        description="left out: the day of the appointment that is to be earlier, else 90 days after the first",
    )
    weekdays: list[_Weekday] = Field(default=[], max_length=7, description="0 is Monday; none: any")
    earliest: TimeOfDay | None = Field(default=None, description="the first local time at which it may start")
    latest: TimeOfDay | None = Field(default=None, description="the last local time at which it may start")
    practitioner_id: UUID | None = Field(default=None, description="only this one")
    notice_minutes: int = Field(
        default=1440, ge=0, le=20160, description="how long before the start the patient has to know"
    )
    priority: Priority = Field(default=Priority.NORMAL, description="`high` is for staff to say")


class WaitlistEntryForm(WaitWishForm):
    """Who waits for what: an earlier time for an appointment, a course's next appointment, or else a consult."""

    patient_id: UUID
    appointment_id: UUID | None = Field(default=None, description="the appointment that is to be earlier")
    course_id: UUID | None = Field(default=None, description="the course whose next appointment is wanted")


class WaitlistEntryView(View):
    """Somebody who waits, or has waited."""

    id: UUID
    patient_id: UUID
    patient_name: str
    clinic_ids: list[UUID]
    wants: Wants
    course_id: UUID | None
    appointment_id: UUID | None
    first_day: date
    last_day: date
    weekdays: list[int]
    earliest: time | None
    latest: time | None
    practitioner_id: UUID | None
    notice_minutes: int
    priority: Priority
    since: datetime
    state: EntryState
    ended_at: datetime | None
    ended_why: EntryEnd | None
    unmet_since: datetime | None = Field(
        default=None,
        description="since when the practitioner whom they wish for is not there in all that is left of the period: "
        "change the wish, or end it; null: they are there, or anybody will do",
    )
    version: int


class JoinedWaitlistView(WaitlistEntryView):
    """Somebody who waits from now on, or otherwise than before, and what they could have at once."""

    free_now: SlotView | None = Field(
        description="the soonest time that fits and is free already: book it, or move the appointment there; null: "
        "nothing is free yet, and what becomes free is offered"
    )


class OfferReasonView(View):
    """One reason why this patient is asked before others."""

    code: str = Field(
        description="`high_priority`; `nothing_booked`; `weeks_earlier`, by how many; `days_waited`; "
        "`does_not_suit_others`, how many who come before could not have it"
    )
    number: int | None


class WaitlistOfferView(View):
    """A freed time that is kept for a patient until they answer."""

    id: UUID
    entry_id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    clinic_name: str
    kind: AppointmentKind
    moving_id: UUID | None = Field(description="the appointment that moves there; null: a new one is booked")
    starts_at: datetime
    local_start: datetime
    ends_at: datetime
    practitioner_id: UUID
    practitioner_name: str
    asked: Asked = Field(description="`message`: the patient answers it; `desk`: the front desk calls")
    because: list[OfferReasonView]
    offered_at: datetime
    until: datetime = Field(description="afterwards the next patient is asked")
    state: OfferState
    ended_at: datetime | None
    appointment_id: UUID | None = Field(description="what was booked or moved when it was accepted")

    @classmethod
    def of(cls, values: Mapping[Any, Any]) -> Self:
        """From the columns of an offer, its names, and the zone of its clinic."""
        local = values["starts_at"].astimezone(ZoneInfo(values["time_zone"]))
        return cls.model_validate({**values, "local_start": local})
