"""The mail server."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.plaintext import AllowedPlaintext, Link, require_leave
from chassis.run.settings import secrets_folder
from services.notifications.settings import PREFIX

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """The mail server and the sender."""

    host: str
    port: int
    sender: Address
    starttls: bool = False
    """The connection begins in the clear and is then encrypted, or given up."""
    tls: bool = False
    """The connection is encrypted from the start."""
    user: str | None = None
    password: SecretStr | None = None


class MailSettings(BaseSettings):
    """``NOTIFICATIONS_SMTP_URL`` and ``NOTIFICATIONS_MAIL_FROM``.

    A mail server in plain text is for a rehearsal, which catches what would go out; a real run refuses to start with
    it unless ``NOTIFICATIONS_ALLOW_PLAINTEXT`` names ``smtp``.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # it holds a password
        use_attribute_docstrings=True,
    )

    rehearsal: bool = False
    """As for the service itself."""
    allow_plaintext: AllowedPlaintext = frozenset()
    """As for the service itself; ``smtp`` is the name here."""
    smtp_url: SecretStr | None = None
    """The mail server: ``smtp://host:25`` (in plain text), ``smtp+starttls://host:587`` or ``smtps://host:465``; before
    the host ``user:password@``, %-encoded. Certificates are checked against the machine's authorities, or those in
    ``SSL_CERT_FILE``. Not set: no e-mail is sent, and the desk is asked to call."""
    mail_from: str = Field(default="", validate_default=True)
    """Sender of all e-mail, ``Chiado Skin <no-reply@example.org>``; its domain ends the Message-IDs."""

    @field_validator("smtp_url")
    @classmethod
    def _reachable(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if url is None:
            return None
        parts = urlsplit(url.get_secret_value())
        if not _says_where(parts):
            raise ValueError(
                "write it as smtp://host:25, smtp+starttls://host:587 or smtps://host:465, special signs %-encoded"
            )
        if bool(parts.username) != bool(parts.password):
            raise ValueError("give both user and password, as in smtps://user:password@host, or neither")
        if parts.username and parts.scheme == "smtp":
            raise ValueError("a password would travel in the clear: use smtp+starttls:// or smtps://")
        if parts.scheme == "smtp":
            require_leave(Link.SMTP, info.data, "use smtp+starttls:// or smtps://; a catcher belongs to a rehearsal")
        return url

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, text: str, info: ValidationInfo) -> str:
        if info.data.get("smtp_url") is not None:
            _address_in(text)
        return text

    @property
    def server(self) -> MailServer | None:
        """None when the chain has no mail server."""
        if self.smtp_url is None:
            return None
        parts = urlsplit(self.smtp_url.get_secret_value())
        return MailServer(
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            sender=_address_in(self.mail_from),
            starttls=parts.scheme == "smtp+starttls",
            tls=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=SecretStr(unquote(parts.password)) if parts.password else None,
        )


def _says_where(url: SplitResult) -> bool:
    try:
        port = url.port
    except ValueError:  # its words would quote what may be half a password
        return False
    return url.scheme in _PORTS and bool(url.hostname) and port != 0 and not (url.path.strip("/") or url.query)


def _address_in(text: str) -> Address:
    """The one address in ``text``, with its display name and its domain in ASCII. Raises ValueError."""
    header = EmailMessage()
    try:
        header["From"] = text
        [address] = header["From"].addresses
        found = Address(address.display_name, address.username, address.domain.encode("idna").decode())
    except (ValueError, IndexError, MessageError):
        found = Address()
    if not (found.username and found.domain):
        raise ValueError("write one sender, as in Chiado Skin <no-reply@example.org>")
    return found


@cache
def mail_server() -> MailServer | None:
    """The chain's mail server, if it has one; read once. Raises pydantic.ValidationError."""
    return MailSettings(_secrets_dir=secrets_folder()).server
