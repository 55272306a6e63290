"""Orders: one draft for each clinic and supplier, sent by a person, and ended or opened again with a reason."""

import asyncio
import csv
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from pypdf import PdfReader

from chassis.access.actors import Role
from contracts.booking.clinics import ClinicChanged
from tests.integration.inventory.stories import PEN, ROLLER, in_days, opened
from tests.integration.inventory.test_suppliers import changed_product, created
from tests.support.running import Running

BOX = "00614141999996"
WHY = {"reason": "as the supplier said"}


@pytest_asyncio.fixture(loop_scope="session")
async def supplier(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> str:
    """Whom pens are bought from, single or in boxes of ten, at 2.50 EUR each."""
    supplier_id: str = (await created(keeper))["id"]
    boxes = [{"gtin": BOX, "level": "box", "units": 10}]
    bought = {"supplier_id": supplier_id, "packages": boxes, "price_minor": 250, "currency": "EUR"}
    assert (await changed_product(keeper, 1, **bought)).status_code == 200
    return supplier_id


async def add(keeper: httpx.AsyncClient, clinic: UUID, supplier: str, *lines: tuple[str, int]) -> httpx.Response:
    wanted = [{"gtin": gtin, "packages": packages} for gtin, packages in lines]
    body = {"clinic_id": str(clinic), "supplier_id": supplier, "lines": wanted}
    return await keeper.post("/purchase-orders", json=body)


async def ordered(keeper: httpx.AsyncClient, clinic: UUID, supplier: str, *lines: tuple[str, int]) -> dict[str, Any]:
    answer = await add(keeper, clinic, supplier, *lines)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


async def does(keeper: httpx.AsyncClient, order: dict[str, Any], act: str, **body: Any) -> httpx.Response:
    """One act on an order as it is now."""
    place = f"/purchase-orders/{order['id']}"
    tag = (await keeper.get(place)).headers["ETag"]
    return await keeper.post(f"{place}/{act}", json=body, headers={"If-Match": tag})


async def sent(keeper: httpx.AsyncClient, clinic: UUID, supplier: str, *lines: tuple[str, int]) -> dict[str, Any]:
    order = await ordered(keeper, clinic, supplier, *lines)
    answer = await does(keeper, order, "send")
    assert answer.status_code == 200, answer.text
    now: dict[str, Any] = answer.json()
    return now


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit(":")[-1]


async def test_what_is_added_to_the_draft_of_a_supplier_becomes_one_order(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    first = await ordered(keeper, clinic, supplier, (BOX, 2))
    assert (first["status"], first["currency"], first["total_minor"]) == ("draft", "EUR", 5000)
    second = await ordered(keeper, clinic, supplier, (BOX, 1), (ROLLER, 4))
    assert (second["id"], second["version"]) == (first["id"], 2)
    assert [(each["gtin"], each["packages"], each["units"]) for each in second["lines"]] == [
        (BOX, 3, 30),
        (ROLLER, 4, 4),
    ]
    assert second["total_minor"] is None, "nobody knows what a roller costs"
    assert second["lines"][0]["total_minor"] == 7500


async def test_many_hands_put_products_on_one_draft(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    answers = await asyncio.gather(*(add(keeper, clinic, supplier, (PEN, 1)) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    [draft] = (await keeper.get("/purchase-orders")).json()["items"]
    assert (draft["units"], draft["version"]) == (8, 8)


async def test_a_draft_is_edited_as_read_and_a_sent_order_keeps_its_lines(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await ordered(keeper, clinic, supplier, (BOX, 2))
    place = f"/purchase-orders/{order['id']}"
    lines = {"lines": [{"gtin": PEN, "packages": 5, "price_minor": 200}]}
    edited = await keeper.patch(place, json=lines, headers={"If-Match": '"1"'})
    assert (edited.json()["total_minor"], edited.json()["lines"][0]["level"]) == (1000, None)
    assert (await keeper.patch(place, json=lines, headers={"If-Match": '"1"'})).status_code == 412
    assert (await does(keeper, order, "send")).json()["due_on"] == str(in_days(7)), "the lead time"
    refused = await keeper.patch(place, json={"lines": [{"gtin": PEN, "packages": 9}]}, headers={"If-Match": '"3"'})
    assert kind(refused) == (409, "order-not-draft")
    reference = {"supplier_reference": "AB-1", "note": "before noon"}
    noted = (await keeper.patch(place, json=reference, headers={"If-Match": '"3"'})).json()
    assert (noted["supplier_reference"], noted["lines"][0]["packages"]) == ("AB-1", 5)
    assert (await ordered(keeper, clinic, supplier, (PEN, 1)))["id"] != order["id"], "a sent order is no draft"


async def test_the_price_of_an_order_is_the_one_of_its_day(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await sent(keeper, clinic, supplier, (PEN, 1))
    await changed_product(keeper, 2, price_minor=999)
    assert (await keeper.get(f"/purchase-orders/{order['id']}")).json()["total_minor"] == 250


async def test_what_cannot_be_ordered_is_refused_line_by_line(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await keeper.post(f"/products/{ROLLER}/retire", json={"reason": "not made"}, headers={"If-Match": '"1"'})
    refused = await add(keeper, clinic, supplier, (PEN, 1), (ROLLER, 1), ("00012345678905", 1), (PEN, 2))
    assert kind(refused) == (422, "order-invalid")
    assert [each["field"] for each in refused.json()["errors"]] == ["lines.1.gtin", "lines.2.gtin", "lines.3.gtin"]
    assert kind(await add(keeper, clinic, supplier, (BOX, 100_000))) == (422, "order-invalid")
    assert kind(await add(keeper, clinic, supplier, ("12345", 1)))[0] == 422
    assert (await keeper.get("/purchase-orders")).json()["items"] == []


async def test_nothing_is_ordered_from_an_ended_supplier_nor_is_its_draft_sent(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await ordered(keeper, clinic, supplier, (PEN, 1))
    await keeper.post(f"/suppliers/{supplier}/end", json=WHY, headers={"If-Match": '"1"'})
    assert kind(await add(keeper, clinic, supplier, (PEN, 1))) == (409, "supplier-ended")
    assert kind(await does(keeper, order, "send")) == (409, "supplier-ended")
    assert (await does(keeper, order, "cancel", **WHY)).json()["status"] == "cancelled"


async def test_a_draft_with_a_product_that_was_retired_since_is_not_sent(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await ordered(keeper, clinic, supplier, (BOX, 1))
    await keeper.post(f"/products/{PEN}/retire", json={"reason": "not made"}, headers={"If-Match": '"2"'})
    assert kind(await does(keeper, order, "send")) == (422, "order-invalid")


async def test_an_order_without_a_lead_time_needs_its_day(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await keeper.patch(f"/suppliers/{supplier}", json={"lead_time_days": None}, headers={"If-Match": '"1"'})
    order = await ordered(keeper, clinic, supplier, (PEN, 1))
    assert kind(await does(keeper, order, "send")) == (422, "order-invalid")
    assert kind(await does(keeper, order, "send", due_on=str(in_days(-1)))) == (422, "order-invalid")
    assert (await does(keeper, order, "send", due_on=str(in_days(3)))).json()["due_on"] == str(in_days(3))
    assert kind(await does(keeper, order, "send")) == (409, "order-not-draft")
    later = await does(keeper, order, "reschedule", due_on=str(in_days(9)), **WHY)
    assert later.json()["due_on"] == str(in_days(9))


async def test_an_order_is_cancelled_or_closed_and_opened_again(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await sent(keeper, clinic, supplier, (PEN, 3))
    assert kind(await does(keeper, order, "reopen", **WHY)) == (409, "order-not-ended")
    cancelled = (await does(keeper, order, "cancel", **WHY)).json()
    assert (cancelled["status"], cancelled["ended_because"], cancelled["lines"][0]["outstanding"]) == (
        "cancelled",
        WHY["reason"],
        0,
    )
    for act in ("cancel", "close"):
        assert kind(await does(keeper, order, act, **WHY)) == (409, "order-over")
    again = (await does(keeper, order, "reopen", **WHY)).json()
    assert (again["status"], again["ended_at"], again["lines"][0]["outstanding"]) == ("sent", None, 3)
    assert (await does(keeper, order, "close", **WHY)).json()["status"] == "closed_short"


async def test_a_cancelled_draft_is_opened_again_only_where_there_is_no_other(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    order = await ordered(keeper, clinic, supplier, (PEN, 3))
    assert kind(await does(keeper, order, "close", **WHY)) == (409, "order-not-draft")
    await does(keeper, order, "cancel", **WHY)
    other = await ordered(keeper, clinic, supplier, (PEN, 1))
    refused = await does(keeper, order, "reopen", **WHY)
    assert (*kind(refused), refused.json()["order_id"]) == (409, "draft-exists", other["id"])
    await does(keeper, other, "cancel", **WHY)
    assert (await does(keeper, order, "reopen", **WHY)).json()["status"] == "draft"


async def test_an_order_is_a_file_for_the_supplier_that_no_spreadsheet_runs(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await changed_product(keeper, 2, name="=Agulha, n.º 12")
    order = await sent(keeper, clinic, supplier, (BOX, 2), (ROLLER, 4))
    answer = await keeper.get(f"/purchase-orders/{order['id']}/sheet")
    assert answer.headers["content-type"].startswith("text/csv")
    assert f'filename="{order["number"]}.csv"' in answer.headers["content-disposition"]
    pens, rollers = csv.DictReader(answer.text.splitlines())
    assert (pens["order"], pens["deliver_to"], pens["due_on"]) == (order["number"], "Chiado", order["due_on"])
    assert (pens["name"], pens["packages"], pens["units"], pens["total_minor"]) == (
        "'=Agulha, n.º 12",
        "2",
        "20",
        "5000",
    )
    assert (rollers["level"], rollers["price_minor"], rollers["currency"]) == ("", "", "EUR")


async def test_an_order_is_a_document_that_a_supplier_reads(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await inventory.react(opened(clinic))
    await changed_product(keeper, 2, name="Agulha <b>n.º 12</b> & Ψ")
    order = await sent(keeper, clinic, supplier, (BOX, 2), (PEN, 3))
    place = f"/purchase-orders/{order['id']}/document"
    answer = await keeper.get(place, params={"language": "pt-PT"})
    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="{order["number"]}.pdf"' in answer.headers["content-disposition"]
    [page] = PdfReader(BytesIO(answer.content)).pages
    said = page.extract_text()
    for part in (order["number"], "Rua Garrett 1, Lisboa", order["supplier"], "Agulha <b>n.º 12</b> & Ψ", "57,50"):
        assert part in said, said
    assert (await keeper.get(place, params={"language": "tlh"})).status_code == 422
    assert (await keeper.get(f"/purchase-orders/{clinic}/document")).status_code == 404
    elsewhere = inventory.client(Role.STOCK_MANAGER, clinics=[UUID(int=7)])
    assert (await elsewhere.get(place)).status_code == 403


async def test_orders_are_found_by_clinic_supplier_product_status_number_and_lateness(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, supplier: str
) -> None:
    late = await sent(keeper, clinic, supplier, (BOX, 1))
    draft = await ordered(keeper, other_clinic, supplier, (ROLLER, 1))
    inventory.clock.set(inventory.clock.now().replace(day=18))

    async def found(**wanted: Any) -> list[str]:
        answer = await keeper.get("/purchase-orders", params=wanted)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["items"]]

    assert await found() == [draft["id"], late["id"]], "the newest first"
    assert await found(clinic_id=str(clinic)) == [late["id"]]
    assert await found(supplier_id=supplier, status="draft") == [draft["id"]]
    assert await found(gtin=BOX) == await found(gtin=PEN) == [late["id"]]
    assert await found(overdue=True) == await found(number=int(late["number"].removeprefix("PO-"))) == [late["id"]]
    assert await found(overdue=False) == [draft["id"]]
    assert (await keeper.get("/purchase-orders", params={"status": "lost"})).status_code == 422


@pytest.mark.parametrize(("role", "reads", "writes"), [(Role.OWNER, True, False), (Role.FRONT_DESK, False, False)])
async def test_an_owner_reads_orders_and_writes_none(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str, role: Role, reads: bool, writes: bool
) -> None:
    order = await ordered(keeper, clinic, supplier, (PEN, 1))
    caller = inventory.client(role)
    assert (await caller.get(f"/purchase-orders/{order['id']}")).is_success is reads
    assert (await add(caller, clinic, supplier, (PEN, 1))).is_success is writes


async def test_nothing_is_ordered_that_arrives_when_the_clinic_is_closed_for_good(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    draft = await ordered(keeper, clinic, supplier, (BOX, 1))
    details = opened(clinic).details.model_copy(update={"closed_from": in_days(3)})
    await inventory.react(ClinicChanged(clinic_id=clinic, details=details))
    late = await does(keeper, draft, "send", due_on=str(in_days(3)))
    assert kind(late) == (409, "closed-for-good")
    assert "closed for good from Friday, 12 March 2027 on" in late.json()["detail"]
    assert (await does(keeper, draft, "send", due_on=str(in_days(2)))).status_code == 200
    details = details.model_copy(update={"closed_from": in_days(0)})
    await inventory.react(ClinicChanged(clinic_id=clinic, details=details))
    assert kind(await add(keeper, clinic, supplier, (BOX, 1))) == (409, "closed-for-good")
    [listed] = (await keeper.get("/closing-clinics", params={"clinic_id": str(clinic)})).json()["items"]
    assert (listed["on_shelf"], listed["orders"]) == (0, [draft["id"]])
    await inventory.react(ClinicChanged(clinic_id=clinic, details=opened(clinic).details))
    assert (await add(keeper, clinic, supplier, (BOX, 1))).status_code in (200, 201)
