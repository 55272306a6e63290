"""What practitioners may do has days, and is changed at one place; what is booked and no longer allowed is listed."""

import asyncio
from typing import Any

import httpx

from tests.integration.booking.chain import Chain, House, made, refused

TUESDAY = {"from": "2027-03-02", "to": "2027-03-02", "limit": 500}
TO_TWO = {"modality": "pen", "max_depth_mm": "2.0"}


async def permit(chain: Chain, house: House, *permissions: dict[str, Any], touched: bool = False) -> httpx.Response:
    at = f"/clinics/{house.clinic_id}/practitioners/{house.nurses[0]}/permissions"
    form = {"permissions": permissions, "reason": "Her licence was renewed."}
    return await (chain.operator.post(f"{at}/touched", json=form) if touched else chain.operator.put(at, json=form))


async def test_a_permission_counts_from_its_first_to_its_last_day(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    before = (await chain.slots(lisbon, "consult", **TUESDAY))[0]

    made(await permit(chain, lisbon, TO_TWO | {"first_day": "2027-03-03", "last_day": "2027-03-04"}))

    offered = await chain.slots(lisbon, "consult", **{"from": "2027-03-01", "to": "2027-03-12", "limit": 500})
    assert {slot["local_start"][:10] for slot in offered} == {"2027-03-03", "2027-03-04"}
    assert len(offered) == 2 * 35
    refused(await chain.book(patient, lisbon, "consult", before), "not-qualified", "no permission on Tuesday, 2 March")
    made(await chain.book(patient, lisbon, "consult", offered[-1]))


async def test_a_deeper_permission_begins_when_the_former_ends(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    until = {"modality": "pen", "max_depth_mm": "1.0", "last_day": "2027-03-09"}
    contradiction = await permit(chain, lisbon, until, TO_TWO | {"first_day": "2027-03-09"})
    refused(contradiction, "not-understood", status=422)

    changed = made(await permit(chain, lisbon, TO_TWO | {"first_day": "2027-03-10"}, until))

    assert [one["last_day"] for one in changed["permissions"]] == ["2027-03-09", None]
    (nurse,) = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/practitioners"))["items"]
    assert nurse["permissions"] == changed["permissions"]
    (slot,) = await chain.slots(lisbon, "session", course_id=course["id"], limit=1)
    assert slot["local_start"][:10] == "2027-03-10"


async def test_what_is_booked_and_not_allowed_any_longer_is_listed_before_and_after(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    shallow = {"modality": "pen", "max_depth_mm": "1.0"}

    before = made(await permit(chain, lisbon, shallow, touched=True))
    after = made(await permit(chain, lisbon, shallow))

    assert [one["id"] for one in before["appointments"]] == [session["id"]]
    assert after["touched"] == before
    assert made(await permit(chain, lisbon, TO_TWO))["touched"]["in_all"] == 0


async def test_a_permission_that_ends_while_somebody_books_wins_or_lists_the_booking(
    chain: Chain, lisbon: House
) -> None:
    patients = [await chain.register(lisbon) for _ in range(4)]
    slots = (await chain.slots(lisbon, "consult", **TUESDAY))[::4]
    *bookings, ended = await asyncio.gather(
        *(chain.book(patient, lisbon, "consult", slot) for patient, slot in zip(patients, slots, strict=False)),
        permit(chain, lisbon),
    )
    booked = {answer.json()["id"] for answer in bookings if answer.status_code == 201}
    assert {one["id"] for one in made(ended)["touched"]["appointments"]} == booked
    for answer in bookings:
        if answer.status_code != 201:
            refused(answer, "not-qualified")
