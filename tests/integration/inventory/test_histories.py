"""Whatever happens to two clinics' stock, in whatever order it is consumed: the books are true after every step."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.cartridges import CartridgeDiscarded, CartridgeUsed
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.recall_acts import RecallActs
from tests.integration.inventory.stories import PEN, Appointment, deliver, opened, scan, unopened, withdrawn
from tests.support.running import Running

LOTS = {"A": 2, "B": 6, "C": 6, "D": 200}
"""Lots and in how many days, from a history's start, they expire."""
POINT = 2
ACTS = (
    "receive",
    "receive",
    "book",
    "book",
    "book",
    "move",
    "cancel",
    "miss",
    "use",
    "use",
    "amend",
    "void",
    "void_early",
    "discard",
    "drop",
    "recall",
    "by_hand",
    "by_hand",
    "take_back",
    "send",
    "send",
    "arrive",
    "arrive",
    "settle_difference",
    "unreceive",
    "bring_back",
    "count",
    "redate",
    "unscan",
    "receive_numbers",
    "receive_numbers",
    "recall_numbers",
    "end_recall",
    "end_recall",
    "use_other_lot",
    "retire",
    "retire",
    "sleep",
)
"""The likelier ones more than once."""
steps = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 1),  # clinic
        st.integers(0, 5),  # appointment
        st.sampled_from(sorted(LOTS)),
        st.integers(1, 3),  # how many
        st.integers(0, 8),  # days ahead
    ),
    min_size=5,
    max_size=20,
)


class History(RecallActs):
    """Two fresh clinics with lots of their own, and six appointments that anything may be told of."""

    def __init__(self, inventory: Running, keeper: httpx.AsyncClient) -> None:
        self.inventory = inventory
        self.keeper = keeper
        self.name = new_id().hex[-6:]
        self.clinics = [new_id(), new_id()]
        self.appointments = [Appointment(self.clinics[number % 2]) for number in range(6)]
        self.start: date = inventory.clock.now().date()
        self.expires = {lot: self.day(days) for lot, days in LOTS.items()}
        self.serial = 0
        self.said: defaultdict[UUID, list[CartridgeUsed]] = defaultdict(list)
        """By appointment: the uses that stand."""
        self.dropped: defaultdict[UUID, list[CartridgeDiscarded]] = defaultdict(list)
        """By appointment: what was thrown away at the chair."""

    async def open(self) -> None:
        for clinic_id, zone in zip(self.clinics, ("Europe/Lisbon", "Pacific/Auckland"), strict=True):
            await self.inventory.react(opened(clinic_id, zone))
            level = {"reorder_point": POINT, "reorder_quantity": 5}
            answer = await self.keeper.put(f"/clinics/{clinic_id}/reorder-levels/{PEN}", json=level)
            assert answer.status_code == 200

    def day(self, ahead: int) -> date:
        today: date = self.inventory.clock.now().date()
        return today + timedelta(days=ahead)

    async def receive(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        label = scan(self.lot(lot), self.expires[lot])
        assert (await deliver(self.keeper, clinic, (label, count))).status_code in (201, 422)
        if days % 2:
            number = scan(self.lot(lot), self.expires[lot], serial=f"{lot}{self.name}-1")
            assert (await deliver(self.keeper, clinic, (number, 1))).status_code in (201, 422)

    async def book(self, _: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        await self.inventory.react(appointment.booked(self.day(days), count))

    async def move(self, clinic: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        await self.inventory.react(appointment.moved(self.day(days), count, clinic))

    async def cancel(self, _: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        await self.inventory.react(appointment.cancelled())

    async def miss(self, _: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        await self.inventory.react(appointment.missed())

    async def use(self, clinic: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        self.serial += 1
        # Every third use is of one and the same cartridge; some are consumed days late.
        serial = f"{lot}{self.name}-1" if self.serial % 3 == 0 else None
        when = self.inventory.clock.now() - timedelta(days=days % 4)
        used = appointment.used(self.lot(lot), when, serial, clinic_id=clinic)
        self.said[appointment.id].append(used)
        await self.inventory.react(used)

    async def amend(self, clinic: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        """The session used another cartridge than was said; the two events come in any order."""
        for wrong in self.said.pop(appointment.id, [])[:count]:
            right = appointment.used(self.lot(lot), wrong.used_at, None, clinic_id=wrong.clinic_id)
            for event in [withdrawn(wrong), right][:: 1 if days % 2 else -1]:
                await self.inventory.react(event)
            self.said[appointment.id].append(right)

    async def void(self, _: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        """The session is void; sometimes the appointment is booked again, before or after that is known here."""
        wrong = self.said.pop(appointment.id, [])
        again = appointment.reinstated(self.day(days), count, was="performed")
        if wrong and days % 3 == 0:
            await self.inventory.react(again)
        for used in wrong:
            await self.inventory.react(withdrawn(used, "voided"))
        for dropped in self.dropped.pop(appointment.id, []):
            await self.inventory.react(unopened(dropped, "voided"))
        if wrong and days % 3 == 1:
            await self.inventory.react(again)

    async def void_early(self, clinic: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        """What was not used is known before the use is."""
        used = appointment.used(self.lot(lot), self.inventory.clock.now(), None, clinic_id=clinic)
        await self.inventory.react(withdrawn(used, "voided"))
        await self.check()
        await self.inventory.react(used)

    async def drop(self, clinic: UUID, appointment: Appointment, lot: str, count: int, days: int) -> None:
        serial = f"{lot}{self.name}-1" if count == 3 else None
        when = self.inventory.clock.now() - timedelta(days=days % 4)
        dropped = appointment.discarded(self.lot(lot), when, serial, clinic_id=clinic)
        self.dropped[appointment.id].append(dropped)
        await self.inventory.react(dropped)

    async def discard(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        body = {"clinic_id": str(clinic), "gtin": PEN, "lot": self.lot(lot), "quantity": count, "reason": "dropped"}
        assert (await self.keeper.post("/discards", json=body)).status_code in (201, 404, 409)

    async def recall(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        body = {"gtin": PEN, "lot": self.lot(lot), "reason": "sterility not assured", "confirmed": True}
        assert (await self.keeper.post("/recalls", json=body)).status_code in (201, 409)

    async def by_hand(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        """Held, released, returned, discarded, lost or found, as far as there is any."""
        act = ("hold", "release", "return", "discard", "lose", "find", "hold", "release", "find")[days]
        body = {"clinic_id": str(clinic), "gtin": PEN, "lot": self.lot(lot), "act": act, "quantity": count}
        answer = await self.keeper.post("/stock-movements", json={**body, "reason": "box torn"})
        assert answer.status_code in (201, 404, 409), answer.text

    async def take_back(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        """An entry of any kind was a mistake; some are corrected elsewhere, and some have moved on."""
        found = await self.keeper.get(f"/lots/{PEN}/{self.lot(lot)}")
        entries = found.json()["entries"]["items"] if found.status_code == 200 else []
        for entry in entries[-count:]:
            answer = await self.keeper.post(f"/stock-movements/{entry['id']}/correct", json={"reason": "by mistake"})
            assert answer.status_code in (201, 409), answer.text

    async def send(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        """To the other clinic, by count or by number."""
        [other] = [each for each in self.clinics if each != clinic]
        item: dict[str, Any] = {"gtin": PEN, "lot": self.lot(lot), "quantity": count}
        if days == 8:
            item |= {"serial": f"{lot}{self.name}-1", "quantity": 1}
        ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other)}
        body = {**ends, "items": [item], "even_if_short": days % 2 == 0}
        assert (await self.keeper.post("/transfers", json=body)).status_code in (201, 409, 422)

    async def arrive(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        """Of the newest transfer: fewer, as many or more, sometimes damaged, sometimes the last of it."""
        for transfer in await self._transfers(1):
            line = transfer["lines"][0]
            item = {name: line[name] for name in ("gtin", "lot", "serial")} | {"quantity": count}
            if line["serial"] is not None:
                item["quantity"] = 1
            if days == 7:
                item["damaged"] = "wet"
            body = {"items": [item], "complete": days % 2 == 0, "counted_again": days % 3 == 0}
            await self._with(transfer, "receive", body)

    async def settle_difference(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        outcomes = ("kept", "lost", "discarded", "sent_too", "taken_over", "surplus_discarded", "miscounted")
        for transfer in await self._transfers(3):
            for line in transfer["lines"]:
                outcome = outcomes[(days + count) % len(outcomes)]
                body = {"line_id": line["id"], "outcome": outcome, "reason": "looked for it"}
                await self._with(transfer, "settle", body)

    async def unreceive(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        for transfer in await self._transfers(2):
            for step in transfer["steps"][-count:]:
                await self._with(transfer, f"steps/{step['id']}/take-back", {"reason": "counted wrongly"})

    async def bring_back(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        for transfer in await self._transfers(1):
            await self._with(transfer, "cancel", {"reason": "brought back"})

    async def count(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        """Afterwards the books have on the shelf what was counted, unless something is to be counted again."""
        name = self.lot(lot)
        known = await self.keeper.get(f"/lots/{PEN}/{name}")
        started = await self.keeper.post("/counts", json={"clinic_id": str(clinic), "gtin": PEN, "lot": name})
        place = f"/counts/{started.json()['id']}"
        items = [{"gtin": PEN, "lot": name, "quantity": count}]
        written = await self.keeper.post(f"{place}/lines", json={"items": items})
        assert written.status_code in ((201, 422) if known.status_code == 200 else (422,)), written.text
        submitted = await self.keeper.post(f"{place}/submit")
        other = self.inventory.client(Role.STOCK_MANAGER, subject="somebody else")
        if submitted.json()["status"] == "to_approve":
            answer = await other.post(f"{place}/approve", json={"reason": "looked again"})
            assert answer.status_code == 200, answer.text

    async def redate(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        """The lot expires on another day than was said; sometimes that day is over already."""
        stated, true = self.expires[lot], self.day(days - 4)
        dates = {"stated_expires_on": str(stated), "expires_on": str(true)}
        body = {"gtin": PEN, "lot": self.lot(lot), **dates, "reason": "typed wrongly"}
        answer = await self.keeper.post("/lot-corrections", json=body)
        assert answer.status_code in (201, 404, 409), answer.text
        if answer.status_code == 201:
            self.expires[lot] = true

    async def unscan(self, clinic: UUID, _: Appointment, lot: str, count: int, days: int) -> None:
        """A delivery was entered in error."""
        params = {"clinic_id": str(clinic), "limit": str(count)}
        for receipt in (await self.keeper.get("/receipts", params=params)).json()["items"]:
            answer = await self.keeper.post(f"/receipts/{receipt['id']}/withdraw", json={"reason": "scanned twice"})
            assert answer.status_code in (200, 409), answer.text

    async def _transfers(self, most: int) -> list[dict[str, Any]]:
        params = {"clinic_id": str(self.clinics[0]), "limit": str(most)}
        found = (await self.keeper.get("/transfers", params=params)).json()["items"]
        return [(await self.keeper.get(f"/transfers/{each['id']}")).json() for each in found]

    async def _with(self, transfer: dict[str, Any], verb: str, body: dict[str, Any]) -> None:
        answer = await self.keeper.post(f"/transfers/{transfer['id']}/{verb}", json=body)
        assert answer.status_code in (200, 409, 422), answer.text

    async def sleep(self, _: UUID, __: Appointment, lot: str, count: int, days: int) -> None:
        self.inventory.clock.advance(timedelta(hours=8 * (days + 1)))
        await self.inventory.fire_timers()

    async def check(self) -> None:
        async with self.inventory.work() as work:
            await assert_books_are_true(work)
        for clinic_id in self.clinics:
            await self._stock_is_as_told(clinic_id)

    async def _stock_is_as_told(self, clinic_id: UUID) -> None:
        params = {"clinic_id": str(clinic_id)}
        [stock] = (await self.keeper.get("/stock", params=params)).json()["items"]
        if await self._ever_moved(params):
            product = (await self.keeper.get(f"/products/{PEN}")).json()
            assert stock["low"] == (stock["available"] <= POINT and product["retired_at"] is None)
        waiting = (await self.keeper.get("/reservations", params={**params, "status": "short"})).json()["items"]
        for each in waiting:
            lasting = [lot for lot in stock["lots"] if lot["expires_on"] >= each["needed_on"]]
            free = sum(lot["on_hand"] for lot in lasting if lot["recall_id"] is None)
            later = await self._held_later_than(each, params)
            lack = each["quantity"] - each["used"]
            assert free + later < lack, "nobody is short of what is free, or of what a later session holds"

    async def _held_later_than(self, short: dict[str, Any], params: dict[str, str]) -> int:
        """Cartridges that would serve a short session, and that sessions after it hold."""
        found = (await self.keeper.get("/reservations", params={**params, "status": "reserved"})).json()["items"]
        later = [each for each in found if _order(each) > _order(short)]
        return sum(
            held["quantity"] for each in later for held in each["held"] if held["expires_on"] >= short["needed_on"]
        )

    async def _ever_moved(self, params: dict[str, str]) -> bool:
        """A level is not looked at before the first movement or reservation."""
        lots = (await self.keeper.get("/lots", params=params)).json()["items"]
        return bool(lots or (await self.keeper.get("/reservations", params=params)).json()["items"])


def _order(reservation: dict[str, Any]) -> tuple[str, str]:
    return (reservation["session_at"] or reservation["needed_on"], reservation["appointment_id"])


@given(steps=steps)
@settings(
    max_examples=10,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a database is too slow to shrink on; the unit test shrinks
)
async def test_the_books_are_true_after_every_step_of_any_history(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, steps: list[tuple[str, int, int, str, int, int]]
) -> None:
    history = History(inventory, keeper)
    await history.open()
    for name, clinic_number, appointment, lot, count, days in steps:
        step: Callable[..., Awaitable[None]] = getattr(history, name)
        await step(history.clinics[clinic_number], history.appointments[appointment], lot, count, days)
        await history.check()
