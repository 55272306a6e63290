"""The chain's settings for opt-outs and e-mail, read from the environment."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.plaintext import AllowedPlaintext, Link, require_leave
from chassis.run.retention_settings import LONGEST
from chassis.run.settings import secrets_folder
from services.notifications.domain.limits import DailyLimits
from services.notifications.domain.opt_outs import MessageScope, OptOutPolicy
from services.notifications.domain.recipients import Channel
from services.notifications.domain.texts import TextPolicy

PREFIX = "NOTIFICATIONS_"


class OptOutSettings(BaseSettings):
    """``NOTIFICATIONS_SCOPE_OF_STOP``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", use_attribute_docstrings=True)

    scope_of_stop: MessageScope = MessageScope.MARKETING
    """What a plain STOP silences: ``marketing`` or ``all``. STOPALL silences all, whatever is set here."""


@cache
def policy() -> OptOutPolicy:
    """The chain's policy; read once."""
    return OptOutPolicy(OptOutSettings().scope_of_stop)


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
    """Within which the front desk reads a text, counted while the clinic's hours for messages last."""
    text_soon_minutes: int = Field(default=TextPolicy.soon_minutes, ge=1, le=1440)
    """The same for a text that may tell of a reaction, counted at any hour."""
    unknown_texts_per_sender: int = Field(default=TextPolicy.unknown_per_sender, ge=0, le=1000)
    """Texts of one unknown number or address that are kept within 24 hours; more are not kept."""
    unknown_texts_per_day: int = Field(default=TextPolicy.unknown_per_day, ge=0, le=1_000_000)
    """Texts of all unknown senders that are kept within 24 hours; more are not kept."""


@cache
def text_policy() -> TextPolicy:
    """The chain's policy about texts; read once."""
    of = TextSettings()
    return TextPolicy(of.text_read_minutes, of.text_soon_minutes, of.unknown_texts_per_sender, of.unknown_texts_per_day)


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
        if url is None:
            return None
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        if not (parts.scheme == "https" or local) or not parts.hostname or parts.query:
            raise ValueError("write it as https://host, without a query")
        return url.rstrip("/")

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


def check_settings() -> None:
    """Read everything once, before work depends on it. Raises ValueError in an operator's words."""
    try:
        policy()
        daily_limits()
        text_policy()
        mail_server()
        catches_messages()
        CarrierSettings()
        sms_gateway()
        MessageRetention()
    except ValidationError as error:
        wrong = "; ".join(f"{PREFIX}{each['loc'][0]}".upper() + f": {each['msg']}" for each in error.errors())
        raise ValueError(f"Settings are wrong: {wrong} (services/notifications/settings.py says more).") from None
