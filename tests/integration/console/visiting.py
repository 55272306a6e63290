"""A visit as booking would show it, and its page."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, Browser
from tests.integration.console.conftest import Console
from tests.support.running import WORK_DAY

DESK = BY_ROLE[Role.FRONT_DESK]
STARTS = WORK_DAY + timedelta(hours=1)
CANCELLATION: dict[str, Any] = {
    "is_late": True,
    "spared": False,
    "deposit": None,
    "sentence": "This is late: the patient cancels less than 24 hours before the start. It is noted for the till.",
}
OFFER = {
    "starts_at": (WORK_DAY + timedelta(days=1)).isoformat(),
    "practitioner_id": str(uuid4()),
    "practitioner_name": "Rita Nunes",
    "room_id": str(uuid4()),
    "room_name": "Room 2",
    "device_id": None,
    "device_name": None,
}


def noted(station: str, *, withdrawn: bool = False) -> dict[str, Any]:
    """One station of ``GET /appointments/{id}/stations``."""
    at = WORK_DAY.isoformat()
    return {
        "id": str(uuid4()),
        "station": station,
        "at": at,
        "noted_by": "desk@example.org",
        "withdrawn_at": at if withdrawn else None,
    }


class Visit:
    """A booked consult, as booking would show it, and its page."""

    def __init__(self, console: Console, *stations: dict[str, Any], status: str = "booked", **words: Any) -> None:
        self.id = str(uuid4())
        self.page = f"/c/{console.clinic}/visits/{self.id}"
        self.api = f"/booking/v1/appointments/{self.id}"
        self._neighbours = console.neighbours
        self.row: dict[str, Any] = {
            "id": self.id,
            "clinic_id": str(console.clinic),
            "patient_id": str(uuid4()),
            "patient_name": "Ana Reis",
            "kind": "consult",
            "status": status,
            "cancel_reason": None,
            "could_not_reach": None,
            "starts_at": STARTS.isoformat(),
            "practitioner_name": "Rita Nunes",
            "room_name": "Room 1",
            "course_id": None,
            "version": "7",
            "problems": [],
            **words,
        }
        console.neighbours.says(f"GET {self.api}", self.row)
        console.neighbours.says(f"GET {self.api}/stations", {"stations": list(stations)})
        console.neighbours.says("GET /booking/v1/slots", {"items": [OFFER], "nothing_found": None})
        console.neighbours.says(f"GET {self.api}/cancellation", CANCELLATION)
        console.neighbours.says("GET /booking/v1/appointments", {"items": []})
        console.neighbours.says(f"POST {self.api}/move", {**self.row, "starts_at": OFFER["starts_at"]})

    def sent(self, path: str) -> list[Any]:
        """The bodies that booking was sent."""
        return [body for _, body in self._neighbours.posted(f"{self.api}/{path}")]

    def becomes(self, **changes: Any) -> None:
        """What somebody else has made of it."""
        self._neighbours.says(f"GET {self.api}", {**self.row, **changes})

    def refuses(self, path: str, kind: str, sentence: str, status: int) -> None:
        """What booking says from now on."""
        self._neighbours.refuses(f"POST {self.api}/{path}", kind, sentence, status)


async def opened(console: Console, visit: Visit, role: Role = Role.FRONT_DESK) -> tuple[Browser, httpx.Response]:
    """The page, in the browser of somebody who is signed in."""
    browser = console.browser()
    return browser, await browser.signs_in(BY_ROLE[role], visit.page)
