"""What clinics do all day, at several desks at once, and what may be asked about it afterwards."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer

from chassis.events.envelope import from_record
from needlepoint.trial.published_schemas import violations
from tests.end_to_end.people import Json, People, patient_form, zone_where_it_is_day

CHANGES = 3
"""How often each patient gives another telephone number."""
PAUSE = 0.4
"""Seconds between two patients of a desk. Without, the desks take the processor that workers need to start and stop."""


@dataclass
class Traffic:
    """Desks that register patients, change them and book consults, until they are told to close."""

    people: People
    since: datetime
    """The first consults are on the day after, UTC."""
    phones: dict[UUID, str] = field(default_factory=dict)
    """Patient to the number that he gave last."""
    booked: dict[UUID, Json] = field(default_factory=dict)
    """Patient to his consult."""
    addresses: list[str] = field(default_factory=list)
    """E-mail addresses, one each."""
    _desks: list[asyncio.Task[None]] = field(default_factory=list)
    _closing: bool = False

    async def open(self, desks: int) -> None:
        """Begin; each desk is a clinic of its own, where it is day by the system's clock."""
        zone = zone_where_it_is_day(self.since)
        clinics = [await self.people.open_clinic(zone) for _ in range(desks)]
        self._desks = [asyncio.create_task(self._work(desk, clinic)) for desk, clinic in enumerate(clinics)]

    async def of(self, patients: int) -> None:
        """Return once so many more patients were served. Raises what a desk failed with."""
        goal = len(self.booked) + patients
        while len(self.booked) < goal:
            for desk in self._desks:
                if desk.done():
                    desk.result()
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Finish with who is there. Raises what a desk failed with."""
        self._closing = True
        await asyncio.gather(*self._desks)

    async def abandon(self) -> None:
        """Leave everything as it is."""
        for desk in self._desks:
            desk.cancel()
        await asyncio.gather(*self._desks, return_exceptions=True)

    async def _work(self, desk: int, clinic: Json) -> None:
        number = 0
        while not self._closing:
            number += 1
            form = patient_form(clinic["id"]) | {"email": f"{uuid4().hex}@example.org", "channel": "email"}
            patient = await self.people.post("front_desk", "booking", "/patients", form)
            for change in range(1, CHANGES + 1):
                patient = await self.people.call_from(patient, f"+35121{desk}{number:04}{change:02}")
            day = self.since + timedelta(days=1 + number // 8)
            booked = await self.people.book_consult(
                clinic, patient, day.date().isoformat(), (day + timedelta(days=5)).date().isoformat()
            )
            self.phones[UUID(patient["id"])] = patient["phone"]
            self.booked[UUID(patient["id"])] = booked
            self.addresses.append(patient["email"])
            await asyncio.sleep(PAUSE)


async def on_topic(client: Mapping[str, Any], topic: str) -> dict[str, list[UUID]]:
    """All that is on a topic, key to event ids in order. A dying relay may send one twice: the first counts.

    Raises AssertionError for an event that is not as its published schema says.
    """
    consumer = AIOKafkaConsumer(topic, **client, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = consumer.assignment()
        ends = await consumer.end_offsets(partitions)
        found: dict[str, dict[UUID, None]] = defaultdict(dict)
        while any([await consumer.position(each) < ends[each] for each in partitions]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                for record in batch:
                    event = from_record(
                        topic, record.partition, record.offset, record.key, record.value, record.headers
                    )
                    assert violations(event) == []
                    found[event.key].setdefault(event.event_id)
        return {key: list(ids) for key, ids in found.items()}
    finally:
        await consumer.stop()
