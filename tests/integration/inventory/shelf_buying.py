"""What is bought in a random month: orders that arrive in part or too much, boxes with a number, and substitutes."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.integration.inventory.stories import PEN, Appointment, scan
from tests.integration.inventory.test_purchase_orders import BOX, sent
from tests.integration.inventory.test_substitutes import LIKE_PEN

if TYPE_CHECKING:
    from tests.integration.inventory.test_shelf_beside_the_books import Box, Shelf

UNITS = 10
"""In a box, as the product says."""
INSTEAD = "S"
"""The lot of the substitute."""
ASKED = ["not_ordered", "over_delivered", "note_known"]


async def order(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """Boxes are ordered for a clinic that awaits none."""
    if clinic not in shelf.ordered:
        bought = await sent(shelf.keeper, clinic, shelf.supplier, (PEN, count))
        shelf.ordered[clinic] = (bought["id"], count, 0)


async def scan_ordered(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """A box is received against the order of its clinic: some of it, all, or too much."""
    box = next((each for each in shelf.boxes if each.clinic in shelf.ordered), None)
    if box is None:
        return
    shelf.boxes.remove(box)
    id, wanted, before = shelf.ordered.pop(box.clinic)
    answer = await shelf.keeper.post("/receipts", json=_delivery(shelf, box) | {"order_id": id, "accepts": ASKED})
    assert answer.status_code == 201, answer.text
    arrived = before + box.quantity
    read = (await shelf.keeper.get(f"/purchase-orders/{id}")).json()
    outstanding = max(wanted - arrived, 0)
    assert [each["received"] for each in read["lines"]] == [arrived], read
    assert [each["outstanding"] for each in read["lines"]] == [outstanding], read
    assert read["status"] == ("partly_received" if outstanding else "received")
    if outstanding:
        shelf.ordered[box.clinic] = (id, wanted, arrived)


async def numbered_box(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """A box of ten, whose own number is none of a cartridge; scanned twice in one delivery it is refused."""
    if letter in shelf.recalled or letter not in ("A", "B"):
        return
    label = scan(shelf.lot(letter), shelf.expires[letter], BOX, f"B{shelf.name}{shelf.made}")
    shelf.made += 1
    items = [{"scan": label}]
    twice = await shelf.keeper.post("/receipts", json={"clinic_id": str(clinic), "items": items * 2})
    assert twice.status_code == 422, twice.text
    answer = await shelf.keeper.post("/receipts", json={"clinic_id": str(clinic), "items": items})
    assert answer.status_code == 201, answer.text
    shelf.true[clinic, letter, "shelf"] += UNITS


async def substitutes_come(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """Some of the product that serves instead; sessions that are short hold it."""
    items = [{"scan": scan(shelf.lot(INSTEAD), gtin=LIKE_PEN), "quantity": count}]
    answer = await shelf.keeper.post("/receipts", json={"clinic_id": str(clinic), "items": items})
    assert answer.status_code == 201, answer.text
    shelf.true[clinic, INSTEAD, "shelf"] += count


async def use_instead(shelf: "Shelf", clinic: UUID, letter: str, count: int) -> None:
    """A session uses the substitute."""
    if shelf.true[clinic, INSTEAD, "shelf"]:
        shelf.move(clinic, INSTEAD, "shelf", "used")
        used = Appointment(clinic).used(shelf.lot(INSTEAD), shelf.running.clock.now(), gtin=LIKE_PEN)
        shelf.unheard.append(used)


def _delivery(shelf: "Shelf", box: "Box") -> dict[str, Any]:
    name, until = shelf.lot(box.lot), shelf.expires[box.lot]
    items = [{"scan": scan(name, until, serial=each), "quantity": 1} for each in box.serials]
    return {
        "clinic_id": str(box.clinic),
        "items": items or [{"scan": scan(name, until), "quantity": box.quantity}],
        "delivery_note": f"D-{shelf.name}",
    }
