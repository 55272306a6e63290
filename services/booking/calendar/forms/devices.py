"""Devices and the cartridges that they take."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Form, View
from contracts.vocabulary import Modality
from services.booking.people.forms.fields import Code, Gtin, Reason, Serial


class DeviceForm(Form):
    """A device and the cartridges that it takes; none for a derma roller without a cartridge."""

    model: Code
    modality: Modality
    serial: Serial
    cartridge_gtin: Gtin | None = None
    cartridges_per_session: int = Field(default=1, ge=1, le=20)


class DeviceCorrectionForm(Form):
    """What is true of the device and was entered wrongly; what is left out is right."""

    serial: Serial | None = None
    model: Code | None = None
    cartridge_gtin: Gtin | None = Field(default=None, description="null, where it is said: it takes no cartridges")
    cartridges_per_session: int | None = Field(default=None, ge=1, le=20)
    reason: Reason

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.said:
            raise ValueError("Say what is true of the device: serial, model, cartridge_gtin, cartridges_per_session.")
        return self

    @property
    def said(self) -> dict[str, Any]:
        """By column, what was entered wrongly."""
        given = self.model_dump(exclude={"reason"}, exclude_unset=True)
        return {name: value for name, value in given.items() if value is not None or name == "cartridge_gtin"}


class DeviceView(View):
    """A device."""

    id: UUID
    clinic_id: UUID
    model: str
    modality: Modality
    serial: str
    cartridge_gtin: str | None
    cartridges_per_session: int
    ends_at: datetime | None = Field(default=None, description="from when on it is not there any longer")
