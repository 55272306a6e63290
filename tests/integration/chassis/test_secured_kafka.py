"""A Kafka that is encrypted and asks for credentials, as managed clusters do: events pass, or the wait has a reason."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
import pytest_asyncio
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from chassis.events.cluster_topics import topics_of
from chassis.events.lag import lag_of
from chassis.ids import new_id
from chassis.run.logs import configure_logs
from chassis.run.processes import WorkerRole
from contracts.registry import TOPICS
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES
from tests.integration.chassis.consuming import another_worker, publish, until_consumed
from tests.integration.chassis.tally import service
from tests.parts.secured import PASSWORD, USER, Right, SecuredKafka
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.secured import secured_kafka
from tests.support.waiting import eventually

WRONG = "four five six"

pytestmark = pytest.mark.xdist_group("secured Kafka")  # one worker starts it, once


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def secured(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecuredKafka]:
    """A broker of these tests' own, beside the one that the others use."""
    async with secured_kafka(tmp_path_factory.mktemp("certificates")) as kafka:
        yield kafka


def ways_in(kafka: SecuredKafka) -> dict[str, dict[str, object]]:
    """Settings for each way in, by the words for it."""
    who: dict[str, object] = {"kafka_user": USER, "kafka_password": SecretStr(PASSWORD)}
    nobody: dict[str, object] = {"kafka_user": None, "kafka_password": None}
    trust = {"kafka_ca_file": kafka.authority.file}
    both = {"kafka_bootstrap": kafka.at["BOTH"], "kafka_security": "SASL_SSL", **who, **trust}
    return {
        "encrypted": {"kafka_bootstrap": kafka.at["ENCRYPTED"], "kafka_security": "SSL", **nobody, **trust},
        "by certificate": {
            "kafka_bootstrap": kafka.at["MUTUAL"],
            "kafka_security": "SSL",
            "kafka_client_certificate": kafka.authority.sign("worker"),
            **nobody,
            **trust,
        },
        "a user in the clear": {"kafka_bootstrap": kafka.at["SCRAM"], "kafka_security": "SASL_PLAINTEXT", **who},
        "a user": both,
        "a user by SHA-256": both | {"kafka_sasl_mechanism": "SCRAM-SHA-256"},
        "a user by PLAIN": both | {"kafka_sasl_mechanism": "PLAIN"},
    }


@pytest_asyncio.fixture(loop_scope="session")
async def tally(secured: SecuredKafka, run_service: RunService) -> AsyncIterator[Running]:
    """On that Kafka, encrypted and with a user."""
    async with run_service(service, **ways_in(secured)["a user"]) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def idle_tally(secured: SecuredKafka, run_service: RunService) -> AsyncIterator[Running]:
    """The same, for workers that never get as far as Kafka."""
    async with run_service(service, **ways_in(secured)["a user"]) as running:
        yield running


@asynccontextmanager
async def starting(running: Running, **changes: object) -> AsyncIterator[WorkerRole]:
    """A worker as its process has it: it starts in the background, for as long as that takes."""
    worker = WorkerRole(running.service, running.settings.model_copy(update=changes), running.clock)
    begun = asyncio.create_task(worker.start())
    try:
        yield worker
    finally:
        begun.cancel()
        await asyncio.gather(begun, return_exceptions=True)
        await worker.stop()


async def until_ready_says(worker: WorkerRole, words: str) -> None:
    async def said() -> None:
        assert words in (await worker.ready() or "")

    await eventually(said)


@pytest.fixture
def log() -> io.StringIO:
    """What a worker's process logs."""
    stream = io.StringIO()
    configure_logs("INFO", stream, service="tally")
    return stream


async def test_events_are_published_and_consumed_by_every_way_of_signing_in(
    secured: SecuredKafka, tally: Running
) -> None:
    consumed = {}
    for way, settings in ways_in(secured).items():
        clinic = new_id()
        async with another_worker(tally, **settings) as worker:
            await publish(tally, clinic, range(10))
            consumed[clinic] = range(10)
            await until_consumed(tally, consumed)
            assert await worker.ready() is None, way


@pytest.mark.parametrize(
    ("way", "changes", "reason"),
    [
        ("a user", {"kafka_password": SecretStr(WRONG)}, "SaslAuthenticationFailed"),
        ("a user by PLAIN", {"kafka_password": SecretStr(WRONG)}, "SaslAuthenticationFailed"),
        ("a user in the clear", {"kafka_user": "nobody"}, "SaslAuthenticationFailed"),
        ("a user in the clear", {"kafka_sasl_mechanism": "PLAIN"}, "UnsupportedSaslMechanismError"),
        ("a user", {"kafka_ca_file": None}, "SSLCertVerificationError"),
        ("by certificate", {"kafka_client_certificate": None}, "SSLError"),
        (
            "encrypted",
            {"kafka_security": "SASL_SSL", "kafka_user": USER, "kafka_password": SecretStr(PASSWORD)},
            "IllegalSaslStateError",
        ),
        ("encrypted", {"kafka_security": "PLAINTEXT"}, "KafkaConnectionError"),
    ],
)
async def test_a_worker_that_is_not_let_in_waits_and_says_why_without_its_password(
    way: str,
    changes: dict[str, object],
    reason: str,
    secured: SecuredKafka,
    idle_tally: Running,
    log: io.StringIO,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with starting(idle_tally, **(ways_in(secured)[way] | changes)) as worker:
        await until_ready_says(worker, f"starting: {reason}")
        assert worker.alive
    assert '"event": "worker_waits_to_start"' in log.getvalue()
    assert f'"error": "{reason} in ' in log.getvalue()
    for password in (WRONG, PASSWORD):
        assert password not in log.getvalue() + caplog.text


async def test_a_worker_that_waited_for_its_user_starts_once_kafka_knows_it_and_all_is_consumed(
    secured: SecuredKafka, tally: Running
) -> None:
    clinic, password = new_id(), "seven eight nine"
    await publish(tally, clinic, range(10))
    async with starting(tally, kafka_user="expected", kafka_password=SecretStr(password)) as worker:
        await until_ready_says(worker, "SaslAuthenticationFailed")
        await secured.let_in("expected", password)
        await secured.allow("expected", tally.settings.topic_prefix, *Right)

        await until_consumed(tally, {clinic: range(10)})
        assert await worker.ready() is None


async def test_a_password_that_changes_while_a_worker_runs_is_said_and_nothing_is_lost(
    secured: SecuredKafka, tally: Running, log: io.StringIO
) -> None:
    clinic, password = new_id(), "ten eleven twelve"
    await secured.let_in("changed", password)
    await secured.allow("changed", tally.settings.topic_prefix, *Right)
    async with another_worker(tally, kafka_user="changed", kafka_password=SecretStr(password)) as worker:
        await publish(tally, clinic, range(10))
        await until_consumed(tally, {clinic: range(10)})
        await secured.let_in("changed", WRONG)
        await secured.stop_broker()  # who is in stays in for as long as the connection holds
        await secured.start_broker()
        await publish(tally, clinic, range(10, 20))
        await until_ready_says(worker, "Kafka: SaslAuthenticationFailed")
        assert worker.alive
        assert '"error": "SaslAuthenticationFailed in ' in log.getvalue()
        await secured.let_in("changed", password)

        await until_consumed(tally, {clinic: range(20)})
        assert await worker.ready() is None


async def test_the_rights_that_the_documentation_names_are_enough(secured: SecuredKafka, tally: Running) -> None:
    clinic, prefix = new_id(), tally.settings.topic_prefix
    await secured.let_in("modest", PASSWORD)
    await secured.allow("modest", prefix, *Right)
    modest = tally.settings.model_copy(update={"kafka_user": "modest"})
    async with another_worker(tally, kafka_user="modest"):
        await publish(tally, clinic, range(10))
        await until_consumed(tally, {clinic: range(10)})
        lag = await lag_of(modest, tally.service.name, tally.service.reactions.topics)
    name, more = f"{prefix}tally.counts", tally.settings.topic_partitions + 1
    async with topics_of(modest) as topics:
        await topics.grow(name, more)
        [state] = (await topics.states([name])).values()

    assert (lag.members, [topic.committed for topic in lag.topics]) == (1, [True])
    assert (state.partitions, state.retention is not None) == (more, True)


async def test_a_worker_that_may_not_read_says_so(secured: SecuredKafka, tally: Running, log: io.StringIO) -> None:
    await secured.let_in("blind", PASSWORD)
    await secured.allow("blind", tally.settings.topic_prefix, *(set(Right) - {Right.READ}))
    async with another_worker(tally, kafka_user="blind") as worker:

        async def said() -> None:
            assert '"error": "TopicAuthorizationFailedError in ' in log.getvalue()

        await eventually(said)
        assert worker.alive
    assert '"event": "consumer_waits"' in log.getvalue()


async def test_an_operators_commands_are_let_in_or_say_why_not(
    secured: SecuredKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {
        "DATABASE_URL": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
        "JWKS": "jwks.json",
        "ALLOW_PLAINTEXT": "postgres",
        "TOPIC_PREFIX": f"commands_{uuid4().hex[:8]}.",
        "TOPIC_PARTITIONS": "1",
        "KAFKA_BOOTSTRAP": secured.at["BOTH"],
        "KAFKA_SECURITY": "SASL_SSL",
        "KAFKA_USER": USER,
        "KAFKA_PASSWORD": PASSWORD,
        "KAFKA_CA_FILE": str(secured.authority.file),
    }
    for name, value in known.items():
        for each in SERVICE_NAMES:
            monkeypatch.setenv(f"{each.upper()}_{name}", value)

    async def order(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, list(words))

    made, lag = await order("topics", "create"), await order("lag", "--above", "0")
    monkeypatch.setenv("SCREENING_KAFKA_PASSWORD", WRONG)
    refused = [await order("lag", "--service", "screening"), await order("topics", "check")]

    assert (made.exit_code, made.stdout.count(": created\n")) == (0, len(TOPICS))
    assert lag.exit_code == 0, lag.output
    for result in refused:
        assert result.exit_code == 1
        assert f"Kafka at {secured.at['BOTH']} refuses our connection (SaslAuthenticationFailed)." in result.stdout
        assert WRONG not in result.output
