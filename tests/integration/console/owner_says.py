"""What the services count, for tests of the owner's page."""

from typing import Any
from uuid import UUID, uuid4

from chassis.figures import share_of, spread_of

DAYS = {
    "first": "2026-11-09",
    "last": "2026-11-22",
    "before_first": "2026-10-26",
    "before_last": "2026-11-08",
}


def by_clinic(*clinics: tuple[UUID | None, str | None], **counted: Any) -> dict[str, Any]:
    """The same of each clinic, and nothing more before."""
    rows = [{"clinic_id": id and str(id), "clinic": name, "now": counted, "before": counted} for id, name in clinics]
    return {**DAYS, "clinics": rows}


def share(count: int, of: int) -> dict[str, Any]:
    return share_of(count, of).model_dump(mode="json")


def utilisation(
    *clinics: tuple[UUID | None, str | None], percent: str | None = "50.0", room: str = "Room 1"
) -> dict[str, Any]:
    use = {"booked_minutes": 600, "open_minutes": 1200, "percent": percent}
    weeks = [{"begins_on": "2026-11-09", **use}, {"begins_on": "2026-11-16", **use}]
    kinds = {kind: {**use, "weeks": weeks} for kind in ("practitioners", "rooms", "devices")}
    return by_clinic(*clinics, **kinds, each=[{"kind": "room", "id": "1", "name": room, **use}])


def waits(*clinics: tuple[UUID | None, str | None], number: int = 40) -> dict[str, Any]:
    spread = spread_of(number, 12.5, 31.0).model_dump()
    return by_clinic(*clinics, waiting=spread, consult=spread, first_session=spread, left=1, not_noted=2)


def courses(*clinics: tuple[UUID | None, str | None]) -> dict[str, Any]:
    counts = {"stopped": 3, "lapsed": 5, "sessions_planned": 120, "sessions_performed": 104}
    return by_clinic(*clinics, completed=share(32, 40), **counts)


def waste(*clinics: tuple[UUID | None, str | None]) -> dict[str, Any]:
    line = {"reason": "expired", "units": 4, "value_minor": 1800, "currency": "EUR"}
    return by_clinic(*clinics, wasted=share(4, 104), lines=[line])


def reactions(key: str = "skinpen") -> dict[str, Any]:
    row: dict[str, Any] = {"key": key, "device_model": key, "device_serial": None, "gtin": None, "lot": None}
    row |= {"reacted": share(1, 2), "serious": 1, "before_reacted": share(0, 31), "before_serious": 0}
    return {"items": [row], "next": None, "total": 1, "total_at_least": 1}


def ended_course(at: UUID, clinic: str = "Avenida", because: str | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "course_id": str(uuid4()),
        "patient_id": str(uuid4()),
        "clinic_id": str(at),
        "clinic": clinic,
    }
    row |= {
        "clinic_id": str(at),
        "concern": "acne_scars",
        "device_model": "skinpen",
        "how": "stopped",
        "ended_at": "2026-11-15T23:30:00Z",
    }
    return row | {"sessions_planned": 4, "sessions_performed": 1, "because": because}


def wait(at: UUID, clinic: str = "Avenida", took: float | None = 1.0) -> dict[str, Any]:
    row = {"appointment_id": str(uuid4()), "patient_id": str(uuid4()), "clinic_id": str(at), "clinic": clinic}
    return row | {"at": "2026-11-15T23:30:00Z", "took": took, "left": took is None}


def wasted(at: UUID, words: str = "box torn") -> dict[str, Any]:
    row: dict[str, Any] = {"entry_id": str(uuid4()), "clinic_id": str(at), "clinic": words}
    row |= {"gtin": "09506000134352", "lot": "A"}
    row |= {"product": words, "reason": "discarded", "units": 1, "value_minor": 450, "currency": "EUR"}
    return row | {"at": "2026-11-15T23:30:00Z", "note": words, "by": words}


def reacted(at: UUID, model: str = "skinpen") -> dict[str, Any]:
    ids = {name: str(uuid4()) for name in ("session_id", "patient_id", "report_id")}
    moments = {"performed_at": "2026-11-15T23:30:00Z", "reported_at": "2026-11-16T09:00:00Z"}
    with_what = {"area": model, "device_model": model, "device_serial": model}
    return {**ids, **moments, **with_what, "clinic_id": str(at), "serious": True}
