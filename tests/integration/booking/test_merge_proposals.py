"""The desk finds a person twice and proposes to merge the records; a medical director decides."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.booking.chain import Chain, House, made, refused

WHY = {"reason": "the same passport at both visits"}


def desk_of(chain: Chain, house: House) -> httpx.AsyncClient:
    return chain.booking.client(Role.FRONT_DESK, clinics=[UUID(house.clinic_id)])


async def propose(who: httpx.AsyncClient, ends: str, into: str) -> httpx.Response:
    return await who.post(f"/patients/{ends}/merge-proposals", json={"into": into} | WHY)


async def proposals(who: httpx.AsyncClient, **query: str) -> list[Any]:
    items: list[Any] = made(await who.get("/merge-proposals", params=query))["items"]
    return items


async def test_what_the_desk_proposes_waits_for_the_director_and_a_merge_settles_it(
    chain: Chain, lisbon: House
) -> None:
    desk = desk_of(chain, lisbon)
    ends, stays = await chain.register(lisbon), await chain.register(lisbon)
    refused(await desk.post(f"/patients/{ends}/merge", json={"into": stays} | WHY), "forbidden", "", 403)
    proposed = made(await propose(desk, ends, stays))
    assert (proposed["status"], proposed["into"], proposed["patient_name"]) == ("proposed", stays, "Inês Sousa")
    assert await proposals(chain.director) == [proposed]
    refused(await propose(desk, stays, ends), "already-proposed")
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays} | WHY))
    assert await proposals(chain.director) == []
    (merged,) = await proposals(desk, status="merged")
    assert merged["id"] == proposed["id"]


async def test_two_people_stay_two_and_a_mistake_is_taken_back(chain: Chain, lisbon: House) -> None:
    desk = desk_of(chain, lisbon)
    one, other = await chain.register(lisbon), await chain.register(lisbon)
    first = made(await propose(desk, one, other))
    refused(await desk.post(f"/merge-proposals/{first['id']}/reject", json=WHY), "forbidden", "", 403)
    rejected = made(await chain.director.post(f"/merge-proposals/{first['id']}/reject", json=WHY))
    assert (rejected["status"], rejected["settled_because"]) == ("rejected", WHY["reason"])
    second = made(await propose(desk, one, other))
    withdrawn = made(await desk.post(f"/merge-proposals/{second['id']}/withdraw", json=WHY))
    assert withdrawn["status"] == "withdrawn"
    refused(await desk.post(f"/merge-proposals/{second['id']}/withdraw", json=WHY), "already-settled")


async def test_the_other_record_may_be_another_clinics_and_nothing_of_it_is_shown(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    here, there = await chain.register(lisbon), await chain.register(porto, given_name="Twice")
    proposed = made(await propose(desk_of(chain, lisbon), here, there))
    assert "Twice" not in str(proposed)
    assert await proposals(desk_of(chain, porto)) == []
    refused(await propose(desk_of(chain, lisbon), there, here), "forbidden", "", 403)
    refused(await propose(desk_of(chain, lisbon), here, here), "invalid", "one record", 422)
