"""Each service's Kafka user writes the topics of its service alone, so that a topic proves who published an event."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from chassis.events.kafka import connection_of
from chassis.ids import new_id
from chassis.run.settings import Settings
from contracts.registry import TOPICS
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES, load
from tests.parts.certificates import Authority
from tests.parts.secured import PASSWORD, USER, Right, SecuredKafka
from tests.support.fixtures import RunService
from tests.support.secured import secured_kafka
from tests.support.waiting import eventually

pytestmark = pytest.mark.xdist_group("secured Kafka")

PREFIX = f"users_{uuid4().hex[:8]}."
PASSWORDS = {name: f"{name}'s own password" for name in SERVICE_NAMES}
CLEARANCE = json.loads(Path("contracts/examples/needlepoint.screening.ScreeningDecided.v1.json").read_text())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def secured(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecuredKafka]:
    """A broker whose only users are those that `needlepoint kafka-users apply` made."""
    async with secured_kafka(tmp_path_factory.mktemp("certificates")) as kafka:
        yield kafka


def operators_environment(kafka: SecuredKafka) -> dict[str, str]:
    """As the set-up step has it: on the broker's own listener, where nobody is asked, and with the passwords to set."""
    common = {
        "DATABASE_URL": "postgresql://",
        "JWKS": "jwks.json",
        "KAFKA_BOOTSTRAP": kafka.bootstrap,
        "ALLOW_PLAINTEXT": "kafka",
        "TOPIC_PREFIX": PREFIX,
        "TOPIC_PARTITIONS": "1",
    }
    settings = {f"{name.upper()}_{setting}": value for name in SERVICE_NAMES for setting, value in common.items()}
    return settings | {f"KAFKA_{name.upper()}_PASSWORD": password for name, password in PASSWORDS.items()}


async def order(kafka: SecuredKafka, *words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, list(words), env=operators_environment(kafka))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def users(secured: SecuredKafka) -> SecuredKafka:
    """The topics are there, and so are the users."""
    for words in (("topics", "create"), ("kafka-users", "apply")):
        answer = await order(secured, *words)
        assert answer.exit_code == 0, answer.output
    return secured


def settings_of_user(kafka: SecuredKafka, service: str) -> Settings:
    return Settings.model_validate(user_settings(kafka, service) | {"database_url": "postgresql://", "jwks": "x"})


def user_settings(kafka: SecuredKafka, service: str) -> dict[str, object]:
    """What a worker of a service has."""
    return {
        "kafka_bootstrap": kafka.at["BOTH"],
        "kafka_security": "SASL_SSL",
        "kafka_ca_file": kafka.authority.file,
        "kafka_user": f"{PREFIX}{service}",
        "kafka_password": SecretStr(PASSWORDS[service]),
        "topic_prefix": PREFIX,
    }


async def send(kafka: SecuredKafka, service: str, topic: str, value: bytes, **headers: str) -> None:
    """With a service's own user. Raises what Kafka refuses."""
    producer = AIOKafkaProducer(**connection_of(settings_of_user(kafka, service)), enable_idempotence=True)
    await producer.start()
    try:
        given = [(f"ce_{name}", text.encode()) for name, text in headers.items()]
        await producer.send_and_wait(f"{PREFIX}{topic}", value, key=str(uuid4()).encode(), headers=given)
    finally:
        await producer.stop()


async def _first_record(consumer: AIOKafkaConsumer) -> object:
    await consumer.start()
    return await consumer.getone()


async def number_of_records(kafka: SecuredKafka, topic: str) -> int:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap)
    await consumer.start()
    try:
        place = TopicPartition(f"{PREFIX}{topic}", 0)
        return int((await consumer.end_offsets([place]))[place])
    finally:
        await consumer.stop()


async def test_a_stolen_user_of_notifications_cannot_clear_a_patient(users: SecuredKafka) -> None:
    clearance = json.dumps(CLEARANCE).encode()
    kind = "needlepoint.screening.ScreeningDecided.v1"
    before = await number_of_records(users, "screening.screenings")

    with pytest.raises(TopicAuthorizationFailedError):
        await send(users, "notifications", "screening.screenings", clearance, id=str(new_id()), type=kind)

    assert await number_of_records(users, "screening.screenings") == before
    await send(users, "screening", "screening.screenings", clearance, id=str(new_id()), type=kind)
    assert await number_of_records(users, "screening.screenings") == before + 1, "its publisher's own user can"


@pytest.mark.parametrize("service", SERVICE_NAMES)
async def test_a_user_writes_the_topics_of_its_service_and_no_others(users: SecuredKafka, service: str) -> None:
    written = set()
    for topic in TOPICS:
        try:
            await send(users, service, topic, b"{}")
            written.add(topic)
        except (TopicAuthorizationFailedError, ClusterAuthorizationFailedError):  # the console may not begin to send
            pass
    assert written == set(load(service).publishes) == {topic for topic in TOPICS if topic.startswith(f"{service}.")}


@pytest.mark.parametrize("service", SERVICE_NAMES)
async def test_a_user_reads_what_its_service_consumes_in_its_own_group_and_nothing_else(
    users: SecuredKafka, service: str
) -> None:
    known = set()
    consumer = AIOKafkaConsumer(**connection_of(settings_of_user(users, service)))
    await consumer.start()
    try:
        known = {name.removeprefix(PREFIX) for name in await consumer.topics() if name.startswith(PREFIX)}
    finally:
        await consumer.stop()
    assert known == {*load(service).publishes, *load(service).reactions.topics}

    other = next(name for name in SERVICE_NAMES if name != service)
    topic = f"{PREFIX}{load(service).reactions.topics[0]}"
    intruder = AIOKafkaConsumer(topic, **connection_of(settings_of_user(users, service)), group_id=f"{PREFIX}{other}")
    try:
        with pytest.raises(GroupAuthorizationFailedError):
            await asyncio.wait_for(_first_record(intruder), 20)
    finally:
        await intruder.stop()


async def test_the_workers_of_all_services_start_and_make_their_own_topics_with_these_rights(
    secured: SecuredKafka, run_service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a cluster that has users and no topics."""
    prefix = f"fresh_{uuid4().hex[:8]}."
    monkeypatch.setattr("tests.integration.operations.test_kafka_users.PREFIX", prefix)
    assert (await order(secured, "kafka-users", "apply")).exit_code == 0
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(run_service(load(name), **user_settings(secured, name)))
            for name in SERVICE_NAMES
        ]
        await asyncio.gather(*[each.start_worker() for each in running])

        async def all_ready() -> None:
            assert {each.service.name: await each.worker.ready() for each in running} == dict.fromkeys(SERVICE_NAMES)

        await eventually(all_ready)


async def test_too_much_is_said_and_taken_back(users: SecuredKafka) -> None:
    assert (await order(users, "kafka-users", "check")).exit_code == 0
    await users.allow(f"{PREFIX}notifications", f"{PREFIX}screening", Right.WRITE)

    found = await order(users, "kafka-users", "check")
    assert found.exit_code == 1
    said = f"✗ too much: {PREFIX}notifications may WRITE on topic {PREFIX}screening, prefixed"
    assert said in found.stdout

    taken = await order(users, "kafka-users", "apply")
    assert "0 permissions given, 1 taken back." in taken.stdout
    assert (await order(users, "kafka-users", "check")).exit_code == 0
    with pytest.raises(TopicAuthorizationFailedError):
        await send(users, "notifications", "screening.screenings", b"{}")


@pytest.mark.parametrize("listener", ["BOTH", "MUTUAL", "ENCRYPTED"])
async def test_an_operator_reaches_the_cluster_by_tls_and_checks_its_certificate(
    users: SecuredKafka, listener: str, tmp_path: Path
) -> None:
    signing_in = {
        "BOTH": {"KAFKA_SECURITY": "SASL_SSL", "KAFKA_USER": USER, "KAFKA_PASSWORD": PASSWORD},
        "MUTUAL": {"KAFKA_SECURITY": "SSL", "KAFKA_CLIENT_CERTIFICATE": str(users.authority.sign("worker"))},
        "ENCRYPTED": {"KAFKA_SECURITY": "SSL"},
    }[listener]

    async def checked(authority: Authority) -> Result:
        own = signing_in | {"KAFKA_BOOTSTRAP": users.at[listener], "KAFKA_CA_FILE": str(authority.file)}
        given = {f"{name.upper()}_{setting}": value for name in SERVICE_NAMES for setting, value in own.items()}
        environment = operators_environment(users) | given | {f"{n.upper()}_ALLOW_PLAINTEXT": "" for n in SERVICE_NAMES}
        return await asyncio.to_thread(CliRunner().invoke, app, ["kafka-users", "check"], env=environment)

    answer = await checked(users.authority)
    assert answer.exit_code == 0, answer.output
    refused = await checked(Authority(tmp_path))
    assert refused.exit_code == 1
    assert "certificate verify failed" in refused.stdout


@pytest.mark.parametrize(
    ("password", "words"),
    [
        (
            PASSWORDS["notifications"],
            "our user may not look at permissions: it needs Describe and Alter on the cluster",
        ),
        ("wrong", "SASL authentication error"),
    ],
)
async def test_a_user_who_may_not_administer_the_cluster_is_told_so(
    users: SecuredKafka, password: str, words: str
) -> None:
    as_notifications = {
        f"{name.upper()}_{setting}": value
        for name in SERVICE_NAMES
        for setting, value in {
            "KAFKA_BOOTSTRAP": users.at["SCRAM"],
            "KAFKA_SECURITY": "SASL_PLAINTEXT",
            "KAFKA_USER": f"{PREFIX}notifications",
            "KAFKA_PASSWORD": password,
        }.items()
    }
    environment = {**operators_environment(users), **as_notifications}

    for command in ("check", "apply"):
        answer = await asyncio.to_thread(CliRunner().invoke, app, ["kafka-users", command], env=environment)
        assert answer.exit_code == 1
        assert words in answer.stdout
        assert password not in answer.output


async def test_passwords_are_not_said(users: SecuredKafka) -> None:
    answer = await order(users, "kafka-users", "apply")
    assert f"Passwords set: {', '.join(sorted(f'{PREFIX}{name}' for name in SERVICE_NAMES))}." in answer.stdout
    assert not [password for password in PASSWORDS.values() if password in answer.output]
