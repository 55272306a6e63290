"""An event and all that follows from it, as one tree through all services. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.console.pages.operate.view import short
from services.console.pages.words import word

OUTCOMES: Mapping[str, str] = {
    "handled": word("handled"),
    "failed": word("failed"),
    "parked": word("waits behind one that failed"),
    "replayed": word("failed, then replayed"),
    "discarded": word("discarded"),
}


@dataclass(frozen=True)
class Outcome:
    """What became of an event at a service."""

    service: str
    words: str
    bad: bool
    at: datetime | None
    letter_id: int | None


@dataclass
class Step:
    """An event, with what followed from it."""

    id: str
    type: str
    service: str
    topic: str
    key: str
    at: datetime
    sent: bool
    outcomes: list[Outcome] = field(default_factory=list)
    then: list["Step"] = field(default_factory=list)


@dataclass(frozen=True)
class Coming:
    """What a service does later."""

    service: str
    kind: str
    due_at: datetime
    attempts: int


def steps_of(published: Mapping[str, Any], delivered: Mapping[str, Any]) -> list[Step]:
    """The events that nothing shown has caused, each with what followed. An event that causes itself is shown once."""
    steps: dict[str, Step] = {}
    causes: dict[str, str | None] = {}
    for service, answer in published.items():
        for each in answer["events"] if answer else ():
            steps[each["id"]] = _step(service, each)
            causes[each["id"]] = each["causation_id"]
    for service, outcomes in delivered.items():
        for each in outcomes or ():
            if each["event_id"] in steps:
                steps[each["event_id"]].outcomes.append(_outcome(service, each))
    roots: list[Step] = []
    for step in sorted(steps.values(), key=lambda step: (step.at, step.id)):
        before = steps.get(causes[step.id] or "")
        (roots if before is None or _leads_to(step, before, steps, causes) else before.then).append(step)
    return roots


def coming_of(published: Mapping[str, Any]) -> list[Coming]:
    """What is still to come, the next one first."""
    found = [
        Coming(service, each["kind"], datetime.fromisoformat(each["due_at"]), each["attempts"])
        for service, answer in published.items()
        for each in (answer["coming"] if answer else ())
    ]
    return sorted(found, key=lambda coming: (coming.due_at, coming.service, coming.kind))


def ids_of(published: Mapping[str, Any]) -> list[str]:
    """Of all events."""
    return [each["id"] for answer in published.values() if answer for each in answer["events"]]


def in_parts(ids: list[str], size: int) -> Iterable[list[str]]:
    """So many at once."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _leads_to(step: Step, other: Step, steps: Mapping[str, Step], causes: Mapping[str, str | None]) -> bool:
    """Whether ``other`` follows from ``step``: in no real history; a made-up one must not be walked for ever."""
    seen: set[str] = set()
    at: str | None = other.id
    while at is not None and at in steps and at not in seen:
        if at == step.id:
            return True
        seen.add(at)
        at = causes[at]
    return False


def _step(service: str, each: Any) -> Step:
    at = datetime.fromisoformat(each["recorded_at"])
    return Step(each["id"], short(each["type"]), service, each["topic"], each["key"], at, each["sent"])


def _outcome(service: str, each: Any) -> Outcome:
    at = datetime.fromisoformat(each["at"]) if each["at"] else None
    words = OUTCOMES.get(each["outcome"], each["outcome"])
    return Outcome(service, words, each["outcome"] in ("failed", "parked"), at, each["letter_id"])
