"""What is rare and changes where, when or by whom: weekly leave, doubled entries, a clinic that closes."""

from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import CHOICE, Chain, House, made, refused
from tests.integration.booking.test_unavailabilities import enter

WEEK: dict[str, Any] = {"from": "2027-03-01", "to": "2027-03-12", "limit": 500}
WHY = {"reason": "Because of the rebuilding."}


def days_of(slots: list[dict[str, Any]]) -> set[str]:
    return {each["local_start"][:10] for each in slots}


async def shift(chain: Chain, house: House, nurse: str, weekdays: list[int], **more: Any) -> dict[str, Any]:
    hours = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in weekdays]
    form = {"practitioner_id": nurse, "first_day": "2027-03-01", "hours": hours} | more
    return made(await chain.desk.post(f"/clinics/{house.clinic_id}/shifts", json=form))


async def problems_of(chain: Chain, appointment: dict[str, Any]) -> list[str]:
    await chain.booking.fire_timers()
    await chain.booking.fire_timers()
    now = await chain.appointment(appointment["id"])
    return [each["code"] for each in now["problems"]]


async def test_every_wednesday_off_is_a_rota_without_wednesdays(chain: Chain, lisbon: House) -> None:
    await shift(chain, lisbon, lisbon.nurses[0], [0, 1, 3, 4])
    assert days_of(await chain.slots(lisbon, "consult", **WEEK)).isdisjoint({"2027-03-03", "2027-03-10"})
    assert "2027-03-04" in days_of(await chain.slots(lisbon, "consult", **WEEK))


async def test_every_wednesday_off_can_be_entered_as_leave_of_each(chain: Chain, lisbon: House) -> None:
    for day in ("2027-03-03", "2027-03-10"):
        made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", starts=day, ends=day))
    assert days_of(await chain.slots(lisbon, "consult", **WEEK)).isdisjoint({"2027-03-03", "2027-03-10"})


async def test_who_was_entered_twice_is_ended_once_and_what_was_booked_is_given_to_the_other(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0", "2.0"])
    patient = await chain.register(house)
    (slot, *_) = await chain.slots(house, "consult", practitioner_id=house.nurses[1], **WEEK)
    booked = made(await chain.book(patient, house, "consult", slot))
    ended = made(
        await enter(chain, house, "practitioner", house.nurses[1], "ended", starts="2027-03-01T08:30:00+00:00")
    )
    assert [each["id"] for each in ended["touched"]["appointments"]] == [booked["id"]]
    assert "practitioner_unavailable" in await problems_of(chain, booked)
    now = await chain.appointment(booked["id"])
    choice = {"starts_at": booked["starts_at"], "practitioner_id": house.nurses[0]}
    tag = {"If-Match": f'"{now["version"]}"'}
    made(await chain.desk.post(f"/appointments/{booked['id']}/move", json=choice, headers=tag))
    assert await problems_of(chain, booked) == []


async def test_two_rooms_that_become_one_are_one_that_ends_and_bookings_that_move(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0", "2.0"])
    booked = await chain.booked(await chain.register(house), house, "consult")
    other = next(each for each in house.rooms if each != booked["room_id"])
    made(await enter(chain, house, "room", booked["room_id"], "ended", starts="2027-03-01T08:30:00+00:00"))
    assert "room_unavailable" in await problems_of(chain, booked)
    now = await chain.appointment(booked["id"])
    choice = {"starts_at": booked["starts_at"], "practitioner_id": booked["practitioner_id"], "room_id": other}
    tag = {"If-Match": f'"{now["version"]}"'}
    answer = await chain.desk.post(f"/appointments/{booked['id']}/move", json=choice, headers=tag)
    assert made(answer)["room_id"] == other
    assert await problems_of(chain, booked) == []


async def test_a_clinic_that_closes_for_good_gives_up_its_rooms_and_lists_what_is_booked(
    chain: Chain, lisbon: House
) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    before = {"starts": "2027-03-01T08:30:00+00:00"}
    ended = made(await enter(chain, lisbon, "room", lisbon.rooms[0], "ended", **before))
    assert [each["id"] for each in ended["touched"]["appointments"]] == [booked["id"]]
    answer = made(await chain.desk.get("/slots", params={"clinic_id": lisbon.clinic_id, "kind": "consult", **WEEK}))
    assert (answer["items"], answer["nothing_found"]["why"]) == ([], "no_room")
    assert await problems_of(chain, booked) == ["room_unavailable"]
    week = {"hours": [], "reason": "The clinic closes for good."}
    at = f"/clinics/{lisbon.clinic_id}/opening-weeks/2027-03-02"
    refused(await chain.operator.put(at, json=week), "not-understood", "hours", 422)


async def test_a_course_goes_on_at_another_clinic(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    visit = {"clinic_id": porto.clinic_id, "reason": "She has moved there."}
    made(await chain.desk.post(f"/patients/{patient}/care-relationships", json=visit))
    session = await chain.booked(patient, porto, "session", course_id=course["id"])
    assert session["clinic_id"] == porto.clinic_id
    recorded = await chain.treated(consult, session)
    assert recorded["clinic_id"] == porto.clinic_id
    (follow_up,) = await chain.ahead(patient)
    assert (follow_up["kind"], follow_up["clinic_id"]) == ("session", porto.clinic_id)


async def test_a_patient_who_moves_to_another_clinic_keeps_what_is_booked(chain: Chain, lisbon: House) -> None:
    funchal = await chain.open("Atlantic/Azores")
    patient = await chain.register(lisbon)
    booked = await chain.booked(patient, lisbon, "consult")
    change = {"home_clinic_id": funchal.clinic_id, "reason": "She has moved to the Azores."}
    made(await chain.desk.patch(f"/patients/{patient}", json=change, headers={"If-Match": '"1"'}))
    now = await chain.appointment(booked["id"])
    assert (now["starts_at"], now["local_start"], now["status"]) == (
        booked["starts_at"],
        booked["local_start"],
        "booked",
    )
    here = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(lisbon.clinic_id)])
    assert made(await here.post(f"/appointments/{booked['id']}/cancel", json={"reason": "cannot come"}))["status"] == (
        "cancelled"
    )


@pytest.mark.parametrize("cause", ["maintenance", "broken"])
async def test_maintenance_over_a_booked_device_is_listed_and_over_when_it_is_withdrawn(
    chain: Chain, lisbon: House, cause: str
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    day = session["local_start"][:10]
    entered = made(await enter(chain, lisbon, "device", lisbon.pens[0], cause, starts=day, ends=day))
    assert [each["id"] for each in entered["touched"]["appointments"]] == [session["id"]]
    assert "device_unavailable" in await problems_of(chain, session)
    at = f"/clinics/{lisbon.clinic_id}/unavailabilities/{entered['id']}/withdraw"
    made(await chain.operator.post(at, json=WHY))
    assert await problems_of(chain, session) == []


@pytest.mark.parametrize(
    ("ends", "taken"),
    [
        ("2149-12-31", True),
        ("2149-12-31T23:59:00+00:00", True),
        ("2150-01-01", False),
        ("2150-01-01T00:00:00+00:00", False),
        ("9999-12-31", False),
    ],
)
async def test_leave_until_the_end_of_the_calendar_is_taken_and_beyond_it_refused_in_words(
    chain: Chain, lisbon: House, ends: str, taken: bool
) -> None:
    answer = await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", ends=ends)
    if taken:
        listed = made(await chain.operator.get(f"/clinics/{lisbon.clinic_id}/unavailabilities"))["items"]
        assert [each["id"] for each in listed] == [made(answer)["id"]]
    else:
        refused(answer, "not-understood", "ends: Give a year between 1900 and 2149", 422)


async def test_chairs_of_which_one_is_given_back_take_another(chain: Chain) -> None:
    house = await chain.open(rooms=1, nurses=["2.0", "2.0", "2.0"])
    at = f"/clinics/{house.clinic_id}/rooms/{house.rooms[0]}/capacities/2027-03-02"
    made(await chain.operator.put(at, json={"at_once": 2} | WHY))
    start = "2027-03-03T10:00"
    booked = []
    for _ in range(2):
        slots = await chain.slots(house, "consult", **{"from": "2027-03-03", "to": "2027-03-03", "limit": 500})
        slot = next(each for each in slots if each["local_start"].startswith(start))
        booked.append(made(await chain.book(await chain.register(house), house, "consult", slot)))
    slots = await chain.slots(house, "consult", **{"from": "2027-03-03", "to": "2027-03-03", "limit": 500})
    assert not any(each["local_start"].startswith(start) for each in slots)
    made(await chain.desk.post(f"/appointments/{booked[0]['id']}/cancel", json={"reason": "cannot come"}))
    slots = await chain.slots(house, "consult", **{"from": "2027-03-03", "to": "2027-03-03", "limit": 500})
    slot = next(each for each in slots if each["local_start"].startswith(start))
    made(await chain.book(await chain.register(house), house, "consult", slot))
    assert await problems_of(chain, booked[1]) == []


async def test_two_clinics_swap_nothing_and_the_journey_between_them_is_kept(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    nurse = lisbon.nurses[0]
    await shift(
        chain, porto, nurse, [1], last_day="2027-03-31", hours=[{"weekday": 1, "opens": "13:00", "closes": "18:00"}]
    )
    first, second = await chain.register(lisbon), await chain.register(porto)
    day = {"from": "2027-03-02", "to": "2027-03-02", "limit": 500, "practitioner_id": nurse}
    here = await chain.slots(lisbon, "consult", **day)
    assert here[-1]["local_start"][11:16] == "11:30"
    one = made(await chain.book(first, lisbon, "consult", here[-1]))
    two = made(await chain.book(second, porto, "consult", (await chain.slots(porto, "consult", **day))[0]))
    visit = {"clinic_id": porto.clinic_id, "reason": "She works there."}
    made(await chain.desk.post(f"/patients/{first}/care-relationships", json=visit))
    made(await chain.desk.post(f"/patients/{second}/care-relationships", json=visit | {"clinic_id": lisbon.clinic_id}))
    answer = await chain.desk.post(
        f"/appointments/{one['id']}/swap",
        json={"with_appointment_id": two["id"], "version": two["version"]},
        headers={"If-Match": f'"{one["version"]}"'},
    )
    refused(answer, "invalid", "at two clinics: move each at its own", 422)
    now = [(await chain.appointment(each["id"]))["starts_at"] for each in (one, two)]
    assert now == [one["starts_at"], two["starts_at"]]
    sooner = {"starts_at": "2027-03-02T12:15:00+00:00"}
    moved = await chain.desk.post(f"/appointments/{two['id']}/move", json=sooner, headers={"If-Match": '"1"'})
    assert moved.status_code == 409, moved.text


async def test_a_review_that_was_moved_and_missed_is_work_for_the_desk_again(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    for _ in range(course["sessions"]):
        ahead = [each for each in await chain.ahead(patient) if each["kind"] == "session"]
        session = ahead[0] if ahead else await chain.booked(patient, lisbon, "session", course_id=course["id"])
        await chain.treated(consult, session)
    (review,) = [each for each in await chain.ahead(patient) if each["kind"] == "review"]
    slots = await chain.slots(lisbon, "review", course_id=course["id"], moving=review["id"], limit=50)
    slot = next(each for each in slots if each["starts_at"] != review["starts_at"])
    choice = {name: slot[name] for name in CHOICE}
    tag = {"If-Match": f'"{review["version"]}"'}
    moved = made(await chain.desk.post(f"/appointments/{review['id']}/move", json=choice, headers=tag))
    chain.go_to(moved)
    chain.booking.clock.set(chain.booking.clock.now().replace(hour=22))
    made(await chain.desk.post(f"/appointments/{review['id']}/miss"))
    await chain.booking.fire_timers()
    items = made(await chain.desk.get("/worklist"))["items"]
    assert [(each["kind"], each["subject_id"]) for each in items] == [("follow_up_to_place", course["id"])]
    (slot, *_) = await chain.slots(lisbon, "review", course_id=course["id"], limit=5)
    made(await chain.book(patient, lisbon, "review", slot, course_id=course["id"]))


async def test_a_deferral_after_the_move_to_another_clinic_reaches_what_is_booked_there(
    chain: Chain, lisbon: House
) -> None:
    porto = await chain.open()
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    change = {"home_clinic_id": porto.clinic_id, "reason": "She has moved there."}
    made(await chain.desk.patch(f"/patients/{patient}", json=change, headers={"If-Match": '"1"'}))
    session = await chain.booked(patient, porto, "session", course_id=course["id"])
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DEFERRED)
    assert await problems_of(chain, session) == ["screening_to_repeat"]


async def test_a_rota_on_days_on_which_the_clinic_is_closed_is_the_reason_why_nothing_is_free(
    chain: Chain, lisbon: House
) -> None:
    await shift(chain, lisbon, lisbon.nurses[0], [6])
    assert await why_nothing(chain, lisbon) == "no_practitioner"


async def test_why_nothing_is_free_is_leave_until_somebody_is_there(chain: Chain, lisbon: House) -> None:
    nurse = lisbon.nurses[0]
    made(await enter(chain, lisbon, "practitioner", nurse, "leave", starts="2027-03-01", ends="2027-03-31"))
    assert await why_nothing(chain, lisbon) == "no_practitioner"
    colleague = {"given_name": "Eva", "family_name": "Dias", "profession": "nurse", "permissions": []}
    made(await chain.operator.post(f"/clinics/{lisbon.clinic_id}/practitioners", json=colleague))
    assert await why_nothing(chain, lisbon) == "no_practitioner", "she may do nothing"


async def test_why_nothing_is_free_is_a_device_that_is_repaired(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    made(await enter(chain, lisbon, "device", lisbon.pens[0], "broken", starts="2027-03-01T20:00:00+00:00"))
    asked = {"clinic_id": lisbon.clinic_id, "kind": "session", "course_id": course["id"], **WEEK}
    answer = made(await chain.desk.get("/slots", params=asked | {"from": "2027-03-02"}))
    assert (answer["items"], answer["nothing_found"]["why"]) == ([], "no_device")


async def why_nothing(chain: Chain, house: House) -> str:
    answer = made(await chain.desk.get("/slots", params={"clinic_id": house.clinic_id, "kind": "consult", **WEEK}))
    assert answer["items"] == []
    why: str = answer["nothing_found"]["why"]
    return why
