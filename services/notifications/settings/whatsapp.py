"""The WhatsApp account."""

from dataclasses import dataclass
from functools import cache

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.settings import secrets_folder
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
        )


@cache
def whatsapp_account() -> WhatsAppAccount | None:
    """The chain's WhatsApp account, if it has one; read once. Raises pydantic.ValidationError."""
    return WhatsAppSettings(_secrets_dir=secrets_folder()).account
