"""Devices and the cartridges that they take."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

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


class DeviceSerialForm(Form):
    """The serial number that the device really has."""

    serial: Serial
    reason: Reason


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
