"""What screening says to the director's pages in tests."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from chassis.access.actors import Role
from contracts.screening.worklist import WorklistItemOpened
from needlepoint.trial.provider import Person
from tests.integration.console.browser import BY_ROLE, Browser
from tests.integration.console.conftest import Console
from tests.integration.console.stories import item
from tests.integration.console.test_pages import now
from tests.support.running import WORK_DAY

DIRECTOR = BY_ROLE[Role.MEDICAL_DIRECTOR]
SOURCES = [{"key": "skinpen-label", "source": "SkinPen label", "grade": "A"}]
REASON = "Seen today: the scar is flat."


def waits(console: Console, kind: str = "review_waiting", **about: UUID) -> WorklistItemOpened:
    """An item of screening."""
    said = item(console.clinic, now(console)).model_dump()
    return WorklistItemOpened.model_validate({**said, "kind": kind, "about": about})


class Decision:
    """A decision, as screening would show it, and its page."""

    def __init__(self, console: Console, words: str = "Keloid tendency.", **changes: Any) -> None:
        self.id = str(uuid4())
        self.page = f"/c/{console.clinic}/decisions/{self.id}"
        self.api = f"/screening/v1/screenings/{self.id}"
        self._neighbours = console.neighbours
        rule = {"code": "R08", "sentence": words, "sources": [{**SOURCES[0], "source": words}]}
        reason = {
            **rule,
            "outcome": "review",
            "decisive": True,
            "until": None,
            "overridable": False,
            "condition": words,
            "disagreements": [{**SOURCES[0], "claim": words}],
        }
        account = {**rule, "why": words, "facts": [{"code": "keloid", "words": words}] * 2, "over_since": None}
        standings = ("holds", "wait_over", "other_device")
        decision: dict[str, Any] = {
            "screening_id": self.id,
            "patient_id": str(uuid4()),
            "outcome": "review",
            "stage": "consult",
            "decided_at": WORK_DAY.isoformat(),
            "rule_set": "2026-11.4",
            "signature": words,
            "superseded_by": None,
            "notes": [words],
            "limits": {
                "modality": "pen",
                "device_model": words,
                "area": "face",
                "max_depth_mm": "1.5",
                "excluded_areas": [words],
                "anaesthetic_allowed": False,
                "depths": [{"max_mm": "1.5", "sentence": words, "sources": SOURCES}],
            },
            "planned_depth_mm": "1.5",
            "age": 38,
            "skin_type": 4,
            "eligible_from": "2026-12-24",
            "valid_until": None,
            "ruling": None,
            "reasons": [reason],
            "conditions": [words],
            "awaits_ruling": True,
            "answers": [{"text": words, "answer": each, "details": None} for each in (True, words)],
            **changes,
        }
        self.review: dict[str, Any] = {"proposals": [], "questions": [], "attachments": []}
        console.neighbours.says(f"GET {self.api}", decision)
        console.neighbours.says(
            f"GET {self.api}/explanation",
            {
                "rules": [{**account, "standing": each} for each in standings],
                "alternatives": [{"words": words}],
                "for_the_patient": [words],
            },
        )
        self.belongs()

    def belongs(self, *proposals: dict[str, Any], **changes: Any) -> None:
        """What belongs to its review."""
        self._neighbours.says(f"GET {self.api}/review", {**self.review, "proposals": list(proposals), **changes})

    def sent(self, path: str) -> list[Any]:
        """The bodies that screening was sent."""
        return [body for _, body in self._neighbours.posted(f"{self.api}/{path}")]


def proposal(**changes: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid4()),
        "status": "proposed",
        "outcome": "cleared",
        "overrides": ["R20"],
        "conditions": ["Come with somebody."],
        "reason": REASON,
        "proposed_by": "dr.costa",
    }
    return {**said, **changes}


async def shown(console: Console, path: str, person: Person = DIRECTOR) -> tuple[Browser, httpx.Response]:
    browser = console.browser()
    return browser, await browser.signs_in(person, path)


def report_of(console: Console, words: str = "It burns.", **changes: Any) -> dict[str, Any]:
    """A serious report that suspends, as screening shows it."""
    at = WORK_DAY.isoformat()
    said: dict[str, Any] = {
        "id": str(uuid4()),
        "patient_id": str(uuid4()),
        "grade": "serious",
        "status": "open",
        "suspends": True,
        "reported_at": at,
        "reported_by": words,
        "signs": [words],
        "places": [words],
        "began_on": "2026-11-20",
        "ended_on": None,
        "words": words,
        "outcome": None,
        "reasons": [{"grade": "serious", "sentence": words, "sources": [{**SOURCES[0], "source": words}]}],
        "rules": "2026-11",
        "rules_signature": words,
        "session": {
            "performed_at": at,
            "modality": words,
            "area": words,
            "number": 1,
            "equipment": {
                "device_model": words,
                "device_serial": words,
                "depth_mm": "1.5",
                "anaesthetic_used": True,
                "cartridges": [{"lot": words, "gtin": "0560", "serial": words}],
            },
        },
        "suspension": {"ended_at": None, "acknowledged_at": None, "next_at": at},
        "steps": [{"what": "asked", "by": words, "at": at, "details": {"recipient": words, "reason": words}}],
        **changes,
    }
    console.neighbours.says(f"GET /screening/v1/reactions/{said['id']}", said)
    console.neighbours.says("GET /screening/v1/reaction-signs", {"signs": []})
    return said
