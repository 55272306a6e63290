"""The SMS gateway."""

from dataclasses import dataclass
from functools import cache

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.settings import secrets_folder
from services.notifications.settings import PREFIX, encrypted_address

SMS_RECEIPTS, SMS_INBOUND = "/hooks/sms/receipts", "/hooks/sms/inbound"
"""Where the gateway calls us."""


@dataclass(frozen=True)
class SmsGateway:
    """The SMS gateway, and whose number SMS come from."""

    url: str
    account: str
    token: SecretStr
    sender: str
    public_url: str

    @property
    def sender_field(self) -> str:
        """A messaging service has an id that begins with MG; else it is a number or a name."""
        return "MessagingServiceSid" if self.sender.startswith("MG") else "From"


class SmsSettings(BaseSettings):
    """``NOTIFICATIONS_SMS_ACCOUNT`` and the others: a gateway with Twilio's Messages API."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # it holds a token
        use_attribute_docstrings=True,
    )

    sms_url: str = "https://api.twilio.com"
    """The gateway's address; over http only on this machine, for stand-ins."""
    sms_account: str | None = None
    """The account's id, ``AC…``. Not set: no SMS is sent, and another channel is tried, or somebody calls."""
    sms_token: SecretStr | None = Field(default=None, validate_default=True)
    """The account's secret: it signs us in, and the gateway signs its calls with it."""
    sms_from: str | None = Field(default=None, validate_default=True)
    """The number (E.164) or name that SMS come from, or a messaging service, ``MG…``."""
    public_url: str | None = Field(default=None, validate_default=True)
    """The https address at which providers reach this service's API from outside, without ``/v1``. Receipts come to
    ``/hooks/sms/receipts`` below it; enter ``/hooks/sms/inbound`` with the gateway for what people write back."""

    @field_validator("sms_url", "public_url")
    @classmethod
    def _encrypted(cls, url: str | None) -> str | None:
        return None if url is None else encrypted_address(url)

    @field_validator("sms_token", "sms_from", "public_url")
    @classmethod
    def _complete(cls, given: object, info: ValidationInfo) -> object:
        if info.data.get("sms_account") and not given:
            raise ValueError("needed with NOTIFICATIONS_SMS_ACCOUNT")
        return given

    @property
    def gateway(self) -> SmsGateway | None:
        """None when the chain has no SMS gateway."""
        if not (self.sms_account and self.sms_token and self.sms_from and self.public_url):
            return None
        return SmsGateway(self.sms_url, self.sms_account, self.sms_token, self.sms_from, self.public_url)


@cache
def sms_gateway() -> SmsGateway | None:
    """The chain's SMS gateway, if it has one; read once. Raises pydantic.ValidationError."""
    return SmsSettings(_secrets_dir=secrets_folder()).gateway
