"""Where the console is, to which the daily mail about what waits leads."""

from functools import cache
from uuid import UUID

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notifications.settings import PREFIX, encrypted_address


class StaffMailSettings(BaseSettings):
    """``NOTIFICATIONS_CONSOLE_ADDRESS``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    console_address: str | None = None
    """The console's https address, without a path: the daily mail leads to its worklists. Not set: it says none."""

    @field_validator("console_address")
    @classmethod
    def _encrypted(cls, address: str | None) -> str | None:
        return None if address is None else encrypted_address(address)


@cache
def console_address() -> str | None:
    """The console's address, if it is known; read once. Raises pydantic.ValidationError."""
    return StaffMailSettings().console_address


def worklists_page(clinic_id: UUID) -> str | None:
    """The page on which a clinic's worklists are; None while the console's address is not known."""
    address = console_address()
    return f"{address}/c/{clinic_id}/worklists" if address else None
