"""What booking says of a patient and of times, for the pages that show them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, Browser
from tests.integration.console.conftest import Console
from tests.support.running import WORK_DAY


def found(clinic: UUID, **changes: Any) -> dict[str, Any]:
    """A patient whom a search found, and what ``GET /patients/{id}`` says."""
    said = {
        "id": str(uuid4()),
        "given_name": "Ana",
        "family_name": "Reis",
        "date_of_birth": "1990-03-02",
        "home_clinic_id": str(clinic),
        "home_clinic_name": "Avenida",
        "phone": "+351912345678",
        "email": "ana@example.org",
        "language": "pt",
        "channel": "sms",
        "marketing": False,
        "version": 3,
        "visiting": False,
    }
    return {**said, **changes}


def slot(clinic: UUID, hours: int = 24, **changes: Any) -> dict[str, Any]:
    """A free time, so many hours after the morning of the test's day."""
    at = WORK_DAY + timedelta(hours=hours)
    said = {
        "clinic_id": str(clinic),
        "clinic_name": "Avenida",
        "starts_at": at.isoformat(),
        "local_start": at.isoformat(),
        "practitioner_id": str(uuid4()),
        "practitioner_name": "Rita Nunes",
        "room_id": str(uuid4()),
        "room_name": "Room 2",
        "device_id": None,
        "device_name": None,
        "reasons": [{"code": "soonest", "sentence": "Nothing is free sooner."}],
    }
    return {**said, **changes}


def course(**changes: Any) -> dict[str, Any]:
    """A course of four sessions, the first of which was performed."""
    said = {
        "id": str(uuid4()),
        "area": "face",
        "concern": "acne_scars",
        "modality": "pen",
        "sessions": 4,
        "performed": 1,
        "stopped_at": None,
        "review_due": False,
        "next_kind": "session",
        "next_from": "2026-11-30",
        "next_until": "2026-12-21",
        "next_appointment_id": None,
        "hold": None,
    }
    return {**said, **changes}


def hold(patient: str, clinic: UUID, **changes: Any) -> dict[str, Any]:
    """A time that is held for ten minutes."""
    said = {
        **slot(clinic),
        "id": str(uuid4()),
        "patient_id": patient,
        "patient_name": "Ana Reis",
        "kind": "consult",
        "course_id": None,
        "moving_id": None,
        "expires_at": (WORK_DAY + timedelta(minutes=10)).isoformat(),
        "extended_at": None,
    }
    return {**said, **changes}


def listed(*items: Any, **more: Any) -> dict[str, Any]:
    """A page of a list."""
    return {"items": list(items), "next": None, "total": len(items), "total_at_least": None, **more}


async def opened(page: str, console: Console, role: Role = Role.FRONT_DESK) -> tuple[Browser, httpx.Response]:
    """A page, for somebody of this role, and their browser."""
    browser = console.browser()
    return browser, await browser.signs_in(BY_ROLE[role], page)


class Known:
    """A patient whom booking knows, with one free time."""

    def __init__(self, console: Console, **changes: Any) -> None:
        self.neighbours, self.clinic = console.neighbours, console.clinic
        self.row = found(console.clinic, **changes)
        self.id = str(self.row["id"])
        self.page = f"/c/{console.clinic}/patients/{self.id}"
        self.free = slot(console.clinic)
        self.says(f"/patients/{self.id}", self.row)
        self.says("/patients/names", listed({"patient_id": self.id, "name": f"{self.row['given_name']} Reis"}))
        self.says("/slots", listed(self.free, nothing_found=None))
        for path in ("/courses", "/holds", "/waitlist-entries", "/appointments"):
            self.says(path, listed())
        self.says(f"/patients/{self.id}/attendance", {"missed": 0, "cancelled_late": 0, "deposits_open": 0})

    @property
    def offer(self) -> str:
        """The value of the free time in a form."""
        names = ("clinic_id", "starts_at", "practitioner_id", "room_id", "device_id")
        return "|".join(str(self.free[name] or "") for name in names)

    def says(self, path: str, content: Any) -> None:
        """What booking answers from now on."""
        self.neighbours.says(f"GET /booking/v1{path}", content)

    def sent(self, path: str) -> list[Any]:
        """The bodies that booking was sent."""
        return [body for _, body in self.neighbours.posted(f"/booking/v1{path}")]
