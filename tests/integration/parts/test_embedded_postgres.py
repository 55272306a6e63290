import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio

from needlepoint.trial.embedded import EmbeddedPostgres
from needlepoint.trial.embedded.leftovers import AlreadyInUse

pytestmark = pytest.mark.xdist_group("embedded PostgreSQL")  # one worker initialises it, once


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def empty_cluster() -> AsyncIterator[Path]:
    """The data folder of a server that was started and stopped: initdb takes longer than most of these tests."""
    with tempfile.TemporaryDirectory(prefix="needlepoint-test-") as name:
        async with EmbeddedPostgres(Path(name), durable=False):
            pass
        yield Path(name)


@pytest.fixture
def folder(empty_cluster: Path) -> Iterator[Path]:
    """A copy of it, with its owners and rights."""
    with tempfile.TemporaryDirectory(prefix="needlepoint-test-") as name:
        subprocess.run(["cp", "-a", f"{empty_cluster}/.", name], check=True)
        yield Path(name)


@pytest_asyncio.fixture
async def server(folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    async with EmbeddedPostgres(folder, durable=False) as running:
        yield running


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_it_is_postgresql_18_with_room_for_every_service(server: EmbeddedPostgres) -> None:
    assert str(await ask(server.admin_url, "SHOW server_version")).startswith("18")
    assert await ask(server.admin_url, "SHOW max_connections") == "200"
    assert await ask(server.admin_url, "SHOW listen_addresses") == ""


async def test_data_survives_a_stop_and_start(folder: Path) -> None:
    async with EmbeddedPostgres(folder) as server:
        await server.create_service_database("booking", "one")
        await ask(server.owner_url("booking"), "CREATE TABLE kept AS SELECT 7 AS answer")
        assert await ask(server.admin_url, "SHOW fsync") == "on"
    async with EmbeddedPostgres(folder) as server:
        await server.create_service_database("booking", "another password")
        assert await ask(server.owner_url("booking"), "SELECT answer FROM kept") == 7


async def test_a_service_enters_its_own_database_and_no_other(server: EmbeddedPostgres) -> None:
    for name in ("booking", "screening"):
        await server.create_service_database(name, f"password of {name}")
    assert await ask(server.url("booking"), "SELECT current_user || '@' || current_database()") == "booking@booking"
    for closed in ("screening", "postgres", "template1"):
        with pytest.raises(asyncpg.PostgresError):
            await ask(server.url("booking").replace("/booking?", f"/{closed}?"), "SELECT 1")


async def test_the_right_to_connect_alone_already_keeps_others_out(server: EmbeddedPostgres) -> None:
    for name in ("booking", "screening"):
        await server.create_service_database(name, "secret")
    question = "SELECT has_database_privilege('booking', 'screening', 'CONNECT')"
    assert await ask(server.admin_url, question) is False


async def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    await server.create_service_database("booking", "right")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(server.url("booking").replace("right", "wrong"), "SELECT 1")


async def test_the_owner_is_no_superuser_yet_makes_tables_and_the_role_of_the_service_makes_none(
    server: EmbeddedPostgres,
) -> None:
    await server.create_service_database("booking", "secret")
    for url in (server.url("booking"), server.owner_url("booking")):
        assert await ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    await ask(server.owner_url("booking"), "CREATE TABLE mine (id int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(server.url("booking"), "CREATE TABLE ours (id int)")


async def test_tables_from_before_there_was_an_owner_are_handed_over(folder: Path) -> None:
    async with EmbeddedPostgres(folder) as server:
        await server.create_service_database("booking", "secret")
        await ask(server.admin_url, "ALTER DATABASE booking OWNER TO booking")
        await ask(server.url("booking"), "CREATE TABLE before AS SELECT 7 AS answer")
    async with EmbeddedPostgres(folder) as server:
        await server.create_service_database("booking", "secret")
        assert await ask(server.owner_url("booking"), "DELETE FROM before RETURNING answer") == 7
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(server.url("booking"), "SELECT answer FROM before")


async def test_a_folder_too_deep_for_a_socket_gets_its_socket_elsewhere(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    async with EmbeddedPostgres(deep, durable=False) as server:
        await server.create_service_database("booking", "secret")
        assert await ask(server.url("booking"), "SELECT 1") == 1
        elsewhere = server.socket_dir
    assert not elsewhere.exists()


async def test_two_runs_do_not_share_one_folder(server: EmbeddedPostgres) -> None:
    with pytest.raises(AlreadyInUse, match="another run"):
        await EmbeddedPostgres(server.data_dir).start()
    assert await ask(server.admin_url, "SELECT 1") == 1


async def test_a_name_that_is_no_name_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        await server.create_service_database('x"; DROP DATABASE postgres', "secret")


RUN_UNTIL_KILLED = """
import asyncio, sys
from pathlib import Path
from needlepoint.trial.embedded import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]))
    await server.start()
    await server.create_service_database("booking", "secret")
    print((server.cluster / "postmaster.pid").read_text().split()[0], flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def started_elsewhere(folder: Path) -> tuple[asyncio.subprocess.Process, psutil.Process]:
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN_UNTIL_KILLED, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    return owner, psutil.Process(int(await asyncio.wait_for(owner.stdout.readline(), timeout=60)))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
async def test_killing_the_run_ends_its_server_and_the_next_run_starts_on_the_same_data(folder: Path) -> None:
    owner, postmaster = await started_elsewhere(folder)
    owner.kill()
    await owner.wait()
    async with EmbeddedPostgres(folder) as server:
        await server.create_service_database("booking", "secret")
        assert await ask(server.url("booking"), "SELECT 1") == 1
        assert not lives(postmaster)


async def crashed(folder: Path) -> psutil.Process:
    owner, postmaster = await started_elsewhere(folder)
    postmaster.send_signal(signal.SIGKILL)
    owner.kill()
    await owner.wait()
    assert (folder / "cluster" / "postmaster.pid").exists()
    return postmaster


async def test_after_a_crash_it_starts_on_what_was_committed(folder: Path) -> None:
    await crashed(folder)
    async with EmbeddedPostgres(folder) as server:
        await server.create_service_database("booking", "secret")
        assert await ask(server.url("booking"), "SELECT 1") == 1


async def test_a_pid_file_that_points_to_a_stranger_holds_nobody_up(folder: Path) -> None:
    postmaster = await crashed(folder)
    # After a restart of the machine or container that number may be anyone's: ours, say.
    pid_file = folder / "cluster" / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(postmaster.pid), str(os.getpid()), 1))
    async with EmbeddedPostgres(folder) as server:
        assert await ask(server.admin_url, "SELECT 1") == 1


def lives(process: psutil.Process) -> bool:
    """A zombie does not: in a container nobody may come to bury it."""
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
