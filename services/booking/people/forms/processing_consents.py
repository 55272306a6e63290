"""Consent to the processing of personal data: which wording a patient agreed to, and when."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from chassis.http import Form, View, Written

Wording = Annotated[
    str, Written(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", "Give the version of the wording, for example privacy-2026-11.")
]


class ConsentForm(Form):
    """What a patient agreed to."""

    wording: Wording
    """Version of the wording that the patient read. The chain keeps the wordings themselves."""


class ConsentView(View):
    """That a patient agreed."""

    id: UUID
    patient_id: UUID
    wording: str
    agreed_at: datetime
    recorded_by: str
    """The `sub` of whoever recorded it: the patient, or staff as the patient said."""
