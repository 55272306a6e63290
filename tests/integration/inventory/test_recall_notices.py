"""A notice names several lots: it is tried, entered, worked on and withdrawn as one."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.inventory.stock import LotRecalled, RecallWithdrawn
from tests.integration.inventory.stories import (
    PEN,
    ROLLER,
    START,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    received,
    reservation,
    scan,
    withdrawn,
)
from tests.integration.inventory.test_recall_letters import letters
from tests.integration.inventory.test_recalls import recall
from tests.integration.inventory.test_recalls_closed import report_steps
from tests.support.running import Running

WHY = "Sterility of three lots cannot be assured."


@pytest.fixture
def director(inventory: Running) -> httpx.AsyncClient:
    return inventory.client(Role.MEDICAL_DIRECTOR)


async def enter(who: httpx.AsyncClient, **said: Any) -> httpx.Response:
    return await who.post("/recall-notices", json={"gtin": PEN, "reason": WHY, **said})


async def entered(who: httpx.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await enter(who, **said)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_every_lot_of_a_notice_is_taken_from_everybody(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("B1", in_days(40)), 3), (scan("B2", in_days(50)), 2), (scan("GOOD"), 1))
    await received(keeper, other_clinic, (scan("B2", in_days(50)), 4))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7)))

    notice = await entered(keeper, lots=["B1"], codes=[f"(01){PEN}(10)B2"], number="Z-1234-2027")

    assert (notice["lots"], notice["open"], notice["number"]) == (["B1", "B2"], 2, "Z-1234-2027")
    assert [(each["lot"], each["notice_id"]) for each in notice["recalls"]] == [
        ("B1", notice["id"]),
        ("B2", notice["id"]),
    ]
    assert await balance(keeper, clinic, "B1") == {"received": 3, "quarantine": 3}
    assert await balance(keeper, other_clinic, "B2") == {"received": 4, "quarantine": 4}
    assert await reservation(keeper, booked) == {"status": "reserved", "held": {"GOOD": 1}}
    said = [event for event in await inventory.events() if isinstance(event, LotRecalled)]
    assert sorted((each.lot, each.clinic_id) for each in said) == sorted(
        (lot, each) for lot in ("B1", "B2") for each in (clinic, other_clinic)
    )
    listed = (await keeper.get("/recall-notices", params={"number": "Z-1234-2027"})).json()["items"]
    assert [each["id"] for each in listed] == [notice["id"]]


async def test_a_lot_that_never_came_asks_and_shows_the_nearest(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("NP24A"), 3), (scan("NP24B"), 1))
    for refused in (
        await enter(keeper, lots=["NP24A", "NP42A"]),
        await keeper.post("/recalls", json={"gtin": PEN, "lot": "NP42A", "reason": WHY}),
    ):
        assert refused.status_code == 409
        problem = refused.json()
        assert problem["type"] == "urn:needlepoint:problem:lots-unconfirmed"
        assert problem["lots"] == [{"lot": "NP42A", "nearest": ["NP24A"]}]
        assert "Was NP24A meant?" in problem["detail"]
    assert await balance(keeper, clinic, "NP24A") == {"received": 3, "on_hand": 3}, "nothing was recalled"

    await entered(keeper, lots=["NP42A"], confirmed=["NP42A"])
    late = await deliver(keeper, clinic, (scan("NP42A"), 1))
    assert "is recalled" in late.json()["detail"]


async def test_a_lot_that_was_recalled_before_stays_as_it_is_and_is_in_the_notice(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("B1"), 1), (scan("B2"), 1))
    before = await recall(keeper, "B1")
    notice = await entered(keeper, lots=["B1", "B2"])
    assert [each["id"] for each in notice["recalls"] if each["lot"] == "B1"] == [before["id"]]
    again = await enter(keeper, lots=["B2", "B1"])
    assert (again.status_code, again.json()["recall_id"]) == (409, before["id"])


async def test_a_patient_of_two_lots_has_one_letter_about_both(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("B1"), 2), (scan("B2"), 2), (scan("B3"), 1))
    twice = [Appointment(clinic).used("B1", START), Appointment(clinic).used("B2", at(in_days(0), 11))]
    patient = twice[0].patient_id
    twice[1] = twice[1].model_copy(update={"patient_id": patient})
    for use in twice:
        await inventory.react(use)
    notice = await entered(director, lots=["B1", "B2"])
    assert (await director.post(f"/recall-notices/{notice['id']}/letters")).json()["patients"] == 1
    [letter] = await letters(director)
    assert (letter["patient_id"], letter["notice_id"]) == (str(patient), notice["id"])
    for found in notice["recalls"]:
        of_recall = (await director.get("/recall-letters", params={"recall_id": found["id"]})).json()["items"]
        assert [each["id"] for each in of_recall] == [letter["id"]]
        sheet = (await director.get(f"/recalls/{found['id']}/reconciliation")).json()
        assert (sheet["treated"], sheet["steps"][-1]) == (1, "patients")

    await inventory.react(withdrawn(twice[0]))
    [letter] = await letters(director)
    assert letter["withdrawn_at"] is None, "the other lot was used on them"
    assert letter["recall_id"] == next(each["id"] for each in notice["recalls"] if each["lot"] == "B2")
    await inventory.react(withdrawn(twice[1]))
    [letter] = await letters(director)
    assert letter["withdrawn_because"] == "withdrawn"


async def test_a_letter_about_two_lots_stands_until_both_recalls_are_withdrawn(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("B1"), 2), (scan("B2"), 2))
    first = Appointment(clinic)
    await inventory.react(first.used("B1", START))
    await inventory.react(first.used("B2", START))
    notice = await entered(director, lots=["B1", "B2"])
    await director.post(f"/recall-notices/{notice['id']}/letters")
    one, other = notice["recalls"]
    await director.post(f"/recalls/{one['id']}/withdraw", json={"reason": "B1 is not meant."})
    [letter] = await letters(director)
    assert (letter["recall_id"], letter["withdrawn_at"]) == (other["id"], None)
    await director.post(f"/recalls/{other['id']}/withdraw", json={"reason": "Nor is B2."})
    [letter] = await letters(director)
    assert letter["withdrawn_because"] == "recall_withdrawn"


async def test_its_letters_are_released_and_it_is_closed_at_once(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("B1"), 1), (scan("B2"), 1))
    for lot in ("B1", "B2"):
        await inventory.react(Appointment(clinic).used(lot, START))
    notice = f"/recall-notices/{(await entered(director, lots=['B1', 'B2']))['id']}"
    assert (await director.post(f"{notice}/letters")).json()["patients"] == 2
    assert (await director.post(f"{notice}/letters")).json()["type"] == "urn:needlepoint:problem:letters-released"
    refused = await director.post(f"{notice}/close", json={})
    assert refused.json()["steps"] == ["patients", "confirmation", "supplier", "effect"]
    for letter in await letters(director):
        await director.post(f"/recall-letters/{letter['id']}/answered")
    for found in (await director.get(notice)).json()["recalls"]:
        await report_steps(keeper, director, found, {clinic: 0})
    closed = (await director.post(f"{notice}/close", json={})).json()
    assert closed["open"] == 0
    over = await director.post(f"{notice}/close", json={})
    assert over.json()["type"] == "urn:needlepoint:problem:notice-over"


async def test_a_notice_that_was_a_mistake_gives_its_lots_back_and_leaves_older_recalls(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("B1"), 1), (scan("B2"), 1), (scan("B3"), 1))
    await recall(keeper, "B1")
    notice = await entered(keeper, lots=["B1", "B2", "B3"])
    wrong = f"/recall-notices/{notice['id']}/withdraw"
    withdrawn = (await director.post(wrong, json={"reason": "It names another product."})).json()
    assert [(each["lot"], each["withdrawn_at"] is None) for each in withdrawn["recalls"]] == [
        ("B1", True),
        ("B2", False),
        ("B3", False),
    ]
    assert await balance(keeper, clinic, "B2") == {"received": 1, "on_hand": 1}
    assert len([each for each in await inventory.events() if isinstance(each, RecallWithdrawn)]) == 2
    again = await director.post(wrong, json={"reason": "It names another product."})
    assert again.json()["type"] == "urn:needlepoint:problem:notice-over"


@pytest.mark.parametrize(
    ("said", "type_"),
    [
        ({}, "notice-invalid"),
        ({"codes": [f"(01){ROLLER}(10)B1"]}, "notice-invalid"),
        ({"gtin": None, "lots": ["B1"]}, "notice-invalid"),
        ({"codes": [f"(01){PEN}(21)7"]}, "notice-invalid"),
        ({"lots": ["B1"], "parts": [{"lot": "B1", "serials": ["7"]}]}, "notice-invalid"),
        ({"codes": ["no code"]}, "notice-unreadable"),
        ({"gtin": "12345678", "lots": ["B1"]}, "gtin-invalid"),
        ({"gtin": "00012345678905", "lots": ["B1"]}, "product-unknown"),
    ],
)
async def test_a_notice_that_cannot_be_meant_is_refused_by_name(
    keeper: httpx.AsyncClient, clinic: UUID, said: dict[str, Any], type_: str
) -> None:
    refused = await enter(keeper, **said)
    assert refused.json()["type"] == f"urn:needlepoint:problem:{type_}", refused.text


async def test_a_notice_is_tried_without_recalling_anything(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("NP24A"), 5), (scan("N", serial="S-1"), 1))
    await received(keeper, other_clinic, (scan("NP24A"), 2))
    await inventory.react(Appointment(clinic).used("NP24A", START))
    await inventory.react(Appointment(other_clinic).used("NEVER1", START))
    enforcement = {
        "code_info": f"Lot Numbers: NP24A, NEVER1; serial S-1; UDI-DI {PEN}",
        "product_description": "Pen cartridge",
        "reason_for_recall": "sterility",
        "recall_number": "Z-1234-2027",
        "status": "Ongoing",
    }
    other = {"code_info": "Lot 12", "product_description": "Bone screw", "openfda": {}}
    body = {"results": [other, enforcement], "codes": [f"(01){PEN}(10)NP24C"]}
    checked = (await keeper.post("/recall-checks", json=body)).json()

    assert (checked["verdict"], checked["checked"]) == ("yours", 3)
    typed, found = checked["notices"]
    assert typed["unknown"] == [{"gtin": PEN, "lot": "NP24C", "nearest": ["NP24A"]}]
    assert (typed["verdict"], found["number"]) == ("none", "Z-1234-2027")
    assert [(each["gtin"], each["lot"], each["serial"]) for each in found["serials"]] == [(PEN, "N", "S-1")]
    where = {
        (each["lot"], at["clinic"]): (at["on_shelf"], at["used"], at["unaccounted"])
        for each in found["lots"]
        for at in each["clinics"]
    }
    assert where == {
        ("NP24A", "Chiado"): (4, 1, 0),
        ("NP24A", "Ponsonby"): (2, 0, 0),
        ("NEVER1", "Ponsonby"): (0, 0, 1),
    }
    assert (await keeper.get("/recalls")).json()["items"] == []
    nothing = await keeper.post("/recall-checks", json={})
    assert nothing.json()["type"] == "urn:needlepoint:problem:notice-invalid"


async def test_a_notice_of_nobody_is_not_found(director: httpx.AsyncClient, clinic: UUID) -> None:
    nowhere = f"/recall-notices/{new_id()}"
    answers = [await director.get(nowhere)]
    answers += [await director.post(f"{nowhere}/{act}", json={"reason": "wrong"}) for act in ("close", "withdraw")]
    assert {each.status_code for each in answers} == {404}
