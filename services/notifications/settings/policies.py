"""The chain's policy: opt-outs, limits, what people write back, and how long all of it is kept."""

from datetime import date, timedelta
from functools import cache

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.retention_settings import LONGEST
from services.notifications.domain.limits import DailyLimits
from services.notifications.domain.opt_outs import MessageScope, OptOutPolicy
from services.notifications.domain.texts import TextPolicy
from services.notifications.settings import PREFIX


class OptOutSettings(BaseSettings):
    """``NOTIFICATIONS_SCOPE_OF_STOP`` and the others."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    scope_of_stop: MessageScope = MessageScope.MARKETING
    """What a plain STOP silences: ``marketing`` or ``all``. STOPALL silences all, whatever is set here."""
    stop_means_all_from: date | None = OptOutPolicy.all_from
    """The day from which a plain STOP silences all for the numbers below: revoke-all of 47 CFR 64.1200(a)(10), which
    was put off to 31 January 2027. ``none``: never."""
    stop_means_all_numbers: tuple[str, ...] = OptOutPolicy.all_numbers
    """The beginnings of those numbers (E.164), as JSON."""

    @field_validator("stop_means_all_from", mode="before")
    @classmethod
    def _never(cls, given: object) -> object:
        return None if given == "none" else given


@cache
def policy() -> OptOutPolicy:
    """The chain's policy; read once."""
    of = OptOutSettings()
    return OptOutPolicy(of.scope_of_stop, of.stop_means_all_from, of.stop_means_all_numbers)


class LimitSettings(BaseSettings):
    """``NOTIFICATIONS_MESSAGES_PER_PATIENT`` and the others: within 24 hours. The figures are policy of the chain."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    messages_per_patient: int = Field(default=10, ge=1, le=1000)
    """Messages to one patient. Urgent and clinical ones go out beyond it (services/notifications/domain/limits.py)."""
    messages_per_address: int = Field(default=30, ge=1, le=1000)
    """Messages to one number or address, of all patients who are reached there."""
    codes_per_address: int = Field(default=5, ge=1, le=100)
    """Codes to one number or address, whoever asked for them."""


@cache
def daily_limits() -> DailyLimits:
    """The chain's limits; read once."""
    settings = LimitSettings()
    return DailyLimits(settings.messages_per_patient, settings.messages_per_address, settings.codes_per_address)


class TextSettings(BaseSettings):
    """``NOTIFICATIONS_TEXT_READ_MINUTES`` and the others, about what people write back: policy of the chain."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    text_read_minutes: int = Field(default=TextPolicy.read_minutes, ge=1, le=10080)
    """Within which the front desk reads a text, counted in the clinic's opening hours."""
    text_soon_minutes: int = Field(default=TextPolicy.soon_minutes, ge=1, le=1440)
    """The same for a text that may tell of a reaction, counted at any hour."""
    thread_reply_days: int = Field(default=TextPolicy.waits_for_reply.days, ge=1, le=365)
    """Days for which a patient who was answered is waited for, before their thread is closed."""
    unknown_texts_per_sender: int = Field(default=TextPolicy.unknown_per_sender, ge=0, le=1000)
    """Texts of one unknown number or address that are kept within 24 hours; more are not kept."""
    unknown_texts_per_day: int = Field(default=TextPolicy.unknown_per_day, ge=0, le=1_000_000)
    """Texts of all unknown senders that are kept within 24 hours; more are not kept."""


@cache
def text_policy() -> TextPolicy:
    """The chain's policy about texts; read once."""
    of = TextSettings()
    return TextPolicy(
        read_minutes=of.text_read_minutes,
        soon_minutes=of.text_soon_minutes,
        waits_for_reply=timedelta(days=of.thread_reply_days),
        unknown_per_sender=of.unknown_texts_per_sender,
        unknown_per_day=of.unknown_texts_per_day,
    )


class MessageRetention(BaseSettings):
    """``NOTIFICATIONS_KEEP_MESSAGES_DAYS`` and the others: policy of the chain."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", use_attribute_docstrings=True)

    keep_messages_days: int = Field(default=1096, ge=1, le=LONGEST)
    """Messages that were sent, skipped, failed or called off, as they read. Three years. One that waits stays."""
    keep_channel_journal_days: int = Field(default=1096, ge=1, le=LONGEST)
    """Which message was handed to which carrier, to which address, and what became of that. Three years."""
    keep_texts_days: int = Field(default=1096, ge=1, le=LONGEST)
    """What patients wrote back. Three years. One that waits for a person stays."""
    keep_unknown_texts_days: int = Field(default=30, ge=1, le=LONGEST)
    """What senders wrote whom nobody knows, settled or not."""
