"""Practitioners work in shifts, at one clinic or at several, and are never at two places at once."""

import asyncio
from typing import Any

import httpx

from tests.integration.booking.chain import Chain, House, made, refused

WHY = {"reason": "The plans have changed."}
MONDAYS = [{"weekday": 0, "opens": "09:00", "closes": "12:00"}, {"weekday": 0, "opens": "13:00", "closes": "15:00"}]


def on(day: str, **more: Any) -> dict[str, Any]:
    return {"from": day, "to": day, "limit": 500, **more}


async def enter(
    chain: Chain, house: House, nurse: str, first: str, *, touched: bool = False, **more: Any
) -> httpx.Response:
    form = {"practitioner_id": nurse, "first_day": first, "hours": MONDAYS} | more
    return await chain.desk.post(f"/clinics/{house.clinic_id}/shifts{'/touched' if touched else ''}", json=form)


async def starts(chain: Chain, house: House, day: str, **more: Any) -> list[str]:
    return [slot["local_start"][11:16] for slot in await chain.slots(house, "consult", **on(day, **more))]


async def test_a_nurse_is_offered_in_her_shifts_with_her_break_and_at_opening_hours_without_any(
    chain: Chain, lisbon: House
) -> None:
    assert len(await starts(chain, lisbon, "2027-03-08")) == 35
    patient = await chain.register(lisbon)
    (lunch,) = [
        s for s in await chain.slots(lisbon, "consult", **on("2027-03-08")) if s["local_start"][11:16] == "12:00"
    ]

    entered = made(await enter(chain, lisbon, lisbon.nurses[0], "2027-03-08"))

    monday = await starts(chain, lisbon, "2027-03-08")
    assert (monday[0], monday[-1]) == ("09:00", "14:30")
    assert {"11:45", "12:00", "12:30", "12:45"} & set(monday) == set()
    assert await starts(chain, lisbon, "2027-03-09") == []
    refused(await chain.book(patient, lisbon, "consult", lunch), "not-on-shift", "Ana Reis 0 does not work")
    made(await chain.desk.post(f"/clinics/{lisbon.clinic_id}/shifts/{entered['id']}/withdraw", json=WHY))
    made(await chain.book(patient, lisbon, "consult", lunch))


async def test_one_day_within_a_rota_counts_and_the_rota_goes_on_after_it(chain: Chain, lisbon: House) -> None:
    made(await enter(chain, lisbon, lisbon.nurses[0], "2027-03-01"))
    evening = [{"weekday": 0, "opens": "15:00", "closes": "17:00"}]
    made(await enter(chain, lisbon, lisbon.nurses[0], "2027-03-08", last_day="2027-03-08", hours=evening))
    assert (await starts(chain, lisbon, "2027-03-08"))[0] == "15:00"
    assert (await starts(chain, lisbon, "2027-03-15"))[0] == "09:00"


async def test_what_a_shift_leaves_outside_is_answered_before_and_after_and_ends_with_it(
    chain: Chain, lisbon: House
) -> None:
    nurse = lisbon.nurses[0]
    (slot, *_) = await chain.slots(lisbon, "consult", **on("2027-03-09"))
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    before = made(await enter(chain, lisbon, nurse, "2027-03-08", touched=True))
    entered = made(await enter(chain, lisbon, nurse, "2027-03-08"))
    assert [one["id"] for one in before["appointments"]] == [booked["id"]]
    assert entered["touched"] == before
    at = f"/clinics/{lisbon.clinic_id}/shifts"
    (listed,) = made(await chain.desk.get(at, params={"practitioner_id": nurse}))["items"]
    assert (listed["id"], listed["hours"]) == (entered["id"], entered["hours"])
    ended = made(await chain.desk.post(f"{at}/{entered['id']}/end", json={"last_day": "2027-03-08", **WHY}))
    assert (ended["last_day"], ended["touched"]["in_all"]) == ("2027-03-08", 0)
    assert await starts(chain, lisbon, "2027-03-09")


async def test_a_nurse_of_one_clinic_works_and_records_at_another(chain: Chain, lisbon: House) -> None:
    porto = await chain.open(nurses=())
    nurse = lisbon.nurses[0]
    assert await starts(chain, porto, "2027-03-08") == []
    made(await enter(chain, porto, nurse, "2027-03-01"))
    assert [one["id"] for one in made(await chain.desk.get(f"/clinics/{porto.clinic_id}/practitioners"))["items"]] == [
        nurse
    ]
    slot = (await chain.slots(porto, "consult", **on("2027-03-08")))[0]
    booked = made(await chain.book(await chain.register(porto), porto, "consult", slot))
    chain.go_to(booked)
    findings = {
        "skin_type": 3,
        "suitable": False,
        "plan": {
            "concern": "acne_scars",
            "area": "face",
            "modality": "pen",
            "device_model": "skinpen",
            "depth_mm": "1",
        },
    }
    made(await chain.complete(booked, findings))


async def test_nobody_is_at_two_clinics_and_the_journey_is_kept_free(chain: Chain, lisbon: House) -> None:
    porto = await chain.open(nurses=(), rooms=2)
    nurse = lisbon.nurses[0]
    made(await enter(chain, porto, nurse, "2027-03-01"))
    whole = [{"weekday": 0, "opens": "09:00", "closes": "18:00"}]
    made(await enter(chain, lisbon, nurse, "2027-03-01", hours=whole))  # both desks count on her
    slots = await chain.slots(porto, "consult", **on("2027-03-08"))
    eleven = next(each for each in slots if each["local_start"][11:16] == "11:00")
    at_home = await chain.slots(lisbon, "consult", **on("2027-03-08"))
    made(await chain.book(await chain.register(porto), porto, "consult", eleven))
    left = await starts(chain, lisbon, "2027-03-08")
    assert "09:30" in left  # ends an hour before
    assert {"09:45", "10:30", "11:00", "12:15"} & set(left) == set()
    assert "12:30" in left  # an hour after half past eleven
    too_soon = next(each for each in at_home if each["local_start"][11:16] == "12:15")
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", too_soon), "slot-taken", "practitioner")
    in_time = next(each for each in at_home if each["local_start"][11:16] == "12:30")
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", in_time))


async def test_at_home_without_a_rota_she_is_not_offered_while_she_is_elsewhere(chain: Chain, lisbon: House) -> None:
    porto = await chain.open(nurses=())
    made(await enter(chain, porto, lisbon.nurses[0], "2027-03-01"))
    monday = await starts(chain, lisbon, "2027-03-08")
    assert (monday[0], monday[-1]) == ("16:00", "17:30")  # back an hour after 15:00
    assert len(await starts(chain, lisbon, "2027-03-09")) == 35


async def test_of_bookings_at_two_clinics_at_once_one_comes_through(chain: Chain, lisbon: House) -> None:
    porto = await chain.open(nurses=())
    nurse = lisbon.nurses[0]
    whole = [{"weekday": 0, "opens": "09:00", "closes": "18:00"}]
    slots = {}
    for house in (lisbon, porto):
        made(await enter(chain, house, nurse, "2027-03-01", hours=whole))
        slots[house.clinic_id] = await chain.slots(house, "consult", **on("2027-03-08"))
    for number in range(0, 30, 10):
        patients = [await chain.register(house) for house in (lisbon, porto)]
        answers = await asyncio.gather(
            *(
                chain.book(patient, house, "consult", slots[house.clinic_id][number + 2 * place])
                for place, (patient, house) in enumerate(zip(patients, (lisbon, porto), strict=True))
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_a_shift_that_is_withdrawn_while_somebody_books_wins_or_lists_the_booking(
    chain: Chain, lisbon: House
) -> None:
    porto = await chain.open(nurses=())
    entered = made(await enter(chain, porto, lisbon.nurses[0], "2027-03-01"))
    slot = (await chain.slots(porto, "consult", **on("2027-03-08")))[0]
    patient = await chain.register(porto)
    booking, withdrawn = await asyncio.gather(
        chain.book(patient, porto, "consult", slot),
        chain.desk.post(f"/clinics/{porto.clinic_id}/shifts/{entered['id']}/withdraw", json=WHY),
    )
    listed = [one["id"] for one in made(withdrawn)["touched"]["appointments"]]
    assert listed == ([booking.json()["id"]] if booking.status_code == 201 else [])


async def test_the_same_shift_entered_twice_is_refused_and_other_hours_of_the_same_days_are_not(
    chain: Chain, lisbon: House
) -> None:
    nurse = lisbon.nurses[0]
    first = made(await enter(chain, lisbon, nurse, "2027-03-08", last_day="2027-03-22"))
    again = await enter(chain, lisbon, nurse, "2027-03-08", last_day="2027-03-22")
    assert refused(again, "entered-already", "end that one")["shift_id"] == first["id"]
    made(await enter(chain, lisbon, nurse, "2027-03-08", last_day="2027-03-22", hours=MONDAYS[:1]))
    made(await enter(chain, lisbon, nurse, "2027-03-08"))
    refused(await enter(chain, lisbon, nurse, "2027-03-08"), "entered-already")
    made(await chain.desk.post(f"/clinics/{lisbon.clinic_id}/shifts/{first['id']}/withdraw", json=WHY))
    made(await enter(chain, lisbon, nurse, "2027-03-08", last_day="2027-03-22"))
