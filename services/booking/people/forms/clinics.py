"""Clinics and their opening hours."""

from datetime import time
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Form, View
from services.booking.people.domain.opening_hours import OpenHours, overlapping_hours
from services.booking.people.forms.fields import Email, Line, Link, Phone, ZoneName


class HoursForm(Form):
    """Local open hours on one weekday; two stretches leave a break between them."""

    weekday: int = Field(ge=0, le=6, description="0 is Monday, 6 is Sunday")
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("Let the clinic open before it closes, on the same day.")
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("Open hours are local: leave the time zone out.")
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
            raise ValueError("Let messages_from lie before messages_until.")
        if overlapping_hours([OpenHours(one.weekday, one.opens, one.closes) for one in self.hours]):
            raise ValueError("Two stretches of open hours on one weekday overlap: separate them.")
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
