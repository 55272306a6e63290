"""A move keeps its course legal, alone or with the later ones; two appointments change places."""

from datetime import date, datetime, timedelta
from typing import Any

import httpx

from contracts.booking.appointments import AppointmentMoved
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused
from tests.integration.booking.test_double_booking import require_sound
from tests.integration.booking.test_stations import items, note


async def course_ahead(chain: Chain, house: House) -> list[dict[str, Any]]:
    """The three sessions of a course and its review, booked."""
    patient = await chain.register(house)
    _, course = await chain.cleared(patient, house)
    made(await chain.desk.post(f"/courses/{course['id']}/appointments", json={"wish": {"near": "11:00"}}))
    return await chain.ahead(patient)


async def move(chain: Chain, appointment: dict[str, Any], starts_at: str, **form: Any) -> httpx.Response:
    to = f"/appointments/{appointment['id']}/move"
    return await chain.desk.post(to, json={"starts_at": starts_at} | form, headers={"If-Match": '"1"'})


def later_by(appointment: dict[str, Any], **by: int) -> str:
    return (moment(appointment["starts_at"]) + timedelta(**by)).isoformat()


def days(appointments: list[dict[str, Any]]) -> list[date]:
    return [date.fromisoformat(one["local_start"][:10]) for one in appointments]


async def test_a_move_that_brings_a_session_too_near_to_the_next_is_refused(chain: Chain, lisbon: House) -> None:
    first, second, *_ = await course_ahead(chain, lisbon)
    day = date.fromisoformat(second["local_start"][:10])
    problem = refused(await move(chain, first, later_by(first, weeks=1)), "outside-protocol-window")
    assert problem["window_until"] == (day - timedelta(weeks=4)).isoformat()
    reason = "The patient is away, and a shorter break was agreed"
    made(await move(chain, first, later_by(first, weeks=1), reason=reason))
    await require_sound(chain)


async def test_two_sessions_of_a_course_are_not_on_one_day(chain: Chain, lisbon: House) -> None:
    first, second, *_ = await course_ahead(chain, lisbon)
    at_its_end = moment(second["room_until"]) + timedelta(hours=1)
    refused(await move(chain, first, at_its_end.isoformat()), "outside-protocol-window")
    assert (await chain.appointment(first["id"]))["starts_at"] == first["starts_at"]


async def test_the_later_ones_come_with_it_as_the_preview_has_shown(chain: Chain, lisbon: House) -> None:
    ahead = await course_ahead(chain, lisbon)
    to = later_by(ahead[0], weeks=1)
    at = f"/appointments/{ahead[0]['id']}/move/touched"
    preview = made(await chain.desk.post(at, json={"starts_at": to}))
    assert preview["possible"]
    assert [one["appointment_id"] for one in preview["later"]] == [one["id"] for one in ahead[1:]]
    assert await chain.ahead(ahead[0]["patient_id"]) == ahead
    made(await move(chain, ahead[0], to, carry_later=True))
    after = await chain.ahead(ahead[0]["patient_id"])
    assert [one["starts_at"] for one in after[1:]] == [one["slot"]["starts_at"] for one in preview["later"]]
    first, second, third, review = days(after)
    assert timedelta(weeks=4) <= second - first <= timedelta(weeks=6)
    assert timedelta(weeks=4) <= third - second <= timedelta(weeks=6)
    assert review - third >= timedelta(weeks=4)
    moved = [event for event in await chain.events("AppointmentMoved") if isinstance(event, AppointmentMoved)]
    assert {str(event.appointment_id) for event in moved} == {one["id"] for one in after}
    [together] = {event.together for event in moved}
    assert together is not None
    assert [(str(one.appointment_id), one.starts_at) for one in together.appointments] == [
        (one["id"], datetime.fromisoformat(one["starts_at"])) for one in after
    ]
    await require_sound(chain)


async def test_a_move_within_the_window_carries_nothing(chain: Chain, lisbon: House) -> None:
    _, second, *_ = ahead = await course_ahead(chain, lisbon)
    to = later_by(second, hours=1)
    at = f"/appointments/{second['id']}/move/touched"
    assert made(await chain.desk.post(at, json={"starts_at": to}))["later"] == []
    made(await move(chain, second, to, carry_later=True))
    [moved] = await chain.events("AppointmentMoved")
    assert isinstance(moved, AppointmentMoved)
    assert moved.together is None
    after = await chain.ahead(second["patient_id"])
    assert [one["starts_at"] for one in after if one["id"] != second["id"]] == [
        one["starts_at"] for one in ahead if one["id"] != second["id"]
    ]


async def test_nothing_moves_when_a_later_one_finds_no_place(chain: Chain, lisbon: House) -> None:
    ahead = await course_ahead(chain, lisbon)
    away = {"resource_kind": "device", "resource_id": lisbon.pens[0], "cause": "maintenance"}
    starts = (days(ahead)[1] + timedelta(days=1)).isoformat()
    made(await chain.operator.post(f"/clinics/{lisbon.clinic_id}/unavailabilities", json=away | {"starts": starts}))
    before = [one["starts_at"] for one in await chain.ahead(ahead[0]["patient_id"])]
    problem = refused(await move(chain, ahead[0], later_by(ahead[0], weeks=1), carry_later=True), "later-ones-break")
    assert problem["appointment_id"] == ahead[1]["id"]
    assert [one["starts_at"] for one in await chain.ahead(ahead[0]["patient_id"])] == before
    await require_sound(chain)


async def two(chain: Chain, house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """Consults of two patients, with two nurses in two rooms."""
    (slot, *_, other) = await chain.slots(house, "consult", near="12:00", limit=30)
    one = made(await chain.book(await chain.register(house), house, "consult", slot))
    return one, made(await chain.book(await chain.register(house), house, "consult", other))


def place_of(appointment: dict[str, Any]) -> dict[str, Any]:
    return {name: appointment[name] for name in CHOICE}


async def swap(chain: Chain, one: dict[str, Any], other: dict[str, Any], version: int = 1) -> httpx.Response:
    form = {"with_appointment_id": other["id"], "version": version}
    tag = {"If-Match": f'"{one["version"]}"'}
    return await chain.desk.post(f"/appointments/{one['id']}/swap", json=form, headers=tag)


async def test_two_appointments_change_places_and_both_patients_are_informed(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0"] * 2)
    one, other = await two(chain, house)
    refused(await swap(chain, one, other, version=2), "stale", status=412)
    first, second = made(await swap(chain, one, other))["appointments"]
    assert (first["id"], place_of(first)) == (one["id"], place_of(other))
    assert (second["id"], place_of(second)) == (other["id"], place_of(one))
    moved = await chain.events("AppointmentMoved")
    assert {str(event.patient_id) for event in moved if isinstance(event, AppointmentMoved)} == {
        one["patient_id"],
        other["patient_id"],
    }
    await require_sound(chain)
    refused(await swap(chain, one, other), "stale", status=412)


async def test_two_sessions_that_overlap_in_time_change_their_rooms_and_nurses(chain: Chain) -> None:
    """Each takes what the other gives up in the same transaction."""
    house = await chain.open(rooms=2, nurses=["2.0"] * 2)
    slot, later = (await chain.slots(house, "consult", near="12:00"))[:2]
    one = made(await chain.book(await chain.register(house), house, "consult", slot))
    theirs = {
        "practitioner_id": next(each for each in house.nurses if each != one["practitioner_id"]),
        "room_id": next(each for each in house.rooms if each != one["room_id"]),
    }
    near = (moment(one["starts_at"]) + timedelta(minutes=15)).isoformat()
    form = later | theirs | {"starts_at": near}
    other = made(await chain.book(await chain.register(house), house, "consult", form))
    first, second = made(await swap(chain, one, other))["appointments"]
    assert (place_of(first), place_of(second)) == (place_of(other), place_of(one))
    await require_sound(chain)


async def test_a_swap_that_one_of_them_cannot_keep_changes_nothing(chain: Chain, lisbon: House) -> None:
    """A session needs more time than the consult's slot has before the next appointment."""
    ahead = await course_ahead(chain, lisbon)
    day = ahead[0]["local_start"][:10]
    slots = await chain.slots(lisbon, "consult", near="15:00", limit=1, **{"from": day, "to": day})
    consult = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slots[0]))
    after = consult["ends_at"]
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", slots[0] | {"starts_at": after}))
    refused(await swap(chain, ahead[0], consult), "slot-taken")
    assert place_of(await chain.appointment(consult["id"])) == place_of(consult)
    assert place_of(await chain.appointment(ahead[0]["id"])) == place_of(ahead[0])
    refused(await swap(chain, ahead[0], ahead[1]), "invalid", "of one patient", 422)
    await require_sound(chain)


async def test_who_has_come_changes_places_only_on_the_same_day_and_before_the_treatment(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0"] * 2)
    one, other = await two(chain, house)
    same_day = await chain.slots(house, "consult", limit=1, near="17:00")
    third = made(await chain.book(await chain.register(house), house, "consult", same_day[0]))
    chain.go_to(one, -timedelta(minutes=20))
    made(await note(chain, one, "arrived"))
    one = await chain.appointment(one["id"])
    refused(await swap(chain, one, other), "patient-is-here", "note that they left")
    one, third = made(await swap(chain, one, third))["appointments"]
    chain.go_to(third, timedelta(hours=1))
    await chain.booking.fire_timers()
    assert await items(chain, one) == [], "they wait for the time that they have now"
    chain.go_to(one, timedelta(hours=1))
    await chain.booking.fire_timers()
    assert len(await items(chain, one)) == 1
