"""Reports about leave, holidays, groups, no-shows and waitlists of other products. Each test names its own."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.integration.booking.chain import WORK_DAYS, Chain, House, made, moment, refused
from tests.integration.booking.test_double_booking import require_sound
from tests.integration.booking.test_moves_and_swaps import move
from tests.integration.booking.test_overlaps import ask
from tests.integration.booking.test_reports_of_others import on
from tests.integration.booking.test_room_capacities import MORE_THAN_CHAIRS, with_chairs
from tests.integration.booking.test_unavailabilities import enter
from tests.integration.booking.waiting import Waitlist

ALL_DAY = [{"weekday": day, "opens": "00:00", "closes": "24:00"} for day in range(7)]


async def days_offered(chain: Chain, house: House, first: str, last: str) -> set[str]:
    """Local days of the clinic on which something is offered."""
    slots = await chain.slots(house, "consult", **{"from": first, "to": last, "limit": 500})
    return {slot["local_start"][:10] for slot in slots}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Vancouver", "Asia/Kolkata"])
async def test_one_day_of_leave_is_that_day_of_the_clinic_from_midnight_to_midnight(chain: Chain, zone: str) -> None:
    """zammad/zammad#3590, calcom/cal.diy#25966, #25878, #25259: no day, or the wrong one, or hours of the next."""
    house = await chain.open(zone, hours=ALL_DAY)
    await chain.without_holidays(house)
    leave = {"starts": "2027-03-10", "ends": "2027-03-10"}
    made(await enter(chain, house, "practitioner", house.nurses[0], "leave", **leave))
    around = ("2027-03-09", "2027-03-11")
    assert await days_offered(chain, house, *around) == set(around)
    after = [slot["local_start"][11:16] for slot in await chain.slots(house, "consult", **on("2027-03-11"))]
    assert min(after) == "00:00"
    before = [slot["local_start"][11:16] for slot in await chain.slots(house, "consult", **on("2027-03-09"))]
    assert max(before) == "23:30"


async def test_a_day_that_was_given_hours_of_its_own_can_be_closed_after_all(chain: Chain, lisbon: House) -> None:
    """calcom/cal.diy#7307, #6136: an override that was open first stays open when it is made a closed day."""
    at = f"/clinics/{lisbon.clinic_id}"
    own = {"hours": [{"opens": "10:00", "closes": "14:00"}], "reason": "An open day."}
    made(await chain.desk.put(f"{at}/closures/2027-03-06", json=own))
    (slot, *_) = await chain.slots(lisbon, "consult", **on("2027-03-06"))  # a Saturday
    made(await chain.desk.put(f"{at}/closures/2027-03-06", json={"reason": "The open day is put off."}))
    assert await chain.slots(lisbon, "consult", **on("2027-03-06")) == []
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", slot), "clinic-closed")


async def test_one_of_two_who_share_a_room_cancels_or_moves_and_the_other_stays(chain: Chain) -> None:
    """calcom/cal.diy#8378, #26389, #5340: the whole group is cancelled or moved, and the seat stays counted."""
    house = await with_chairs(chain, 2, 2)
    (slot,) = await chain.slots(house, "consult", limit=1)
    one, two = [made(await ask(chain, house, slot | {"practitioner_id": nurse}, chain.desk)) for nurse in house.nurses]
    *_, later = await chain.slots(house, "consult", **on("2027-03-10"))
    moved = made(await move(chain, one, later["starts_at"], practitioner_id=house.nurses[0]))
    assert moved["starts_at"] == later["starts_at"]
    assert (await chain.appointment(two["id"]))["starts_at"] == slot["starts_at"]
    third = made(await ask(chain, house, slot | {"practitioner_id": house.nurses[0]}, chain.desk))
    made(await chain.desk.post(f"/appointments/{third['id']}/cancel", json={"reason": "cannot come"}))
    stays = await chain.appointment(two["id"])
    assert (stays["status"], stays["problems"]) == ("booked", [])
    made(await ask(chain, house, slot | {"practitioner_id": house.nurses[0]}, chain.desk))


async def test_the_last_seat_goes_to_one_of_many_who_want_it_at_once(chain: Chain) -> None:
    """calcom/cal.diy#17542: who booked before is not counted; masslight/ottehr#615: two open pages take one place."""
    house = await with_chairs(chain, 2, 6)
    (slot,) = await chain.slots(house, "consult", limit=1)
    answers = await asyncio.gather(
        *[ask(chain, house, slot | {"practitioner_id": nurse}, chain.desk) for nurse in house.nurses]
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 4
    async with chain.booking.work() as work:
        assert (await work.execute(text(MORE_THAN_CHAIRS))).all() == []


async def test_a_hold_that_nobody_confirmed_keeps_its_time_and_cannot_be_confirmed_by_two(
    chain: Chain, lisbon: House
) -> None:
    """SergeyMosin/Appointments#689: a time is offered until it is confirmed, and two confirm it."""
    one, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    held = made(await chain.hold(one, lisbon, "consult", slot))
    refused(await chain.hold(other, lisbon, "consult", slot), "slot-taken")
    day = slot["local_start"][:10]
    assert slot["starts_at"] not in [each["starts_at"] for each in await chain.slots(lisbon, "consult", **on(day))]
    made(await chain.book(one, lisbon, "consult", slot, hold_id=held["id"]))
    refused(await chain.book(other, lisbon, "consult", slot), "slot-taken")
    await require_sound(chain)


async def test_a_practitioner_of_two_clinics_in_two_zones_is_busy_at_the_same_moment_in_both(chain: Chain) -> None:
    """calcom/cal.diy#1693, #6932: what is booked in one zone is shown as free for readers in another."""
    lisbon = await chain.open("Europe/Lisbon", hours=ALL_DAY)
    madrid = await chain.open("Europe/Madrid", hours=ALL_DAY)
    nurse = lisbon.nurses[0]
    for house in (lisbon, madrid):
        await chain.without_holidays(house)
        shift = {"practitioner_id": nurse, "first_day": "2027-03-08", "hours": WORK_DAYS}
        made(await chain.desk.post(f"/clinics/{house.clinic_id}/shifts", json=shift))
    here = await chain.slots(lisbon, "consult", practitioner_id=nurse, **on("2027-03-10"))
    slot = next(each for each in here if each["local_start"][11:16] == "12:00")
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    there = await chain.slots(madrid, "consult", practitioner_id=nurse, **on("2027-03-10"))
    starts, ends = moment(booked["starts_at"]), moment(booked["ends_at"])
    assert there
    assert not [each for each in there if moment(each["starts_at"]) < ends and starts < moment(each["ends_at"])], (
        "12:00 in Lisbon is 13:00 in Madrid"
    )


async def test_who_did_not_come_keeps_nobody_from_the_next_appointment(chain: Chain, lisbon: House) -> None:
    """A no-show that stays on the diary as busy time, and one that is called missed before its time."""
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", **on("2027-03-10"))
    booked = made(await chain.book(patient, lisbon, "consult", slot))
    refused(await chain.desk.post(f"/appointments/{booked['id']}/miss"), "not-its-day")
    chain.go_to(booked, timedelta(minutes=20))
    made(await chain.desk.post(f"/appointments/{booked['id']}/miss"))
    assert (await chain.appointment(booked["id"]))["status"] == "missed"
    assert await chain.ahead(patient) == []
    made(await chain.book(patient, lisbon, "consult", (await chain.slots(lisbon, "consult", limit=1))[0]))


async def test_an_offered_time_that_goes_to_somebody_else_is_never_booked_twice(
    waitlist: Waitlist, chain: Chain
) -> None:
    """Two who wait are told of the same free time, and both come."""
    gives_up, first, second = [await chain.register(waitlist.house) for _ in range(3)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(first)
    await waitlist.waits(second)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    answers = await asyncio.gather(*[waitlist.answers(offer, "accept") for _ in range(4)])
    assert any(answer.status_code < 300 for answer in answers)
    booked = [one for who in (first, second) for one in await chain.ahead(who)]
    assert [one["starts_at"] for one in booked] == [offer["starts_at"]]
    assert await waitlist.offers(state="open") == []
    await require_sound(chain)


async def test_two_records_that_hold_the_same_of_everything_become_one_that_holds_it_once(
    chain: Chain, lisbon: House
) -> None:
    """NHSDigital/manage-vaccinations-in-schools#4637, Bahmni/openmrs-module-appointments#144: no merge, or no dates."""
    porto = await chain.open()
    both = [await chain.register_alike(lisbon), await chain.register_alike(lisbon)]
    for each in both:
        at = f"/patients/{each}"
        for path, form in (
            ("guardians", {"name": "Marta Sousa", "relation": "parent", "phone": "+351912000222"}),
            ("notes", {"text": "Needs the lift"}),
            ("addresses", {"channel": "email", "address": "ines.sousa@example.org"}),
            ("care-relationships", {"clinic_id": porto.clinic_id, "reason": "Lives there"}),
        ):
            made(await chain.desk.post(f"{at}/{path}", json=form))
        made(await chain.desk.post("/waitlist-entries", json={"patient_id": each, "clinic_ids": [lisbon.clinic_id]}))
    ends, stays = both
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays, "reason": "Registered twice"}))
    waits = {"patient_id": stays, "state": "waiting"}
    [_] = made(await chain.desk.get("/waitlist-entries", params=waits))["items"]
    listed = {what: made(await chain.desk.get(f"/patients/{stays}/{what}"))["items"] for what in ("guardians", "notes")}
    assert {what: len(items) for what, items in listed.items()} == {"guardians": 1, "notes": 1}
    again = {"channel": "email", "address": "ines.sousa@example.org"}
    refused(await chain.desk.post(f"/patients/{stays}/addresses", json=again), "address-known")


async def test_who_is_on_leave_is_not_booked_in_a_room_for_several_either(chain: Chain) -> None:
    """alextselegidis/easyappointments#453, #1043: with several customers at once, unavailable hours are offered."""
    house = await chain.open(nurses=["2.0", "2.0"])
    at = f"/clinics/{house.clinic_id}/rooms/{house.rooms[0]}/capacities/2027-03-01"
    made(await chain.operator.put(at, json={"at_once": 3, "reason": "Three chairs."}))
    made(await enter(chain, house, "practitioner", house.nurses[0], "leave", starts="2027-03-03", ends="2027-03-03"))
    slots = await chain.slots(house, "consult", **{"from": "2027-03-03", "to": "2027-03-03", "limit": 500})
    assert {each["practitioner_id"] for each in slots} == {house.nurses[1]}
    made(await chain.book(await chain.register(house), house, "consult", slots[0]))
    away = slots[0] | {"practitioner_id": house.nurses[0]}
    refused(await chain.book(await chain.register(house), house, "consult", away), "resource-unavailable")


async def test_a_search_that_begins_while_a_room_is_cleaned_offers_nothing_within_that(
    chain: Chain, lisbon: House
) -> None:
    """calcom/cal.diy#29532, #14871, #24253: what ended before the period keeps no time after it, but in the list."""
    at = f"/clinics/{lisbon.clinic_id}/settings"
    made(await chain.operator.patch(at, json={"clean_minutes": 30}, headers={"If-Match": '"0"'}))
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", near="11:00", course_id=course["id"])
    begins, free = moment(booked["room_until"]) - timedelta(minutes=15), moment(booked["room_until"])
    assert moment(booked["ends_at"]) < begins
    later = {"from": begins.isoformat(), "to": (free + timedelta(hours=2)).isoformat(), "limit": 500}
    offered = sorted(await chain.slots(lisbon, "consult", **later), key=lambda each: str(each["starts_at"]))
    assert moment(offered[0]["starts_at"]) == free
    straight = offered[0] | {"starts_at": begins.isoformat()}
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", straight), "slot-taken")


async def test_two_patients_of_one_name_have_each_their_own_appointment_on_a_list(chain: Chain, lisbon: House) -> None:
    """linuschancs/pe#14, #10: two of one name at one clinic are shown as one, or nobody knows which is which."""
    patients = [await chain.register_alike(lisbon), await chain.register_alike(lisbon)]
    slots = await chain.slots(lisbon, "consult", limit=5)
    booked = [
        made(await chain.book(each, lisbon, "consult", slot)) for each, slot in zip(patients, slots[::3], strict=False)
    ]
    items = made(await chain.desk.get("/appointments", params={"clinic_id": lisbon.clinic_id}))["items"]
    assert {(each["id"], each["patient_id"]) for each in items} == {(each["id"], each["patient_id"]) for each in booked}
    assert {each["patient_id"] for each in booked} == set(patients)
