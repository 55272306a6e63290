"""Both clinics over the nights in which their clocks change: what people read, and when they read it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from chassis.access.actors import Role
from needlepoint.trial.demo.world import Caller, Json, World
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.people import NURSE, clinic_form, patient_form

BEFORE_SPRING = datetime(2027, 3, 8, 12, 0, tzinfo=UTC)
LISBON, NEW_YORK = "Europe/Lisbon", "America/New_York"


@dataclass(frozen=True)
class Night:
    """A Sunday on which a clinic's clocks are changed, hours before it opens."""

    zone: str
    sunday: str
    offset_before: int
    """Hours that the clinic's clock is ahead of UTC on the Saturday."""
    offset_after: int


pytestmark = pytest.mark.xdist_group("clock changes")  # one world, through whose nights time goes forward

NIGHTS = [
    Night(NEW_YORK, "2027-03-14", -5, -4),
    Night(LISBON, "2027-03-28", 0, 1),
    Night(LISBON, "2027-10-31", 1, 0),
    Night(NEW_YORK, "2027-11-07", -4, -5),
]
"""In the order of the calendar: time only goes forward."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The whole system in March 2027, with a clinic in each zone that is open on Sundays too."""
    folder = tmp_path_factory.mktemp("clocks")
    async with EmbeddedSystem(folder, durable=False, start=BEFORE_SPRING) as system, World(system) as found:
        operator = found.caller(Role.OPERATOR)
        for zone in (LISBON, NEW_YORK):
            clinic = found.known[zone] = await operator.post("booking", "/clinics", clinic_form(zone=zone))
            await operator.post("booking", f"/clinics/{clinic['id']}/rooms", {"name": "Room 1"})
            await operator.post("booking", f"/clinics/{clinic['id']}/practitioners", NURSE)
        yield found


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: f"{night.zone}-{night.sunday}")
async def test_a_reminder_comes_at_the_same_hour_the_day_before_although_the_clock_has_changed(
    world: World, night: Night
) -> None:
    zone = ZoneInfo(night.zone)
    at_ten = datetime.fromisoformat(f"{night.sunday}T10:00").replace(tzinfo=zone)
    saturday_at_ten = datetime.fromisoformat(f"{night.sunday}T10:00").replace(tzinfo=zone) - timedelta(days=1)
    await world.travel((at_ten - timedelta(days=4)).astimezone(UTC))
    desk = world.caller(Role.FRONT_DESK)
    clinic = world.known[night.zone]
    number = NIGHTS.index(night)
    patient = await desk.post("booking", "/patients", patient_form(clinic["id"], number))

    await _open_on_holidays(desk, clinic, night.sunday)
    slot = await _slot(desk, clinic, night.sunday)
    booked = await desk.post("booking", "/appointments", _booking(clinic, patient, slot))
    await world.settle()

    assert datetime.fromisoformat(booked["starts_at"]) == at_ten
    assert at_ten.utcoffset() == timedelta(hours=night.offset_after)
    assert datetime.fromisoformat(booked["local_start"]).utcoffset() == at_ten.utcoffset()
    confirmed = await _message(desk, patient, "appointment_confirmed")
    wall = f"Sunday, {at_ten.day} {at_ten:%B %Y}, 10:00 ({night.zone.split('/')[1].replace('_', ' ')} Time)"
    assert wall in confirmed["text"]

    await world.travel((saturday_at_ten - timedelta(minutes=1)).astimezone(UTC))
    assert (await _message(desk, patient, "consult_reminder"))["status"] == "planned"
    await world.travel((saturday_at_ten + timedelta(minutes=1)).astimezone(UTC))
    reminder = await _message(desk, patient, "consult_reminder")
    assert reminder["status"] == "sent"
    assert wall in reminder["text"]
    sent = datetime.fromisoformat(reminder["settled_at"])
    assert f"{sent:%a %H:%M}" == "Sat 10:00"
    assert sent.utcoffset() == timedelta(hours=night.offset_before)
    hours_ahead = (at_ten.astimezone(UTC) - sent).total_seconds() / 3600
    assert round(hours_ahead) == 24 + night.offset_before - night.offset_after


async def _open_on_holidays(desk: Caller, clinic: Json, day: str) -> None:
    """The Sunday may be Easter Sunday."""
    at = f"/clinics/{clinic['id']}/holidays"
    holidays = (await desk.get("booking", at, year=day[:4]))["items"]
    if day in [holiday["day"] for holiday in holidays]:
        await desk.put("booking", f"{at}/{day}", {"open": True})


async def _slot(desk: Caller, clinic: Json, day: str) -> Json:
    until = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    query = {"clinic_id": clinic["id"], "kind": "consult", "from": day, "to": until, "near": "10:00"}
    found: Json = (await desk.get("booking", "/slots", **query))["items"][0]
    return found


def _booking(clinic: Json, patient: Json, slot: Json) -> Json:
    taken = {name: slot[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    return {"patient_id": patient["id"], "clinic_id": clinic["id"], "kind": "consult", **taken}


async def _message(desk: Caller, patient: Json, template: str) -> Json:
    found = await desk.every("notifications", "/messages", patient_id=patient["id"])
    (message,) = [each for each in found if each["template"] == template]
    return message
