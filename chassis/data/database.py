"""A service's database: a pool of asyncpg's connections, transactions, and reads without one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, NoReturn, TypeAlias

import asyncpg
from sqlalchemy import Executable, make_url

from chassis.data.errors import DatabaseAway
from chassis.data.rows import Result, Row
from chassis.data.statements import Prepared, form_of

Driver: TypeAlias = "asyncpg.Connection[Row] | asyncpg.pool.PoolConnectionProxy[Row]"
Statement: TypeAlias = Executable | Prepared
Parameters: TypeAlias = "Mapping[str, Any] | Sequence[Mapping[str, Any]] | None"

WAIT_SECONDS = 30.0
"""How long a caller waits for a connection of the pool."""
CONNECT_SECONDS = 10.0


_LOST = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, asyncio.TimeoutError)
"""What the driver raises when it has no database, and for some mistakes of the program."""
_ENDED = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
"""What the server says when it ends a session."""
_BROKEN = (*_LOST, *_ENDED)
_CLOSED = ("connection is closed", "released back to the pool", "pool is clos", "another operation is cancelling")


def _raise_away(error: Exception) -> NoReturn:
    """Raise DatabaseAway for an error of _LOST, or the error itself when waiting cannot mend it."""
    if isinstance(error, asyncpg.InterfaceError) and not any(words in str(error) for words in _CLOSED):
        raise error  # a value of a wrong type, two statements at once: a mistake of the program
    # InternalClientError: the server had ended the session, and the connection was used before that was noticed.
    raise DatabaseAway(type(error).__name__) from error


def dsn_of(database_url: str) -> str:
    """SQLAlchemy's address as asyncpg takes it, with its TLS parameters."""
    url = make_url(database_url)
    query = dict(url.query)
    if "ssl" in query:
        query["sslmode"] = query.pop("ssl")
    return url.set(drivername="postgresql", query=query).render_as_string(hide_password=False)


async def own_connection(database_url: str, **settings: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection outside the pool, for LISTEN and NOTIFY and for the relay; ``settings`` are the server's.

    Raises DatabaseAway.
    """
    try:
        return await asyncpg.connect(dsn_of(database_url), timeout=CONNECT_SECONDS, server_settings=settings)
    except _LOST as error:
        _raise_away(error)


class Connection:
    """One connection of the pool, for statements one after the other."""

    def __init__(self, database: "Database", driver: Driver) -> None:
        self.database = database
        self.driver = driver

    async def execute(self, statement: Statement, parameters: Parameters = None) -> Result:
        """Run a statement of SQLAlchemy Core, or ``text()``; a list of parameters runs it once for each.

        Raises what PostgreSQL refuses as asyncpg names it, and DatabaseAway.
        """
        if parameters is None or isinstance(parameters, Mapping):
            return await self._execute(statement, parameters or {})
        return await self._execute_many(statement, parameters)

    async def _execute(self, statement: Statement, parameters: Mapping[str, Any]) -> Result:
        form = form_of(statement, tuple(parameters))
        sql, values = form.filled(parameters)
        try:
            if form.answers:
                rows = await self.driver.fetch(sql, *values)
                return Result(rows, len(rows))
            status = await self.driver.execute(sql, *values)
        except _BROKEN as error:
            self.broke(error)
        return Result((), _count(status))

    async def _execute_many(self, statement: Statement, parameters: Sequence[Mapping[str, Any]]) -> Result:
        if not parameters:
            return Result((), 0)
        form = form_of(statement, tuple(parameters[0]))
        filled = [form.filled(each) for each in parameters]
        sql, every = filled[0][0], [values for _, values in filled]
        try:
            if form.answers:
                rows = await self.driver.fetchmany(sql, every)
                return Result(rows, len(rows))
            await self.driver.executemany(sql, every)
        except _BROKEN as error:
            self.broke(error)
        return Result((), len(parameters))

    async def scalar(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        return (await self._execute(statement, parameters or {})).scalar()

    async def scalars(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """The first column of every row."""
        return (await self._execute(statement, parameters or {})).scalars()

    async def call(self, sql: str, *values: Any) -> Any:
        """Run plain SQL of the chassis with $1, $2 …; returns the first column of the first row, or None."""
        try:
            return await self.driver.fetchval(sql, *values)
        except _BROKEN as error:
            self.broke(error)

    async def stream(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> AsyncIterator[Row]:
        """Row by row, for answers too large to hold; only within a transaction."""
        sql, values = form_of(statement, tuple(parameters or ())).filled(parameters or {})
        try:
            async for row in self.driver.cursor(sql, *values):
                yield row
        except _BROKEN as error:
            self.broke(error)

    def broke(self, error: Exception) -> NoReturn:
        """End the session, unless the program made a mistake, so that nobody gets it from the pool; raise the error."""
        if isinstance(error, _ENDED):
            self.end_session()
            raise error
        try:
            _raise_away(error)
        except DatabaseAway:
            self.end_session()
            raise

    def end_session(self) -> None:
        """Have the pool open a new connection instead of this one."""
        with suppress(asyncpg.InterfaceError):  # the pool has noticed already that it is closed
            self.driver.terminate()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What the block does is undone alone when it raises."""
        end = await begin_on(self)
        try:
            yield
        except BaseException:
            await end(False)
            raise
        await end(True)


def _count(status: str) -> int:
    """``UPDATE 3``, ``INSERT 0 3``; nothing is counted by ``LOCK TABLE``."""
    last = status.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0


class Database:
    """Connections are opened when they are first needed; a broken one is replaced at its next use."""

    def __init__(
        self, database_url: str, pool_size: int, application: str, session: Mapping[str, str] | None = None
    ) -> None:
        """``session`` are settings of the server for each connection, such as ``statement_timeout``."""
        self._dsn = dsn_of(database_url)
        self._size = pool_size
        # One plan a statement: it guesses ten elements of an array, and would plan anew for each that has one.
        plans = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
        self._session = {"application_name": application, **plans, **(session or {})}
        self._pool: asyncpg.Pool[Row] | None = None
        self._opening = asyncio.Lock()
        self.wait_seconds = WAIT_SECONDS

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises. Raises DatabaseAway."""
        async with self.connect() as connection:
            ended = await begin_on(connection)
            try:
                yield connection
            except BaseException:
                await ended(False)
                raise
            await ended(True)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """A connection without a transaction: each statement sees what is committed then. Raises DatabaseAway."""
        driver = await self.acquire()
        try:
            yield Connection(self, driver)
        finally:
            await self.release(driver)

    async def acquire(self) -> Driver:
        """Take a connection from the pool. Raises DatabaseAway when none comes free, or none can be opened."""
        pool = self._pool or await self._open()
        try:
            # A timeout costs a timer and more, and an idle connection needs none.
            return await pool.acquire(timeout=None if pool.get_idle_size() else self.wait_seconds)
        except _LOST as error:
            _raise_away(error)

    async def release(self, driver: Driver) -> None:
        """Give it back; one that broke is dropped."""
        if self._pool is not None:
            with suppress(*_LOST, asyncpg.PostgresError):  # asyncpg has ended a connection that cannot be reset
                await self._pool.release(driver)  # type: ignore[arg-type]  # what acquire() gave

    async def dispose(self) -> None:
        """Close every connection; the next use opens new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                async with asyncio.timeout(2):
                    await pool.close()
            except Exception:  # a connection that does not end in time, or cannot: no work is left to lose
                pool.terminate()

    async def _open(self) -> "asyncpg.Pool[Row]":
        async with self._opening:
            if self._pool is None:
                try:
                    self._pool = await asyncpg.create_pool(
                        self._dsn,
                        min_size=0,
                        max_size=self._size,
                        timeout=CONNECT_SECONDS,
                        init=_read_json,
                        reset=_leave_no_transaction,
                        record_class=Row,
                        server_settings=self._session,
                    )
                except _LOST as error:
                    _raise_away(error)
            return self._pool


async def begin_on(connection: Connection) -> Callable[[bool], Any]:
    """Begin a transaction; await what it answers with True to commit it, with False to roll it back."""
    transaction = connection.driver.transaction()
    try:
        await transaction.start()
    except _BROKEN as error:
        connection.broke(error)

    async def end(commit: bool) -> None:
        if commit:
            try:
                await transaction.commit()
            except _BROKEN as error:
                connection.broke(error)
            return
        try:
            await transaction.rollback()
        except (*_LOST, asyncpg.PostgresError):
            connection.end_session()  # what made the rollback necessary says more than this

    return end


async def _read_json(driver: Driver) -> None:
    """JSON is read as Python values; SQLAlchemy's types write it."""
    await driver.set_type_codec("json", encoder=str, decoder=json.loads, schema="pg_catalog")
    await driver.set_type_codec("jsonb", encoder=str, decoder=json.loads, schema="pg_catalog")


async def _leave_no_transaction(driver: Driver) -> None:
    """Nothing of a session is changed here, so asyncpg's own reset, a round trip each time, is not needed."""
    if driver.is_in_transaction():
        await driver.reset()
