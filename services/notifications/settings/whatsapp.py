"""The WhatsApp account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated
from uuid import UUID

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.settings import secrets_folder
from services.notifications.domain.portfolios import Portfolio
from services.notifications.settings import PREFIX, encrypted_address

WHATSAPP_HOOK = "/hooks/whatsapp"
"""Where WhatsApp calls us, with receipts and with what people write."""


@dataclass(frozen=True)
class WhatsAppAccount:
    """The number that messages come from, and what proves who calls whom."""

    url: str
    number_id: str
    token: SecretStr
    app_secret: SecretStr
    verify_token: SecretStr
    of_clinics: Mapping[UUID, str] = field(default_factory=dict)
    """The ids of the numbers of clinics that have one of their own."""
    new_per_day: int | None = None
    kept_for_urgent: int = 10

    @property
    def portfolio(self) -> Portfolio:
        """Its numbers, and the limit that they share."""
        return Portfolio(self.number_id, self.of_clinics, self.new_per_day, self.kept_for_urgent)


class WhatsAppSettings(BaseSettings):
    """``NOTIFICATIONS_WHATSAPP_NUMBER_ID`` and the others: WhatsApp Business Cloud, without a company between."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # it holds secrets
        use_attribute_docstrings=True,
    )

    whatsapp_url: str = "https://graph.facebook.com/v23.0"
    """The Graph API with its version; over http only on this machine, for stand-ins."""
    whatsapp_number_id: str | None = Field(default=None, pattern=r"^[0-9]{5,32}$")
    """The id of the telephone number, not the number itself. Not set: nothing goes by WhatsApp; who wants it is reached
    by SMS or e-mail."""
    whatsapp_token: SecretStr | None = Field(default=None, validate_default=True)
    """The system user's token: it signs us in."""
    whatsapp_app_secret: SecretStr | None = Field(default=None, validate_default=True)
    """The app's secret: WhatsApp signs its calls with it."""
    whatsapp_verify_token: SecretStr | None = Field(default=None, validate_default=True)
    """Words of your own that are entered beside the address of the webhook, ``<public address>/hooks/whatsapp``."""
    whatsapp_numbers: dict[UUID, Annotated[str, Field(pattern=r"^[0-9]{5,32}$")]] = Field(default={})
    """The clinics that write from a number of their own, as JSON: ``{"<clinic id>": "<number id>"}``. All numbers
    belong to the same business portfolio, for one token signs them in."""
    whatsapp_new_per_day: int | None = Field(default=None, ge=1)
    """With how many people a conversation may be begun within 24 hours, from all numbers. Not set: with as many as
    WhatsApp says (``business_capability_update``). Set it where other software shares the portfolio, or before WhatsApp
    has said anything."""
    whatsapp_kept_for_urgent: int = Field(default=10, ge=0, le=90)
    """Percent of these that only urgent messages may begin; at least one."""

    @field_validator("whatsapp_url")
    @classmethod
    def _encrypted(cls, url: str) -> str:
        return encrypted_address(url)

    @field_validator("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token")
    @classmethod
    def _complete(cls, given: object, info: ValidationInfo) -> object:
        if info.data.get("whatsapp_number_id") and not given:
            raise ValueError("needed with NOTIFICATIONS_WHATSAPP_NUMBER_ID")
        return given

    @property
    def account(self) -> WhatsAppAccount | None:
        """None when the chain has no WhatsApp account."""
        if not (self.whatsapp_number_id and self.whatsapp_token and self.whatsapp_app_secret):
            return None
        if self.whatsapp_verify_token is None:
            return None
        return WhatsAppAccount(
            self.whatsapp_url,
            self.whatsapp_number_id,
            self.whatsapp_token,
            self.whatsapp_app_secret,
            self.whatsapp_verify_token,
            self.whatsapp_numbers,
            self.whatsapp_new_per_day,
            self.whatsapp_kept_for_urgent,
        )


@cache
def whatsapp_account() -> WhatsAppAccount | None:
    """The chain's WhatsApp account, if it has one; read once. Raises pydantic.ValidationError."""
    return WhatsAppSettings(_secrets_dir=secrets_folder()).account
