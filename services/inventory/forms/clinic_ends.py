"""What lies at, or is on its way to, clinics that are closed for good."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.http import View


class ClosingClinicView(View):
    """A clinic that is, or will be, closed for good, and what of its stock somebody has to move or throw away."""

    clinic_id: UUID
    clinic: str | None
    closed_from: date = Field(description="local; the first day on which it is closed for good")
    on_shelf: int = Field(description="single units, free or held for sessions: list the lots by its stock")
    quarantine: int = Field(description="single units that are not to be used, and are still there")
    orders: list[UUID] = Field(description="drafts, and orders of which something is to come: cancel or close them")
    transfers: list[UUID] = Field(description="on their way there: receive them, or have them brought back")
