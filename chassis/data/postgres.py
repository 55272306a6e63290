"""The database engine, and which errors mean that the infrastructure failed and which that a statement was refused."""

import asyncio

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_TRANSIENT_CLASSES = ("08", "28", "3D", "53", "57", "58")
"""SQLSTATE classes: connection, authentication and database name (during a password change or a restore), resources,
operator intervention, system error."""
_STANDBY = "25006"
"""A write on a server that has become a standby: a failover is in progress."""
_CONFLICTS = ("40001", "40P01")
"""Serialisation failure and deadlock: run the whole transaction again."""


def engine_of(database_url: str, pool_size: int, application: str) -> AsyncEngine:
    """An engine whose errors do not contain parameter values. A broken connection is detected at its next use."""
    return create_async_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        pool_timeout=30,
        hide_parameters=True,  # parameters hold patient data, and errors are logged
        connect_args={"server_settings": {"application_name": application, "jit": "off"}},
    )


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE behind a SQLAlchemy or asyncpg error, or None."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return getattr(original, "sqlstate", None)


def is_conflict(error: BaseException) -> bool:
    """True when the same transaction can succeed when it is run again."""
    return sqlstate_of(error) in _CONFLICTS


def is_infrastructure(error: BaseException) -> bool:
    """True when the database or the network failed, not the statement: wait, and retry without limit."""
    if isinstance(error, DBAPIError | asyncpg.PostgresError):
        state = sqlstate_of(error)
        if state is not None:
            return state[:2] in _TRANSIENT_CLASSES or state in (*_CONFLICTS, _STANDBY)
    if isinstance(error, InterfaceError | asyncpg.InterfaceError):
        # Two statements at once on one connection are a programming error in a reaction: a retry cannot help.
        return "another operation is in progress" not in str(error)
    if isinstance(error, InternalError | asyncpg.InternalClientError):
        # Raised by the driver, without SQLSTATE: the server had ended the session before the connection was used.
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, OSError | asyncio.TimeoutError | PoolTimeout)


async def driver_of(connection: AsyncConnection) -> "asyncpg.Connection[asyncpg.Record] | None":
    """asyncpg's connection under SQLAlchemy's, or None when no transaction has begun on it yet.

    For the chassis' own statements, which run for every event: through SQLAlchemy they cost several times as much.
    Use it only inside a transaction, which SQLAlchemy begins with its first statement.
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
