"""Consent to the processing of personal data: which wording a patient agreed to, and what came of a withdrawal."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View, Written
from services.booking.people.forms.fields import Reason

Wording = Annotated[
    str, Written(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", "Give the version of the wording, for example privacy-2026-11.")
]


class ConsentForm(Form):
    """What a patient agreed to."""

    wording: Wording
    """Version of the wording that the patient read. The chain keeps the wordings themselves."""


class ConsentEndForm(Form):
    """How a consent was withdrawn, such as by letter, or that it was entered in error; no health data."""

    reason: Reason


class ConsentSettleForm(Form):
    """What is kept without the consent and on what ground, such as the law about records of treatments."""

    note: Reason


class ConsentView(View):
    """That a patient agreed."""

    id: UUID
    patient_id: UUID
    wording: str
    agreed_at: datetime
    recorded_by: str
    """The `sub` of whoever recorded it: the patient, or staff as the patient said."""
    withdrawn_at: datetime | None = Field(description="null: it stands")
    withdrawn_by: str | None
    """The `sub` of whoever recorded that: the patient, or staff as the patient said."""
    withdrawn_because: str | None
    settled_at: datetime | None = Field(description="when it was decided what is kept without it; null: nobody has")


class WithdrawnConsentView(ConsentView):
    """A consent that was withdrawn, as whoever decides what follows sees it."""

    patient_name: str
    clinic_id: UUID = Field(description="the patient's home clinic")
    settled_by: str | None
    settled_note: str | None
