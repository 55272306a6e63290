"""Settings of one service, read from the environment with the service's name as prefix (``BOOKING_DATABASE_URL``)."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import SettingsConfigDict

from chassis.access.grants import ISSUER as LINKS
from chassis.run.limit_settings import LimitSettings
from chassis.run.plaintext import AllowedPlaintext, Link, is_encrypted, require_leave
from chassis.run.retention_settings import RetentionSettings
from chassis.run.tls import tls_context

SECRETS = Path("/run/secrets")
"""Where Docker and Kubernetes put secrets: files that are named as the environment variables would be."""


def _in_capitals(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


_IN_THE_CLEAR = ("PLAINTEXT", "SASL_PLAINTEXT")
_WITH_A_USER = ("SASL_PLAINTEXT", "SASL_SSL")
_WITHOUT_A_USER = ("PLAINTEXT", "SSL")


class Settings(RetentionSettings, LimitSettings):
    """The settings of one service. Only the two addresses and the keys have no default."""

    model_config = SettingsConfigDict(
        extra="ignore",
        hide_input_in_errors=True,  # validation errors would show passwords
        use_attribute_docstrings=True,
    )

    rehearsal: bool = False
    """Use reference data (rules, protocols, templates) before a medical director signs it, while no signed version is
    in force. Never set this for real patients: what such data decides and sends is marked ``unsigned``.
    A rehearsal may also connect in plain text."""
    allow_plaintext: AllowedPlaintext = frozenset()
    """Connections that may be in plain text outside a rehearsal, by name, with commas between them: ``kafka``,
    ``postgres``, ``jwks``, and for notifications ``smtp``. For networks that nobody else is on."""

    database_url: SecretStr
    """``postgresql+asyncpg://role:password@host:port/database`` of this service's own database. With TLS:
    ``?ssl=verify-full&sslrootcert=/run/postgres/ca.pem``, on every connection."""
    owner_database_url: SecretStr | None = None
    """The same for the role that owns the tables, for migrations alone. Not set: ``database_url`` is the owner's."""
    kafka_bootstrap: str
    """Kafka's bootstrap servers, ``host:port,host:port``."""
    jwks: str
    """The JWKS with the keys that sign bearer tokens: an https address or a file."""
    link_jwks: str | None = None
    """The JWKS with the keys by which notifications signs what an opened link may do: the https address of its API
    with ``/links/keys``, or a file. Not set: this service accepts nobody who comes by a link."""
    token_issuer: str = "needlepoint"  # noqa: S105  # a name, not a secret
    """The ``iss`` that a bearer token must carry."""
    token_audience: str = "needlepoint"  # noqa: S105
    """The ``aud`` that a bearer token must carry."""
    token_life_seconds: int = Field(default=43_200, ge=60)
    """The longest life of a bearer token, from ``iat`` (default: from now) to ``exp``."""

    host: str = "127.0.0.1"
    """Address on which the role listens."""
    port: int = 8000
    """Port on which the role listens: the API, or the worker's health and metrics."""
    pool_size: int = Field(default=10, ge=1)
    """The size of this process's database connection pool."""

    kafka_security: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"], BeforeValidator(_in_capitals)
    ] = "PLAINTEXT"
    """The protocol of Kafka's listener: plain text, TLS, SASL over plain text, or SASL over TLS."""
    kafka_sasl_mechanism: Annotated[
        Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"], BeforeValidator(_in_capitals)
    ] = Field(default="SCRAM-SHA-512", validate_default=True)
    """How the user authenticates. PLAIN sends the password, so it needs SASL_SSL."""
    kafka_user: str | None = Field(default=None, validate_default=True)
    """The user, for SASL_PLAINTEXT and SASL_SSL."""
    kafka_password: SecretStr | None = Field(default=None, validate_default=True)
    """The user's password."""
    kafka_ca_file: FilePath | None = None
    """Authorities, in PEM, that may sign Kafka's certificate. Default: the machine's, or ``SSL_CERT_FILE``."""
    kafka_client_certificate: FilePath | None = None
    """The client certificate, in PEM, where Kafka requires one."""
    kafka_client_key: FilePath | None = Field(default=None, validate_default=True)
    """Its key, in PEM, not encrypted. Default: it is in the same file."""

    topic_prefix: str = ""
    """A prefix of every topic and consumer group, for several systems on one cluster."""
    topic_partitions: int = Field(default=12, ge=1)
    """Partitions of topics that this service creates."""
    topic_replication: int = Field(default=1, ge=1)
    """Replicas of topics that this service creates."""

    batch_size: int = Field(default=500, ge=1)
    """The most events in one batch from Kafka or from the outbox."""
    poll_seconds: float = Field(default=1.0, gt=0)
    """How often the outbox and the timers are polled, besides wake-ups."""
    fetch_wait_ms: int = Field(default=500, ge=1)
    """How long Kafka may hold a fetch request when it has no events; a real broker answers as soon as one arrives."""
    commit_seconds: float = Field(default=0.2, gt=0)
    """How often consumed offsets are committed; the inbox makes late commits safe."""
    event_attempts: int = Field(default=5, ge=1)
    """How often an event that fails is tried before it becomes a dead letter."""
    event_clock_ahead_seconds: int = Field(default=300, ge=1)
    """How far an event's time, or the time in its id, may be ahead of our clock before it is set aside."""
    retry_seconds: float = Field(default=0.2, gt=0)
    """The first wait after a failure; it doubles up to ``retry_seconds_max``."""
    retry_seconds_max: float = Field(default=30.0, gt=0)
    """The longest wait between two tries."""
    session_timeout_ms: int = Field(default=10_000, ge=1000)
    """Kafka gives the partitions of a worker without heartbeats to the others after this time."""

    language: str = "en"
    """The chain's language (BCP 47): of refusals for whoever does not say which they read. English where a sentence has
    no translation."""

    rehearsal_clock: Path | None = None
    """A file with the number of seconds that the clock runs ahead, for rehearsing weeks in a minute. Never set this for
    real patients; every process that has it logs a warning when it starts."""

    log_level: str = "INFO"
    """The lowest level that is logged."""
    otlp_endpoint: str | None = None
    """OpenTelemetry collector, e.g. ``http://collector:4318/v1/traces``. Default: traces are only passed on."""
    trace_ratio: float = Field(default=1.0, ge=0, le=1)
    """The share of traces that is recorded, 0 to 1."""

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _encrypted_database(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if url and not is_encrypted(url.get_secret_value()):
            require_leave(Link.POSTGRES, info.data, "add ?ssl=verify-full&sslrootcert=… to the address")
        return url

    @field_validator("jwks", "link_jwks")
    @classmethod
    def _keys_nobody_can_replace(cls, place: str | None, info: ValidationInfo) -> str | None:
        if place is not None and place.startswith("http://"):
            require_leave(Link.JWKS, info.data, "whoever sits between could sign tokens; use https:// or a file")
        return place

    @field_validator("kafka_sasl_mechanism")
    @classmethod
    def _no_password_in_the_clear(cls, mechanism: str, info: ValidationInfo) -> str:
        if mechanism == "PLAIN" and info.data.get("kafka_security") == "SASL_PLAINTEXT":
            raise ValueError("PLAIN sends the password unencrypted: use SCRAM-SHA-512, or KAFKA_SECURITY=SASL_SSL")
        return mechanism

    @field_validator("kafka_user", "kafka_password")
    @classmethod
    def _who_we_are(cls, given: str | SecretStr | None, info: ValidationInfo) -> str | SecretStr | None:
        security = info.data.get("kafka_security")
        if security in _WITH_A_USER and not given:
            raise ValueError(f"needed for KAFKA_SECURITY={security}")
        if security in _WITHOUT_A_USER and given:
            raise ValueError(f"KAFKA_SECURITY={security} has no user: set it to SASL_SSL, or leave this out")
        return given

    @field_validator("kafka_ca_file", "kafka_client_certificate", "kafka_client_key")
    @classmethod
    def _only_where_it_is_encrypted(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        security = info.data.get("kafka_security")
        if path and security in _IN_THE_CLEAR:
            raise ValueError(
                f"KAFKA_SECURITY={security} is not encrypted: set it to SSL or SASL_SSL, or leave this out"
            )
        return path

    @field_validator("kafka_ca_file")
    @classmethod
    def _readable(cls, authorities: Path | None) -> Path | None:
        if authorities:
            tls_context(authorities)
        return authorities

    @field_validator("kafka_client_key")
    @classmethod
    def _fitting(cls, key: Path | None, info: ValidationInfo) -> Path | None:
        certificate = info.data.get("kafka_client_certificate")
        if key and certificate is None:
            raise ValueError("give KAFKA_CLIENT_CERTIFICATE, too")
        if certificate:
            tls_context(None, certificate, key)
        return key

    @property
    def kafka_encrypted(self) -> bool:
        """Whether the connection to Kafka uses TLS."""
        return self.kafka_security not in _IN_THE_CLEAR

    def require_encrypted_kafka(self) -> None:
        """Raise NotEncrypted. For whatever connects to Kafka; APIs and migrations do not, and have no user there."""
        if not self.kafka_encrypted:
            leave = {"rehearsal": self.rehearsal, "allow_plaintext": self.allow_plaintext}
            require_leave(Link.KAFKA, leave, "set KAFKA_SECURITY to SASL_SSL or SSL")

    @property
    def jwks_file(self) -> Path | None:
        """The JWKS file, or None when the keys are at an address."""
        return None if self.jwks.startswith(("http://", "https://")) else Path(self.jwks)

    @property
    def link_jwks_source(self) -> str | Path | None:
        """Where the keys of links are: a file or an address; None where no link is accepted."""
        if not self.link_jwks:  # compose gives an empty one
            return None
        return self.link_jwks if self.link_jwks.startswith(("http://", "https://")) else Path(self.link_jwks)

    @field_validator("token_issuer")
    @classmethod
    def _not_the_issuer_of_links(cls, issuer: str) -> str:
        if issuer == LINKS:
            raise ValueError(f"{LINKS} signs what an opened link may do: give the identity provider's name")
        return issuer


def secrets_folder() -> Path | None:
    """The folder of secret files, or None without one."""
    return SECRETS if SECRETS.is_dir() else None


def settings_of(service: str, env_file: Path | None = None) -> Settings:
    """The settings of ``service`` from the environment, then from ``env_file``, then from files of the same names in
    /run/secrets.

    Raises pydantic.ValidationError naming what is missing.
    """
    return Settings(_env_prefix=f"{service.upper()}_", _env_file=env_file, _secrets_dir=secrets_folder())


def missing_settings(service: str, error: ValidationError) -> str:
    """The error as a sentence for an operator."""
    names = {f"{service}_{each['loc'][0]}".upper(): each for each in error.errors()}
    wrong = [
        f" {name}: {each['msg'].removeprefix('Value error, ')}."
        for name, each in names.items()
        if each["type"] != "missing"
    ]
    return (
        f"Settings are missing or wrong: set {', '.join(names)} in the environment"
        f" (chassis/run/settings.py says what each means).{''.join(wrong)}"
    )
