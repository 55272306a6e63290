"""Connections to Kafka from settings: encrypted and authenticated where the settings ask for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ssl import SSLError
from typing import Any

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from faststream.kafka.security import parse_security
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from chassis.run.settings import Settings
from chassis.run.tls import tls_context

PROBE_TIMEOUT_MS = 15_000
AUTHENTICATION_ERRORS = (SSLError, SaslAuthenticationFailed, UnsupportedSaslMechanismError, IllegalSaslStateError)
"""Kafka answers, but our credentials or its certificate are refused."""

_SIGNED_IN_BY = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


def security_of(settings: Settings) -> BaseSecurity:
    """The security settings for FastStream's broker. Raises NotEncrypted where plain text is not allowed."""
    settings.require_encrypted_kafka()
    context = (
        tls_context(settings.kafka_ca_file, settings.kafka_client_certificate, settings.kafka_client_key)
        if settings.kafka_encrypted
        else None
    )
    if settings.kafka_user is None or settings.kafka_password is None:
        return BaseSecurity(ssl_context=context)
    sign_in = _SIGNED_IN_BY[settings.kafka_sasl_mechanism]
    return sign_in(settings.kafka_user, settings.kafka_password.get_secret_value(), ssl_context=context)


def connection_of(settings: Settings) -> dict[str, Any]:
    """The connection settings for clients of aiokafka. They hold a password: never log them.

    Raises NotEncrypted.
    """
    return {"bootstrap_servers": settings.kafka_bootstrap, **parse_security(security_of(settings))}


@asynccontextmanager
async def explaining_failure(settings: Settings) -> AsyncIterator[None]:
    """Wraps the start of a client, so that a failure raises its cause, such as SaslAuthenticationFailed.

    aiokafka itself tries every bootstrap server and then reports only that none could be reached.
    """
    try:
        yield
    except KafkaConnectionError:
        await probe(settings)
        raise


async def probe(settings: Settings) -> None:
    """Open and close one connection, as aiokafka would.

    Raises the first authentication error when no server accepts us, or else the first error of any kind.
    """
    given = connection_of(settings)
    troubles: list[Exception] = []
    for host, port, _ in collect_hosts(given.pop("bootstrap_servers")):
        try:
            connection = await create_conn(host, port, request_timeout_ms=PROBE_TIMEOUT_MS, **given)
        except (KafkaError, OSError) as error:
            cause = error.__cause__  # a server that needs a client certificate refuses only after the first bytes
            troubles.append(cause if isinstance(cause, SSLError) else error)
        else:
            connection.close()
            return
    raise next((each for each in troubles if isinstance(each, AUTHENTICATION_ERRORS)), troubles[0])
