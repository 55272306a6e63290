"""How Kafka is reached: settings turned into a connection, encrypted and signed in where they say so."""

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

KNOCK_MS = 15_000
NOT_LET_IN = (SSLError, SaslAuthenticationFailed, UnsupportedSaslMechanismError, IllegalSaslStateError)
"""Kafka is there; who we are, or who it is, is what is wrong."""

_SIGNED_IN_BY = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


def security_of(settings: Settings) -> BaseSecurity:
    """What FastStream's broker is given."""
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
    """What every client of aiokafka's is given: never to be logged, a password is in it."""
    return {"bootstrap_servers": settings.kafka_bootstrap, **parse_security(security_of(settings))}


@asynccontextmanager
async def saying_why(settings: Settings) -> AsyncIterator[None]:
    """Around the start of a client: it fails with what is the matter, SaslAuthenticationFailed for example.

    aiokafka itself tries every bootstrap server and then raises only that it has reached none.
    """
    try:
        yield
    except KafkaConnectionError:
        await knock(settings)
        raise


async def knock(settings: Settings) -> None:
    """Connect as aiokafka does. Raises when no server lets us in: what one said that is there, or else the first."""
    given = connection_of(settings)
    troubles: list[Exception] = []
    for host, port, _ in collect_hosts(given.pop("bootstrap_servers")):
        try:
            connection = await create_conn(host, port, request_timeout_ms=KNOCK_MS, **given)
        except (KafkaError, OSError) as error:
            cause = error.__cause__  # a server that wants a certificate says so only when it is spoken to
            troubles.append(cause if isinstance(cause, SSLError) else error)
        else:
            connection.close()
            return
    raise next((each for each in troubles if isinstance(each, NOT_LET_IN)), troubles[0])
