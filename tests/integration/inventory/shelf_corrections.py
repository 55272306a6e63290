"""What else happens in a random month: lots that are put right by number, other prices, and parcels that come later."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tests.integration.inventory.stories import LATER, PEN, deliver, scan

if TYPE_CHECKING:
    from tests.integration.inventory.test_shelf_beside_the_books import Shelf

NUMBERED = "N"


async def scan_as_another_lot(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """Of a box with numbers one is scanned as of a wrong lot, and put right before a session opens it."""
    box = next((each for each in shelf.boxes if each.serials), None)
    unopened = [each for each in box.serials if shelf.numbers[each] == (box.clinic, "shelf")] if box else []
    if box is None or not unopened:
        return
    shelf.boxes.remove(box)
    name, until, wrong = shelf.lot(NUMBERED), shelf.expires[NUMBERED], shelf.lot("W")
    others = [(scan(name, until, serial=each), 1) for each in box.serials if each != unopened[0]]
    answer = await deliver(shelf.keeper, box.clinic, (scan(wrong, LATER, serial=unopened[0]), 1), *others)
    assert answer.status_code == 201, answer.text
    await _relabel(shelf, unopened[0], wrong, name)


async def misread_label(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """Somebody says that a cartridge is of another lot, and takes that back."""
    await shelf.everything_comes()
    there = shelf.on_shelf(clinic, NUMBERED)
    if there and NUMBERED not in shelf.recalled:
        await _relabel(shelf, there[0], shelf.lot(NUMBERED), shelf.lot("V"))
        await _relabel(shelf, there[0], shelf.lot("V"), shelf.lot(NUMBERED))


async def postpone(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """A parcel comes later than was said."""
    if shelf.under_way:
        day = shelf.running.clock.now().date() + timedelta(days=count)
        body = {"expected_on": str(day), "reason": "snow on the road"}
        answer = await shelf.keeper.post(f"/transfers/{next(iter(shelf.under_way))}/postpone", json=body)
        assert answer.status_code in (200, 409), answer.text


async def reprice(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """The product has another price, or none."""
    version = (await shelf.keeper.get(f"/products/{PEN}")).headers["etag"]
    price = {"price_minor": count * 100, "currency": "EUR"} if count < 3 else dict.fromkeys(("price_minor", "currency"))
    answer = await shelf.keeper.patch(f"/products/{PEN}", json=price, headers={"If-Match": version})
    assert answer.status_code == 200, answer.text


async def _relabel(shelf: "Shelf", number: str, was: str, lot: str) -> None:
    until = shelf.expires[NUMBERED] if lot == shelf.lot(NUMBERED) else LATER
    said = {"stated_lot": was, "lot": lot, "expires_on": str(until), "reason": "read again"}
    answer = await shelf.keeper.post("/number-corrections", json={"gtin": PEN, "serial": number, **said})
    assert answer.status_code == 201, answer.text
