"""The chain's bound on records that are opened in an emergency, read from the environment."""

from datetime import timedelta
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EmergencySettings(BaseSettings):
    """``BOOKING_EMERGENCY_HOURS``."""

    model_config = SettingsConfigDict(env_prefix="BOOKING_EMERGENCY_", extra="ignore", use_attribute_docstrings=True)

    hours: int = Field(default=4, ge=1, le=72)
    """For how many hours a clinician who opened another clinic's patient in an emergency sees the record."""


@cache
def emergency_lasts() -> timedelta:
    """For how long a record stays open in this process."""
    return timedelta(hours=EmergencySettings().hours)
