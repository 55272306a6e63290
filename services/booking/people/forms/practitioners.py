"""Practitioners and what they may do."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Form, View
from contracts.vocabulary import Modality
from services.booking.people.forms.fields import DepthMm, Line


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
            raise ValueError("Name each modality once.")
        return self


class PractitionerView(View):
    """A practitioner."""

    id: UUID
    clinic_id: UUID
    given_name: str
    family_name: str
    profession: str
    permissions: list[PermissionForm]
    ends_at: datetime | None = Field(default=None, description="from when on they work here no longer")
