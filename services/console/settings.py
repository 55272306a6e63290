"""The console's own settings, besides those that every service has (``CONSOLE_ADDRESS``, ``CONSOLE_OIDC_ISSUER``)."""

from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.settings import secrets_folder


class ConsoleSettings(BaseSettings):
    """Where the console is, who signs people in, and where the other services are."""

    model_config = SettingsConfigDict(
        env_prefix="CONSOLE_",
        extra="ignore",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    address: str = "http://127.0.0.1:8100"
    """The address that people open, without a path. With https, cookies are sent over https only."""
    oidc_issuer: str = ""
    """The OpenID Connect provider that people sign in with: its ``issuer``. Empty: nobody can sign in."""
    oidc_client_id: str = "needlepoint-console"
    """The name under which the provider knows the console."""
    oidc_client_secret: SecretStr | None = None
    """The client's secret, where the provider wants one."""
    oidc_scope: str = "openid"
    """What is asked for. Add ``offline_access`` where the provider gives refresh tokens only then."""
    idle_minutes: int = Field(default=15, ge=1, le=12 * 60)
    """After so many minutes without an act of the person, they sign in again. A policy of the chain."""
    session_hours: int = Field(default=12, ge=1, le=24)
    """The longest time until they sign in again in any case."""
    booking_url: str = "http://127.0.0.1:8101"
    """Booking's API, without ``/v1``."""
    inventory_url: str = "http://127.0.0.1:8102"
    """Inventory's API."""
    notifications_url: str = "http://127.0.0.1:8103"
    """Notifications' API."""
    screening_url: str = "http://127.0.0.1:8104"
    """Screening's API."""

    @field_validator("address")
    @classmethod
    def _only_an_origin(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
            raise ValueError("give scheme, host and port alone, such as https://clinic.example.org")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("oidc_issuer")
    @classmethod
    def _without_the_last_slash(cls, issuer: str) -> str:
        return issuer.rstrip("/")

    @property
    def encrypted(self) -> bool:
        """Whether people open it over https."""
        return self.address.startswith("https://")

    @property
    def idle(self) -> timedelta:
        """How long a person may do nothing."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(hours=self.session_hours)

    def url_of(self, service: str) -> str:
        """Where a service's API is."""
        return str(getattr(self, f"{service}_url")).rstrip("/")


def console_settings() -> ConsoleSettings:
    """From the environment, then from files in /run/secrets. Raises pydantic.ValidationError."""
    return ConsoleSettings(_secrets_dir=secrets_folder())
