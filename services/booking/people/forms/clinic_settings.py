"""What one clinic does differently from the chain."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View


class ClinicSettingsForm(Form):
    """What one clinic does differently from the chain; null: as the chain does it."""

    numbing_minutes: Annotated[int, Field(ge=0, le=240)] | None = Field(
        default=None, description="how long the anaesthetic acts before the needling; null: as the protocol says"
    )


class ClinicSettingsView(View):
    """What one clinic does differently from the chain."""

    clinic_id: UUID
    numbing_minutes: int | None
    version: int
