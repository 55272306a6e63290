"""The chain's policy about visits, read from the environment."""

from datetime import timedelta
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WaitingSettings(BaseSettings):
    """``BOOKING_WAITING_MINUTES``."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_WAITING_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    minutes: int = Field(default=15, ge=1, le=240)
    """How long a patient who has arrived may wait before somebody has to see to it. A policy: no source gives a
    figure."""


@cache
def may_wait() -> timedelta:
    """The policy of this process."""
    return timedelta(minutes=WaitingSettings().minutes)
