"""What one clinic does differently from the chain."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.http import Form, View
from services.booking.people.domain.holidays import is_region


def _known_region(code: str) -> str:
    if not is_region(code):
        raise ValueError("Give a country such as PT, a part of one such as ES-MD, or none for no holidays.")
    return code


Region = Annotated[str, StringConstraints(max_length=20), AfterValidator(_known_region)]
"""ISO 3166: ``PT``, ``ES-MD``; or ``none``."""


PhaseMinutes = Annotated[int, Field(ge=0, le=120)]


class ClinicSettingsForm(Form):
    """What one clinic does differently from the chain; null: as the chain does it."""

    numbing_minutes: Annotated[int, Field(ge=0, le=240)] | None = Field(
        default=None, description="how long the anaesthetic acts before the needling; null: as the protocol says"
    )
    arrive_minutes: PhaseMinutes | None = Field(
        default=None, description="from arrival for a session until the numbing or the treatment begins"
    )
    recover_minutes: PhaseMinutes | None = Field(
        default=None, description="for how long a patient stays in the room after the treatment"
    )
    clean_minutes: PhaseMinutes | None = Field(
        default=None, description="how long room and device are cleaned after a session, before the next patient"
    )
    holiday_region: Region | None = Field(
        default=None, description="whose public holidays count; null: the country of the clinic's time zone"
    )


class ClinicSettingsView(View):
    """What one clinic does differently from the chain."""

    clinic_id: UUID
    numbing_minutes: int | None
    arrive_minutes: int | None
    recover_minutes: int | None
    clean_minutes: int | None
    holiday_region: str | None
    version: int
