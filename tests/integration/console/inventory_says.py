"""What inventory's API answers, for tests of pages about stock."""

from typing import Any
from uuid import UUID, uuid4

PEN = "09506000134352"


def listed(*items: dict[str, Any]) -> dict[str, Any]:
    """A list of one page."""
    return {"items": list(items), "next": None, "total": len(items), "total_at_least": len(items)}


def in_overview(at: UUID, name: str = "Avenida", **changes: Any) -> dict[str, Any]:
    """A clinic's stock of one product."""
    said = {
        "clinic_id": str(at),
        "clinic": name,
        "gtin": PEN,
        "product": "Pen cartridge",
        "free": 12,
        "reserved": 3,
        "quarantine": 1,
        "in_transit": 2,
        "expiring": 4,
        "nearest_expires_on": "2027-04-08",
        "used": 30,
        "lasts_days": 45,
        "value_minor": 8100,
        "currency": "EUR",
    }
    return {**said, **changes}


def on_shelf(at: UUID, name: str = "Avenida", **changes: Any) -> dict[str, Any]:
    """A clinic's shelf of one product, with a lot."""
    lot = {"lot": "NP24A", "expires_on": "2027-04-08", "expired": False, "recall_id": None}
    lot |= {"on_hand": 12, "reserved": 3}
    said = {
        "clinic_id": str(at),
        "clinic": name,
        "gtin": PEN,
        "product": "Pen cartridge",
        "available": 12,
        "reserved": 3,
        "short": 0,
        "reorder_point": 10,
        "reorder_quantity": 40,
        "low": False,
        "urgent": False,
        "lots": [lot],
    }
    return {**said, **changes}


def lacking(at: UUID, *spare: tuple[UUID, str, int], **changes: Any) -> dict[str, Any]:
    """A shortage, and who can spare how many."""
    said = {
        "id": str(uuid4()),
        "clinic_id": str(at),
        "clinic": "Avenida",
        "gtin": PEN,
        "product": "Pen cartridge",
        "sessions": 2,
        "cartridges": 4,
        "first_needed_on": "2026-11-30",
        "urgent_since": None,
        "transfers": [
            {"clinic_id": str(each), "clinic": name, "free": count, "spare": count, "cures_all": count >= 4}
            for each, name, count in spare
        ],
        "order": {"supplier": "Pen Supplies", "arrives_on": "2026-12-04", "in_time": False},
        "on_order": [{"number": 12, "status": "sent", "due_on": "2026-12-01", "cartridges": 10}],
    }
    return {**said, **changes}


def expiring(at: UUID, *savings: tuple[UUID, str, int], **changes: Any) -> dict[str, Any]:
    """A lot that lies free until it expires, and who could use how many."""
    said = {
        "id": str(uuid4()),
        "clinic_id": str(at),
        "clinic": "Avenida",
        "gtin": PEN,
        "product": "Pen cartridge",
        "lot": "NP23Z",
        "expires_on": "2026-12-20",
        "free": 6,
        "price_minor": 2700,
        "currency": "EUR",
        "transfers": [
            {"clinic_id": str(each), "clinic": name, "saved": count, "sentence": f"{count} of 6 would be used."}
            for each, name, count in savings
        ],
    }
    return {**said, **changes}


def proposed(at: UUID, packages: int = 2, **changes: Any) -> dict[str, Any]:
    """What a clinic should order."""
    proposal = {
        "gtin": PEN,
        "product": "Pen cartridge",
        "verdict": "order",
        "supplier": "Pen Supplies",
        "packages": packages,
        "quantity": packages * 10,
        "level": "box",
        "units_each": 10,
        "price_minor": 9000,
        "currency": "EUR",
        "sentence": "12 free and 10 on order are fewer than the 30 that are needed.",
    }
    return {"clinic_id": str(at), "clinic": "Avenida", "cover_days": 28, "proposals": [{**proposal, **changes}]}


def transfer(sender: UUID, receiver: UUID, **changes: Any) -> dict[str, Any]:
    """Cartridges under way."""
    said = {
        "id": str(uuid4()),
        "from_clinic_id": str(sender),
        "from_clinic": "Chiado",
        "to_clinic_id": str(receiver),
        "to_clinic": "Avenida",
        "status": "sent",
        "expected_on": "2026-11-26",
        "overdue": False,
        "note": "With the courier, blue box",
        "in_transit": 3,
    }
    return {**said, **changes}


def label(**changes: Any) -> dict[str, Any]:
    """A label that was read."""
    said = {
        "gtin": PEN,
        "product": "Pen cartridge",
        "level": None,
        "quantity": 1,
        "lot": "NP24A",
        "expires_on": "2027-04-08",
        "expired": False,
        "made_on": None,
        "serial": None,
        "typed": False,
        "recall_id": None,
        "on_hand": 12,
        "reserved": 3,
        "quarantine": 0,
        "in_transit": 0,
        "place": None,
        "place_clinic_id": None,
    }
    return {**said, **changes}


def tried(*items: dict[str, Any], questions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A delivery that is tried."""
    receivable = not questions and not any(each["problems"] for each in items)
    return {"items": list(items), "questions": list(questions), "receivable": receivable}


def tried_item(*problems: str, **changes: Any) -> dict[str, Any]:
    """One label of it."""
    said = {
        "gtin": PEN,
        "product": "Pen cartridge",
        "lot": "NP24A",
        "expires_on": "2027-04-08",
        "serial": None,
        "quantity": 10,
        "typed": False,
        "problems": list(problems),
    }
    return {**said, **changes}
