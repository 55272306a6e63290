"""A cancelled time reaches the patient who waits for it by message, and a yes books it; without an answer the next one.

Over all services, with Kafka in between; half an hour passes on the embedded system's own clock.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from chassis.access.actors import Role
from needlepoint.trial.demo.world import Json, World
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.people import NURSE, clinic_form, patient_form

MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path_factory: Any) -> AsyncIterator[World]:
    """The whole system on a Monday morning, with one clinic that has a room and a nurse."""
    folder: Path = tmp_path_factory.mktemp("waitlist")
    async with EmbeddedSystem(folder, durable=False, start=MONDAY) as system, World(system) as found:
        operator = found.caller(Role.OPERATOR)
        clinic = found.known["clinic"] = await operator.post("booking", "/clinics", clinic_form(zone="Europe/Lisbon"))
        await operator.post("booking", f"/clinics/{clinic['id']}/rooms", {"name": "Room 1"})
        await operator.post("booking", f"/clinics/{clinic['id']}/practitioners", NURSE)
        await found.settle()
        yield found


async def registered(world: World, number: int) -> Json:
    form = patient_form(world.known["clinic"]["id"], number)
    patient: Json = await world.caller(Role.FRONT_DESK).post("booking", "/patients", form)
    await world.settle()
    return patient


async def booked(world: World, patient: Json, day: str) -> Json:
    """A consult, at noon or about then."""
    desk, clinic = world.caller(Role.FRONT_DESK), world.known["clinic"]["id"]
    asked = {"clinic_id": clinic, "kind": "consult", "from": day, "to": day, "near": "12:00", "limit": 1}
    found = await desk.get("booking", "/slots", **asked)
    [slot] = found["items"]
    choice = {name: slot[name] for name in ("starts_at", "practitioner_id", "room_id")}
    form = {"patient_id": patient["id"], "clinic_id": clinic, "kind": "consult", **choice}
    appointment: Json = await desk.post("booking", "/appointments", form)
    return appointment


async def texts_to(world: World, patient: Json) -> list[str]:
    """What was sent to a patient about freed times."""
    sent = await world.caller(Role.FRONT_DESK).every("notifications", "/messages", patient_id=patient["id"])
    return [each["template"] for each in sent if each["status"] == "sent" and each["template"].startswith("waitlist")]


async def test_a_cancelled_time_goes_to_the_next_until_somebody_says_yes(world: World) -> None:
    desk, clinic = world.caller(Role.FRONT_DESK), world.known["clinic"]["id"]
    gives_up, silent, says_yes = [await registered(world, number) for number in range(3)]
    soon = await booked(world, gives_up, "2027-03-11")
    later = await booked(world, says_yes, "2027-04-01")
    wish = {"clinic_ids": [clinic], "patient_id": silent["id"]}
    await desk.post("booking", "/waitlist-entries", wish)
    wish = {"clinic_ids": [clinic], "patient_id": says_yes["id"], "appointment_id": later["id"]}
    entry = await desk.post("booking", "/waitlist-entries", wish)

    await desk.post("booking", f"/appointments/{soon['id']}/cancel", {"reason": "away", "code": "patient_asked"})
    await world.settle()
    assert await texts_to(world, silent) == ["waitlist_offer"]
    assert await texts_to(world, says_yes) == []

    await world.travel(world.now + timedelta(minutes=31))
    await world.settle()
    assert await texts_to(world, says_yes) == ["waitlist_offer_move"]

    wrote = {"channel": "sms", "sender": says_yes["phone"], "text": "Yes"}
    answered = await world.caller(Role.INTEGRATION).post("notifications", "/inbound", wrote)
    assert not answered["waits"]
    await world.settle()
    moved = await desk.get("booking", f"/appointments/{later['id']}")
    assert moved["starts_at"] == soon["starts_at"]
    assert (await desk.get("booking", f"/waitlist-entries/{entry['id']}"))["ended_why"] == "booked"
    offers = await desk.every("booking", "/waitlist-offers", clinic_id=clinic)
    by_patient = {each["patient_id"]: each["state"] for each in offers if each["starts_at"] == soon["starts_at"]}
    assert by_patient == {silent["id"]: "lapsed", says_yes["id"]: "accepted"}
