"""What a chain decides about opting out, read from the environment."""

from functools import cache

from pydantic_settings import BaseSettings, SettingsConfigDict

from contracts.vocabulary import MessageScope
from services.notifications.domain.opt_out import OptOutPolicy


class OptOutSettings(BaseSettings):
    """``NOTIFICATIONS_SCOPE_OF_STOP``."""

    model_config = SettingsConfigDict(env_prefix="NOTIFICATIONS_", extra="ignore", use_attribute_docstrings=True)

    scope_of_stop: MessageScope = MessageScope.MARKETING
    """What a plain STOP silences: ``marketing`` or ``all``. STOPALL silences all, whatever is set here."""


@cache
def policy() -> OptOutPolicy:
    """The chain's policy; read once."""
    return OptOutPolicy(OptOutSettings().scope_of_stop)
