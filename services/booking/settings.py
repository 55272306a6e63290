"""What the chain decides otherwise than the default, read from the environment: bounds, retention, problems."""

from datetime import timedelta
from functools import cache

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.retention_settings import LONGEST
from services.booking.calendar.domain.bounds import Bounds
from services.booking.calendar.domain.holds import HoldPolicy
from services.booking.calendar.domain.problems import DEFAULT_FATES, Fate, ProblemCode, ProblemPolicy, why_not
from services.booking.care.domain.corrections import CorrectionPolicy
from services.booking.care.domain.late_entries import LatePolicy
from services.booking.care.domain.waitlist_offers import WaitlistPolicy


class BoundSettings(BaseSettings):
    """``BOOKING_PATIENT_APPOINTMENTS_AHEAD`` and so on. Staff are not bound by them."""

    model_config = SettingsConfigDict(env_prefix="BOOKING_PATIENT_", extra="ignore", use_attribute_docstrings=True)

    appointments_ahead: int = Field(default=5, ge=1, le=1000)
    """How many appointments a patient may have ahead before another one is for the clinic to book."""
    moves: int = Field(default=5, ge=0, le=1000)
    """How often an appointment may be moved before moving it again is for the clinic."""
    horizon_days: int = Field(default=400, ge=1, le=3650)
    """How many days ahead patients book."""


@cache
def bounds() -> Bounds:
    """The bounds of this process."""
    settings = BoundSettings()
    return Bounds(settings.appointments_ahead, settings.moves, settings.horizon_days)


class HoldSettings(BaseSettings):
    """``BOOKING_HOLD_MINUTES`` and so on. The figures are policies: no source states one."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_HOLD_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    minutes: int = Field(default=10, ge=1, le=60)
    """For how long a slot is held while a patient decides; once more when it is extended."""
    per_patient: int = Field(default=3, ge=1, le=50)
    """How many slots may be held for one patient at the same time."""
    per_caller: int = Field(default=10, ge=1, le=1000)
    """How many slots one person may hold at the same time, for whichever patients."""


@cache
def hold_policy() -> HoldPolicy:
    """What this process allows."""
    settings = HoldSettings()
    return HoldPolicy(timedelta(minutes=settings.minutes), settings.per_patient, settings.per_caller)


class RecordRetention(BaseSettings):
    """``BOOKING_KEEP_TREATMENT_RECORDS_DAYS``. No default: which law holds is for each chain to find out."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_KEEP_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    treatment_records_days: int | None = Field(default=None, ge=0, le=LONGEST)
    """Days after the last consult or session for which the record stays with its name. Not set: a patient who was
    treated cannot be erased."""


@cache
def record_retention() -> RecordRetention:
    """The retention of this process."""
    return RecordRetention()


class ProblemSettings(BaseSettings):
    """``BOOKING_PROBLEM_FATES``, as JSON: ``{"clinic_closed": "called_off", "cartridges_short": "held"}``."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_PROBLEM_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    fates: dict[ProblemCode, Fate] = {}
    """What becomes of appointments with a problem, where the chain does otherwise than the default."""

    @field_validator("fates")
    @classmethod
    def _possible(cls, fates: dict[ProblemCode, Fate]) -> dict[ProblemCode, Fate]:
        if why := why_not(fates):
            raise ValueError(why)
        return fates


@cache
def problem_policy() -> ProblemPolicy:
    """What this process does about problems of appointments."""
    return ProblemPolicy({**DEFAULT_FATES, **ProblemSettings().fates})


class LateEntrySettings(BaseSettings):
    """``BOOKING_LATE_ENTRY_DAYS``."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_LATE_ENTRY_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    days: int = Field(default=14, ge=0, le=3650)
    """For how many days after it practitioners enter a session that was not recorded; a medical director is not bound.
    A policy: no source gives a figure."""


@cache
def late_entries() -> LatePolicy:
    """The policy of this process."""
    return LatePolicy(LateEntrySettings().days)


class WaitlistSettings(BaseSettings):
    """``BOOKING_WAITLIST_ANSWER_MINUTES`` and so on. The figures are policies: no source states one."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_WAITLIST_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    answer_minutes: int = Field(default=30, ge=10, le=1440)
    """How long a freed time is kept for a patient who was written to."""
    desk_minutes: int = Field(default=60, ge=10, le=1440)
    """How long it is kept while the front desk is to call, from the hour on at which patients are called."""
    closes_hours: int = Field(default=2, ge=0, le=168)
    """A time that begins sooner is offered to nobody."""
    patient_entries: int = Field(default=5, ge=1, le=100)
    """How many entries a patient adds alone."""


@cache
def waitlist_policy() -> WaitlistPolicy:
    """How this process offers freed times."""
    settings = WaitlistSettings()
    return WaitlistPolicy(
        timedelta(minutes=settings.answer_minutes),
        timedelta(minutes=settings.desk_minutes),
        timedelta(hours=settings.closes_hours),
        settings.patient_entries,
    )


class CorrectionSettings(BaseSettings):
    """``BOOKING_CORRECTION_DAYS``."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_CORRECTION_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    days: int = Field(default=14, ge=0, le=3650)
    """For how many days after it was recorded whoever did it amends or voids a session or a review of results; a
    medical director is not bound. A policy: no source gives a figure."""


@cache
def corrections() -> CorrectionPolicy:
    """The policy of this process."""
    return CorrectionPolicy(CorrectionSettings().days)


class MaintenanceSettings(BaseSettings):
    """``BOOKING_MAINTENANCE_WEEKS_FROM`` and ``BOOKING_MAINTENANCE_WEEKS_UNTIL``, both or neither.

    No default: no source states how far apart maintenance sessions are.
    """

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_MAINTENANCE_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    weeks_from: int | None = Field(default=None, ge=1, le=104)
    """Weeks between two maintenance sessions, at least, where a clinician states none."""
    weeks_until: int | None = Field(default=None, ge=1, le=104)
    """Weeks between two maintenance sessions, at most."""

    @model_validator(mode="after")
    def _both_in_order(self) -> "MaintenanceSettings":
        if (self.weeks_from is None) != (self.weeks_until is None):
            raise ValueError("Set both BOOKING_MAINTENANCE_WEEKS_FROM and BOOKING_MAINTENANCE_WEEKS_UNTIL, or neither.")
        if self.weeks_from is not None and self.weeks_until is not None and self.weeks_until < self.weeks_from:
            raise ValueError("BOOKING_MAINTENANCE_WEEKS_UNTIL is less than BOOKING_MAINTENANCE_WEEKS_FROM.")
        return self


@cache
def maintenance_weeks() -> tuple[int, int] | None:
    """How far apart maintenance sessions are in this chain; None: each clinician states it."""
    settings = MaintenanceSettings()
    if settings.weeks_from is None or settings.weeks_until is None:
        return None
    return settings.weeks_from, settings.weeks_until
