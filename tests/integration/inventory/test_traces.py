"""Uses both ways, page by page: from a lot to its patients, from a patient to lots, and of one cartridge."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from tests.integration.inventory.stories import PEN, START, Appointment, received, scan, withdrawn
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running


async def every(who: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    """All pages, three on each."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await who.get("/uses", params={"limit": 3, **query, **cursor})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        assert len(page["items"]) <= 3
        if page["next"] is None:
            return found
        cursor = {"after": page["next"]}


async def test_a_lot_leads_to_all_its_patients_whatever_their_number(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 8), (scan("B"), 1))
    treated = [Appointment(clinic) for _ in range(7)]
    for number, each in enumerate(treated):
        await inventory.react(each.used("A", START - timedelta(minutes=number // 2)))
    await inventory.react(Appointment(clinic).used("B", START))
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    found = await every(director, gtin=PEN, lot="A")
    assert {each["patient_id"] for each in found} == {str(each.patient_id) for each in treated}
    assert len({each["id"] for each in found}) == len(found) == 7
    assert [each["used_at"] for each in found] == sorted((each["used_at"] for each in found), reverse=True)
    assert {each["patient_id"] for each in await every(keeper, gtin=PEN, lot="A")} == {None}, "who counts, counts"


async def test_a_patient_leads_to_lots_with_their_recalls(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 2))
    one = Appointment(clinic)
    again = replace(one, id=new_id(), session_id=new_id())
    for event in (
        one.used("A", START),
        again.used("B", START - timedelta(days=1)),
        Appointment(clinic).used("A", START),
    ):
        await inventory.react(event)
    taken_back = replace(one, id=new_id(), session_id=new_id()).used("A", START - timedelta(days=2))
    await inventory.react(taken_back)
    await inventory.react(withdrawn(taken_back))
    recalled = await recall(keeper, "A")
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    mine = {"patient_id": str(one.patient_id)}
    found = await every(director, **mine, withdrawn="false")
    assert [(each["lot"], each["recall_id"]) for each in found] == [("A", recalled["id"]), ("B", None)]
    assert [each["lot"] for each in await every(director, **mine, withdrawn="true")] == ["A"]
    assert await every(inventory.client(Role.MEDICAL_DIRECTOR, clinics=[other_clinic]), **mine) == []
    assert (await keeper.get("/uses", params=mine)).status_code == 403, "whom it was used on, a director reads"


async def test_a_list_says_which_uses_are_meant(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A", serial="S1"), 1))
    await inventory.react(Appointment(clinic).used("A", START, "S1"))
    assert [each["serial"] for each in await every(keeper, gtin=PEN, serial="S1")] == ["S1"]
    for query in ({}, {"gtin": PEN}, {"lot": "A"}, {"clinic_id": str(clinic)}):
        refused = await keeper.get("/uses", params=query)
        assert refused.json()["type"] == "urn:needlepoint:problem:trace-unbounded"
    assert (await keeper.get("/uses", params={"gtin": "1", "lot": "A"})).json()["type"].endswith("gtin-invalid")
