"""A slot is held for a patient for some minutes: nobody else can book it, and it ends by itself."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.access.actors import Role
from chassis.work import Work
from services.booking.calendar.store import occupations
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused
from tests.integration.booking.test_double_booking import require_sound

TEN_MINUTES = timedelta(minutes=10)


def pass_time(chain: Chain, minutes: int) -> None:
    chain.booking.clock.set(chain.booking.clock.now() + timedelta(minutes=minutes))


async def holds_of(chain: Chain, house: House) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(await chain.desk.get("/holds", params={"clinic_id": house.clinic_id}))["items"]
    return items


async def release(chain: Chain, hold: dict[str, Any]) -> httpx.Response:
    return await chain.desk.delete(f"/holds/{hold['id']}")


def starts(slots: list[dict[str, Any]]) -> set[str]:
    return {slot["starts_at"] for slot in slots}


async def test_a_held_slot_is_neither_offered_nor_booked_for_somebody_else(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult")
    published = await chain.events()
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    assert moment(hold["expires_at"]) - moment(hold["held_at"]) == TEN_MINUTES
    assert (hold["patient_name"], hold["room_name"]) == ("Inês Sousa", "Room 0")
    assert slot["starts_at"] not in starts(await chain.slots(lisbon, "consult"))
    refused(await chain.book(other, lisbon, "consult", slot), "slot-taken", "practitioner")
    assert [one["id"] for one in await holds_of(chain, lisbon)] == [hold["id"]]
    await require_sound(chain)
    assert await chain.events() == published  # nobody is informed of a hold


async def test_what_is_held_is_booked_by_naming_the_hold(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    refused(await chain.book(patient, lisbon, "consult", slot), "slot-taken")  # it does not know of the hold
    booked = made(await chain.book(patient, lisbon, "consult", slot, hold_id=hold["id"]))
    assert booked["starts_at"] == hold["starts_at"]
    assert await holds_of(chain, lisbon) == []
    refused(await chain.book(patient, lisbon, "consult", slot, hold_id=hold["id"]), "hold-over", "is booked")
    await require_sound(chain)


async def test_a_hold_is_for_exactly_what_it_keeps(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, later, *_) = await chain.slots(lisbon, "consult", near="12:00")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    elsewhen = await chain.book(patient, lisbon, "consult", later, hold_id=hold["id"])
    refused(elsewhen, "invalid", "for something else (starts_at)", 422)
    somebody = await chain.book(other, lisbon, "consult", slot, hold_id=hold["id"])
    refused(somebody, "invalid", "for something else (patient_id)", 422)
    assert [one["id"] for one in await holds_of(chain, lisbon)] == [hold["id"]]
    await require_sound(chain)


async def test_an_expired_hold_that_another_booking_ends_meanwhile_blocks_nobody(
    chain: Chain, lisbon: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult")
    hold = made(await chain.hold(other, lisbon, "consult", slot))
    pass_time(chain, 11)
    first_try, tries = occupations._taken, Counter[str]()

    async def taken(work: Work, taking: dict[str, Any]) -> set[str]:
        found = await first_try(work, taking)
        tries["booking"] += 1
        if tries["booking"] == 1:
            assert found < set(taking["kinds"]), "the hold was in its way"
            async with chain.booking.work() as another:  # as who wants only the room, and locks nothing else
                await another.execute(text("DELETE FROM occupations WHERE appointment_id = :id"), {"id": hold["id"]})
                await another.execute(text("DELETE FROM holds WHERE id = :id"), {"id": hold["id"]})
        return found

    monkeypatch.setattr(occupations, "_taken", taken)
    made(await chain.book(patient, lisbon, "consult", slot))
    assert tries["booking"] == 2
    await require_sound(chain)


async def test_an_expired_hold_blocks_nobody_although_its_timer_has_not_run(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    pass_time(chain, 11)
    assert await holds_of(chain, lisbon) == []
    assert slot["starts_at"] in starts(await chain.slots(lisbon, "consult"))
    refused(await chain.book(patient, lisbon, "consult", slot, hold_id=hold["id"]), "hold-over", "expired")
    refused(await chain.desk.post(f"/holds/{hold['id']}/extend"), "not-found", status=404)
    assert await occupied(chain) == 3  # the row is there until somebody wants its time
    made(await chain.book(other, lisbon, "consult", slot))
    assert await occupied(chain) == 3
    await require_sound(chain)
    await chain.booking.fire_timers()  # nothing is left for it to do
    await require_sound(chain)


async def test_its_timer_ends_a_hold(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    pass_time(chain, 9)
    await chain.booking.fire_timers()
    assert [one["id"] for one in await holds_of(chain, lisbon)] == [hold["id"]]
    pass_time(chain, 2)
    await chain.booking.fire_timers()
    assert await occupied(chain) == 0


async def test_a_hold_is_extended_once(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    pass_time(chain, 9)
    longer = made(await chain.desk.post(f"/holds/{hold['id']}/extend"))
    assert moment(longer["expires_at"]) - moment(longer["extended_at"]) == TEN_MINUTES
    refused(await chain.desk.post(f"/holds/{hold['id']}/extend"), "extended-already")
    pass_time(chain, 9)
    await chain.booking.fire_timers()
    made(await chain.book(patient, lisbon, "consult", slot, hold_id=hold["id"]))


async def test_what_is_released_is_free_for_everybody(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    assert (await release(chain, hold)).status_code == 204
    refused(await release(chain, hold), "not-found", "was released", 404)
    made(await chain.book(other, lisbon, "consult", slot))


async def test_of_many_who_want_to_hold_one_slot_one_does_and_the_others_learn_the_nearest(
    chain: Chain, lisbon: House
) -> None:
    patients = [await chain.register(lisbon) for _ in range(9)]
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    answers = await asyncio.gather(*[chain.hold(patient, lisbon, "consult", slot) for patient in patients])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 8}
    late = next((at, answer) for at, answer in enumerate(answers) if answer.status_code == 409)
    problem = refused(late[1], "slot-taken")
    alternatives = problem["alternatives"]
    assert [one["local_start"][11:16] for one in alternatives[:2]] == ["11:30", "12:30"]
    made(await chain.hold(patients[late[0]], lisbon, "consult", alternatives[0]))
    await require_sound(chain)


async def test_a_patient_holds_three_slots_at_most_and_a_colleague_ten(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0"] * 2)
    slots = await chain.slots(house, "consult", limit=500)
    apart = [slot for slot in slots if slot["local_start"][14:16] == "00"]
    for number in range(4):
        patient = await chain.register(house)
        for at in range(3):
            answer = await chain.hold(patient, house, "consult", apart[3 * number + at])
            if 3 * number + at >= 10:
                refused(answer, "too-many-holds", "You hold 10 slots")
            else:
                made(answer)
        if number == 0:
            fourth = await chain.hold(patient, house, "consult", apart[20])
            refused(fourth, "too-many-holds", "3 slots are held for this patient")


async def test_a_patient_holds_what_is_offered_for_themselves_only(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    (slot, *_) = await chain.slots(lisbon, "consult")
    form = {"clinic_id": lisbon.clinic_id, "kind": "consult"} | {name: slot[name] for name in CHOICE}
    hold = made(await own.post("/holds", json=form | {"patient_id": patient}))
    assert [one["id"] for one in made(await own.get("/holds"))["items"]] == [hold["id"]]
    refused(await own.post("/holds", json=form | {"patient_id": other}), "forbidden", status=403)
    odd = form | {"patient_id": patient, "starts_at": "2027-03-02T10:07:00Z"}
    refused(await own.post("/holds", json=odd), "ask-the-clinic", "choose one of the slots")
    stranger = chain.booking.client(Role.PATIENT, subject=other, clinics=[])
    refused(await stranger.delete(f"/holds/{hold['id']}"), "forbidden", status=403)
    assert (await own.delete(f"/holds/{hold['id']}")).status_code == 204


async def test_an_appointment_moves_to_a_slot_that_is_held_for_that(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    slots = await chain.slots(lisbon, "session", course_id=course["id"], near="16:00", limit=9)
    of = {"course_id": course["id"]}
    refused(await chain.hold(patient, lisbon, "session", slots[0], **of), "already-booked", "move that one")
    hold = made(await chain.hold(patient, lisbon, "session", slots[0], **of, moving_id=session["id"]))
    choice = {name: slots[0][name] for name in CHOICE}
    to = f"/appointments/{session['id']}/move"
    moved = made(await chain.desk.post(to, json=choice | {"hold_id": hold["id"]}, headers={"If-Match": '"1"'}))
    assert moved["starts_at"] == slots[0]["starts_at"]
    assert await holds_of(chain, lisbon) == []
    await require_sound(chain)


async def test_a_hold_that_is_refused_later_is_kept(chain: Chain, lisbon: House) -> None:
    """The nurse falls ill meanwhile: the hold cannot be booked, and nothing else has changed."""
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult")
    hold = made(await chain.hold(patient, lisbon, "consult", slot))
    day = slot["local_start"][:10]
    ill = {"resource_kind": "practitioner", "resource_id": lisbon.nurses[0], "cause": "sickness", "starts": day}
    made(await chain.desk.post(f"/clinics/{lisbon.clinic_id}/unavailabilities", json=ill))
    refused(await chain.book(patient, lisbon, "consult", slot, hold_id=hold["id"]), "resource-unavailable")
    assert [one["id"] for one in await holds_of(chain, lisbon)] == [hold["id"]]
    await require_sound(chain)


async def test_a_merge_and_an_erasure_end_what_is_held(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    slot, later, *_ = await chain.slots(lisbon, "consult", near="12:00")
    made(await chain.hold(ends, lisbon, "consult", slot))
    made(await chain.hold(stays, lisbon, "consult", later))
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays, "reason": "the same passport"}))
    assert await holds_of(chain, lisbon) == []
    made(await chain.hold(stays, lisbon, "consult", slot))
    made(await chain.director.post(f"/patients/{stays}/erase", json={"reason": "asked for it in writing"}))
    assert await holds_of(chain, lisbon) == []
    assert await occupied(chain) == 0


async def test_a_journey_counts_from_a_hold_at_another_clinic(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    (nurse,) = lisbon.nurses
    for house, first, last in ((lisbon, "09:00", "12:00"), (porto, "12:00", "18:00")):
        shift = {
            "practitioner_id": nurse,
            "first_day": "2027-03-02",
            "hours": [{"weekday": 1, "opens": first, "closes": last}],
        }
        made(await chain.operator.post(f"/clinics/{house.clinic_id}/shifts", json=shift))
    patient, other = await chain.register(lisbon), await chain.register(porto)
    slot = {
        "starts_at": "2027-03-02T11:30:00Z",
        "practitioner_id": nurse,
        "room_id": lisbon.rooms[0],
        "device_id": None,
    }
    made(await chain.hold(patient, lisbon, "consult", slot))
    there = slot | {"starts_at": "2027-03-02T12:30:00Z", "room_id": porto.rooms[0]}
    offered = await chain.slots(porto, "consult", practitioner_id=nurse, **{"from": "2027-03-02", "to": "2027-03-02"})
    assert min(one["local_start"][11:16] for one in offered) == "13:00"
    refused(await chain.book(other, porto, "consult", there), "slot-taken", "practitioner")
    pass_time(chain, 11)
    made(await chain.book(other, porto, "consult", there))


async def occupied(chain: Chain) -> int:
    async with chain.booking.work() as work:
        return int(await work.scalar(text("SELECT count(*) FROM occupations")))


async def test_the_zone_of_a_clinic_stays_while_a_time_of_it_is_held_or_offered(chain: Chain, lisbon: House) -> None:
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    held = made(await chain.hold(await chain.register(lisbon), lisbon, "consult", slot))

    async def correct() -> httpx.Response:
        zone = {"time_zone": "Europe/Paris"}
        return await chain.operator.patch(f"/clinics/{lisbon.clinic_id}", json=zone, headers={"If-Match": '"1"'})

    refused(await correct(), "zone-in-use", "held or offered")
    assert (await release(chain, held)).status_code == 204
    assert made(await correct())["time_zone"] == "Europe/Paris"
