"""Visits at the chair, as booking and screening show them to a practitioner."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, Browser
from tests.integration.console.conftest import Console
from tests.support.running import WORK_DAY

SOURCE = {"key": "skinpen", "source": "SkinPen label", "grade": "A"}
LIMITS = {
    "rule_set": "2026-11",
    "signature": "unsigned",
    "max_depth_mm": "1.5",
    "limits": [
        {
            "code": "skinpen",
            "max_mm": "1.5",
            "sentence": "Deeper is not evaluated.",
            "sources": [SOURCE],
            "disagreements": [],
        }
    ],
}
PROTOCOL = {
    "code": "acne_scars_pen",
    "precedence": 1,
    "concerns": ["acne_scars"],
    "areas": ["face", "neck"],
    "modality": "pen",
    "sessions": 3,
    "sessions_source": "Three sessions (s4)",
    "spacing_weeks_min": 4,
    "spacing_weeks_max": 6,
    "spacing_source": "Four to six weeks apart (s2)",
    "numbing_minutes": 30,
    "numbing_source": "About half an hour (s2)",
    "review_weeks_min": 12,
    "review_weeks_max": 24,
    "review_source": "Best at three to six months (s2)",
}


class ChairVisit:
    """A booked visit and its pages at the chair."""

    def __init__(self, console: Console, kind: str = "consult", status: str = "booked", **words: Any) -> None:
        self.console, self.neighbours = console, console.neighbours
        self.id, self.patient_id = str(uuid4()), str(uuid4())
        self.page = f"/c/{console.clinic}/visits/{self.id}"
        self.api = f"/booking/v1/appointments/{self.id}"
        self.appointment: dict[str, Any] = {
            "id": self.id,
            "patient_id": self.patient_id,
            "patient_name": "Ana Reis",
            "clinic_id": str(console.clinic),
            "kind": kind,
            "status": status,
            "starts_at": WORK_DAY.isoformat(),
            "treatment_starts_at": WORK_DAY.isoformat(),
            "practitioner_id": str(uuid4()),
            "practitioner_name": "Rita Nunes",
            "room_name": "Room 1",
            "device_id": None,
            "device_name": None,
            "course_id": None,
            "session_id": None,
            "cartridges": None,
            "problems": [],
            **words,
        }
        self.says("GET", self.api, self.appointment)
        clinic = f"/booking/v1/clinics/{console.clinic}"
        self.device: dict[str, Any] = {
            "id": str(uuid4()),
            "model": "skinpen",
            "modality": "pen",
            "serial": "SP-7",
            "ends_at": None,
        }
        self.device |= {"cartridge_gtin": "00812345000016", "cartridges_per_session": 1}
        self.lists(f"{clinic}/devices", self.device)
        self.lists(f"{clinic}/practitioners", {"id": str(uuid4()), "given_name": "Rui", "family_name": "Costa"})
        self.says("GET", "/booking/v1/protocols", {"version": "2026-11", "signature": "unsigned", "items": [PROTOCOL]})
        self.says("GET", "/screening/v1/depth-limits", LIMITS)
        self.lists("/screening/v1/intakes", {"state": "signed"})
        self.lists("/screening/v1/screenings")
        self.lists("/booking/v1/consults")

    def with_course(self, *, consented: bool = True, checked: bool = True, **changes: Any) -> dict[str, Any]:
        """The course of a session, with its protocol, a clearance, and what screening says about it."""
        consult_id, screening_id = str(uuid4()), str(uuid4())
        course = {
            "id": str(uuid4()),
            "consult_id": consult_id,
            "concern": "acne_scars",
            "area": "face",
            "modality": "pen",
            "device_model": "skinpen",
            "depth_mm": "1.25",
            "sessions": 3,
            "performed": 1,
            "consent_missing": not consented,
            "next_appointment_id": None,
            **changes,
        }
        self.appointment |= {"course_id": course["id"], "device_id": self.device["id"]}
        self.says("GET", self.api, self.appointment)
        at = f"/booking/v1/courses/{course['id']}"
        self.says("GET", at, course)
        self.says("GET", f"{at}/protocol", {"version": "2026-11", "signature": "unsigned", "protocol": PROTOCOL})
        decided = {
            "screening_id": screening_id,
            "consult_id": consult_id,
            "stage": "consult",
            "outcome": "cleared",
            "max_depth_mm": "1.5",
            "excluded_areas": ["lips"],
            "anaesthetic_allowed": True,
            "eligible_from": None,
            "valid_until": "2027-02-21",
            "decided_at": WORK_DAY.isoformat(),
        }
        checks = [{**decided, "stage": "day_of", "max_depth_mm": "1.0"}] if checked else []
        self.lists(f"/booking/v1/patients/{self.patient_id}/clearances", *checks, decided)
        limit = {"code": "x", "max_mm": "1.5", "sentence": "No deeper here.", "sources": [SOURCE], "disagreements": []}
        explained = {"limits": {"depths": [limit], "anaesthetic": []}, "conditions": ["Sunscreen every day."]}
        self.says("GET", f"/screening/v1/screenings/{screening_id}", explained)
        self.stands()
        self.lists("/booking/v1/sessions")
        return course

    def stands(self, *stations: tuple[str, datetime]) -> None:
        """What was noted of the visit, and when."""
        noted = [{"station": name, "at": at.isoformat(), "withdrawn_at": None} for name, at in stations]
        self.says("GET", f"{self.api}/stations", {"stations": noted})

    def says(self, method: str, path: str, content: Any, status: int = 200) -> None:
        """What an API answers from now on."""
        self.neighbours.says(f"{method} {path}", content, status)

    def lists(self, path: str, *items: Any) -> None:
        """What a list holds from now on."""
        self.says("GET", path, {"items": list(items), "next": None, "total": len(items), "total_at_least": len(items)})

    def refuses(self, path: str, kind: str, sentence: str, status: int = 409, **errors: str) -> None:
        """What the API refuses from now on; ``errors`` by field, with ``__`` for each dot."""
        wrong = [{"field": name.replace("__", "."), "in": "body", "problem": said} for name, said in errors.items()]
        problem = {"type": f"urn:needlepoint:problem:{kind}", "status": status, "detail": sentence, "errors": wrong}
        self.says("POST", path, problem, status)

    def sent(self, path: str) -> list[Any]:
        """The bodies that were sent there."""
        return [body for _, body in self.neighbours.posted(path)]

    async def opened(self, step: str, role: Role = Role.PRACTITIONER) -> tuple[Browser, httpx.Response]:
        """One of its pages, in the browser of somebody who is signed in."""
        browser = self.console.browser()
        return browser, await browser.signs_in(BY_ROLE[role], f"{self.page}/{step}")
