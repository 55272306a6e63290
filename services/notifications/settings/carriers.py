"""What every carrier has: how much it is given, and what happens to messages that none takes."""

from dataclasses import dataclass
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notifications.domain.recipients import Channel
from services.notifications.settings import PREFIX


class CarrierSettings(BaseSettings):
    """``NOTIFICATIONS_SMS_AT_ONCE`` and the others: what one worker gives to a carrier."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    sms_at_once: int = Field(default=8, ge=1, le=100)
    """SMS that are handed over at the same time; half as many urgent ones beside them."""
    whatsapp_at_once: int = Field(default=8, ge=1, le=100)
    """The same for WhatsApp."""
    email_at_once: int = Field(default=4, ge=1, le=100)
    """The same for e-mail, each over a connection of its own."""
    sms_per_second: float | None = Field(default=None, gt=0, le=1000)
    """SMS a second. Not set: as fast as the gateway answers."""
    whatsapp_per_second: float | None = Field(default=None, gt=0, le=1000)
    """The same for WhatsApp."""
    email_per_second: float | None = Field(default=None, gt=0, le=1000)
    """The same for e-mail."""


@dataclass(frozen=True)
class CarrierLimits:
    """How much one worker gives to a carrier."""

    at_once: int
    per_second: float | None


def carrier_limits(channel: Channel) -> CarrierLimits:
    """Of one channel. Raises pydantic.ValidationError."""
    of = CarrierSettings().model_dump()
    return CarrierLimits(of[f"{channel.value}_at_once"], of[f"{channel.value}_per_second"])


class CatchSettings(BaseSettings):
    """``NOTIFICATIONS_CATCH_MESSAGES``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", use_attribute_docstrings=True)

    catch_messages: bool = False
    """Write what no carrier takes into the channel journal and say that it was sent, as every rehearsal does. For
    demonstrations; never set this for real patients."""


@cache
def catches_messages() -> bool:
    """Whether what no carrier takes is caught; read once."""
    return CatchSettings().catch_messages
