"""What can be booked for a patient, and the times for it, from what booking answers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from services.console.pages.words import word

SLOT = ("clinic_id", "starts_at", "practitioner_id", "room_id", "device_id")
"""What the value of an offer holds, in this order."""
BEST = 3
"""Offers that stand before all others, as booking ranks them."""
WANTS: Mapping[str, str] = {
    "consult": word("Waits for a consult"),
    "next": word("Waits for the next appointment of a course"),
    "earlier": word("Waits for an earlier time"),
}
"""What somebody on the waitlist waits for."""


@dataclass(frozen=True)
class Choice:
    """Something that can be booked: a consult, or the next appointment of a course."""

    value: str
    """Of the form: ``consult``, or the kind and the course, ``session:0193…``."""
    kind: str
    course: Mapping[str, Any] | None = None

    @property
    def course_id(self) -> str | None:
        """None for a consult."""
        return str(self.course["id"]) if self.course else None

    @property
    def number(self) -> int | None:
        """The how-manieth session it is; None for what is no session."""
        return self.course["performed"] + 1 if self.course and self.kind == "session" else None

    @property
    def remaining(self) -> int:
        """Sessions that were not performed yet."""
        return max(self.course["sessions"] - self.course["performed"], 0) if self.course else 0

    @property
    def can_be_booked(self) -> bool:
        """Whether nothing stands in its way, and it is not booked already."""
        return not self.course or (not self.course["hold"] and not self.course["next_appointment_id"])


CONSULT = Choice("consult", "consult")


def choices_of(courses: Iterable[Mapping[str, Any]]) -> list[Choice]:
    """What comes next in each course that goes on, the newest course first, and a consult."""
    return [*(_next_of(each) for each in courses if _goes_on(each)), CONSULT]


def chosen_of(choices: Sequence[Choice], value: str | None) -> Choice:
    """The one that was chosen; else the first that can be booked, which a consult always can."""
    named = next((each for each in choices if each.value == value), None)
    return named or next(each for each in choices if each.can_be_booked)


def _goes_on(course: Mapping[str, Any]) -> bool:
    return course["stopped_at"] is None and (course["performed"] < course["sessions"] or course["review_due"])


def _next_of(course: Mapping[str, Any]) -> Choice:
    return Choice(f"{course['next_kind']}:{course['id']}", course["next_kind"], course)


@dataclass(frozen=True)
class Offer:
    """A time that can be booked as it stands."""

    value: str
    starts: datetime
    """On the clinic's wall clock."""
    clinic_id: str
    clinic: str
    practitioner: str
    room: str
    device: str | None
    reasons: Sequence[str] = field(default=())

    @property
    def day(self) -> date:
        """Local, at the clinic."""
        return self.starts.date()


def offer_of(slot: Mapping[str, Any], clinic_id: str = "", clinic: str = "") -> Offer:
    """From a slot; the clinic is that of the slot where it names one."""
    said = {"clinic_id": clinic_id, **slot}
    return Offer(
        value="|".join(str(said[name] or "") for name in SLOT),
        starts=datetime.fromisoformat(slot["local_start"]),
        clinic_id=said["clinic_id"],
        clinic=slot.get("clinic_name", clinic),
        practitioner=slot["practitioner_name"],
        room=slot["room_name"],
        device=slot["device_name"],
        reasons=[each["sentence"] for each in slot.get("reasons", ())],
    )


def slot_in(value: str) -> dict[str, str] | None:
    """What the value of an offer says, as booking wants it; None where it is none."""
    parts = value.split("|")
    if len(parts) != len(SLOT) or not all(parts[:-1]):
        return None
    return {name: said for name, said in zip(SLOT, parts, strict=True) if said}


def best_and_others(offers: Sequence[Offer]) -> tuple[Sequence[Offer], list[tuple[date, list[Offer]]]]:
    """Those that are wanted most, in booking's order, and the others by day."""
    best, others = offers[:BEST], sorted(offers[BEST:], key=lambda each: (each.day, each.starts.time(), each.clinic))
    return best, [(day, list(of_day)) for day, of_day in groupby(others, key=lambda each: each.day)]


def practitioners_of(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Ids and names of those who work on, to choose from."""
    return [(each["id"], f"{each['given_name']} {each['family_name']}") for each in rows if not each["ends_at"]]


@dataclass(frozen=True)
class Notices:
    """What is agreed with the patient, and what they have missed."""

    late_hours: int | None = None
    """Who cancels later than so many hours before the start does so late; None: nobody does."""
    wants_deposit: bool = False
    """A deposit is asked for this kind of appointment."""
    asks: str | None = None
    """What is asked before anything is booked: ``confirmation`` or ``deposit``; None: nothing."""
    missed: int = 0
    cancelled_late: int = 0
    deposits_open: int = 0


def notices_of(
    policies: Iterable[Mapping[str, Any]], attendance: Mapping[str, Any] | None, kind: str, refusal: str | None
) -> Notices:
    """Of the policy that is in force. ``refusal`` is the kind of what booking refused before, which decides."""
    policy = next((each for each in policies if each["in_force"]), None)
    counted = attendance or {}
    missed = counted.get("missed", 0)
    limit = policy["missed_limit"] if policy else None
    asks = policy["before_booking"] if policy and limit is not None and missed >= limit else None
    refused = {"confirmation-needed": "confirmation", "deposit-needed": "deposit"}.get(refusal or "")
    return Notices(
        late_hours=policy["late_hours"] if policy and kind in policy["kinds"] else None,
        wants_deposit=bool(policy and kind in policy["deposit_kinds"]),
        asks=refused or asks,
        missed=missed,
        cancelled_late=counted.get("cancelled_late", 0),
        deposits_open=counted.get("deposits_open", 0),
    )
