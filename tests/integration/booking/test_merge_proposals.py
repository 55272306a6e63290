"""The desk finds a person twice and proposes to merge the records; a medical director decides."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete

from chassis.access.actors import Role
from services.booking.care.commands.first_list import list_work
from services.booking.tables import worklist_items
from tests.integration.booking.chain import Chain, House, made, refused

WHY = {"reason": "the same passport at both visits"}


def desk_of(chain: Chain, house: House) -> httpx.AsyncClient:
    return chain.booking.client(Role.FRONT_DESK, clinics=[UUID(house.clinic_id)])


async def propose(who: httpx.AsyncClient, ends: str, into: str) -> httpx.Response:
    return await who.post(f"/patients/{ends}/merge-proposals", json={"into": into} | WHY)


async def proposals(who: httpx.AsyncClient, **query: str) -> list[Any]:
    items: list[Any] = made(await who.get("/merge-proposals", params=query))["items"]
    return items


async def to_decide(who: httpx.AsyncClient, **query: str) -> list[Any]:
    items: list[Any] = made(await who.get("/worklist", params={"kind": "merge_to_decide"} | query))["items"]
    return items


async def test_what_the_desk_proposes_waits_for_the_director_and_a_merge_settles_it(
    chain: Chain, lisbon: House
) -> None:
    desk = desk_of(chain, lisbon)
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
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
    one, other = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
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
    here, there = await chain.register_alike(lisbon), await chain.register_alike(porto, given_name="Twice")
    proposed = made(await propose(desk_of(chain, lisbon), here, there))
    assert "Twice" not in str(proposed)
    assert await proposals(desk_of(chain, porto)) == []
    refused(await propose(desk_of(chain, lisbon), there, here), "forbidden", "", 403)
    refused(await propose(desk_of(chain, lisbon), here, here), "invalid", "one record", 422)


async def test_a_proposal_is_work_for_a_director_until_the_records_are_merged(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    proposed = made(await propose(desk_of(chain, lisbon), ends, stays))
    (item,) = await to_decide(chain.director)
    assert (item["subject_id"], item["patient_id"], item["may_claim"]) == (proposed["id"], ends, True)
    (seen,) = await to_decide(desk_of(chain, lisbon))
    assert not seen["may_claim"]
    made(await chain.director.post(f"/patients/{stays}/merge", json={"into": ends} | WHY))
    assert await to_decide(chain.director) == []
    (closed,) = await to_decide(chain.director, state="closed")
    assert (closed["id"], closed["closed_why"]) == (item["id"], "merged")


@pytest.mark.parametrize("end", ["reject", "withdraw"])
async def test_a_proposal_that_is_settled_is_no_work_any_longer_and_another_one_is(
    chain: Chain, lisbon: House, end: str
) -> None:
    one, other = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    for _ in range(2):
        proposed = made(await propose(desk_of(chain, lisbon), one, other))
        (item,) = await to_decide(chain.director)
        assert item["subject_id"] == proposed["id"]
        settled = made(await chain.director.post(f"/merge-proposals/{proposed['id']}/{end}", json=WHY))
        assert await to_decide(chain.director) == []
    closed = await to_decide(chain.director, state="closed")
    assert [each["closed_why"] for each in closed] == [settled["status"]] * 2


async def test_what_is_proposed_of_a_record_that_ends_waits_for_a_director_under_the_one_that_goes_on(
    chain: Chain, lisbon: House
) -> None:
    ends, stays, third = [await chain.register_alike(lisbon) for _ in range(3)]
    proposed = made(await propose(desk_of(chain, lisbon), ends, third))
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays} | WHY))
    (item,) = await to_decide(chain.director)
    assert (item["subject_id"], item["patient_id"]) == (proposed["id"], stays)


async def test_after_the_upgrade_what_was_proposed_before_is_listed_once(chain: Chain, lisbon: House) -> None:
    one, other = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    proposed = made(await propose(desk_of(chain, lisbon), one, other))
    async with chain.booking.work() as work:
        await work.execute(delete(worklist_items))
        await list_work(work, None)
        await list_work(work, None)
    (item,) = await to_decide(chain.director)
    assert item["subject_id"] == proposed["id"]
