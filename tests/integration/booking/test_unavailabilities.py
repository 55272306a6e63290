"""Leave, repairs and ends for good: nothing is offered or booked then, and what is booked already is listed."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.booking.chain import CHOICE, PLAN, Chain, House, made, moment, refused

TUESDAY = {"from": "2027-03-02", "to": "2027-03-02", "limit": 500}
WHY = {"reason": "The plans have changed."}


def at(house: House, *parts: str) -> str:
    return "/".join((f"/clinics/{house.clinic_id}/unavailabilities", *parts))


async def enter(chain: Chain, house: House, kind: str, resource: str, cause: str, **times: Any) -> httpx.Response:
    form = {"resource_kind": kind, "resource_id": resource, "cause": cause, "starts": "2027-03-02"} | times
    return await chain.operator.post(at(house), json=form)


async def test_a_nurse_on_leave_is_neither_offered_nor_booked_and_another_is(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0", "2.0"])
    patient = await chain.register(house)
    before = await chain.slots(house, "consult", practitioner_id=house.nurses[0], **TUESDAY)

    made(await enter(chain, house, "practitioner", house.nurses[0], "leave", ends="2027-03-02"))

    offered = await chain.slots(house, "consult", **TUESDAY)
    assert {slot["practitioner_id"] for slot in offered} == {house.nurses[1]}
    problem = refused(await chain.book(patient, house, "consult", before[0]), "resource-unavailable", "practitioner")
    assert problem["unavailable"] == ["practitioner"]
    assert await chain.slots(house, "consult", practitioner_id=house.nurses[0], **{"from": "2027-03-03", "limit": 1})


@pytest.mark.parametrize(("kind", "cause"), [("room", "works"), ("device", "broken"), ("practitioner", "training")])
async def test_whatever_a_session_needs_keeps_it_from_being_offered_booked_and_moved(
    chain: Chain, lisbon: House, kind: str, cause: str
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    tuesday = {"course_id": course["id"], **TUESDAY}
    slot = (await chain.slots(lisbon, "session", **tuesday))[0]
    wednesday = (await chain.slots(lisbon, "session", **{**tuesday, "from": "2027-03-03", "to": "2027-03-03"}))[0]
    booked = made(await chain.book(patient, lisbon, "session", wednesday, course_id=course["id"]))
    resource = {"room": lisbon.rooms, "device": lisbon.pens, "practitioner": lisbon.nurses}[kind][0]

    made(await enter(chain, lisbon, kind, resource, cause, ends="2027-03-02"))

    assert await chain.slots(lisbon, "session", **tuesday) == []
    choice = {name: slot[name] for name in CHOICE}
    moved = await chain.desk.post(
        f"/appointments/{booked['id']}/move", json=choice, headers={"If-Match": f'"{booked["version"]}"'}
    )
    assert refused(moved, "resource-unavailable", kind)["unavailable"] == [kind]


async def test_what_it_touches_is_answered_before_and_after_and_found_again(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", **TUESDAY)
    booked = made(await chain.book(patient, lisbon, "consult", slot))
    form = {"resource_kind": "room", "resource_id": lisbon.rooms[0], "cause": "works", "starts": "2027-03-02"}

    before = made(await chain.desk.post(at(lisbon, "touched"), json=form))
    assert [one["id"] for one in before["appointments"]] == [booked["id"]]
    assert made(await chain.desk.get(at(lisbon)))["items"] == []

    entered = made(await chain.desk.post(at(lisbon), json=form))
    assert entered["touched"] == before
    assert made(await chain.desk.get(at(lisbon)))["items"] == [entered]
    assert made(await chain.desk.get(at(lisbon, entered["id"]))) == entered
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "The room is painted."}))
    assert made(await chain.desk.get(at(lisbon, entered["id"])))["touched"]["in_all"] == 0


async def test_it_is_changed_ended_early_and_withdrawn_with_a_reason(chain: Chain, lisbon: House) -> None:
    entered = made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "sickness"))
    assert entered["ends_at"] is None
    assert await chain.slots(lisbon, "consult", **{"from": "2027-03-02"}) == []

    change = {"cause": "sickness", "starts": "2027-03-02", "ends": "2027-03-04", **WHY}
    changed = made(await chain.desk.put(at(lisbon, entered["id"]), json=change, headers={"If-Match": '"1"'}))
    assert (changed["version"], changed["local_end"]) == (2, "2027-03-05T00:00:00Z")
    first = (await chain.slots(lisbon, "consult", **{"from": "2027-03-02", "limit": 1}))[0]
    assert first["local_start"] == "2027-03-05T09:00:00Z"

    ended = made(await chain.desk.post(at(lisbon, entered["id"], "end"), json={"ends": "2027-03-02", **WHY}))
    assert ended["local_end"] == "2027-03-03T00:00:00Z"
    assert await chain.slots(lisbon, "consult", **TUESDAY) == []

    withdrawn = made(await chain.desk.post(at(lisbon, entered["id"], "withdraw"), json=WHY))
    assert (withdrawn["why_changed"], withdrawn["withdrawn_at"] is None) == (WHY["reason"], False)
    assert len(await chain.slots(lisbon, "consult", **TUESDAY)) == 35
    assert made(await chain.desk.get(at(lisbon)))["items"] == []
    assert made(await chain.desk.get(at(lisbon), params={"withdrawn": True}))["items"] == [withdrawn]
    again = await chain.desk.post(at(lisbon, entered["id"], "withdraw"), json=WHY)
    refused(again, "unavailability-over", "withdrawn")


async def test_a_nurse_who_left_is_offered_until_then_and_records_nothing_after(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", **TUESDAY)
    booked = made(await chain.book(patient, lisbon, "consult", slot))

    left = made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "ended"))

    assert [one["id"] for one in left["touched"]["appointments"]] == [booked["id"]]
    assert {slot["local_start"][:10] for slot in await chain.slots(lisbon, "consult", limit=500)} == {"2027-03-01"}
    (nurse,) = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/practitioners"))["items"]
    assert moment(nurse["ends_at"]) == moment("2027-03-02T00:00:00Z")
    chain.go_to(booked)
    findings = {"skin_type": 3, "suitable": False, "plan": PLAN}
    refused(await chain.complete(booked, findings), "no-practitioner", "does not work here", status=403)
    twice = await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "ended", starts="2027-04-01")
    assert refused(twice, "already-ended")["unavailability_id"] == left["id"]
    made(await chain.operator.post(at(lisbon, left["id"], "withdraw"), json=WHY))
    made(await chain.complete(booked, findings))


async def test_a_room_and_a_device_end_and_that_is_taken_back(chain: Chain, lisbon: House) -> None:
    for kind, resource in (("room", lisbon.rooms[0]), ("device", lisbon.pens[0])):
        ended = made(await enter(chain, lisbon, kind, resource, "ended"))
        (one,) = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/{kind}s"))["items"]
        assert one["ends_at"] == "2027-03-02T00:00:00Z"
        made(await chain.operator.post(at(lisbon, ended["id"], "withdraw"), json=WHY))
        (one,) = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/{kind}s"))["items"]
        assert one["ends_at"] is None


async def test_only_who_may_change_the_clinic_ends_something_for_good(chain: Chain, lisbon: House) -> None:
    form = {"resource_kind": "room", "resource_id": lisbon.rooms[0], "cause": "ended", "starts": "2027-03-02"}
    refused(await chain.desk.post(at(lisbon), json=form), "forbidden", status=403)
    made(await chain.desk.post(at(lisbon), json=form | {"cause": "works"}))
    madrid = await chain.open("Europe/Madrid")
    elsewhere = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(madrid.clinic_id)])
    refused(await elsewhere.post(at(lisbon), json=form | {"cause": "works"}), "forbidden", status=403)
    refused(await elsewhere.post(at(madrid), json=form | {"cause": "works"}), "not-found", status=404)


async def test_leave_entered_while_somebody_books_wins_or_lists_the_booking(chain: Chain) -> None:
    house = await chain.open(rooms=6, nurses=["2.0"] * 6)
    patients = [await chain.register(house) for _ in house.nurses]
    slots = [
        (await chain.slots(house, "consult", practitioner_id=nurse, **TUESDAY))[0] | {"room_id": room}
        for nurse, room in zip(house.nurses, house.rooms, strict=True)
    ]
    everything = await asyncio.gather(
        *(chain.book(patient, house, "consult", slot) for patient, slot in zip(patients, slots, strict=True)),
        *(enter(chain, house, "practitioner", nurse, "leave", ends="2027-03-02") for nurse in house.nurses),
    )
    for booking, leave in zip(everything[:6], everything[6:], strict=True):
        listed = [one["id"] for one in made(leave)["touched"]["appointments"]]
        if booking.status_code == 201:
            assert listed == [booking.json()["id"]]
        else:
            refused(booking, "resource-unavailable")
            assert listed == []


@pytest.mark.parametrize(
    ("kind", "cause"),
    [("practitioner", "leave"), ("practitioner", "sickness"), ("room", "works"), ("device", "maintenance")],
)
async def test_the_same_entered_twice_is_refused_and_names_what_is_there(
    chain: Chain, lisbon: House, kind: str, cause: str
) -> None:
    resource = {"room": lisbon.rooms, "device": lisbon.pens, "practitioner": lisbon.nurses}[kind][0]
    first = made(await enter(chain, lisbon, kind, resource, cause, ends="2027-03-05"))
    for days in ({"ends": "2027-03-05"}, {"starts": "2027-03-05"}, {"starts": "2027-03-01", "ends": "2027-03-09"}):
        again = refused(await enter(chain, lisbon, kind, resource, cause, **days), "entered-already", "change that one")
        assert again["unavailability_id"] == first["id"]
    after = made(await enter(chain, lisbon, kind, resource, cause, starts="2027-03-06"))
    refused(await enter(chain, lisbon, kind, resource, cause, starts="2027-04-01"), "entered-already", "further notice")
    change = {"cause": cause, "starts": "2027-03-02", "ends": "2027-03-07"} | WHY
    tag = {"If-Match": f'"{first["version"]}"'}
    refused(await chain.operator.put(at(lisbon, first["id"]), json=change, headers=tag), "entered-already")
    made(await chain.operator.post(at(lisbon, after["id"], "withdraw"), json=WHY))
    made(await chain.operator.put(at(lisbon, first["id"]), json=change, headers=tag))


async def test_sickness_during_leave_and_two_other_reasons_at_once_are_each_entered(
    chain: Chain, lisbon: House
) -> None:
    nurse = lisbon.nurses[0]
    made(await enter(chain, lisbon, "practitioner", nurse, "leave", ends="2027-03-12"))
    made(await enter(chain, lisbon, "practitioner", nurse, "sickness", ends="2027-03-03"))
    for note in ("Court", "Moving house"):
        made(await enter(chain, lisbon, "practitioner", nurse, "other", ends="2027-03-02", note=note))


async def test_of_the_same_leave_entered_at_the_same_moment_one_is_there(chain: Chain, lisbon: House) -> None:
    once = (enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", ends="2027-03-05") for _ in range(4))
    answers = await asyncio.gather(*once)
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
