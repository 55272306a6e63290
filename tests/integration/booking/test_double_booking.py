"""No practitioner, room, device or patient is in two live appointments at once, whoever asks how often at once."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from tests.integration.booking.chain import Chain, House, made, moment, refused

TWICE = """
SELECT a.resource_kind, a.resource_id, a.during, b.during FROM occupations AS a JOIN occupations AS b
ON a.resource_id = b.resource_id AND a.during && b.during AND a.appointment_id < b.appointment_id
"""
AT_ODDS = """
SELECT id FROM appointments AS a WHERE status IN ('booked', 'performed') AND (
    SELECT array_agg(resource_id ORDER BY resource_id) FROM occupations
    WHERE appointment_id = a.id AND CASE resource_kind
        WHEN 'patient' THEN during = tstzrange(a.starts_at, a.ends_at)
        WHEN 'room' THEN lower(during) = a.starts_at AND upper(during) >= a.ends_at
        ELSE lower(during) = a.treatment_starts_at AND upper(during) >= a.ends_at
    END
) IS DISTINCT FROM (
    SELECT array_agg(id ORDER BY id) FROM unnest(ARRAY[patient_id, practitioner_id, room_id, device_id]) AS id
    WHERE id IS NOT NULL
)
UNION ALL
SELECT appointment_id FROM occupations JOIN appointments ON appointment_id = id WHERE status IN ('cancelled', 'missed')
UNION ALL
SELECT appointment_id FROM occupations WHERE NOT EXISTS (SELECT FROM appointments WHERE id = appointment_id)
AND NOT EXISTS (SELECT FROM holds WHERE id = appointment_id)
UNION ALL
SELECT id FROM holds AS h WHERE (
    SELECT array_agg(resource_id ORDER BY resource_id) FROM occupations
    WHERE appointment_id = h.id AND lower(during) = CASE WHEN resource_kind IN ('patient', 'room') THEN h.starts_at
    ELSE h.treatment_starts_at END
) IS DISTINCT FROM (
    SELECT array_agg(id ORDER BY id) FROM unnest(ARRAY[patient_id, practitioner_id, room_id, device_id]) AS id
    WHERE id IS NOT NULL
)
"""


async def require_sound(chain: Chain) -> None:
    """Nothing is taken twice, and what is taken is exactly what live appointments and holds say."""
    async with chain.booking.work() as work:
        assert (await work.execute(text(TWICE))).all() == []
        assert (await work.execute(text(AT_ODDS))).all() == []


def consult(patient: str, house: House, starts_at: datetime, practitioner: str, room: str) -> dict[str, Any]:
    return {
        "patient_id": patient,
        "clinic_id": house.clinic_id,
        "kind": "consult",
        "starts_at": starts_at.isoformat(),
        "practitioner_id": practitioner,
        "room_id": room,
    }


async def test_two_hundred_at_once_for_overlapping_times_take_nothing_twice(chain: Chain) -> None:
    house = await chain.open(rooms=3, nurses=["2.0"] * 3, pens=2)
    patients = [await chain.register(house) for _ in range(40)]
    dice = random.Random(7)
    nine = datetime(2027, 3, 2, 9, tzinfo=UTC)
    forms = [
        consult(
            dice.choice(patients),
            house,
            nine + timedelta(minutes=15 * dice.randrange(12)),
            dice.choice(house.nurses),
            dice.choice(house.rooms),
        )
        for _ in range(200)
    ]
    answers = await asyncio.gather(*[chain.desk.post("/appointments", json=form) for form in forms])
    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) == {201, 409}, [answer.text for answer in answers if answer.status_code >= 500]
    for answer in answers:
        if answer.status_code == 409:
            assert refused(answer, "slot-taken", "Choose another of the slots offered")["taken"]
    await require_sound(chain)
    booked = [answer.json() for answer in answers if answer.status_code == 201]
    events = await chain.events("AppointmentBooked")
    assert len(events) == len(booked) == counted[201]
    # What was refused had to be: something that it needs is taken by one that was booked.
    for form, answer in zip(forms, answers, strict=True):
        if answer.status_code == 409:
            assert any(_meet(form, one) for one in booked)


def _meet(form: dict[str, Any], other: dict[str, Any]) -> bool:
    start = moment(form["starts_at"])
    apart = start + timedelta(minutes=30) <= moment(other["starts_at"]) or moment(other["ends_at"]) <= start
    shared = any(form[name] == other[name] for name in ("patient_id", "practitioner_id", "room_id"))
    return shared and not apart


async def test_one_slot_asked_for_by_fifty_goes_to_one(chain: Chain, lisbon: House) -> None:
    patients = [await chain.register(lisbon) for _ in range(50)]
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:30")
    answers = await asyncio.gather(*[chain.book(patient, lisbon, "consult", slot) for patient in patients])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 49}
    await require_sound(chain)


async def test_moves_cancellations_and_bookings_at_once_leave_the_calendar_sound(chain: Chain) -> None:
    """Appointments that change places with each other wait in one order, so nobody sees a deadlock."""
    house = await chain.open(rooms=2, nurses=["2.0"] * 2)
    patients = [await chain.register(house) for _ in range(8)]
    nine = datetime(2027, 3, 2, 9, tzinfo=UTC)
    booked = [
        made(
            await chain.desk.post(
                "/appointments",
                json=consult(
                    patient,
                    house,
                    nine + timedelta(minutes=30 * (n // 2)),
                    house.nurses[n % 2],
                    house.rooms[n % 2],
                ),
            )
        )
        for n, patient in enumerate(patients)
    ]
    dice = random.Random(11)

    async def move(appointment: dict[str, Any]) -> httpx.Response:
        form = {
            "starts_at": (nine + timedelta(minutes=30 * dice.randrange(6))).isoformat(),
            "practitioner_id": dice.choice(house.nurses),
            "room_id": dice.choice(house.rooms),
        }
        at = f"/appointments/{appointment['id']}"
        tag = (await chain.desk.get(at)).headers["ETag"]
        return await chain.desk.post(f"{at}/move", json=form, headers={"If-Match": tag})

    for _ in range(6):
        answers = await asyncio.gather(*[move(dice.choice(booked)) for _ in range(16)])
        assert {answer.status_code for answer in answers} <= {200, 409, 412}, [a.text for a in answers]
        await require_sound(chain)
    await chain.desk.post(f"/appointments/{booked[0]['id']}/cancel", json={"reason": "ill"})
    await require_sound(chain)


async def test_a_patient_is_not_in_two_clinics_at_once(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    patient = await chain.register(lisbon)
    appointment = await chain.booked(patient, lisbon, "consult")
    form = consult(patient, porto, moment(appointment["starts_at"]), porto.nurses[0], porto.rooms[0])
    problem = refused(await chain.desk.post("/appointments", json=form), "slot-taken", ": patient")
    assert problem["taken"] == ["patient"]
    slots = await chain.slots(porto, "consult", patient_id=patient, limit=500, **{"to": "2027-03-01"})
    assert appointment["starts_at"] not in {slot["starts_at"] for slot in slots}
