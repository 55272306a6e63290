"""Who is registered although they look like a patient is work until both are merged, or are said to be two people."""

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from services.booking.people.tables import possible_duplicates
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.importing import Importer, csv_of, patient_row
from tests.integration.booking.test_merge_proposals import WHY, desk_of, propose

TWINS = {"reason": "twins: both were at the desk"}


async def pairs(who: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(await who.get("/possible-duplicates", params=query))["items"]
    return items


async def to_find_out(who: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    asked = {"kind": "possible_duplicate"} | query
    items: list[dict[str, Any]] = made(await who.get("/worklist", params=asked))["items"]
    return items


async def two(chain: Chain, house: House) -> tuple[str, str]:
    return await chain.register_alike(house), await chain.register_alike(house)


async def merge(chain: Chain, ends: str, stays: str) -> None:
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays} | WHY))


async def confirm(who: httpx.AsyncClient, pair: dict[str, Any]) -> httpx.Response:
    return await who.post(f"/possible-duplicates/{pair['id']}/confirm-two-people", json=TWINS)


async def test_the_desk_is_asked_within_a_week_whether_two_records_are_one_persons(chain: Chain, lisbon: House) -> None:
    before, new = await two(chain, lisbon)
    desk = desk_of(chain, lisbon)
    [pair] = await pairs(desk)
    assert (pair["patient_id"], pair["other_id"], pair["same"]) == (new, before, ["birthday_and_name"])
    assert (pair["patient_name"], pair["reason"], pair["status"]) == ("Inês Sousa", "Both were here", "open")
    [item] = await to_find_out(desk)
    assert (item["subject_id"], item["patient_id"], item["about"]) == (pair["id"], new, {"other_id": before})
    assert moment(item["due_at"]) - moment(pair["noted_at"]) == timedelta(days=7)
    assert item["may_claim"]


async def test_nobody_is_asked_about_who_looks_like_nobody(chain: Chain, lisbon: House) -> None:
    await chain.register(lisbon)
    await chain.register(lisbon, confirm_new=True, new_because="Never seen before")
    assert await pairs(chain.desk) == []


async def test_a_merge_answers_it(chain: Chain, lisbon: House) -> None:
    before, new = await two(chain, lisbon)
    await merge(chain, new, before)
    assert await to_find_out(chain.desk) == []
    [pair] = await pairs(chain.desk, status="merged")
    assert pair["settled_at"] is not None
    [closed] = await to_find_out(chain.desk, state="closed")
    assert closed["closed_why"] == "merged"


async def test_who_says_that_they_are_two_says_how_and_is_not_asked_again(chain: Chain, lisbon: House) -> None:
    before, _ = await two(chain, lisbon)
    [pair] = await pairs(chain.desk)
    unsaid = await chain.desk.post(f"/possible-duplicates/{pair['id']}/confirm-two-people", json={})
    refused(unsaid, "not-understood", "reason", 422)
    said = made(await confirm(desk_of(chain, lisbon), pair))
    assert (said["status"], said["settled_because"]) == ("two_people", TWINS["reason"])
    assert await to_find_out(chain.desk) == []
    refused(await confirm(chain.desk, pair), "already-settled")
    await merge(chain, await chain.register_alike(lisbon), before)
    assert await to_find_out(chain.desk) == [], "the third is the first, of whom it was said"


async def test_what_is_said_by_mistake_is_put_right_by_a_merge(chain: Chain, lisbon: House) -> None:
    before, new = await two(chain, lisbon)
    made(await confirm(chain.desk, (await pairs(chain.desk))[0]))
    made(await propose(desk_of(chain, lisbon), new, before))
    await merge(chain, new, before)
    assert made(await chain.desk.get(f"/patients/{before}"))["id"] == before


async def test_a_director_who_rejects_the_merge_has_answered_it(chain: Chain, lisbon: House) -> None:
    before, new = await two(chain, lisbon)
    proposed = made(await propose(desk_of(chain, lisbon), new, before))
    made(await chain.director.post(f"/merge-proposals/{proposed['id']}/reject", json=TWINS))
    [pair] = await pairs(chain.desk, status="two_people")
    assert pair["settled_because"] == TWINS["reason"]
    assert await to_find_out(chain.desk) == []


async def test_with_the_record_that_goes_on_it_is_asked_once(chain: Chain, lisbon: House) -> None:
    first, second = await two(chain, lisbon)
    third = await chain.register_alike(lisbon)
    assert len(await to_find_out(chain.desk)) == 3
    await merge(chain, second, first)
    [item] = await to_find_out(chain.desk)
    [pair] = await pairs(chain.desk)
    assert (pair["patient_id"], pair["other_id"]) == (third, first)
    assert (item["subject_id"], item["about"]) == (pair["id"], {"other_id": first})


async def test_the_item_names_the_record_that_goes_on_where_the_one_before_has_ended(
    chain: Chain, lisbon: House
) -> None:
    before, _ = await two(chain, lisbon)
    [item] = await to_find_out(chain.desk)
    unlike = {"given_name": "Teodora", "family_name": "Quaresma", "date_of_birth": "1990-05-04"}
    stays = await chain.register(lisbon, **unlike)
    await merge(chain, before, stays)
    [now] = await to_find_out(chain.desk)
    assert (now["id"], now["due_at"], now["about"]) == (item["id"], item["due_at"], {"other_id": stays})


async def test_nothing_is_asked_of_who_was_erased(chain: Chain, lisbon: House) -> None:
    before, _ = await two(chain, lisbon)
    made(await chain.director.post(f"/patients/{before}/erase", json={"reason": "Asked for it in writing."}))
    assert await to_find_out(chain.desk) == []
    async with chain.booking.work() as work:
        [row] = (await work.execute(select(possible_duplicates))).all()
    assert row.status == "erased"


async def test_the_other_clinics_desk_is_not_asked_and_sees_nothing(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    await chain.register_alike(porto)
    await chain.register_alike(lisbon)
    [pair] = await pairs(desk_of(chain, lisbon))
    assert await pairs(desk_of(chain, porto)) == []
    refused(await confirm(desk_of(chain, porto), pair), "forbidden", "", 403)


async def test_who_is_imported_all_the_same_is_asked_about_too(chain: Chain, lisbon: House) -> None:
    because = "Her daughter has her telephone"
    before = await chain.register(lisbon, given_name="Rosa", family_name="Lima", phone="+351910000001")
    taken = await Importer(chain, lisbon).applied("patients", csv_of(patient_row("1", new_because=because)))
    assert taken["outcomes"] == {"created": 1}
    [pair] = await pairs(chain.desk)
    assert (pair["other_id"], pair["reason"]) == (before, because)
