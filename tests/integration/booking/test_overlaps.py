"""Two appointments of one practitioner or room overlap only where somebody with the right gave a reason."""

import asyncio
from typing import Any

import httpx
from sqlalchemy import text

from tests.integration.booking.chain import CHOICE, Chain, House, made, refused

WHY = "a short talk while the cream acts"
UNSANCTIONED = """
SELECT one.appointment_id FROM occupations AS one JOIN occupations AS other
ON one.resource_id = other.resource_id AND one.during && other.during AND one.appointment_id < other.appointment_id
WHERE NOT EXISTS (SELECT FROM appointments WHERE id IN (one.appointment_id, other.appointment_id)
AND overlaps_because IS NOT NULL) OR one.resource_kind IN ('patient', 'device')
"""


async def ask(chain: Chain, house: House, slot: dict[str, Any], by: httpx.AsyncClient, **more: Any) -> httpx.Response:
    patient = await chain.register(house)
    choice = {name: slot[name] for name in CHOICE}
    form = {"patient_id": patient, "clinic_id": house.clinic_id, "kind": "consult", **choice}
    return await by.post("/appointments", json=form | more)


async def test_a_director_books_on_what_is_taken_with_a_reason_that_all_see(chain: Chain, lisbon: House) -> None:
    (slot,) = await chain.slots(lisbon, "consult", limit=1)
    first = made(await ask(chain, lisbon, slot, chain.desk))
    refused(await ask(chain, lisbon, slot, chain.director), "slot-taken")
    refused(await ask(chain, lisbon, slot, chain.desk, overlaps_because=WHY), "forbidden", "", 403)
    second = made(await ask(chain, lisbon, slot, chain.director, overlaps_because=WHY))
    assert (second["overlaps_because"], second["starts_at"]) == (WHY, first["starts_at"])
    assert first["overlaps_because"] is None
    day = {"clinic_id": lisbon.clinic_id, "overlapping": "true", "from": slot["starts_at"]}
    listed = made(await chain.desk.get("/appointments", params=day))["items"]
    assert [one["id"] for one in listed] == [second["id"]]
    at = f"appointment/{second['id']}"
    audited = made(await chain.director.get("/audit", params={"subject": at}))["items"]
    assert "appointment.overlaps" in {each["action"] for each in audited}


async def test_a_patient_is_never_at_two_places_whatever_the_reason(chain: Chain, lisbon: House) -> None:
    (slot,) = await chain.slots(lisbon, "consult", limit=1)
    first = made(await ask(chain, lisbon, slot, chain.desk))
    again = await ask(chain, lisbon, slot, chain.director, overlaps_because=WHY, patient_id=first["patient_id"])
    refused(again, "slot-taken", "patient")


async def test_what_an_overlap_takes_stays_taken_when_the_other_is_cancelled(chain: Chain, lisbon: House) -> None:
    (slot,) = await chain.slots(lisbon, "consult", limit=1)
    first = made(await ask(chain, lisbon, slot, chain.desk))
    second = made(await ask(chain, lisbon, slot, chain.director, overlaps_because=WHY))
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json={"reason": "cannot come"}))
    refused(await ask(chain, lisbon, slot, chain.desk), "slot-taken")
    offered = await chain.slots(lisbon, "consult", practitioner_id=slot["practitioner_id"])
    assert slot["starts_at"] not in {one["starts_at"] for one in offered}
    made(await chain.desk.post(f"/appointments/{second['id']}/cancel", json={"reason": "cannot come"}))
    made(await ask(chain, lisbon, slot, chain.desk))


async def test_moving_away_ends_an_overlap_and_moving_onto_one_takes_a_reason(chain: Chain, lisbon: House) -> None:
    slot, *others = await chain.slots(lisbon, "consult", practitioner_id=lisbon.nurses[0])
    made(await ask(chain, lisbon, slot, chain.desk))
    second = made(await ask(chain, lisbon, slot, chain.director, overlaps_because=WHY))
    free = others[-1]["starts_at"]
    at, tag = f"/appointments/{second['id']}/move", {"If-Match": '"1"'}
    moved = made(await chain.desk.post(at, json={"starts_at": free}, headers=tag))
    assert moved["overlaps_because"] is None
    back, tag = {"starts_at": slot["starts_at"]}, {"If-Match": f'"{moved["version"]}"'}
    refused(await chain.desk.post(at, json=back, headers=tag), "slot-taken")
    again = made(await chain.director.post(at, json=back | {"overlaps_because": WHY}, headers=tag))
    assert again["overlaps_because"] == WHY


async def test_forty_at_once_overlap_only_where_it_was_agreed(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0"] * 2)
    slots = (await chain.slots(house, "consult"))[:4]
    asked = [
        ask(chain, house, slots[number % 4], chain.director, **({"overlaps_because": WHY} if number % 5 == 0 else {}))
        for number in range(40)
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201, 409}
    assert sum(answer.status_code == 201 for answer in answers) >= 8
    async with chain.booking.work() as work:
        assert (await work.execute(text(UNSANCTIONED))).all() == []
