"""Some cartridges of a lot are recalled by serial number: those are found wherever they are, the others are used on."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.inventory.stock import (
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotRecalled,
    RecallNoticeEntered,
)
from needlepoint.operate.recall_start import bodies_of
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    opened,
    received,
    reservation,
    scan,
    withdrawn,
)
from tests.integration.inventory.test_recall_letters import letters
from tests.integration.inventory.test_recall_notices import entered
from tests.integration.inventory.test_recalls import recall
from tests.integration.inventory.transferring import arrived, label, sent
from tests.support.running import Running

WHY = "A batch of seals of these numbers may leak."


@pytest.fixture
def director(inventory: Running) -> httpx.AsyncClient:
    return inventory.client(Role.MEDICAL_DIRECTOR)


def numbered(*serials: str, lot: str = "L") -> list[tuple[str, int]]:
    return [(scan(lot, serial=each), 1) for each in serials]


def labels(*serials: str) -> list[dict[str, Any]]:
    return [label(each) for each, _ in numbered(*serials)]


async def try_numbers(who: httpx.AsyncClient, *serials: str, lot: str = "L", **said: Any) -> httpx.Response:
    return await who.post("/recalls", json={"gtin": PEN, "lot": lot, "serials": serials, "reason": WHY, **said})


async def recall_numbers(who: httpx.AsyncClient, *serials: str, **said: Any) -> dict[str, Any]:
    answer = await try_numbers(who, *serials, **said)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def place_of(who: httpx.AsyncClient, serial: str) -> str:
    answer = await who.get(f"/serials/{PEN}/{serial}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["place"])


async def open_items(who: httpx.AsyncClient, kind: str) -> set[str]:
    """The recalls that items of the worklist are about."""
    items = (await who.get("/worklist", params={"kind": kind})).json()["items"]
    return {each["about"]["recall_id"] for each in items}


async def test_only_those_leave_the_shelf_and_their_sessions_get_others(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2", "K3"))
    await received(keeper, other_clinic, *numbered("K4"))
    booked = [Appointment(clinic), Appointment(clinic)]
    for day, each in enumerate(booked, start=7):
        await inventory.react(each.booked(in_days(day)))

    found = await recall_numbers(keeper, "K1", "K2", "K4")

    assert found["in_part"]
    assert [(each["serial"], each["clinic_id"], each["place"]) for each in found["serials"]] == [
        ("K1", str(clinic), "quarantine"),
        ("K2", str(clinic), "quarantine"),
        ("K4", str(other_clinic), "quarantine"),
    ]
    assert await balance(keeper, clinic, "L") == {"received": 3, "reserved": 1, "quarantine": 2}
    assert await reservation(keeper, booked[0]) == {"status": "reserved", "held": {"L": 1}}
    assert await reservation(keeper, booked[1]) == {"status": "short", "held": {}}
    assert (await place_of(keeper, "K1"), await place_of(keeper, "K3")) == ("quarantine", "on_hand")
    said = [event for event in await inventory.events() if isinstance(event, CartridgesRecalled)]
    assert {each.clinic_id: each.quarantined for each in said} == {clinic: 2, other_clinic: 1}
    assert {each.serials for each in said} == {("K1", "K2", "K4")}
    assert not [event for event in await inventory.events() if isinstance(event, LotRecalled)]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_number_that_never_came_asks_and_shows_the_nearest(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, *numbered("AB1024", "AB1025"))
    refused = await try_numbers(keeper, "AB1024", "AB1042")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:needlepoint:problem:serials-unconfirmed"
    assert refused.json()["serials"] == [{"lot": "L", "serial": "AB1042", "nearest": ["AB1024", "AB1025"]}]
    assert await balance(keeper, clinic, "L") == {"received": 2, "on_hand": 2}, "nothing was recalled"

    await recall_numbers(keeper, "AB1024", "AB1042", confirmed=True)
    late = await deliver(keeper, clinic, *numbered("AB1042"))
    assert "Cartridge AB1042 is recalled" in late.json()["detail"]
    assert (await deliver(keeper, clinic, *numbered("AB1043"))).status_code == 201, "the others of the lot come"


async def test_what_is_recalled_already_is_not_recalled_again(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, *numbered("K1", "K2", "K3"))
    first = await recall_numbers(keeper, "K1")
    again = await try_numbers(keeper, "K1")
    assert (again.status_code, again.json()["recall_id"]) == (409, first["id"])
    second = await recall_numbers(keeper, "K1", "K2")
    assert [each["serial"] for each in second["serials"]] == ["K2"]
    whole = await recall(keeper, "L")
    assert (await try_numbers(keeper, "K3")).json()["recall_id"] == whole["id"]
    assert await balance(keeper, clinic, "L") == {"received": 3, "quarantine": 3}


async def test_patients_of_those_are_found_and_of_uses_without_a_number(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2", "K3"))
    one, other, nobody_knows = (Appointment(clinic) for _ in range(3))
    await inventory.react(one.used("L", START, serial="K1"))
    await inventory.react(other.used("L", START, serial="K3"))
    await inventory.react(nobody_knows.used("L", at(in_days(0), 11)))

    found = await recall_numbers(director, "K1", "K2")

    assert [(use["patient_id"], use["serial"]) for use in found["trace"]] == [
        (str(one.patient_id), "K1"),
        (str(nobody_knows.patient_id), None),
    ]
    assert (await director.post(f"/recalls/{found['id']}/letters")).json()["patients"] == 2
    late = Appointment(clinic)
    await inventory.react(late.used("L", START, serial="K2"))
    written_to = {each["patient_id"] for each in await letters(director)}
    assert written_to == {str(each.patient_id) for each in (one, nobody_knows, late)}


async def test_one_that_was_used_before_and_recorded_late_is_out_of_quarantine(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2"))
    found = await recall_numbers(keeper, "K1")
    late = Appointment(clinic).used("L", at(in_days(-1)), serial="K1")
    await inventory.react(late)
    assert await balance(keeper, clinic, "L") == {"received": 2, "used": 1, "on_hand": 1}
    sheet = (await keeper.get(f"/recalls/{found['id']}/reconciliation")).json()
    assert (sheet["total"]["used"], sheet["total"]["quarantine"], sheet["adds_up"]) == (1, 0, True)

    await inventory.react(withdrawn(late))
    assert await balance(keeper, clinic, "L") == {"received": 2, "quarantine": 1, "on_hand": 1}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_one_that_was_used_although_it_was_recalled_is_an_incident(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2"))
    with inventory.clock.stopped():
        await recall_numbers(keeper, "K1")
        await inventory.react(Appointment(clinic).used("L", at(in_days(1)), serial="K1"))
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert "Cartridge K1 of lot L was recalled" in incident["reason"]
    assert await balance(keeper, clinic, "L") == {"received": 2, "used": 1, "on_hand": 1}


async def test_one_that_was_opened_and_never_received_is_shown_as_used(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1"))
    await inventory.react(Appointment(clinic).used("L", START, serial="K9"))
    found = await recall_numbers(keeper, "K9")
    assert [(each["serial"], each["clinic_id"], each["place"]) for each in found["serials"]] == [("K9", None, "used")]


async def test_one_in_transit_is_put_aside_where_it_arrives(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2"))
    transfer = await sent(keeper, clinic, other_clinic, *labels("K1", "K2"))
    found = await recall_numbers(keeper, "K1")
    assert [each["place"] for each in found["serials"]] == ["in_transit"]
    sheet = (await keeper.get(f"/recalls/{found['id']}/reconciliation")).json()
    assert sheet["total"]["in_transit"] == 1
    await arrived(keeper, transfer, *labels("K1", "K2"))
    assert await balance(keeper, other_clinic, "L") == {"transferred_in": 2, "quarantine": 1, "on_hand": 1}
    assert await place_of(keeper, "K1") == "quarantine"
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_withdrawn_one_puts_back_what_it_took_and_leaves_the_others_of_the_lot_alone(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2", "K3"))
    mistake, right = await recall_numbers(keeper, "K1"), await recall_numbers(keeper, "K2")
    gone = await director.post(f"/recalls/{mistake['id']}/withdraw", json={"reason": "The notice names K2 only."})
    assert gone.status_code == 200, gone.text
    assert await balance(keeper, clinic, "L") == {"received": 3, "quarantine": 1, "on_hand": 2}
    assert (await place_of(keeper, "K1"), await place_of(keeper, "K2")) == ("on_hand", "quarantine")
    said = [event for event in await inventory.events() if isinstance(event, CartridgesRecallWithdrawn)]
    assert [(each.clinic_id, each.restored) for each in said if each.clinic_id == clinic] == [(clinic, 1)]

    whole = await recall(keeper, "L")
    await director.post(f"/recalls/{whole['id']}/withdraw", json={"reason": "Only K2 is meant."})
    assert await balance(keeper, clinic, "L") == {"received": 3, "quarantine": 1, "on_hand": 2}, "K2 stays recalled"
    assert (await keeper.get(f"/recalls/{right['id']}")).json()["withdrawn_at"] is None
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_notice_names_whole_lots_and_numbers_by_typing_and_by_scan(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2", "K3", lot="P"), (scan("W"), 2), *numbered("N1", lot="Q"))
    both = await keeper.post(
        "/recall-notices",
        json={"gtin": PEN, "reason": WHY, "lots": ["P"], "parts": [{"lot": "P", "serials": ["K1"]}]},
    )
    assert both.json()["type"] == "urn:needlepoint:problem:notice-invalid"

    notice = await entered(
        keeper,
        lots=["W"],
        parts=[{"lot": "P", "serials": ["K1"]}],
        codes=[f"(01){PEN}(10)P(21)K2", f"(01){PEN}(21)N1"],
    )

    assert [(each["lot"], each["in_part"]) for each in notice["recalls"]] == [("P", True), ("Q", True), ("W", False)]
    assert await balance(keeper, clinic, "P") == {"received": 3, "quarantine": 2, "on_hand": 1}
    assert await balance(keeper, clinic, "W") == {"received": 2, "quarantine": 2}
    assert await balance(keeper, clinic, "Q") == {"received": 1, "quarantine": 1}
    [said] = [event for event in await inventory.events() if isinstance(event, RecallNoticeEntered)]
    assert [(each.lot, each.serials, each.quarantined) for each in said.lots] == [
        ("P", ("K1", "K2"), 2),
        ("Q", ("N1",), 1),
        ("W", (), 2),
    ]


async def test_it_is_counted_by_each_clinic_that_may_have_one_and_closed(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", "K2"))
    await received(keeper, other_clinic, (scan("L"), 5))
    known = await recall_numbers(keeper, "K1")
    reports = f"/recalls/{known['id']}"
    sheet = (await keeper.get(f"{reports}/reconciliation")).json()
    assert [(each["clinic"], each["came"], each["quarantine"]) for each in sheet["clinics"]] == [("Chiado", 1, 1)]
    strange = await recall_numbers(keeper, "K9", confirmed=True)
    sheet = (await keeper.get(f"/recalls/{strange['id']}/reconciliation")).json()
    assert [each["clinic"] for each in sheet["clinics"]] == ["Chiado", "Ponsonby"], "it may lie unnumbered at any"

    counted = (await keeper.post(f"{reports}/clinics/{clinic}/confirm", json={"counted": 1})).json()
    assert counted["expected"] == 1
    await keeper.post(f"{reports}/supplier-informed", json={"reference": "by e-mail"})
    await director.post(f"{reports}/effect-checked", json={"found": "both clinics answered"})
    refused = await director.post(f"{reports}/close", json={})
    assert refused.json()["steps"] == ["quarantine"]
    assert await open_items(keeper, "recall_stock") == {known["id"]}
    back = {"clinic_id": str(clinic), "gtin": PEN, "lot": "L", "act": "return", "quantity": 1, "reason": "recalled"}
    assert (await keeper.post("/stock-movements", json=back)).status_code == 201
    assert await open_items(keeper, "recall_stock") == set()
    assert await place_of(keeper, "K1") == "returned"
    assert (await director.post(f"{reports}/close", json={})).status_code == 200


async def test_a_clinic_that_opens_later_learns_of_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1"))
    await recall_numbers(keeper, "K1")
    late = new_id()
    await inventory.react(opened(late, name="Late"))
    said = [event for event in await inventory.events() if isinstance(event, CartridgesRecalled)]
    assert [each.serials for each in said if each.clinic_id == late] == [("K1",)]


async def test_a_check_says_where_each_number_is_and_asks_about_one_that_never_came(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("AB1024", "ZZ9999"))
    codes = [f"(01){PEN}(10)L(21){each}" for each in ("AB1024", "AB1042")]
    checked = (await keeper.post("/recall-checks", json={"codes": codes})).json()
    [notice] = checked["notices"]
    assert [(each["serial"], each["lot"], each["clinic"], each["place"]) for each in notice["serials"]] == [
        ("AB1024", "L", "Chiado", "on_hand")
    ]
    assert notice["unknown_serials"] == [{"gtin": PEN, "lot": "L", "serial": "AB1042", "nearest": ["AB1024"]}]
    [body] = bodies_of([notice], reason=WHY, number=None, confirmed=["AB1042"])
    assert (await keeper.post("/recall-notices", json=body)).status_code == 201, "what the command line sends"
    again = (await keeper.post("/recall-checks", json={"codes": codes[:1]})).json()["notices"]
    assert again[0]["serials"][0]["recall_id"] is not None
    assert bodies_of(again, reason=WHY, number=None) == []


async def test_a_notice_skips_what_is_recalled_already_and_recalls_the_rest(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *numbered("K1", lot="P"), *numbered("N1", lot="Q"))
    first = await recall_numbers(keeper, "K1", lot="P")
    parts = [{"lot": "P", "serials": ["K1"]}, {"lot": "Q", "serials": ["N1"]}]
    notice = await entered(keeper, parts=parts)
    assert [each["lot"] for each in notice["recalls"]] == ["Q"]
    again = await keeper.post("/recall-notices", json={"gtin": PEN, "reason": WHY, "parts": parts})
    assert again.status_code == 409
    assert again.json()["recall_id"] in {first["id"], notice["recalls"][0]["id"]}
