"""The table of inventory's worklist: which fact opens an item, and which fact closes it. One row each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    START,
    Appointment,
    at,
    in_days,
    opened,
    received,
    scan,
    withdrawn,
)
from tests.integration.inventory.transferring import line, sent
from tests.support.running import Running


@dataclass(frozen=True)
class Stock:
    """Inventory, who looks after its stock, and a clinic with a patient."""

    running: Running
    keeper: httpx.AsyncClient
    clinic: UUID
    appointment: Appointment

    async def items(self, kind: str, state: str = "open") -> list[dict[str, Any]]:
        answer = await self.keeper.get("/worklist", params={"kind": kind, "state": state})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def asks(self, path: str, **body: Any) -> None:
        answer = await self.keeper.post(path, json=body)
        assert answer.is_success, answer.text


Step = Callable[[Stock], Awaitable[Any]]


async def uses_what_was_never_received(stock: Stock) -> None:
    await stock.running.react(stock.appointment.used("NP1", START))


async def uses_what_is_labelled_otherwise(stock: Stock) -> None:
    await scans_the_box(stock)
    await stock.running.react(stock.appointment.used("NP1", START, label=in_days(900)))


async def throws_away_what_was_never_received(stock: Stock) -> None:
    await stock.running.react(stock.appointment.discarded("NP1", START))


async def scans_the_box(stock: Stock) -> None:
    await received(stock.keeper, stock.clinic, (scan("NP1"), 1))


async def corrects_the_session(stock: Stock) -> None:
    await stock.running.react(withdrawn(stock.appointment.used("NP1", START)))


async def says_what_was_found(stock: Stock) -> None:
    [item] = await stock.items("incident_open")
    await stock.asks(f"/incidents/{item['subject_id']}/close", note="The label was misread.")


async def takes_that_back(stock: Stock) -> None:
    [item] = await stock.items("incident_open", "closed")
    await stock.asks(f"/incidents/{item['subject_id']}/reopen")


async def settled_by_mistake(stock: Stock) -> None:
    await uses_what_was_never_received(stock)
    await says_what_was_found(stock)
    await takes_that_back(stock)


async def sends_and_nothing_arrives(stock: Stock) -> None:
    sender = new_id()
    await stock.running.react(opened(sender, name="Parque"))
    await received(stock.keeper, sender, (scan("T"), 2))
    await sent(stock.keeper, sender, stock.clinic, line("T", 2), expected_on=str(in_days(1)))
    stock.running.clock.set(at(in_days(2), 1))
    await stock.running.fire_timers()


def does(verb: str, **body: Any) -> Step:
    """With the only transfer that there is."""

    async def step(stock: Stock) -> None:
        [transfer] = (await stock.keeper.get("/transfers")).json()["items"]
        await stock.asks(f"/transfers/{transfer['id']}/{verb}", **body)

    return step


async def recalls_a_lot(stock: Stock) -> None:
    await received(stock.keeper, stock.clinic, (scan("NP1"), 2))
    await stock.asks("/recalls", gtin=PEN, lot="NP1", reason="sterility not assured")


async def counts_what_lies_apart(stock: Stock) -> None:
    [item] = await stock.items("recall_to_confirm")
    path = f"/recalls/{item['about']['recall_id']}/clinics/{stock.clinic}/confirm"
    await stock.asks(path, counted=1)
    assert len(await stock.items("recall_to_confirm")) == 1, "the books say 2"
    await stock.asks(path, counted=2)


async def sends_it_back(stock: Stock) -> None:
    body = {"clinic_id": str(stock.clinic), "gtin": PEN, "lot": "NP1", "act": "return", "reason": "as the maker asks"}
    for _ in range(2):
        await stock.asks("/stock-movements", **body, quantity=1)


async def sends_it_back_by_mistake(stock: Stock) -> None:
    await recalls_a_lot(stock)
    await sends_it_back(stock)
    lot = (await stock.keeper.get(f"/lots/{PEN}/NP1")).json()
    entry = lot["entries"]["items"][-1]["id"]
    await stock.asks(f"/stock-movements/{entry}/correct", reason="it is still here")


async def sends_the_rest_back(stock: Stock) -> None:
    body = {"clinic_id": str(stock.clinic), "gtin": PEN, "lot": "NP1", "act": "return", "reason": "as the maker asks"}
    await stock.asks("/stock-movements", **body, quantity=1)


async def a_director_says(stock: Stock, what: str, reason: str) -> None:
    [recall] = (await stock.keeper.get("/recalls")).json()["items"]
    director = stock.running.client(Role.MEDICAL_DIRECTOR)
    answer = await director.post(f"/recalls/{recall['id']}/{what}", json={"reason": reason})
    assert answer.is_success, answer.text


async def closes_the_recall(stock: Stock) -> None:
    await a_director_says(stock, "close", "The supplier fetches it.")


async def withdraws_the_recall(stock: Stock) -> None:
    await a_director_says(stock, "withdraw", "The notice names lot NP11.")


async def closes_and_reopens_the_recall(stock: Stock) -> None:
    await recalls_a_lot(stock)
    await closes_the_recall(stock)
    await a_director_says(stock, "reopen", "It is still here.")


async def sends_what_does_not_all_arrive(stock: Stock) -> None:
    receiver = new_id()
    await stock.running.react(opened(receiver, name="Parque"))
    await received(stock.keeper, stock.clinic, (scan("T"), 9))
    await sent(stock.keeper, stock.clinic, receiver, line("T", 2))
    await does("receive", items=[line("T", 1)], complete=True)(stock)


async def gets_more_than_was_sent(stock: Stock) -> None:
    sender = new_id()
    await stock.running.react(opened(sender, name="Parque"))
    await received(stock.keeper, sender, (scan("T"), 9))
    await sent(stock.keeper, sender, stock.clinic, line("T", 2))
    await does("receive", items=[line("T", 3)], counted_again=True)(stock)


def settles(outcome: str) -> Step:
    """The only line of the only transfer."""

    async def step(stock: Stock) -> None:
        [item] = await stock.items("transfer_difference")
        said = {"line_id": item["subject_id"], "outcome": outcome, "reason": "looked for it"}
        await does("settle", **said)(stock)

    return step


async def counts_less_than_the_books_say(stock: Stock) -> None:
    await received(stock.keeper, stock.clinic, (scan("NP1"), 2))
    answer = await stock.keeper.post("/counts", json={"clinic_id": str(stock.clinic)})
    await stock.asks(f"/counts/{answer.json()['id']}/submit")


def somebody_else(verb: str) -> Step:
    """Decides about the only count."""

    async def step(stock: Stock) -> None:
        other = stock.running.client(Role.STOCK_MANAGER, subject="somebody else")
        [count] = (await other.get("/counts")).json()["items"]
        answer = await other.post(f"/counts/{count['id']}/{verb}", json={"reason": "looked again"})
        assert answer.is_success, answer.text

    return step


async def books_what_is_not_there(stock: Stock) -> None:
    await stock.running.react(stock.appointment.booked(in_days(7)))


async def cancels_it(stock: Stock) -> None:
    await stock.running.react(stock.appointment.cancelled())


async def moves_it_far_ahead(stock: Stock) -> None:
    await stock.running.react(stock.appointment.moved(in_days(60)))


async def books_far_ahead_and_its_day_comes_near(stock: Stock) -> None:
    await stock.running.react(stock.appointment.booked(in_days(20)))
    assert await stock.items("stock_short") == []
    stock.running.clock.set(at(in_days(6), 1))
    await stock.running.fire_timers()


async def some_of_a_lot_expires_unused(stock: Stock) -> None:
    await received(stock.keeper, stock.clinic, (scan("NP1", in_days(20)), 1))
    await stock.running.fire_timers()


async def a_session_is_booked(stock: Stock) -> None:
    await stock.running.react(stock.appointment.booked(in_days(7)))


async def its_last_day_is_over(stock: Stock) -> None:
    stock.running.clock.set(at(in_days(21), 1))
    await stock.running.fire_timers()


async def its_date_was_wrong(stock: Stock) -> None:
    dates = {"stated_expires_on": str(in_days(20)), "expires_on": str(in_days(300))}
    await stock.asks("/lot-corrections", gtin=PEN, lot="NP1", **dates, reason="typed wrongly")
    await stock.running.fire_timers()


async def the_lots_date_is_what_was_wrong(stock: Stock) -> None:
    dates = {"stated_expires_on": str(LATER), "expires_on": str(in_days(900))}
    await stock.asks("/lot-corrections", gtin=PEN, lot="NP1", **dates, reason="typed wrongly")


async def an_order_does_not_come(stock: Stock) -> None:
    supplier = await stock.keeper.post("/suppliers", json={"name": "Pen Supplies", "lead_time_days": 2})
    body = {"clinic_id": str(stock.clinic), "supplier_id": supplier.json()["id"]}
    order = await stock.keeper.post("/purchase-orders", json={**body, "lines": [{"gtin": PEN, "packages": 2}]})
    await of_the_order("send")(stock)
    stock.running.clock.set(at(in_days(2), 23))
    await stock.running.fire_timers()
    assert order.is_success
    assert await stock.items("order_late") == [], "its day is not over at the clinic"
    stock.running.clock.set(at(in_days(3), 1))
    await stock.running.fire_timers()


async def the_order_comes(stock: Stock) -> None:
    [order] = (await stock.keeper.get("/purchase-orders")).json()["items"]
    for lot in ("N1", "N2"):
        scans = [{"scan": scan(lot)}]
        await stock.asks("/receipts", clinic_id=str(stock.clinic), order_id=order["id"], items=scans)


async def it_came_in_the_books_only(stock: Stock) -> None:
    await an_order_does_not_come(stock)
    await the_order_comes(stock)
    receipt = (await stock.keeper.get("/receipts", params={"clinic_id": str(stock.clinic)})).json()["items"][0]
    await stock.asks(f"/receipts/{receipt['id']}/withdraw", reason="scanned by mistake")


async def the_rest_of_it_comes(stock: Stock) -> None:
    [order] = (await stock.keeper.get("/purchase-orders")).json()["items"]
    body = {"clinic_id": str(stock.clinic), "order_id": order["id"], "items": [{"scan": scan("N3")}]}
    await stock.asks("/receipts", **body)


def of_the_order(verb: str, **body: Any) -> Step:
    """With the only order that there is."""

    async def step(stock: Stock) -> None:
        [order] = (await stock.keeper.get("/purchase-orders")).json()["items"]
        tag = {"If-Match": f'"{order["version"]}"'}
        answer = await stock.keeper.post(f"/purchase-orders/{order['id']}/{verb}", json=body, headers=tag)
        assert answer.is_success, answer.text

    return step


WHY = {"reason": "as the supplier said"}
ROWS: list[tuple[str, Step, Step, str]] = [
    ("stock_short", books_what_is_not_there, scans_the_box, "in_stock"),
    ("stock_short", books_what_is_not_there, cancels_it, "not_needed"),
    ("stock_short", books_what_is_not_there, moves_it_far_ahead, "not_needed"),
    ("stock_short", books_far_ahead_and_its_day_comes_near, scans_the_box, "in_stock"),
    ("stock_expiring", some_of_a_lot_expires_unused, a_session_is_booked, "not_free"),
    ("stock_expiring", some_of_a_lot_expires_unused, its_last_day_is_over, "expired"),
    ("stock_expiring", some_of_a_lot_expires_unused, its_date_was_wrong, "not_near"),
    ("incident_open", uses_what_is_labelled_otherwise, the_lots_date_is_what_was_wrong, "lot_corrected"),
    ("incident_open", uses_what_was_never_received, scans_the_box, "accounted"),
    ("incident_open", throws_away_what_was_never_received, scans_the_box, "accounted"),
    ("incident_open", uses_what_was_never_received, corrects_the_session, "withdrawn"),
    ("incident_open", uses_what_was_never_received, says_what_was_found, "settled"),
    ("incident_open", uses_what_is_labelled_otherwise, corrects_the_session, "withdrawn"),
    ("incident_open", uses_what_is_labelled_otherwise, says_what_was_found, "settled"),
    ("incident_open", settled_by_mistake, scans_the_box, "accounted"),
    ("transfer_overdue", sends_and_nothing_arrives, does("receive", items=[line("T", 2)]), "received"),
    ("transfer_overdue", sends_and_nothing_arrives, does("cancel", reason="brought back"), "cancelled"),
    *(
        ("count_variance", counts_less_than_the_books_say, somebody_else(verb), why)
        for verb, why in (("approve", "approved"), ("reject", "rejected"), ("withdraw", "withdrawn"))
    ),
    ("transfer_difference", sends_what_does_not_all_arrive, does("receive", items=[line("T", 1)]), "arrived"),
    *(
        ("transfer_difference", sends_what_does_not_all_arrive, settles(outcome), outcome)
        for outcome in ("kept", "lost", "discarded")
    ),
    *(
        ("transfer_difference", gets_more_than_was_sent, settles(outcome), outcome)
        for outcome in ("sent_too", "taken_over", "surplus_discarded", "miscounted")
    ),
    (
        "transfer_overdue",
        sends_and_nothing_arrives,
        does("postpone", expected_on=str(in_days(5)), reason="snow"),
        "postponed",
    ),
    ("recall_to_confirm", recalls_a_lot, counts_what_lies_apart, "confirmed"),
    ("recall_to_confirm", recalls_a_lot, closes_the_recall, "recall_closed"),
    ("recall_to_confirm", recalls_a_lot, withdraws_the_recall, "recall_withdrawn"),
    ("recall_to_confirm", closes_and_reopens_the_recall, counts_what_lies_apart, "confirmed"),
    ("recall_stock", recalls_a_lot, sends_it_back, "cleared"),
    ("recall_stock", sends_it_back_by_mistake, sends_the_rest_back, "cleared"),
    ("recall_stock", recalls_a_lot, closes_the_recall, "recall_closed"),
    ("recall_stock", recalls_a_lot, withdraws_the_recall, "recall_withdrawn"),
    ("recall_stock", closes_and_reopens_the_recall, sends_it_back, "cleared"),
    ("order_late", an_order_does_not_come, the_order_comes, "received"),
    ("order_late", an_order_does_not_come, of_the_order("cancel", **WHY), "cancelled"),
    ("order_late", an_order_does_not_come, of_the_order("close", **WHY), "closed_short"),
    ("order_late", an_order_does_not_come, of_the_order("reschedule", due_on=str(in_days(9)), **WHY), "rescheduled"),
    ("order_late", it_came_in_the_books_only, the_rest_of_it_comes, "received"),
]


@pytest.fixture
def stock(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> Stock:
    return Stock(inventory, keeper, clinic, Appointment(clinic))


@pytest.mark.parametrize(("kind", "opens", "closes", "why"), ROWS)
async def test_a_fact_opens_an_item_and_a_fact_closes_it(
    stock: Stock, kind: str, opens: Step, closes: Step, why: str
) -> None:
    await opens(stock)
    [item] = await stock.items(kind)
    assert (item["clinic_id"], item["patient_id"], item["may_claim"]) == (str(stock.clinic), None, True)
    await closes(stock)
    assert await stock.items(kind) == []
    closed = [each["closed_why"] for each in await stock.items(kind, "closed") if each["id"] == item["id"]]
    assert closed == [why]


async def test_a_person_closes_an_incident_once_and_others_read_what_was_found(stock: Stock) -> None:
    await uses_what_was_never_received(stock)
    [item] = await stock.items("incident_open")
    path = f"/incidents/{item['subject_id']}"
    await stock.asks(f"{path}/close", note="The label was misread.")
    [read] = (await stock.keeper.get("/incidents")).json()["items"]
    assert (read["closed_because"], read["closed_note"]) == ("settled", "The label was misread.")
    assert read["closed_by"]
    again = await stock.keeper.post(f"{path}/close", json={"note": "Once more."})
    assert again.status_code == 409, again.text


async def test_an_incident_that_a_fact_closed_stays_closed(stock: Stock) -> None:
    await uses_what_was_never_received(stock)
    [item] = await stock.items("incident_open")
    await scans_the_box(stock)
    answer = await stock.keeper.post(f"/incidents/{item['subject_id']}/reopen")
    assert (answer.status_code, answer.json()["type"].rsplit(":")[-1]) == (409, "incident-open")


async def test_each_use_is_an_item_of_its_own_and_the_oldest_is_closed_first(stock: Stock) -> None:
    await uses_what_was_never_received(stock)
    other = replace(stock.appointment, id=new_id(), session_id=new_id())
    await stock.running.react(other.used("NP1", START))
    assert len(await stock.items("incident_open")) == 2
    await scans_the_box(stock)
    [left] = await stock.items("incident_open")
    assert left["about"] == {"session_id": str(other.session_id)}, "the box held one: the older use is its use"
