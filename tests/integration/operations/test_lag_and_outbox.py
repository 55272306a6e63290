"""``needlepoint lag`` and ``outbox``: what waits, for whom, since when; and a Kafka that lost what it had."""

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from sqlalchemy import func, select

from chassis.data.tables import inbox
from chassis.events.cluster_topics import topics_of
from chassis.ids import new_id
from services.notifications.tables import messages
from tests.integration.chassis.consuming import another_worker, until_outbox_is_empty
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, opened
from tests.integration.operations.conftest import LAG, Chain, caught_up, number_of
from tests.parts.choose import Parts
from tests.support.waiting import eventually

OUTBOX = ("outbox", "--service", "booking")


def cells(output: str) -> list[list[str]]:
    """The lines of a piped table, without its titles."""
    return [line.split("\t") for line in output.splitlines()[1:]]


async def waiting(chain: Chain) -> dict[str, list[str]]:
    """Topic to workers, events waiting and note."""
    lines = cells((await chain.order(*LAG)).stdout)
    return {topic.removeprefix(chain.prefix): [workers, *rest] for _, workers, topic, *rest in lines}


async def test_lag_is_shown_by_topic_and_in_all_and_falls_to_nothing(chain: Chain, parts: Parts) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    assert (await waiting(chain))["all"][2] == "no topic of it is on Kafka yet"
    await chain.publish(opened(clinic), ana.registered(), ana.changed(phone="+351913333333"))
    async with another_worker(chain.booking):
        await until_outbox_is_empty(chain.booking)

    before = await waiting(chain)
    too_many = await chain.order(*LAG, "--above", "2")
    few = await chain.order(*LAG, "--above", "3")
    await chain.notifications.start_worker()
    await eventually(lambda: caught_up(chain))
    after = await waiting(chain)

    nobody, one = ("0", "1") if parts.kafka.real else ("?", "?")
    assert before["booking.patients"] == [nobody, "2", "never took anything"]
    assert before["booking.clinics"] == [nobody, "1", "never took anything"]
    assert before["all"][1] == "3"
    assert (too_many.exit_code, few.exit_code) == (1, 0)
    assert after["booking.patients"] == [one, "0", ""]
    assert after["all"][1] == "0"


@pytest.mark.usefixtures("real_kafka")
async def test_what_kafka_deleted_before_it_was_consumed_is_shown_with_the_command_that_restores_it(
    chain: Chain,
) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    await chain.publish(opened(clinic), ana.registered())
    await chain.booking.start_worker()
    async with another_worker(chain.notifications):
        await eventually(lambda: caught_up(chain))
    await chain.publish(ana.changed(phone="+351910000001"), ana.changed(phone="+351910000002"))
    await until_outbox_is_empty(chain.booking)

    await _delete_everything_on(chain, "booking.patients")

    said = (await waiting(chain))["booking.patients"]
    assert said[1] == "0"
    assert said[2].startswith("2 deleted by Kafka before they were taken: `needlepoint outbox again`")


async def _delete_everything_on(chain: Chain, topic: str) -> None:
    """As retention does."""
    name = chain.prefix + topic
    admin = AIOKafkaAdminClient(bootstrap_servers=chain.booking.settings.kafka_bootstrap)
    await admin.start()
    try:
        places = [TopicPartition(name, number) for number in range(chain.booking.settings.topic_partitions)]
        await admin.delete_records({place: RecordsToDelete(-1) for place in places})
    finally:
        await admin.close()


async def test_the_outbox_shows_what_waits_since_when_and_who_sends(chain: Chain) -> None:
    clinic = new_id()
    await chain.publish(opened(clinic), Patient(clinic).registered())
    [before] = cells((await chain.order(*OUTBOX)).stdout)
    await chain.booking.start_worker()
    await until_outbox_is_empty(chain.booking)
    [after] = cells((await chain.order(*OUTBOX)).stdout)

    assert before == ["booking", "2", f"{START:%F %H:%M}" + before[2][16:], "none", ""]
    assert after[:3] == ["booking", "0", ""]
    assert after[4] == " ".join(map(str, range(16)))


async def test_history_is_not_queued_again_while_a_relay_sends(chain: Chain) -> None:
    await chain.publish(opened(new_id()))
    await chain.booking.start_worker()
    await until_outbox_is_empty(chain.booking)

    answer = await chain.order("outbox", "again", "--service", "booking")

    assert answer.exit_code == 1
    assert "1 worker(s) of booking are running and send events: stop them first, and try again." in answer.stdout
    assert cells((await chain.order(*OUTBOX)).stdout)[0][1] == "0"


async def test_only_what_was_recorded_since_a_moment_is_queued_again(chain: Chain) -> None:
    clinic = new_id()
    async with another_worker(chain.booking):
        await chain.publish(opened(clinic))
        chain.booking.clock.advance(3 * DAY)
        await chain.publish(Patient(clinic).registered())
        await until_outbox_is_empty(chain.booking)

    answer = await chain.order("outbox", "again", "--service", "booking", "--from", "2026-11-25T00:00Z")

    assert "booking: 1 events queued again." in answer.stdout


@pytest.mark.usefixtures("real_kafka")
async def test_a_kafka_that_lost_its_topics_is_filled_again_nothing_is_lost_and_nothing_is_done_twice(
    chain: Chain,
) -> None:
    clinic = new_id()
    ana = Patient(clinic)
    async with another_worker(chain.booking):
        await chain.publish(opened(clinic), ana.registered())
        async with another_worker(chain.notifications):
            await chain.publish(Appointment(ana, START).booked())
            await eventually(lambda: _has_consumed(chain, 3))
        await chain.publish(*[ana.changed(phone=f"+35191{number:07}") for number in range(20)])
        await until_outbox_is_empty(chain.booking)  # on Kafka, and nobody has taken it
    planned = await _planned(chain)

    await _lose_every_topic(chain)
    made = await chain.order("topics", "create")
    queued = await chain.order("outbox", "again", "--service", "booking")

    assert made.exit_code == 0
    assert "booking: 23 events queued again." in queued.stdout
    async with another_worker(chain.booking), another_worker(chain.notifications):
        await eventually(lambda: _has_consumed(chain, 23))
    assert await number_of(chain.notifications, ana) == f"+35191{19:07}"
    assert await _planned(chain) == planned


async def _lose_every_topic(chain: Chain) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=chain.booking.settings.kafka_bootstrap)
    await admin.start()
    try:
        mine = [name for name in await admin.list_topics() if name.startswith(chain.prefix)]
        await admin.delete_topics(mine)
    finally:
        await admin.close()

    async def gone() -> None:
        async with topics_of(chain.booking.settings) as topics:
            assert await topics.states(mine) == {}

    await eventually(gone)


async def _has_consumed(chain: Chain, number: int) -> None:
    async with chain.notifications.work() as work:
        assert await work.scalar(select(func.count()).select_from(inbox)) == number


async def _planned(chain: Chain) -> int:
    async with chain.notifications.work() as work:
        return await work.scalar(select(func.count()).select_from(messages)) or 0
