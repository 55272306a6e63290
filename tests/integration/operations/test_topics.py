"""``needlepoint topics`` on a real Kafka: what is missing is made, what differs is said, nothing shrinks."""

from datetime import timedelta

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource

from chassis.events.cluster_topics import Topics, TopicState, topics_of, wanted
from chassis.events.kafka import connection_of
from chassis.ids import new_id
from contracts.registry import TOPICS
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.embedded import EmbeddedKafka
from tests.integration.chassis.consuming import another_worker
from tests.integration.notifications.stories import Patient, opened
from tests.integration.operations.conftest import Chain, caught_up, number_of
from tests.support.waiting import eventually


async def states(chain: Chain) -> dict[str, TopicState]:
    """Without prefix."""
    async with topics_of(chain.booking.settings) as topics:
        found = await topics.states([chain.prefix + topic for topic in TOPICS])
    return {name.removeprefix(chain.prefix): state for name, state in found.items()}


@pytest.mark.usefixtures("real_kafka")
async def test_missing_topics_are_named_then_made_as_wanted_then_left_alone(chain: Chain) -> None:
    missing = await chain.order("topics", "check")
    made = await chain.order("topics", "create")
    again = await chain.order("topics", "create")
    checked = await chain.order("topics", "check")
    listed = (await chain.order("topics", "list")).stdout.splitlines()

    assert missing.exit_code == 1
    assert f"✗ {chain.prefix}booking.patients does not exist: `needlepoint topics create`" in missing.stdout
    assert made.stdout.count(": created\n") == len(TOPICS)
    found = await states(chain)
    assert set(found) == set(TOPICS)
    assert set(found.values()) == {TopicState(partitions=4, replication=1, retention=timedelta(days=7))}
    assert (again.exit_code, again.stdout) == (0, "Every topic exists and is as wanted.\n")
    assert (checked.exit_code, checked.stdout) == (0, "Every topic exists and is as wanted.\n")
    assert f"{chain.prefix}booking.patients\t4\t1\t168 h\t4 × 1, 168 h\t" in listed


@pytest.mark.usefixtures("real_kafka")
async def test_what_a_worker_creates_is_as_wanted_too(chain: Chain) -> None:
    await chain.notifications.start_worker()

    assert set((await states(chain)).values()) == {TopicState(4, 1, timedelta(days=7))}


@pytest.mark.usefixtures("real_kafka")
async def test_partitions_replicas_and_retention_that_differ_are_shown_and_never_changed(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chain.order("topics", "create")
    monkeypatch.setenv("NOTIFICATIONS_TOPIC_PARTITIONS", "2")
    monkeypatch.setenv("INVENTORY_TOPIC_REPLICATION", "3")
    monkeypatch.setenv("SCREENING_TOPIC_RETENTION_HOURS", "24")
    monkeypatch.setenv("BOOKING_TOPIC_PARTITIONS", "6")
    before = await states(chain)

    answer = await chain.order("topics", "create")

    assert answer.exit_code == 1
    for words in (
        "notifications.messages has 4 partitions, wanted 2: Kafka cannot remove partitions",
        "set NOTIFICATIONS_TOPIC_PARTITIONS=4",
        "inventory.stock has 1 replicas, wanted 3",
        "screening.screenings keeps events for 168 h, wanted 24 h",
        "booking.patients has 4 partitions, wanted 6: `needlepoint topics grow`",
    ):
        assert words in answer.stdout
    assert await states(chain) == before


@pytest.mark.usefixtures("real_kafka")
async def test_a_topic_that_kafka_refuses_is_shown_in_kafkas_words(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOKING_TOPIC_REPLICATION", "99")

    answer = await chain.order("topics", "create")

    assert answer.exit_code == 1
    assert "Kafka refused." in answer.stdout
    assert "99" in answer.stdout


@pytest.mark.usefixtures("real_kafka")
async def test_a_topic_grows_only_when_nobody_sends_and_all_is_taken_and_order_holds_over_it(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = new_id()
    patients = [Patient(clinic) for _ in range(8)]
    await chain.publish(opened(clinic), *[each.registered() for each in patients])
    monkeypatch.setenv("BOOKING_TOPIC_PARTITIONS", "8")
    await chain.booking.start_worker()

    async def sent() -> None:
        assert "\t0\t" in (await chain.order("outbox", "--service", "booking")).stdout

    await eventually(sent)
    working = await chain.order("topics", "grow", "booking.patients")
    await chain.booking.worker.stop()
    for other in ("console", "inventory", "screening"):  # none of their workers runs: they would be waited for
        monkeypatch.setattr(f"services.{other}.app.service.reactions._by_type", {})
    behind = await chain.order("topics", "grow", "booking.patients")
    async with another_worker(chain.notifications):
        await eventually(lambda: caught_up(chain))
    grown = await chain.order("topics", "grow", "booking.patients")
    back = await chain.order("topics", "grow", "booking.patients")

    assert "1 worker(s) of booking are running and send events: stop them first" in working.stdout
    assert "wait for notifications: let it consume them first" in behind.stdout
    assert (working.exit_code, behind.exit_code) == (1, 1)
    assert grown.exit_code == 0
    assert "booking.patients: 8 partitions. Start booking's workers again;" in grown.stdout
    assert (await states(chain))["booking.patients"].partitions == 8
    assert back.exit_code == 1
    assert "has 8; BOOKING_TOPIC_PARTITIONS=8 wants no more than that" in back.stdout
    for number in range(5):
        await chain.publish(*[each.changed(phone=f"+35191{number:07}") for each in patients])
    async with another_worker(chain.booking), another_worker(chain.notifications):

        async def all_say_the_last() -> None:
            assert {await number_of(chain.notifications, each) for each in patients} == {f"+35191{4:07}"}

        await eventually(all_say_the_last)


async def test_no_topic_of_that_name_is_said(chain: Chain) -> None:
    answer = await chain.order("topics", "grow", "booking.parties")

    assert answer.exit_code == 2
    assert "There is no topic booking.parties: use one of" in answer.output


async def test_on_the_embedded_broker_topics_make_themselves_and_that_is_said(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = EmbeddedKafka()
    address = broker.start()
    for name in SERVICE_NAMES:
        monkeypatch.setenv(f"{name.upper()}_KAFKA_BOOTSTRAP", address)
    try:
        answer = await chain.order("topics", "create")
    finally:
        broker.stop()

    assert answer.exit_code == 1
    assert "creates topics at their first use: nothing to do." in answer.stdout


class _DeletesAfterListing:
    """An admin client beside which another operator deletes ``doomed`` after the list of all topics was read."""

    def __init__(self, admin: AIOKafkaAdminClient, doomed: str) -> None:
        self._admin, self._doomed = admin, doomed

    async def describe_topics(self) -> object:
        listed: object = await self._admin.describe_topics()
        await self._admin.delete_topics([self._doomed])

        async def gone() -> None:
            assert self._doomed not in await self._admin.list_topics()

        await eventually(gone)
        return listed

    async def describe_configs(self, resources: list[ConfigResource]) -> object:
        answers: object = await self._admin.describe_configs(resources)
        return answers


@pytest.mark.usefixtures("real_kafka")
async def test_a_topic_that_is_deleted_while_topics_are_read_is_not_there_and_fails_nothing(chain: Chain) -> None:
    settings = chain.booking.settings
    stays, goes = chain.prefix + "booking.patients", chain.prefix + "booking.consults"
    async with topics_of(settings) as topics:
        await topics.create([stays, goes], wanted(settings))
    admin = AIOKafkaAdminClient(**connection_of(settings))
    await admin.start()
    try:
        found = await Topics(_DeletesAfterListing(admin, goes)).states([stays, goes])
    finally:
        await admin.close()

    assert set(found) == {stays}
