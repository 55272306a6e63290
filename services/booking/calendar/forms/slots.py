"""Times that can be booked."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http import Page, View
from services.booking.calendar.domain.slots import Lack, Reason, Slot
from services.booking.people.domain.clinics import Place


class GivenUp(StrEnum):
    """A wish without which there may be a slot."""

    PRACTITIONER = "practitioner"
    TIME_OF_DAY = "time_of_day"
    DAYS = "days"
    CLINIC = "clinic"


class ReasonView(View):
    """Why a slot is a good one."""

    code: Reason
    sentence: str


class SlotView(View):
    """A time that can be booked as it stands."""

    clinic_id: UUID
    clinic_name: str
    starts_at: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    local_start: datetime = Field(description="the same start on the clinic's wall clock, with its offset")
    practitioner_id: UUID
    practitioner_name: str
    room_id: UUID
    room_name: str
    device_id: UUID | None
    device_name: str | None
    reasons: list[ReasonView] = Field(description="why it is a good one; empty when nothing stands out")

    @classmethod
    def of(cls, slot: Slot, place: Place, reasons: Sequence[ReasonView] = ()) -> Self:
        """With its time on the clinic's wall, and why it is a good one where somebody says so."""
        local_start = slot.starts_at.astimezone(place.zone)
        said = {"clinic_name": place.name, "local_start": local_start, "reasons": reasons}
        return cls.model_validate({**vars(slot), **said})


class NearestSlotView(View):
    """What would be free if one wish were given up."""

    without: GivenUp
    sentence: str = Field(description="the wish that would have to be given up, in words")
    slot: SlotView


class NothingFoundView(View):
    """Why nothing was found, and what would help."""

    why: Lack
    sentence: str = Field(description="the same in words")
    nearest: list[NearestSlotView] = Field(description="the best slot for each wish that could be given up")


class SlotsView(Page[SlotView]):
    """Slots, the most wanted first, all on one page."""

    nothing_found: NothingFoundView | None = Field(default=None, description="null when there are slots")
