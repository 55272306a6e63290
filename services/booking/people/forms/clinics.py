"""Clinics and their opening hours."""

from datetime import date, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from chassis.http import Form, TimeOfDay, View
from services.booking.people.domain.opening_hours import OpenHours, overlapping_hours
from services.booking.people.forms.fields import Email, Line, Link, Phone, ZoneName


def _midnight(value: object) -> object:
    return "00:00" if isinstance(value, str) and value.strip() in ("24:00", "24:00:00") else value


Closing = Annotated[TimeOfDay, BeforeValidator(_midnight), Field(description="local; 24:00 or 00:00: until midnight")]


class StretchForm(Form):
    """Local open hours of one day; two stretches leave a break between them."""

    opens: TimeOfDay = Field(description="local")
    closes: Closing

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes != time.min:
            raise ValueError("Let the clinic open before it closes, on the same day.")
        return self


class HoursForm(StretchForm):
    """Local open hours on one weekday; two stretches leave a break between them."""

    weekday: int = Field(ge=0, le=6, description="0 is Monday, 6 is Sunday")


def apart(hours: list[HoursForm]) -> list[HoursForm]:
    """The stretches in order. Raises ValueError when two overlap."""
    if overlapping_hours([OpenHours(one.weekday, one.opens, one.closes) for one in hours]):
        raise ValueError("Two stretches of open hours on one weekday overlap: separate them.")
    return sorted(hours, key=lambda one: (one.weekday, one.opens))


WeeklyHours = Annotated[list[HoursForm], Field(min_length=1, max_length=42), AfterValidator(apart)]


class ClinicForm(Form):
    """A clinic as it is opened or changed."""

    name: Line
    address: Line
    time_zone: ZoneName
    map_link: Link
    phone: Phone
    messages_from: TimeOfDay = time(8)
    messages_until: TimeOfDay = time(21)
    stock_contact: Email
    hours: WeeklyHours = Field(description="the weekly hours in force today")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.messages_from >= self.messages_until:
            raise ValueError("Let messages_from lie before messages_until.")
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
    hours: list[HoursForm] = Field(description="the weekly hours in force today")
    closed_from: date | None = Field(
        default=None, description="local; the clinic is closed for good from this day on; null: it stays"
    )
    version: int
