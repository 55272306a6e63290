"""Clinics and what they have: rooms, devices, practitioners."""

from datetime import time
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Form, View
from contracts.vocabulary import Modality
from services.booking.domain.opening_hours import OpenHours, overlapping_hours
from services.booking.forms.fields import Code, DepthMm, Email, Line, Link, Phone, ZoneName


class HoursForm(Form):
    """Local open hours on one weekday; two stretches leave a break between them."""

    weekday: int = Field(ge=0, le=6, description="0 is Monday, 6 is Sunday")
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("a clinic opens before it closes, on the same day")
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("open hours are local: leave the offset out")
        return self


class ClinicForm(Form):
    """A clinic as it is opened or changed."""

    name: Line
    address: Line
    time_zone: ZoneName
    map_link: Link
    phone: Phone
    messages_from: time = time(8)
    messages_until: time = time(21)
    stock_contact: Email
    hours: list[HoursForm] = Field(min_length=1, max_length=42)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.messages_from >= self.messages_until:
            raise ValueError("messages_from lies before messages_until")
        if overlapping_hours([OpenHours(one.weekday, one.opens, one.closes) for one in self.hours]):
            raise ValueError("two stretches of open hours on one weekday overlap")
        return self


class ClinicView(View):
    """A clinic."""

    id: UUID
    name: str
    address: str
    time_zone: str
    map_link: str
    phone: str
    messages_from: time
    messages_until: time
    stock_contact: str
    hours: list[HoursForm]
    version: int


class RoomForm(Form):
    """A room."""

    name: Line


class RoomView(View):
    """A room."""

    id: UUID
    clinic_id: UUID
    name: str


class DeviceForm(Form):
    """A device and the cartridges that it takes; none for a derma roller without a cartridge."""

    model: Code
    modality: Modality
    serial: Line
    cartridge_gtin: str | None = None
    cartridges_per_session: int = Field(default=1, ge=1, le=20)


class DeviceView(View):
    """A device."""

    id: UUID
    clinic_id: UUID
    model: str
    modality: Modality
    serial: str
    cartridge_gtin: str | None
    cartridges_per_session: int


class PermissionForm(Form):
    """With which kind of device, and how deep, a practitioner may needle at this clinic."""

    modality: Modality
    max_depth_mm: DepthMm


class PractitionerForm(Form):
    """A practitioner and what they may do here: it differs by jurisdiction."""

    given_name: Line
    family_name: Line
    profession: Line
    permissions: list[PermissionForm] = Field(default=[], max_length=10)

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        if len({one.modality for one in self.permissions}) != len(self.permissions):
            raise ValueError("name each modality once")
        return self


class PractitionerView(View):
    """A practitioner."""

    id: UUID
    clinic_id: UUID
    given_name: str
    family_name: str
    profession: str
    permissions: list[PermissionForm]
