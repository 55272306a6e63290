"""Messages on Kafka that no service of ours has sent."""

from uuid import UUID

from aiokafka import AIOKafkaProducer

from contracts.booking.patients import PatientRegistered


async def produce(bootstrap: str, topic: str, *, key: str, event_id: UUID, value: bytes) -> None:
    """A message that claims to be a PatientRegistered. Returns once the broker has it."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(event_id),
        "ce_type": PatientRegistered.type_name(),
        "ce_source": "/needlepoint/booking",
        "ce_subject": key,
    }
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
        await producer.send_and_wait(
            topic, value, key=key.encode(), headers=[(name, each.encode()) for name, each in headers.items()]
        )
