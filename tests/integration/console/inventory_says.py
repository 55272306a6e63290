"""What inventory's API answers, for tests of pages about stock."""

from datetime import date, timedelta
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
        "booked": 9,
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


def recall(**changes: Any) -> dict[str, Any]:
    """A recall of which nothing is done yet."""
    nothing = ["notice_id", "letters_released_at", "closed_at", "closed_by", "closed_because", "withdrawn_at"]
    nothing += ("withdrawn_by", "withdrawn_because", "supplier_informed_at", "supplier_informed_by")
    nothing += ("supplier_informed_note", "effect_checked_at", "effect_checked_by", "effect_checked_note")
    said: dict[str, Any] = {
        **dict.fromkeys(nothing),
        "id": str(uuid4()),
        "gtin": PEN,
        "lot": "NP24A",
        "in_part": False,
        "reason": "Sterility cannot be assured.",
        "recalled_at": "2026-11-20T09:00:00Z",
        "recalled_by": "rosa.stock",
        "serials": [],
        "clinics": [],
        "trace": [],
    }
    return {**said, **changes}


def reconciliation(recall_id: str, clinic: UUID) -> dict[str, Any]:
    """Where its cartridges are: all at one clinic."""
    counts = dict.fromkeys(
        ("transferred_in", "returned", "discarded", "lost", "in_transit", "transferred_out", "on_shelf"), 0
    )
    total = {"came": 10, "used": 4, "quarantine": 6, **counts, "unaccounted": 0}
    said = dict.fromkeys(("counted", "expected", "confirmed_at", "confirmed_by", "confirmed_note"))
    return {
        "recall_id": recall_id,
        "clinics": [{**total, **said, "clinic_id": str(clinic), "clinic": "Avenida"}],
        "total": total,
        "adds_up": True,
        "treated": 4,
        "informed": 1,
        "steps": ["quarantine", "letters"],
        "reports": ["confirmation", "supplier", "effect"],
    }


def letter(clinic: UUID, **changes: Any) -> dict[str, Any]:
    """A patient of a recall."""
    nothing = ("sent_at", "informed_at", "informed_how", "informed_by", "answered_at", "mistaken_at", "corrected_at")
    said: dict[str, Any] = {
        **dict.fromkeys(nothing),
        "id": str(uuid4()),
        "recall_id": str(uuid4()),
        "patient_id": str(uuid4()),
        "clinic_id": str(clinic),
        "used_at": "2026-11-10T09:00:00Z",
        "status": "sent",
    }
    return {**said, **changes}


def count(clinic: UUID, **changes: Any) -> dict[str, Any]:
    """A count that goes on, with one line."""
    line: dict[str, Any] = {"id": str(uuid4()), "gtin": PEN, "lot": "NP24A", "serial": None, "counted": 3}
    line |= {"at": "2026-11-20T09:00:00Z", "by": "rosa.stock", "replaced_at": None}
    nothing = ("gtin", "lot", "submitted_at", "submitted_by", "decided_at", "decided_by", "decided_because")
    said: dict[str, Any] = {
        **dict.fromkeys(nothing),
        "id": str(uuid4()),
        "clinic_id": str(clinic),
        "status": "counting",
        "note": "",
        "started_at": "2026-11-20T08:00:00Z",
        "started_by": "rosa.stock",
        "lines": [line],
        "variances": None,
    }
    return {**said, **changes}


def sent_transfer(sender: UUID, receiver: UUID, **changes: Any) -> dict[str, Any]:
    """A transfer with one line, of which nothing has arrived."""
    line: dict[str, Any] = {"id": str(uuid4()), "gtin": PEN, "product": "Pen cartridge", "lot": "NP24A"}
    line |= {"expires_on": "2027-04-08"}
    line |= {"recall_id": None, "serial": None, "sent": 3, "arrived": 0, "in_transit": 3, "settled": 0}
    line |= {"surplus": 0, "unsettled_surplus": 0}
    said = {
        **transfer(sender, receiver),
        "sent_at": "2026-11-20T09:00:00Z",
        "sent_by": "rosa.stock",
        "cancelled_by": None,
        "cancelled_because": None,
        "sent": 3,
        "arrived": 0,
        "lines": [line],
        "steps": [],
    }
    return {**said, **changes}


def order(clinic: UUID, **changes: Any) -> dict[str, Any]:
    """A draft with one line."""
    line: dict[str, Any] = {
        "gtin": PEN,
        "product_gtin": PEN,
        "name": "Pen cartridge",
        "level": "box",
        "units_each": 10,
        "packages": 2,
    }
    line |= {"units": 20, "price_minor": 450, "total_minor": 9000, "received": 0, "outstanding": 0}
    nothing = ("account", "supplier_reference", "sent_at", "sent_by", "due_on", "ended_at", "ended_by", "ended_because")
    said: dict[str, Any] = {
        **dict.fromkeys(nothing),
        "id": str(uuid4()),
        "number": "PO-00012",
        "clinic_id": str(clinic),
        "supplier": "Pen Supplies",
        "currency": "EUR",
        "note": "",
        "status": "draft",
        "created_by": "rosa.stock",
        "overdue": False,
        "units": 20,
        "total_minor": 9000,
        "lines": [line],
        "version": 4,
    }
    return {**said, **changes}


def day_by_day(at: UUID, first: date, *on_shelf: int, today: date) -> dict[str, Any]:
    """A product's stock on days from ``first`` on; until today one is used a day, afterwards one is booked."""
    days = [
        {"day": str(first + timedelta(days=number)), "entered": 0, "left": 1, "used": 1, "booked": 1, "on_shelf": count}
        for number, count in enumerate(on_shelf)
    ]
    return {"clinic_id": str(at), "gtin": PEN, "today": str(today), "days": days}
