"""A room with several chairs takes so many appointments at once, and one more only with a reason."""

import asyncio
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.test_overlaps import WHY, ask

MORE_THAN_CHAIRS = """
SELECT one.appointment_id FROM occupations AS one JOIN appointments ON id = appointment_id
WHERE resource_kind = 'room' AND 2 < (SELECT count(*) FROM occupations AS there
JOIN appointments AS other ON other.id = there.appointment_id AND other.overlaps_because IS NULL
WHERE there.resource_id = one.resource_id AND there.during @> lower(one.during))
"""


async def with_chairs(chain: Chain, chairs: int, nurses: int) -> House:
    house = await chain.open(rooms=0, nurses=["2.0"] * nurses)
    room = made(
        await chain.operator.post(
            f"/clinics/{house.clinic_id}/rooms", json={"name": "Room with chairs", "capacity": chairs}
        )
    )
    house.rooms.append(room["id"])
    return house


async def test_as_many_as_there_are_chairs_are_offered_and_booked_and_the_next_takes_a_reason(chain: Chain) -> None:
    house = await with_chairs(chain, 2, 3)
    (slot,) = await chain.slots(house, "consult", limit=1)
    one = made(await ask(chain, house, slot, chain.desk))
    (second,) = await chain.slots(house, "consult", limit=1)
    assert (second["starts_at"], second["room_id"]) == (slot["starts_at"], house.rooms[0])
    two = made(await ask(chain, house, second, chain.desk))
    assert (one["overlaps_because"], two["overlaps_because"]) == (None, None)
    assert len({one["practitioner_id"], two["practitioner_id"]}) == 2
    (later,) = await chain.slots(house, "consult", limit=1)
    assert later["starts_at"] != slot["starts_at"]
    (third,) = set(house.nurses) - {one["practitioner_id"], two["practitioner_id"]}
    beyond = slot | {"practitioner_id": third}
    assert refused(await ask(chain, house, beyond, chain.desk), "slot-taken")["taken"] == ["room"]
    made(await ask(chain, house, beyond, chain.director, overlaps_because=WHY))
    day = slot["local_start"][:10]
    expected = made(await chain.desk.get(f"/clinics/{house.clinic_id}/day", params={"day": day}))["appointments"]
    assert sorted(each["overlaps_because"] or "" for each in expected) == ["", "", WHY]


async def test_a_chair_is_free_again_unless_the_room_is_full_with_somebody_beyond_its_chairs(chain: Chain) -> None:
    house = await with_chairs(chain, 2, 3)
    (slot,) = await chain.slots(house, "consult", limit=1)
    choices = [slot | {"practitioner_id": nurse} for nurse in house.nurses]
    one, two = [made(await ask(chain, house, choice, chain.desk)) for choice in choices[:2]]
    made(await ask(chain, house, choices[2], chain.director, overlaps_because=WHY))
    made(await chain.desk.post(f"/appointments/{one['id']}/cancel", json={"reason": "cannot come"}))
    refused(await ask(chain, house, choices[0], chain.desk), "slot-taken")
    assert slot["starts_at"] not in {each["starts_at"] for each in await chain.slots(house, "consult")}
    made(await chain.desk.post(f"/appointments/{two['id']}/cancel", json={"reason": "cannot come"}))
    assert slot["starts_at"] in {each["starts_at"] for each in await chain.slots(house, "consult")}
    made(await ask(chain, house, choices[0], chain.desk))


async def test_one_patient_is_in_one_chair_and_a_device_in_one_session(chain: Chain) -> None:
    house = await with_chairs(chain, 2, 2)
    (slot,) = await chain.slots(house, "consult", limit=1)
    one = made(await ask(chain, house, slot | {"practitioner_id": house.nurses[0]}, chain.desk))
    again = await ask(
        chain, house, slot | {"practitioner_id": house.nurses[1]}, chain.desk, patient_id=one["patient_id"]
    )
    assert refused(again, "slot-taken")["taken"] == ["patient"]


async def test_fewer_chairs_list_what_is_booked_beyond_them_before_and_after(chain: Chain) -> None:
    house = await with_chairs(chain, 3, 3)
    (slot,) = await chain.slots(house, "consult", limit=1)
    booked = [made(await ask(chain, house, slot | {"practitioner_id": nurse}, chain.desk)) for nurse in house.nurses]
    day = date.fromisoformat(slot["local_start"][:10])
    at = f"/clinics/{house.clinic_id}/rooms/{house.rooms[0]}/capacities"
    form = {"at_once": 1, "reason": "Two chairs are lent to another clinic."}
    before = made(await chain.operator.post(f"{at}/{day}/touched", json=form))
    assert [each["id"] for each in before["appointments"]] == [each["id"] for each in booked[1:]]
    assert made(await chain.operator.post(f"{at}/{day + timedelta(days=1)}/touched", json=form))["in_all"] == 0
    after = made(await chain.operator.put(f"{at}/{day}", json=form))
    assert (after["touched"], after["at_once"]) == (before, 1)
    refused(await chain.desk.put(f"{at}/{day}", json=form), "forbidden", status=403)
    await chain.desk.post(f"/appointments/{booked[0]['id']}/cancel", json={"reason": "cannot come"})
    refused(await ask(chain, house, slot, chain.desk), "slot-taken")
    back = made(await chain.operator.delete(f"{at}/{day}"))
    assert back["in_all"] == 0
    made(await ask(chain, house, slot | {"practitioner_id": house.nurses[0]}, chain.desk))
    listed = made(await chain.desk.get(at))["items"]
    assert [(each["begins_on"], each["at_once"], each["in_force"]) for each in listed] == [(None, 3, True)]
    refused(await chain.operator.delete(f"{at}/{day}"), "not-found", status=404)
    rooms = made(await chain.desk.get(f"/clinics/{house.clinic_id}/rooms"))["items"]
    assert [each["capacity"] for each in rooms] == [3]


async def test_what_fewer_chairs_have_no_place_for_is_held_and_listed_until_it_fits(chain: Chain) -> None:
    house = await with_chairs(chain, 3, 3)
    (slot,) = await chain.slots(house, "consult", limit=1)
    booked = [made(await ask(chain, house, slot | {"practitioner_id": nurse}, chain.desk)) for nurse in house.nurses]
    day = date.fromisoformat(slot["local_start"][:10])
    at = f"/clinics/{house.clinic_id}/rooms/{house.rooms[0]}/capacities/{day}"
    made(await chain.operator.put(at, json={"at_once": 1, "reason": "Two chairs are lent to another clinic."}))
    await chain.booking.fire_timers()
    assert await full(chain, house, booked) == [False, True, True]
    items = made(await chain.desk.get("/worklist", params={"kind": "appointment_not_valid"}))["items"]
    assert {each["subject_id"] for each in items} == {each["id"] for each in booked[1:]}
    made(await chain.desk.post(f"/appointments/{booked[0]['id']}/cancel", json={"reason": "cannot come"}))
    await chain.booking.fire_timers()
    assert await full(chain, house, booked[1:]) == [False, True]
    made(await chain.operator.put(at, json={"at_once": 2, "reason": "One is back."}))
    await chain.booking.fire_timers()
    assert await full(chain, house, booked[1:]) == [False, False]
    assert (await chain.operator.delete(at)).status_code == 200
    await chain.booking.fire_timers()
    assert await full(chain, house, booked[1:]) == [False, False]


async def full(chain: Chain, house: House, booked: list[dict[str, Any]]) -> list[bool]:
    """Which of them say that their room is full, and are held for it."""
    asked = {"clinic_id": house.clinic_id, "problem": "room_unavailable"}
    found = {each["id"]: each for each in made(await chain.desk.get("/appointments", params=asked))["items"]}
    assert all(each["held_since"] for each in found.values())
    assert all(each["problems"][0]["sentence"].startswith("The room takes fewer") for each in found.values())
    return [each["id"] in found for each in booked]


async def test_forty_at_once_never_fill_more_than_the_chairs_without_a_reason(chain: Chain) -> None:
    house = await with_chairs(chain, 2, 4)
    one_an_hour = {slot["starts_at"][:13]: slot for slot in await chain.slots(house, "consult")}
    slots = list(one_an_hour.values())[:3]
    assert len(slots) == 3
    asked = [
        ask(
            chain,
            house,
            slots[number % 3] | {"practitioner_id": house.nurses[number % 4]},
            chain.director,
            **({"overlaps_because": WHY} if number % 13 == 0 else {}),  # one in each slot: a chair is left to others
        )
        for number in range(36)
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201, 409}
    unreasoned = [each for each in answers if each.status_code == 201 and not each.json()["overlaps_because"]]
    assert len(unreasoned) >= 3
    async with chain.booking.work() as work:
        assert (await work.execute(text(MORE_THAN_CHAIRS))).all() == []
