"""Practitioners and what they may do."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from chassis.http import Day, Form, View
from contracts.vocabulary import Modality
from services.booking.people.domain.practitioners import Permission, contradicting
from services.booking.people.forms.fields import DepthMm, Line, Reason


class PermissionForm(Form):
    """With which kind of device, and how deep, a practitioner may needle at this clinic."""

    modality: Modality
    max_depth_mm: DepthMm
    first_day: Day | None = Field(default=None, description="local; null: since ever")
    last_day: Day | None = Field(default=None, description="local, included; null: until further notice")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("Let last_day not lie before first_day.")
        return self

    @property
    def permission(self) -> Permission:
        """As the rules see it."""
        return Permission(self.modality, self.max_depth_mm, self.first_day, self.last_day)


def _once_each(granted: list[PermissionForm]) -> list[PermissionForm]:
    if contradicting([one.permission for one in granted]):
        raise ValueError("Let a modality have one permission on each day: end the first before the second begins.")
    return sorted(granted, key=lambda one: (one.modality, one.first_day or date.min))


Permissions = Annotated[list[PermissionForm], Field(max_length=30), AfterValidator(_once_each)]
"""At most one a day of each modality."""


class PractitionerForm(Form):
    """A practitioner and what they may do here: it differs by jurisdiction."""

    given_name: Line
    family_name: Line
    profession: Line
    permissions: Permissions = Field(default=[])


class PractitionerNameForm(Form):
    """What a practitioner is called, in place of what was entered before."""

    given_name: Line
    family_name: Line
    profession: Line
    reason: Reason


class PermissionsForm(Form):
    """Everything that a practitioner may do from now on, in place of what was permitted before."""

    permissions: Permissions
    reason: Reason


class PractitionerView(View):
    """A practitioner."""

    id: UUID
    clinic_id: UUID
    given_name: str
    family_name: str
    profession: str
    permissions: list[PermissionForm]
    ends_at: datetime | None = Field(default=None, description="from when on they work here no longer")
