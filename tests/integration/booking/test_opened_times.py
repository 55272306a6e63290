"""Whoever waits is asked about every time that opens, and is told at once of one that is free already."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.integration.booking.chain import Chain, House, made, moment
from tests.integration.booking.waiting import Waitlist

SATURDAY = "2027-03-06"
THURSDAY = "2027-03-04"
PEN = [{"modality": "pen", "max_depth_mm": "2.0"}]
GOOD_FRIDAY = "2027-03-26"


@pytest_asyncio.fixture(loop_scope="session")
async def waits(waitlist: Waitlist, chain: Chain) -> str:
    """Somebody who can come on that Thursday or that Saturday only."""
    return await chain.register(waitlist.house)


async def on(waitlist: Waitlist, patient: str, day: str, **wish: Any) -> dict[str, Any]:
    return await waitlist.waits(patient, first_day=day, last_day=day, **wish)


async def away(chain: Chain, house: House, **changes: Any) -> dict[str, Any]:
    """The only nurse is on leave on that Thursday."""
    form = {
        "resource_kind": "practitioner",
        "resource_id": house.nurses[0],
        "cause": "leave",
        "starts": THURSDAY,
        "ends": THURSDAY,
    } | changes
    return made(await chain.desk.post(f"/clinics/{house.clinic_id}/unavailabilities", json=form))


async def opens(chain: Chain, house: House, until: str) -> None:
    """The clinic is to be open on that Saturday from ten on, and whoever waits for it is asked."""
    hours = {"reason": "An extra morning", "hours": [{"opens": "10:00", "closes": until}]}
    made(await chain.desk.put(f"/clinics/{house.clinic_id}/closures/{SATURDAY}", json=hours))
    await chain.booking.fire_timers()


async def test_a_special_day_that_opens_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    entry = await on(waitlist, waits, SATURDAY)
    assert entry["free_now"] is None
    await opens(chain, waitlist.house, "13:00")
    offer = await waitlist.open_offer()
    assert (offer["patient_id"], offer["local_start"][:16]) == (waits, f"{SATURDAY}T10:00")
    accepted = made(await waitlist.answers(offer, "accept"))
    assert accepted["state"] == "accepted"


async def test_hours_that_are_extended_are_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    entry = await on(waitlist, waits, THURSDAY, earliest="18:00", latest="20:00")
    assert entry["free_now"] is None
    hours = [{"weekday": day, "opens": "09:00", "closes": "20:00"} for day in range(5)]
    week = {"reason": "Longer evenings", "hours": hours}
    made(await chain.operator.put(f"/clinics/{waitlist.house.clinic_id}/opening-weeks/{THURSDAY}", json=week))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["local_start"][:16] == f"{THURSDAY}T18:00"


async def test_leave_that_is_withdrawn_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    leave = await away(chain, waitlist.house)
    assert (await on(waitlist, waits, THURSDAY))["free_now"] is None
    await chain.booking.fire_timers()
    assert await waitlist.offers() == []
    path = f"/clinics/{waitlist.house.clinic_id}/unavailabilities/{leave['id']}/withdraw"
    made(await chain.desk.post(path, json={"reason": "The journey was called off"}))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] == waits


async def test_a_shift_that_is_added_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    house = waitlist.house
    shifts = f"/clinics/{house.clinic_id}/shifts"
    mondays = [{"weekday": 0, "opens": "09:00", "closes": "12:00"}]
    rota = {"practitioner_id": house.nurses[0], "first_day": "2027-03-01", "hours": mondays}
    made(await chain.desk.post(shifts, json=rota))
    await chain.booking.fire_timers()
    assert (await on(waitlist, waits, THURSDAY))["free_now"] is None
    afternoon = [{"weekday": 3, "opens": "14:00", "closes": "16:00"}]
    made(await chain.desk.post(shifts, json=rota | {"first_day": THURSDAY, "last_day": THURSDAY, "hours": afternoon}))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["local_start"][:16] == f"{THURSDAY}T14:00"


async def test_a_nurse_who_is_new_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    house = waitlist.house
    await away(chain, house)
    made(await chain.operator.post(f"/clinics/{house.clinic_id}/rooms", json={"name": "Room 1"}))
    await chain.booking.fire_timers()
    assert (await on(waitlist, waits, THURSDAY))["free_now"] is None
    nurse = {"given_name": "Rui", "family_name": "Dias", "profession": "nurse", "permissions": PEN}
    made(await chain.operator.post(f"/clinics/{house.clinic_id}/practitioners", json=nurse))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] == waits


async def test_a_room_that_is_new_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    house = waitlist.house
    await away(chain, house, resource_kind="room", resource_id=house.rooms[0], cause="works")
    await chain.booking.fire_timers()
    assert (await on(waitlist, waits, THURSDAY))["free_now"] is None
    made(await chain.operator.post(f"/clinics/{house.clinic_id}/rooms", json={"name": "Room 1"}))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] == waits


async def test_a_device_that_is_new_is_offered(waitlist: Waitlist, chain: Chain) -> None:
    house = waitlist.house
    _, course = await chain.cleared(await chain.register(house), house)
    day = chain.booking.clock.now().date() + timedelta(days=2)
    broken = {"resource_kind": "device", "resource_id": house.pens[0], "cause": "broken"}
    await away(chain, house, **broken, starts=str(day), ends=str(day))
    await chain.booking.fire_timers()
    wish = {"course_id": course["id"]}
    assert (await on(waitlist, course["patient_id"], str(day), **wish))["free_now"] is None
    await chain.add_device(house)
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] == course["patient_id"]


@pytest.mark.parametrize("how", ["merged", "erased"])
async def test_what_was_held_for_a_record_that_ends_is_offered_once(
    waitlist: Waitlist, chain: Chain, waits: str, how: str
) -> None:
    house = waitlist.house
    gone, stays = await chain.register_alike(house), await chain.register_alike(house)
    await opens(chain, house, "10:30")  # one only
    (slot,) = await chain.slots(house, "consult", **{"from": SATURDAY, "to": SATURDAY})
    made(await chain.hold(gone, house, "consult", slot))
    assert (await on(waitlist, waits, SATURDAY))["free_now"] is None
    if how == "merged":
        made(await chain.director.post(f"/patients/{gone}/merge", json={"into": stays, "reason": "Registered twice."}))
    else:
        made(await chain.director.post(f"/patients/{gone}/erase", json={"reason": "Asked for it in writing."}))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] == waits


async def test_what_an_offer_kept_for_a_record_that_is_merged_is_offered_to_the_next_once(
    waitlist: Waitlist, chain: Chain, waits: str
) -> None:
    house = waitlist.house
    first, stays = await chain.register_alike(house), await chain.register_alike(house)
    await on(waitlist, first, SATURDAY, priority="high")
    await opens(chain, house, "10:30")  # one only
    assert (await waitlist.open_offer())["patient_id"] == first
    await on(waitlist, waits, SATURDAY, priority="high")
    made(await chain.director.post(f"/patients/{first}/merge", json={"into": stays, "reason": "Registered twice."}))
    await chain.booking.fire_timers()
    asked = [(each["patient_id"], each["state"]) for each in await waitlist.offers()]
    assert sorted(state for _, state in asked) == ["open", "withdrawn"], asked


async def test_what_was_declined_is_not_offered_again_when_the_day_opens_again(
    waitlist: Waitlist, chain: Chain, waits: str
) -> None:
    await on(waitlist, waits, SATURDAY)
    await opens(chain, waitlist.house, "10:30")
    made(await waitlist.answers(await waitlist.open_offer(), "decline"))
    await opens(chain, waitlist.house, "10:30")
    assert await waitlist.offers(state="open") == []
    await opens(chain, waitlist.house, "11:00")
    assert (await waitlist.open_offer())["local_start"][:16] == f"{SATURDAY}T10:15"


async def test_who_begins_to_wait_is_told_of_the_soonest_time_that_is_free_already(
    waitlist: Waitlist, chain: Chain, waits: str
) -> None:
    entry = await on(waitlist, waits, THURSDAY, earliest="15:00")
    assert entry["free_now"]["local_start"][:16] == f"{THURSDAY}T15:00"
    made(await chain.book(waits, waitlist.house, "consult", entry["free_now"]))
    assert (await waitlist.entry(entry))["ended_why"] == "booked"


async def test_who_waits_for_an_earlier_time_is_told_of_one_before_what_is_booked(
    waitlist: Waitlist, chain: Chain, waits: str
) -> None:
    later = await waitlist.books(waits, "2027-03-18T15:00")
    entry = await waitlist.waits(waits, appointment_id=later["id"], weekdays=[4])
    assert moment(entry["free_now"]["starts_at"]) < moment(later["starts_at"])
    assert entry["free_now"]["local_start"][:10] == "2027-03-05"


async def test_a_public_holiday_that_the_clinic_opens_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    assert (await on(waitlist, waits, GOOD_FRIDAY))["free_now"] is None
    made(await chain.desk.put(f"/clinics/{waitlist.house.clinic_id}/holidays/{GOOD_FRIDAY}", json={"open": True}))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["local_start"][:10] == GOOD_FRIDAY


async def test_what_a_practitioner_may_do_again_is_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    at = f"/clinics/{waitlist.house.clinic_id}/practitioners"
    pen = {"modality": "pen", "max_depth_mm": "2.0"}
    for nurse in waitlist.house.nurses:
        nothing = {"permissions": [], "reason": "The licence has ended."}
        made(await chain.operator.put(f"{at}/{nurse}/permissions", json=nothing))
    await chain.booking.fire_timers()
    assert (await on(waitlist, waits, THURSDAY))["free_now"] is None
    again = {"permissions": [pen], "reason": "The licence was renewed."}
    made(await chain.operator.put(f"{at}/{waitlist.house.nurses[0]}/permissions", json=again))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["local_start"][:10] == THURSDAY


async def test_works_in_a_room_that_end_early_are_offered(waitlist: Waitlist, chain: Chain, waits: str) -> None:
    at = f"/clinics/{waitlist.house.clinic_id}/unavailabilities"
    days = {"cause": "works", "starts": "2027-03-03", "ends": "2027-03-05"}
    works = [
        made(await chain.desk.post(at, json={"resource_kind": "room", "resource_id": room} | days))
        for room in waitlist.house.rooms
    ]
    assert (await on(waitlist, waits, THURSDAY))["free_now"] is None
    early = {"ends": "2027-03-03", "reason": "The painters were quick."}
    made(await chain.desk.post(f"{at}/{works[0]['id']}/end", json=early))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["local_start"][:10] == THURSDAY


async def test_hours_of_a_clinic_that_are_changed_at_once_are_offered(
    waitlist: Waitlist, chain: Chain, waits: str
) -> None:
    assert (await on(waitlist, waits, SATURDAY))["free_now"] is None
    at = f"/clinics/{waitlist.house.clinic_id}"
    tag = {"If-Match": (await chain.operator.get(at)).headers["ETag"]}
    hours = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(6)]
    made(await chain.operator.patch(at, json={"hours": hours}, headers=tag))
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["local_start"][:10] == SATURDAY
