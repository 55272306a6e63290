"""The chain's policy about emergencies, visits to another clinic and changes of contact, read from the environment."""

from datetime import timedelta
from functools import cache
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.booking.people.domain.contact_changes import ChangePolicy


class EmergencySettings(BaseSettings):
    """``BOOKING_EMERGENCY_HOURS``."""

    model_config = SettingsConfigDict(env_prefix="BOOKING_EMERGENCY_", extra="ignore", use_attribute_docstrings=True)

    hours: int = Field(default=4, ge=1, le=72)
    """For how many hours a clinician who opened another clinic's patient in an emergency sees the record."""


@cache
def emergency_lasts() -> timedelta:
    """For how long a record stays open in this process."""
    return timedelta(hours=EmergencySettings().hours)


class CareSettings(BaseSettings):
    """``BOOKING_CARE_DAYS``."""

    model_config = SettingsConfigDict(env_prefix="BOOKING_CARE_", extra="ignore", use_attribute_docstrings=True)

    days: int = Field(default=30, ge=1, le=365)
    """For how many days after the last appointment another clinic than the home clinic sees a patient. A policy of
    ours, without a source."""


@cache
def care_lasts() -> timedelta:
    """For how long another clinic still looks after a patient in this process."""
    return timedelta(days=CareSettings().days)


class PhaseSettings(BaseSettings):
    """``BOOKING_ARRIVE_MINUTES`` and so on: what a clinic does that says nothing else. No source states a length."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    arrive_minutes: int = Field(default=0, ge=0, le=120)
    """From a patient's arrival for a session until the numbing or the treatment begins."""
    recover_minutes: int = Field(default=0, ge=0, le=120)
    """For how long a patient stays in the room after a treatment."""
    clean_minutes: int = Field(default=10, ge=0, le=120)
    """How long room and device are cleaned after a session."""
    travel_minutes: int = Field(default=60, ge=0, le=1440)
    """How long a practitioner takes from one clinic of the chain to another."""


@cache
def phase_settings() -> PhaseSettings:
    """Of this process."""
    return PhaseSettings()


class HolidaySettings(BaseSettings):
    """``BOOKING_UNCONFIRMED_HOLIDAYS``."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    unconfirmed_holidays: Literal["closed", "open"] = "closed"
    """Whether a public holiday about which a clinic has not said anything is offered and booked. A policy of the
    chain."""


@cache
def unconfirmed_holidays_close() -> bool:
    """The policy of this process."""
    return HolidaySettings().unconfirmed_holidays == "closed"


class ContactChangeSettings(BaseSettings):
    """``BOOKING_CONTACT_CHANGE_MINUTES`` and ``BOOKING_CONTACT_CHANGES_PER_DAY``. The figures are policy."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_CONTACT_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    change_minutes: int = Field(default=60, ge=10, le=60)
    """How long a patient has to confirm a new telephone number or e-mail address. No longer than the message with the
    code is worth sending."""
    changes_per_day: int = Field(default=5, ge=1, le=50)
    """New numbers and addresses within 24 hours that a patient may ask for; each sends a code."""


@cache
def contact_change_policy() -> ChangePolicy:
    """The policy of this process."""
    settings = ContactChangeSettings()
    return ChangePolicy(timedelta(minutes=settings.change_minutes), settings.changes_per_day)
