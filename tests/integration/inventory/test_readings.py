"""A label is read and a delivery is tried before anything is done with it; a shortage is cured in one step."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    ROLLER,
    START,
    Appointment,
    balance,
    in_days,
    received,
    reservation,
    scan,
)
from tests.integration.inventory.test_lot_corrections import kind_of
from tests.integration.inventory.test_purchase_orders import BOX, sent, supplier
from tests.integration.inventory.test_shortages import shortages
from tests.support.running import Running

__all__ = ["supplier"]


async def reads(keeper: httpx.AsyncClient, clinic: UUID, label: str) -> dict[str, Any]:
    answer = await keeper.get(f"/clinics/{clinic}/labels", params={"scan": label})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def tries(keeper: httpx.AsyncClient, clinic: UUID, *labels: str, **belongs: Any) -> dict[str, Any]:
    body = {"clinic_id": str(clinic), "items": [{"scan": each} for each in labels], **belongs}
    answer = await keeper.post("/receipts/try", json=body)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_a_label_says_what_it_is_and_the_books_where_its_lot_and_its_cartridge_are(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3), (scan("N", serial="S1"), 1))

    plain, numbered = await reads(keeper, clinic, scan("A")), await reads(keeper, clinic, scan("N", serial="S1"))
    elsewhere = await reads(keeper, other_clinic, scan("N", serial="S1"))
    never = await reads(keeper, clinic, scan("N", serial="S2"))

    assert (plain["gtin"], plain["lot"], plain["expires_on"], plain["on_hand"]) == (PEN, "A", str(LATER), 3)
    assert (plain["quantity"], plain["expired"], plain["recall_id"], plain["place"]) == (1, False, None, None)
    assert (numbered["place"], numbered["place_clinic_id"]) == ("on_hand", str(clinic))
    assert (elsewhere["on_hand"], elsewhere["place_clinic_id"]) == (0, str(clinic))
    assert (never["place"], never["place_clinic_id"]) == (None, None)


async def test_a_trial_and_a_refusal_are_whole_in_the_language_of_the_reader(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    without_lot = scan("A").split("10A")[0]
    body = {"clinic_id": str(clinic), "items": [{"scan": scan("A")}, {"scan": without_lot}]}
    in_portuguese = {"Accept-Language": "pt-PT"}

    tried = (await keeper.post("/receipts/try", json=body, headers=in_portuguese)).json()
    refused = (await keeper.post("/receipts", json=body, headers=in_portuguese)).json()
    [checked] = (await keeper.get("/scan-check", params={"scan": ""}, headers=in_portuguese)).json()["findings"]

    [problem] = tried["items"][1]["problems"]
    assert problem.endswith(
        "não tem lote (10). Leia o código que tem produto, lote e validade; de uma etiqueta com dois "
        "códigos, leia ambos na mesma linha."
    )
    assert refused["detail"] == f"Nada deu entrada: 1 de 2 linhas não pode. Linha 2: {problem}"
    assert checked["sentence"] == "Não chegou nada: clique no campo e leia o símbolo de novo."


async def test_a_label_of_a_recalled_lot_or_of_an_unknown_product_says_so(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    recall = (await keeper.post("/recalls", json={"gtin": PEN, "lot": "A", "reason": "as the maker says"})).json()
    strange = await reads(keeper, clinic, scan("X", gtin="00614141999996"))
    gone = await reads(keeper, clinic, scan("OLD", START.date()))

    assert (await reads(keeper, clinic, scan("A")))["recall_id"] == recall["id"]
    assert strange["product"] is None
    assert gone["expired"] is False, "its last day of use is today"


async def test_what_is_no_label_is_refused_with_the_one_thing_to_do(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    refused = await keeper.get(f"/clinics/{clinic}/labels", params={"scan": "hello"})
    assert kind_of(refused) == "scan-unreadable"
    assert refused.status_code == 422
    away = await keeper.get(f"/clinics/{UUID(int=7)}/labels", params={"scan": scan("A")})
    assert kind_of(away) == "clinic-unknown"


async def test_a_delivery_is_tried_label_by_label_and_nothing_of_it_is_kept(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await sent(keeper, clinic, supplier, (BOX, 1))
    await received(keeper, clinic, (scan("N", serial="S1"), 1))
    before = len(await inventory.events())

    labels = (scan("A"), "hello", scan("N", serial="S1"), scan("R", gtin=ROLLER))
    said = await tries(keeper, clinic, *labels, order_id=order["id"])

    assert [each["lot"] for each in said["items"]] == ["A", None, "N", "R"]
    assert [bool(each["problems"]) for each in said["items"]] == [False, True, True, False]
    assert "received already" in said["items"][2]["problems"][0]
    assert [(each["doubt"], each["item"]) for each in said["questions"]] == [("not_ordered", 3)]
    assert said["receivable"] is False
    assert (await keeper.get("/lots", params={"clinic_id": str(clinic)})).json()["total"] == 1
    assert len(await inventory.events()) == before


async def test_a_delivery_may_be_received_once_what_is_unusual_is_accepted(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await sent(keeper, clinic, supplier, (BOX, 1))
    label = scan("R", gtin=ROLLER)

    asked = await tries(keeper, clinic, label, order_id=order["id"])
    accepted = await tries(keeper, clinic, label, order_id=order["id"], accepts=["not_ordered"])

    assert (asked["receivable"], accepted["receivable"]) == (False, True)


async def test_what_is_lacking_is_sent_by_who_can_spare_it_the_lots_that_expire_first(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    near, late = in_days(60), in_days(90)
    await received(keeper, other_clinic, (scan("OLD", in_days(5)), 4), (scan("NEAR", near), 2), (scan("LATE", late), 9))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7), quantity=3))
    [short] = await shortages(keeper, closed="false")
    place = f"/shortages/{short['id']}/accept"

    many = await keeper.post(place, json={"from_clinic_id": str(other_clinic), "quantity": 4})
    sent = await keeper.post(place, json={"from_clinic_id": str(other_clinic), "quantity": 3})

    assert kind_of(many) == "proposal-changed"
    assert sent.status_code == 201, sent.text
    assert {line["lot"]: line["sent"] for line in sent.json()["lines"]} == {"NEAR": 2, "LATE": 1}
    assert (await balance(keeper, other_clinic, "LATE"))["in_transit"] == 1


async def test_a_parcel_is_tried_and_nothing_of_it_is_sent(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    await inventory.react(Appointment(clinic).booked(in_days(7), quantity=3))
    before = len(await inventory.events())
    ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other_clinic)}

    async def tried(quantity: int, **more: bool) -> httpx.Response:
        body = {**ends, "items": [{"scan": scan("A"), "quantity": quantity}], **more}
        return await keeper.post("/transfers/try", json=body)

    assert kind_of(await tried(4)) == "transfer-refused"
    assert kind_of(await tried(2)) == "sessions-fall-short"
    assert (await tried(2, even_if_short=True)).json() == {"cartridges": 2}
    assert "in_transit" not in await balance(keeper, clinic, "A")
    assert (await keeper.get("/transfers")).json()["total"] == 0
    assert len(await inventory.events()) == before


async def test_what_is_lacking_no_more_or_by_nobody_is_not_sent(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, other_clinic, (scan("A"), 5))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7), quantity=2))
    [short] = await shortages(keeper, closed="false")
    place, body = f"/shortages/{short['id']}/accept", {"from_clinic_id": str(other_clinic), "quantity": 2}
    stranger = inventory.client(Role.STOCK_MANAGER, clinics=[clinic])
    assert (await stranger.post(place, json=body)).status_code == 403
    assert kind_of(await keeper.post(f"/shortages/{clinic}/accept", json=body)) == "shortage-unknown"
    assert kind_of(await keeper.post(place, json={**body, "from_clinic_id": str(clinic)})) == "proposal-changed"
    await received(keeper, clinic, (scan("B"), 2))
    assert (await reservation(keeper, booked))["held"] == {"B": 2}
    assert kind_of(await keeper.post(place, json=body)) == "proposal-changed"
