"""How the inbox says what a thread is and what was done about it. Pure, from the JSON of notifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.console.pages.words import word

TABS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "open": (word("To answer"), {"state": "open"}),
    "mine": (word("Mine"), {"assigned": "mine"}),
    "waiting": (word("Waiting for the patient"), {"state": "waiting"}),
    "unknown": (word("Unknown senders"), {"state": "open", "known": "false"}),
    "closed": (word("Closed"), {"state": "closed"}),
}
"""By name in the address: its words, and how notifications is asked. The first is shown where none is named."""
EMPTY: Mapping[str, str] = {
    "open": word("Nobody waits for an answer."),
    "mine": word("You have taken nothing. Take the next one, or open one and take it."),
    "waiting": word("No patient has been answered and not written again."),
    "unknown": word("Nobody has written from a number that no patient has."),
    "closed": word("Nothing has been closed yet."),
}
"""What a tab says that has nothing."""
STATES: Mapping[str, str] = {
    "open": word("Waits for the clinic"),
    "waiting": word("Waits for the patient"),
    "closed": word("Closed"),
}
REASONS: Mapping[str, str] = {
    "called": word("Called"),
    "done": word("What was asked for is done"),
    "no_answer_needed": word("It needs no answer"),
    "not_for_us": word("Not for us: a wrong number, or advertising"),
}
"""Why a thread is closed."""
STEPS: Mapping[str, str] = {
    "assigned": word("{by} gave it to {to}"),
    "given_back": word("{by} gave it back"),
    "replied": word("{by} answered"),
    "closed": word("{by} closed it"),
    "reopened": word("{by} opened it again"),
    "attributed": word("{by} said who wrote from {address}"),
    "merged": word("Two records of one person became one"),
    "no_reply": word("Closed: the patient did not write again"),
}
ARRIVALS: Mapping[str, str] = {
    "planned": word("on its way"),
    "sending": word("on its way"),
    "skipped": word("not sent: call the patient"),
    "failed": word("not sent: call the patient"),
    "doubtful": word("it may not have arrived: call the patient"),
}
"""What is said of an answer that is not simply sent."""
_AGES = (
    (timedelta(minutes=60), timedelta(minutes=1), word("{count} min")),
    (timedelta(hours=48), timedelta(hours=1), word("{count} h")),
    (timedelta.max, timedelta(days=1), word("{count} {count:day|days}")),
)


@dataclass(frozen=True)
class Age:
    """How long something lasts, for ``t(age.words, count=age.count)``."""

    words: str
    count: int


def age_of(since: datetime, now: datetime) -> Age:
    """In minutes within an hour, in hours within two days, else in days."""
    lasts = max(now - since, timedelta())
    _, unit, words = next(each for each in _AGES if lasts < each[0])
    return Age(words, lasts // unit)


@dataclass(frozen=True)
class Thread:
    """A thread, as both pages show it."""

    id: UUID
    said: Mapping[str, Any]
    """As notifications says it."""
    who: Sequence[str]
    """Names of those who can have written; empty where none is known."""
    since: datetime
    age: Age
    due_at: datetime | None
    overdue: bool
    last_text_at: datetime
    taken_by: str | None
    """Whoever has taken it, or its item on the worklist."""
    mine: bool

    @property
    def shared(self) -> bool:
        """Whether several people can have written."""
        return self.said["patient_id"] is None and len(self.said["people"]) > 1


def thread_of(said: Mapping[str, Any], names: Mapping[str, str], me: str, now: datetime) -> Thread:
    """From ``GET /threads``; ``names`` are those that booking lets this person know."""
    since, due_at = datetime.fromisoformat(said["since"]), _moment(said["due_at"])
    taken_by = said["assigned_to"] or said["claimed_by"]
    return Thread(
        id=UUID(said["id"]),
        said=said,
        who=[names.get(each["patient_id"]) or each["given_name"] or "?" for each in said["people"]],
        since=since,
        age=age_of(since, now),
        due_at=due_at,
        overdue=due_at is not None and due_at <= now,
        last_text_at=datetime.fromisoformat(said["last_text_at"]),
        taken_by=taken_by,
        mine=taken_by == me,
    )


def people_in(threads: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everybody who can have written."""
    return [each["patient_id"] for said in threads for each in said["people"]]


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
