"""The database as the chassis sees it: an engine, and which errors are the machine's and which are an answer."""

import asyncio

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_TRANSIENT_CLASSES = ("08", "28", "3D", "53", "57", "58")
"""SQLSTATE classes: connection, sign-in and database name (a password being changed, a restore), resources, operator
intervention, system error."""
_STANDBY = "25006"
"""A write on what has become a standby: a failover is under way."""
_CONFLICTS = ("40001", "40P01")
"""Serialisation failure and deadlock: the whole transaction is to be run again."""


def engine_of(database_url: str, pool_size: int, application: str) -> AsyncEngine:
    """An engine whose errors do not repeat what was written. A cut connection is noticed at its next use."""
    return create_async_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        pool_timeout=30,
        hide_parameters=True,  # they are about patients, and errors end up in logs
        connect_args={"server_settings": {"application_name": application, "jit": "off"}},
    )


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE behind a SQLAlchemy or asyncpg error, or None."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return getattr(original, "sqlstate", None)


def is_conflict(error: BaseException) -> bool:
    """True when the same transaction, run again, may well succeed."""
    return sqlstate_of(error) in _CONFLICTS


def is_infrastructure(error: BaseException) -> bool:
    """True when the database or the network failed, not what was asked: wait, and try again for ever."""
    if isinstance(error, DBAPIError | asyncpg.PostgresError):
        state = sqlstate_of(error)
        if state is not None:
            return state[:2] in _TRANSIENT_CLASSES or state in (*_CONFLICTS, _STANDBY)
    if isinstance(error, InterfaceError | asyncpg.InterfaceError):
        # Two statements at once on one connection are a mistake in a reaction, which waiting cannot mend.
        return "another operation is in progress" not in str(error)
    if isinstance(error, InternalError | asyncpg.InternalClientError):
        # No SQLSTATE, so the driver's own: the server had said goodbye, and the connection was used before it closed.
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, OSError | asyncio.TimeoutError | PoolTimeout)


async def driver_of(connection: AsyncConnection) -> "asyncpg.Connection[asyncpg.Record] | None":
    """asyncpg's connection under SQLAlchemy's, or None when no transaction has begun on it yet.

    For the chassis' own statements, which run with every event: SQLAlchemy costs several times what they do. Never
    outside a transaction, which SQLAlchemy begins with its first statement.
    """
    driver: asyncpg.Connection[asyncpg.Record] | None = (await connection.get_raw_connection()).driver_connection
    return driver if driver is not None and driver.is_in_transaction() else None


async def own_connection(database_url: str, **settings: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection outside the pool, for LISTEN and NOTIFY and for the relay; ``settings`` are the server's."""
    url: URL = make_url(database_url)
    host = url.query.get("host", url.host)
    return await asyncpg.connect(
        host=str(host) if host else None,
        port=url.port or 5432,
        user=url.username,
        password=url.password,
        database=url.database,
        timeout=10,
        server_settings=settings,
    )
