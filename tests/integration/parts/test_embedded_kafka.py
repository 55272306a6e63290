"""The broker of the embedded run: topics that it starts with, and those that appear."""

from aiokafka import AIOKafkaProducer

from needlepoint.trial.embedded import EmbeddedKafka
from needlepoint.trial.embedded.kafka import PARTITIONS


async def test_it_starts_with_the_topics_it_is_told_and_others_appear_on_first_use() -> None:
    broker = EmbeddedKafka()
    producer = AIOKafkaProducer(bootstrap_servers=broker.start(["booking.patients", "booking.clinics"], 1))
    try:
        await producer.start()
        sent = [await producer.send_and_wait("booking.patients", b"x", key=bytes([key])) for key in range(8)]
        of_its_own = await producer.partitions_for("booking.sessions")
        told = await producer.partitions_for("booking.clinics")
    finally:
        await producer.stop()
        broker.stop()

    assert {each.partition for each in sent} == {0}
    assert (len(told), len(of_its_own)) == (1, PARTITIONS)
