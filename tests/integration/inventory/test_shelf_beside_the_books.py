"""A shelf is simulated beside the books, by place and by number: once all scans and events are in, they are the same.

Boxes lie on the shelf before they are scanned, sessions use them meanwhile, what was recorded wrongly is amended,
events come twice and in another order, and several connections work at once. A person does only what the books allow.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.event import Event
from tests.integration.inventory import shelf_buying, shelf_corrections
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import LATER, PEN, Appointment, deliver, opened, scan, unopened, withdrawn
from tests.integration.inventory.test_disorder import shuffled
from tests.integration.inventory.test_purchase_orders import supplier
from tests.integration.inventory.test_substitutes import LIKE_PEN, a_pen_with_substitutes
from tests.support.running import Running

__all__ = ["supplier"]

PLAIN, NUMBERED = ("A", "B"), "N"
PLACES = ("shelf", "quarantine", "in_transit", "used", "discarded", "returned", "lost")
ACTS = (
    *("box_comes", "use", "use", "scan", "events_come") * 2,
    *("use_said_wrongly", "drop", "drop_by_mistake", "book", "discard", "hold", "hold", "release", "send_back"),
    *("lose", "find", "throw_away_held", "take_back", "many_hands"),
    *("order", "order", "scan_ordered", "scan_ordered", "numbered_box", "substitutes_come", "use_instead"),
    *("scan_as_another_lot", "scan_as_another_lot", "misread_label", "postpone", "reprice"),
    *("send", "send", "arrive", "arrive_short", "never_left", "recall", "redate", "count", "count_less", "unscan"),
)
"""The likelier ones more than once."""
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.sampled_from((*PLAIN, NUMBERED)), st.integers(1, 3)),
    min_size=8,
    max_size=24,
)


@dataclass
class Box:
    """What arrived and is not scanned yet."""

    clinic: UUID
    lot: str
    quantity: int
    serials: list[str]


@dataclass
class Shelf:
    """Two clinics: what truly is where, and what the books have not heard of."""

    running: Running
    keeper: httpx.AsyncClient
    dice: random.Random
    supplier: str
    clinics: list[UUID] = field(default_factory=lambda: [new_id(), new_id()])
    name: str = field(default_factory=lambda: new_id().hex[-6:])
    true: Counter[tuple[UUID, str, str]] = field(default_factory=Counter)
    """How many, by clinic, lot and place."""
    numbers: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    """Where each numbered cartridge is: clinic and place."""
    boxes: list[Box] = field(default_factory=list)
    unheard: list[Event] = field(default_factory=list)
    under_way: dict[str, tuple[UUID, UUID, str, list[str]]] = field(default_factory=dict)
    """By transfer: from, to, lot and the numbers, or as many blanks."""
    by_hand: list[tuple[str, UUID, str, list[str], str, str]] = field(default_factory=list)
    """What a person moved, and may take back: movement, clinic, lot, numbers or blanks, whence and where to."""
    recalled: dict[str, str] = field(default_factory=dict)
    """The recall of each lot that is recalled."""
    expires: dict[str, Any] = field(default_factory=lambda: dict.fromkeys((*PLAIN, NUMBERED), LATER))
    made: int = 0
    ordered: dict[UUID, tuple[str, int, int]] = field(default_factory=dict)
    """The order that each clinic awaits, how many it is of, and how many came."""

    def lot(self, letter: str) -> str:
        return f"{letter}{self.name}"

    def move(self, clinic: UUID, letter: str, leaves: str, enters: str, count: int = 1) -> None:
        self.true[clinic, letter, leaves] -= count
        self.true[clinic, letter, enters] += count

    def on_shelf(self, clinic: UUID, letter: str) -> list[str]:
        """Numbers that are there, or as many blanks."""
        if letter == NUMBERED:
            return sorted(each for each, where in self.numbers.items() if where == (clinic, "shelf"))
        return [""] * self.true[clinic, letter, "shelf"]

    def take(self, clinic: UUID, letter: str, enters: str) -> str | None:
        """One leaves the shelf: its number or a blank; None when none is there, or the lot must not be used."""
        there = self.on_shelf(clinic, letter)
        if not there or letter in self.recalled:
            return None
        self.move(clinic, letter, "shelf", enters)
        if letter == NUMBERED:
            self.numbers[there[0]] = (clinic, enters)
        return there[0]

    async def box_comes(self, clinic: UUID, letter: str, count: int) -> None:
        if letter in self.recalled:
            return
        numbers = []
        if letter == NUMBERED:
            numbers = [f"{self.name}{self.made + each}" for each in range(count)]
            self.made += count
            self.numbers |= dict.fromkeys(numbers, (clinic, "shelf"))
        self.true[clinic, letter, "shelf"] += count
        self.boxes.append(Box(clinic, letter, count, numbers))

    async def scan(self, clinic: UUID, letter: str, count: int) -> None:
        if self.boxes:
            await self._scan(self.boxes.pop(0))

    async def _scan(self, box: Box) -> None:
        name, until = self.lot(box.lot), self.expires[box.lot]
        items = [(scan(name, until, serial=each), 1) for each in box.serials] or [(scan(name, until), box.quantity)]
        answer = await deliver(self.keeper, box.clinic, *items)
        assert answer.status_code == 201, answer.text

    async def use(self, clinic: UUID, letter: str, count: int) -> None:
        number = self.take(clinic, letter, "used")
        if number is not None:
            self.unheard.append(Appointment(clinic).used(self.lot(letter), self._now(), number or None))

    async def use_said_wrongly(self, clinic: UUID, letter: str, count: int) -> None:
        """Another lot was written down; the session's record is amended later."""
        number = self.take(clinic, letter, "used")
        if number is None:
            return
        session = Appointment(clinic)
        wrong = session.used(self.lot(PLAIN[letter == PLAIN[0]]), self._now())
        right = session.used(self.lot(letter), wrong.used_at, number or None)
        self.unheard += [wrong, withdrawn(wrong), right]

    async def drop(self, clinic: UUID, letter: str, count: int) -> None:
        number = self.take(clinic, letter, "discarded")
        if number is not None:
            self.unheard.append(Appointment(clinic).discarded(self.lot(letter), self._now(), number or None))

    async def drop_by_mistake(self, clinic: UUID, letter: str, count: int) -> None:
        """It was written down as dropped, and lies on the shelf."""
        if letter not in self.recalled:
            dropped = Appointment(clinic).discarded(self.lot(letter), self._now())
            self.unheard += [dropped, unopened(dropped)]

    async def book(self, clinic: UUID, letter: str, count: int) -> None:
        day = self._now().date() + timedelta(days=count)
        await self.running.react(Appointment(clinic).booked(day, count))

    async def events_come(self, clinic: UUID, letter: str, count: int) -> None:
        """In another order between topics and keys, some twice; beside the scan of a box, on another connection."""
        heard = [(new_id(), event) for event in shuffled(self.unheard, self.dice)]
        self.unheard = []
        again = heard[: self.dice.randint(0, len(heard))]
        scans = [self._scan(box) for box in self.boxes[:count]]
        self.boxes = self.boxes[count:]
        await asyncio.gather(*scans, *([self.running.deliver(*heard)] if heard else []))
        if again:
            await self.running.deliver(*again)

    async def discard(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "shelf", "discarded", None)

    async def hold(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "shelf", "quarantine", "hold")

    async def release(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "quarantine", "shelf", "release")

    async def send_back(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "quarantine", "returned", "return")

    async def throw_away_held(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "quarantine", "discarded", "discard")

    async def lose(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "shelf", "lost", "lose")

    async def find(self, clinic: UUID, letter: str, count: int) -> None:
        await self._by_hand(clinic, letter, count, "lost", "shelf", "find")

    async def many_hands(self, clinic: UUID, letter: str, count: int) -> None:
        """At both clinics, and of every lot, somebody holds, throws away or loses some at the same moment."""
        acts = (self.hold, self.discard, self.lose)
        everybody = [(each, lot) for each in self.clinics for lot in (*PLAIN, NUMBERED)]
        await asyncio.gather(*(self.dice.choice(acts)(each, lot, count) for each, lot in everybody))

    async def _by_hand(self, clinic: UUID, letter: str, count: int, leaves: str, enters: str, act: str | None) -> None:
        """The person has the cartridges in hand, and scans each that has a number, all at the same moment."""
        if letter == NUMBERED:
            there = [each for each, where in sorted(self.numbers.items()) if where == (clinic, leaves)][:count]
            await asyncio.gather(*(self._one_act(clinic, letter, [each], (leaves, enters), act) for each in there))
        elif self.true[clinic, letter, leaves] >= count:
            await self._one_act(clinic, letter, [""] * count, (leaves, enters), act)

    async def _one_act(
        self, clinic: UUID, letter: str, moved: list[str], way: tuple[str, str], act: str | None
    ) -> None:
        named: dict[str, Any] = {"clinic_id": str(clinic), "gtin": PEN, "lot": self.lot(letter), "reason": "torn"}
        which: dict[str, Any] = {"serial": moved[0]} if moved[0] else {"quantity": len(moved)}
        path, more = ("/discards", {}) if act is None else ("/stock-movements", {"act": act})
        answer = await self.keeper.post(path, json=named | which | more)
        assert answer.status_code in (201, 404, 409), answer.text
        if answer.status_code == 201:
            self._moved(clinic, letter, moved, *way)
            self.by_hand.append((answer.json()["id"], clinic, letter, moved, *way))

    def _moved(self, clinic: UUID, letter: str, moved: list[str], leaves: str, enters: str) -> None:
        enters = "quarantine" if enters == "shelf" and letter in self.recalled else enters
        self.move(clinic, letter, leaves, enters, len(moved))
        self.numbers |= {each: (clinic, enters) for each in moved if each}

    async def take_back(self, clinic: UUID, letter: str, count: int) -> None:
        """What a person moved last was a mistake. Refused where the books say that it has moved on from there."""
        if not self.by_hand:
            return
        id, where, lot, moved, leaves, enters = self.by_hand.pop()
        still = all(self.numbers[each] == (where, enters) for each in moved if each)
        if not still or self.true[where, lot, enters] < len(moved):
            return
        answer = await self.keeper.post(f"/stock-movements/{id}/correct", json={"reason": "by mistake"})
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 201:
            self._moved(where, lot, moved, enters, leaves)

    async def send(self, clinic: UUID, letter: str, count: int) -> None:
        [other] = [each for each in self.clinics if each != clinic]
        there = self.on_shelf(clinic, letter)[:count]
        if letter in self.recalled or not there:
            return
        named: dict[str, Any] = {"gtin": PEN, "lot": self.lot(letter)}
        items = [{**named, "serial": each} for each in there] if there[0] else [{**named, "quantity": len(there)}]
        ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other)}
        answer = await self.keeper.post("/transfers", json={**ends, "items": items, "even_if_short": True})
        assert answer.status_code in (201, 409, 422), answer.text
        if answer.status_code == 201:
            self.move(clinic, letter, "shelf", "in_transit", len(there))
            self.numbers |= {each: (clinic, "in_transit") for each in there if each}
            self.under_way[answer.json()["id"]] = (clinic, other, letter, there)

    async def arrive(self, clinic: UUID, letter: str, count: int) -> None:
        await self._arrive(lost=0)

    async def arrive_short(self, clinic: UUID, letter: str, count: int) -> None:
        await self._arrive(lost=1)

    async def never_left(self, clinic: UUID, letter: str, count: int) -> None:
        """One of a parcel is still at the clinic that sent it."""
        await self._arrive(lost=1, outcome="kept")

    async def _arrive(self, lost: int, outcome: str = "lost") -> None:
        if not self.under_way:
            return
        id, (sender, receiver, letter, packed) = next(iter(self.under_way.items()))
        del self.under_way[id]
        came, missing = packed[lost:], packed[:lost]
        named: dict[str, Any] = {"gtin": PEN, "lot": self.lot(letter)}
        items = [{**named, "serial": each} for each in came if each] or [{**named, "quantity": len(came)}]
        body = {"items": items if came else [], "complete": True}
        answer = await self.keeper.post(f"/transfers/{id}/receive", json=body)
        assert answer.status_code == 200, answer.text
        aside = "quarantine" if letter in self.recalled else "shelf"
        self.true[sender, letter, "in_transit"] -= len(came)
        self.true[receiver, letter, aside] += len(came)
        self.numbers |= {each: (receiver, aside) for each in came if each}
        for each in missing:
            await self._settle(id, sender, letter, each, outcome)

    async def _settle(self, transfer: str, sender: UUID, letter: str, number: str, outcome: str) -> None:
        lines = (await self.keeper.get(f"/transfers/{transfer}")).json()["lines"]
        [line] = [each for each in lines if (each["serial"] or "") == number]
        body = {"line_id": line["id"], "outcome": outcome, "reason": "not in the box"}
        answer = await self.keeper.post(f"/transfers/{transfer}/settle", json=body)
        assert answer.status_code == 200, answer.text
        self._moved(sender, letter, [number], "in_transit", "lost" if outcome == "lost" else "shelf")

    async def recall(self, clinic: UUID, letter: str, count: int) -> None:
        """Everything of the lot is put aside, at once: what is not scanned yet is scanned before."""
        if count < 3 or letter in self.recalled:
            return
        await self.everything_comes()
        body = {"gtin": PEN, "lot": self.lot(letter), "reason": "sterility not assured", "confirmed": True}
        answer = await self.keeper.post("/recalls", json=body)
        assert answer.status_code == 201, answer.text
        self.recalled[letter] = answer.json()["id"]
        for each in self.clinics:
            self.move(each, letter, "shelf", "quarantine", self.true[each, letter, "shelf"])
        of_lot = [number for number, (_, place) in self.numbers.items() if place == "shelf"]
        if letter == NUMBERED:
            self.numbers |= {number: (self.numbers[number][0], "quarantine") for number in of_lot}

    async def redate(self, clinic: UUID, letter: str, count: int) -> None:
        """The expiry was typed wrongly; what is on the shelf stays there."""
        stated, true = self.expires[letter], self.expires[letter] + timedelta(days=count)
        dates = {"stated_expires_on": str(stated), "expires_on": str(true), "reason": "typed wrongly"}
        answer = await self.keeper.post("/lot-corrections", json={"gtin": PEN, "lot": self.lot(letter), **dates})
        assert answer.status_code in (201, 404), answer.text
        if answer.status_code == 201:
            self.expires[letter] = true

    async def count(self, clinic: UUID, letter: str, count: int) -> None:
        """With everything in, somebody who counts the shelf blind finds what the books say."""
        await self.everything_comes()
        _, status = await self._count(clinic, letter, self.on_shelf(clinic, letter))
        assert status == "agrees"

    async def count_less(self, clinic: UUID, letter: str, count: int) -> None:
        """Some fell behind the cupboard: the count finds fewer, and another person approves it."""
        await self.everything_comes()
        there = self.on_shelf(clinic, letter)
        gone = there[:count]
        if not gone or letter in self.recalled:
            return
        place, status = await self._count(clinic, letter, there[count:])
        assert status == "to_approve"
        other = self.running.client(Role.STOCK_MANAGER, subject="another")
        approved = await other.post(f"{place}/approve", json={"reason": "looked again"})
        assert approved.status_code == 200, approved.text
        self._moved(clinic, letter, gone, "shelf", "lost")

    async def _count(self, clinic: UUID, letter: str, there: list[str]) -> tuple[str, str]:
        """Answers the count's address, and its status when it was submitted."""
        scope = {"clinic_id": str(clinic), "gtin": PEN, "lot": self.lot(letter)}
        place = f"/counts/{(await self.keeper.post('/counts', json=scope)).json()['id']}"
        named: dict[str, Any] = {"gtin": PEN, "lot": self.lot(letter)}
        items = [{**named, "serial": each} for each in there if each] or [{**named, "quantity": len(there)}]
        if there:
            written = await self.keeper.post(f"{place}/lines", json={"items": items})
            assert written.status_code == 201, written.text
        submitted = await self.keeper.post(f"{place}/submit")
        return place, str(submitted.json()["status"])

    async def unscan(self, clinic: UUID, letter: str, count: int) -> None:
        """A box is scanned twice, and the second receipt is taken back before a use is taken for one of it."""
        if letter == NUMBERED or letter in self.recalled:
            return
        await self.everything_comes()
        answer = await deliver(self.keeper, clinic, (scan(self.lot(letter), self.expires[letter]), count))
        assert answer.status_code == 201, answer.text
        taken = await self.keeper.post(f"/receipts/{answer.json()['id']}/withdraw", json={"reason": "scanned twice"})
        assert taken.status_code == 200, taken.text
        assert taken.json()["stays"] == 0, "nothing can have been used of what never came"

    async def everything_comes(self) -> None:
        """All boxes are scanned, and all events consumed."""
        while self.boxes or self.unheard:
            await self.events_come(self.clinics[0], PLAIN[0], len(self.boxes))

    async def compare(self) -> None:
        for clinic in self.clinics:
            rows = (await self.keeper.get("/lots", params={"clinic_id": str(clinic)})).json()["items"]
            books = {(row["lot"], place): _books(row, place) for row in rows for place in PLACES}
            truth: defaultdict[tuple[str, str], int] = defaultdict(int)
            for (where, letter, place), there in self.true.items():
                if where == clinic and there:
                    truth[self.lot(letter), place] = there
            assert {key: there for key, there in books.items() if there} == dict(truth)
        for number, (clinic, place) in self.numbers.items():
            read = (await self.keeper.get(f"/serials/{PEN}/{number}")).json()
            assert read["place"] == ("on_hand" if place == "shelf" else place), (number, place, read)
            assert read["clinic_id"] == str(clinic), (number, read)
        open_ones = (await self.keeper.get("/incidents", params={"clinic_id": str(self.clinics[0])})).json()["items"]
        assert [each["reason"] for each in open_ones if each["closed_at"] is None] == [], (
            "all of them closed themselves"
        )

    async def reconcile(self) -> None:
        """Every lot is recalled: over all clinics, what came is what lies in the places, and came to the chain once."""
        for letter in (*PLAIN, NUMBERED):
            await self.recall(self.clinics[0], letter, 3)
            sheet = (await self.keeper.get(f"/recalls/{self.recalled[letter]}/reconciliation")).json()
            there = {place: sum(self.true[each, letter, place] for each in self.clinics) for place in PLACES}
            total = sheet["total"]
            assert {place: total["on_shelf" if place == "shelf" else place] for place in PLACES} == there, letter
            assert (total["came"], total["unaccounted"], sheet["adds_up"]) == (sum(there.values()), 0, True), letter
            assert (total["transferred_in"], total["transferred_out"]) == (0, 0), letter

    def _now(self) -> Any:
        return self.running.clock.now()


def _books(row: dict[str, Any], place: str) -> int:
    return int(row["on_hand"] + row["reserved"] if place == "shelf" else row[place])


@given(steps=steps, seed=st.integers(0, 999))
@settings(
    max_examples=12,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
async def test_the_books_are_the_shelf_once_all_is_in(
    inventory: Running, keeper: httpx.AsyncClient, supplier: str, steps: list[tuple[str, int, str, int]], seed: int
) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN)
    shelf = Shelf(inventory, keeper, random.Random(seed), supplier)
    for each in shelf.clinics:
        await inventory.react(opened(each))
    for name, clinic_number, letter, count in steps:
        own: Callable[..., Awaitable[None]] | None = getattr(shelf, name, None)
        room = shelf_buying if hasattr(shelf_buying, name) else shelf_corrections
        step = own or partial(getattr(room, name), shelf)
        await step(shelf.clinics[clinic_number], letter, count)
        if not shelf.boxes and not shelf.unheard:
            await shelf.compare()
        async with inventory.work() as work:
            await assert_books_are_true(work)
    await shelf.everything_comes()
    await shelf.compare()
    await shelf.reconcile()
