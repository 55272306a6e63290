"""Mail that comes back to the sender's address."""

from functools import cache

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.settings import secrets_folder
from services.notifications.settings import PREFIX

MAIL_HOOK = "/hooks/mail"
"""Where the mail server hands in what arrives for the sender's address."""
SHORTEST_SECRET = 32
"""Characters: as many as 128 random bits have in hex."""


class IncomingMailSettings(BaseSettings):
    """``NOTIFICATIONS_MAIL_SECRET``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # it is a secret
        use_attribute_docstrings=True,
    )

    mail_secret: SecretStr | None = None
    """What the mail server signs with, 32 characters or more, when it hands in at ``/hooks/mail`` what arrives for
    ``NOTIFICATIONS_MAIL_FROM``. Not set: nothing is taken there, and nobody learns here that a mail came back."""

    @field_validator("mail_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"take {SHORTEST_SECRET} random characters or more, such as those of openssl rand -hex 32")
        return secret


@cache
def mail_secret() -> SecretStr | None:
    """The secret, if mail is handed in; read once. Raises pydantic.ValidationError."""
    return IncomingMailSettings(_secrets_dir=secrets_folder()).mail_secret
