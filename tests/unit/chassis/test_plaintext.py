"""Outside a rehearsal nothing connects in plain text, unless the settings allow that connection by name."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from chassis.clock import SystemClock
from chassis.data.database import Database, own_connection
from chassis.data.migrations import upgrade
from chassis.events.kafka import connection_of
from chassis.run.main import main
from chassis.run.plaintext import NotEncrypted
from chassis.run.settings import Settings, settings_of
from services.notifications.settings.check import check_settings
from services.notifications.settings.mail import mail_server
from tests.integration.chassis.tally import service
from tests.parts.certificates import Authority

ENCRYPTED = {
    "DATABASE_URL": "postgresql+asyncpg://tally:secret@db.example/tally?ssl=verify-full&sslrootcert=ca.pem",
    "KAFKA_BOOTSTRAP": "kafka.example:9093",
    "KAFKA_SECURITY": "SASL_SSL",
    "KAFKA_USER": "tally",
    "KAFKA_PASSWORD": "secret",
    "JWKS": "https://id.example/keys",
}
PLAIN = {
    "postgres": {"DATABASE_URL": "postgresql+asyncpg://tally:secret@db.example/tally"},
    "kafka": {"KAFKA_SECURITY": "SASL_PLAINTEXT"},
    "jwks": {"JWKS": "http://id.example/keys"},
}
SSL_REQUEST = bytes.fromhex("0000000804d2162f")
"""How a client of PostgreSQL asks for TLS, before it says anything else."""


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in (ENCRYPTED | values).items():
        monkeypatch.setenv(f"TALLY_{name}", value)


def refusal(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    """What a worker says before it ends."""
    given(monkeypatch, **values)
    with pytest.raises(SystemExit) as end:
        main(service, ["worker"])
    return str(end.value)


def test_what_is_encrypted_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch)
    assert settings_of("tally").kafka_encrypted


@pytest.mark.parametrize("link", PLAIN)
def test_a_connection_in_plain_text_is_refused_at_the_start_and_the_refusal_says_how_to_allow_it(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [name] = PLAIN[link]

    sentence = refusal(monkeypatch, **PLAIN[link])

    assert f"TALLY_{name}: not encrypted" in sentence
    assert f"ALLOW_PLAINTEXT={link}" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize("link", ["postgres", "jwks"])
@pytest.mark.parametrize("role", ["api", "migrate"])
def test_so_is_it_for_the_other_roles(link: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **PLAIN[link])
    with pytest.raises(SystemExit, match="not encrypted"):
        main(service, [role])


def test_an_operators_command_is_refused_plain_kafka_too(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **PLAIN["kafka"])
    settings = settings_of("tally")
    with pytest.raises(NotEncrypted, match="ALLOW_PLAINTEXT=kafka"):
        connection_of(settings)


@pytest.mark.parametrize("link", PLAIN)
def test_it_is_allowed_by_its_own_name_and_by_no_other(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **PLAIN[link], ALLOW_PLAINTEXT=link)
    assert link in settings_of("tally").allow_plaintext

    others = ", ".join(sorted(set(PLAIN) - {link}))
    assert "not encrypted" in refusal(monkeypatch, **PLAIN[link], ALLOW_PLAINTEXT=others)


def test_a_rehearsal_needs_no_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, REHEARSAL="true", **{name: value for each in PLAIN.values() for name, value in each.items()})
    assert settings_of("tally").rehearsal


def test_a_name_that_is_no_connection_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "TALLY_ALLOW_PLAINTEXT" in refusal(monkeypatch, ALLOW_PLAINTEXT="everything")


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_tls_that_does_not_check_whose_certificate_it_is_does_not_count(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql+asyncpg://tally:secret@db.example/tally?ssl={mode}"

    assert "TALLY_DATABASE_URL: not encrypted" in refusal(monkeypatch, DATABASE_URL=address)


@pytest.mark.parametrize("address", ["postgresql+asyncpg://tally:x@/tally?host=/run/postgresql", "postgresql://"])
def test_a_socket_of_this_machine_needs_no_encryption(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, DATABASE_URL=address)
    assert settings_of("tally").database_url.get_secret_value() == address


def test_a_real_run_does_not_start_with_the_mail_catcher_of_a_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFICATIONS_SMTP_URL", "smtp://mail:1025")
    monkeypatch.setenv("NOTIFICATIONS_MAIL_FROM", "clinic@example.org")
    mail_server.cache_clear()
    with pytest.raises(ValueError, match="a catcher belongs to a rehearsal"):
        check_settings()
    for name, value in (("REHEARSAL", "true"), ("ALLOW_PLAINTEXT", "smtp")):
        with monkeypatch.context() as leave:
            leave.setenv(f"NOTIFICATIONS_{name}", value)
            mail_server.cache_clear()
            check_settings()
    mail_server.cache_clear()


@asynccontextmanager
async def server_without_tls() -> AsyncIterator[tuple[int, list[bytes]]]:
    """Its port, and the first bytes of each connection after it said that it has no TLS."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(SSL_REQUEST)) == SSL_REQUEST
        writer.write(b"N")
        heard.append(await reader.read(1024))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


@asynccontextmanager
async def server_with_tls(certificate: Path) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Its port, and the first bytes of each connection after it was encrypted."""
    heard: list[bytes] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(SSL_REQUEST)) == SSL_REQUEST
        writer.write(b"S")
        with suppress(ssl.SSLError, OSError):
            await writer.start_tls(context)
            heard.append(await reader.read(1024))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def _pool(url: str) -> None:
    database = Database(url, 1, "tally-api")
    try:
        async with database.connect():
            pass
    finally:
        await database.dispose()


async def _migration(url: str) -> None:
    await upgrade(url, service.migrations, SystemClock().now())


async def _own(url: str) -> None:
    await own_connection(url)


@pytest.mark.parametrize("connect", [_pool, _own, _migration])
async def test_no_connection_tells_its_name_to_a_server_that_has_no_tls(
    connect: Callable[[str], Awaitable[None]],
) -> None:
    async with server_without_tls() as (port, heard):
        with suppress(Exception):
            await connect(f"postgresql+asyncpg://tally:secret@127.0.0.1:{port}/tally?ssl=require")
        await asyncio.sleep(0.05)
    assert heard == [b""], "the user and the database would follow"


@pytest.mark.parametrize("connect", [_pool, _own, _migration])
@pytest.mark.parametrize("mode", ["verify-full", "verify-ca"])
async def test_every_connection_checks_the_certificate_with_the_authority_that_the_address_names(
    connect: Callable[[str], Awaitable[None]], mode: str, tmp_path: Path
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "anothers").mkdir()
    ours, anothers = Authority(tmp_path / "ours"), Authority(tmp_path / "anothers")
    for authority, said in ((ours, [b"tally"]), (anothers, [])):
        async with server_with_tls(ours.sign("database")) as (port, heard):
            with suppress(Exception):  # it is no database: it closes the connection once it has been told its name
                address = f"postgresql+asyncpg://tally:secret@127.0.0.1:{port}/tally"
                await connect(f"{address}?ssl={mode}&sslrootcert={authority.file}")
            await asyncio.sleep(0.05)
        assert [word for first in heard for word in (b"tally",) if word in first] == said


def test_every_field_that_a_refusal_reads_comes_before_what_it_judges() -> None:
    order = list(Settings.model_fields)
    last = max(order.index(name) for name in ("rehearsal", "allow_plaintext"))
    assert last < min(order.index(name) for name in ("database_url", "jwks"))
