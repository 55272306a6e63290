"""Patients and how they want to be reached. No health data."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, View
from services.booking.people.domain.patients import Channel
from services.booking.people.forms.fields import Email, LanguageTag, Line, Name, Phone, Reason
from services.booking.people.forms.processing_consents import Wording


class IdentityForm(Form):
    """Identity and contact."""

    given_name: Name
    family_name: Name
    date_of_birth: Day
    home_clinic_id: UUID
    phone: Phone | None = None
    email: Email | None = None
    language: LanguageTag | None = Field(
        default=None, description="BCP 47, e.g. pt; left out: the chain's language, or at a change the present one"
    )


class PatientForm(IdentityForm):
    """Identity and contact, corrected."""

    reason: Line | None = Field(
        default=None,
        description="why the date of birth is corrected, the home clinic changes, or staff replace a telephone number"
        " or an e-mail address: staff need one",
    )


class PreferencesForm(Form):
    """How a patient wants to be reached, and whether marketing may be sent."""

    channel: Channel
    marketing: bool = False


class RegistrationForm(IdentityForm, PreferencesForm):
    """A new patient."""

    consent_wording: Wording | None = Field(
        default=None, description="version of the wording by which the patient agrees to processing; recorded with it"
    )
    confirm_new: bool = Field(
        default=False, description="true: register although somebody who is registered looks like the same person"
    )
    new_because: Reason | None = Field(
        default=None, description="how you know that it is somebody new; for confirm_new"
    )


class PatientView(View):
    """A patient."""

    id: UUID
    given_name: str
    family_name: str
    date_of_birth: date
    home_clinic_id: UUID
    phone: str | None
    email: str | None
    language: str
    channel: Channel
    marketing: bool
    version: int


class FoundPatientView(View):
    """A patient whom a search has found."""

    id: UUID
    given_name: str
    family_name: str
    date_of_birth: date | None
    home_clinic_id: UUID
    home_clinic_name: str
    phone: str | None
    email: str | None
    language: str
    visiting: bool = Field(description="true: of another clinic and visits yours; birthday and contact are not shown")


class PatientNameView(View):
    """Who an id is."""

    patient_id: UUID
    name: str


class PatientNames(View):
    """The names of those whom the caller may see, by name; other ids are left out."""

    items: list[PatientNameView]


class KnownElsewhereView(View):
    """A patient of another clinic, found by what identifies one person."""

    patient_id: UUID
    """For `POST /v1/patients/{patient_id}/care-relationships`, which says why they come to your clinic."""
    home_clinic_id: UUID
    home_clinic_name: str


class KnownElsewhere(View):
    """Who is registered at another clinic as this person; none or one, unless somebody was registered twice."""

    items: list[KnownElsewhereView]


class PreferencesView(View):
    """How a patient wants to be reached."""

    patient_id: UUID
    channel: Channel
    marketing: bool
    opted_out_at: datetime | None
    version: int
