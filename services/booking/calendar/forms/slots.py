"""Times that can be booked."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import View


class SlotView(View):
    """A time that can be booked as it stands."""

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
