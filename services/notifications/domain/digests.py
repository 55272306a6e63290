"""The daily mail about what waits at a clinic: to whom, when, and what it lists. Pure.

It counts by kind and names nobody: who works on an item opens it in the console.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from chassis.local_time import local_day, moment_of
from chassis.working_week import WorkingWeek


class DigestRole(StrEnum):
    """For whom a digest is."""

    DESK = "desk"
    DIRECTOR = "director"
    STOCK_MANAGER = "stock_manager"


AT = time(7, 30)
"""Local time of the digest unless the clinic sets its own: a policy of the chain, before most clinics open."""
STILL_OF_USE = timedelta(hours=6)
"""After its time for which a digest of that day still goes out, when the worker was down: a policy of the chain."""
ITEMS, DIGEST, MADE_AT = "items", "digest", "made_at"
"""Facts of the message: what is listed, for which role, and when (UTC) it was counted."""

_DESK, _DIRECTOR, _STOCK = DigestRole.DESK, DigestRole.DIRECTOR, DigestRole.STOCK_MANAGER
TAKEN_BY: Mapping[str, Sequence[DigestRole]] = {
    **dict.fromkeys(
        (
            "address_bad",
            "advice_to_correct",
            "appointment_not_closed",
            "appointment_not_valid",
            "call_patient",
            "carrier_down",
            "clearance_ending",
            "consent_missing",
            "day_form_missing",
            "declaration_incomplete",
            "declaration_missing",
            "declaration_too_old",
            "declaration_unsigned",
            "digest_not_sent",
            "director_to_call",
            "escalation_not_acknowledged",
            "follow_up_to_place",
            "home_clinic_closes",
            "import_with_errors",
            "link_locked",
            "messages_held_back",
            "nothing_booked",
            "offer_to_call",
            "patient_to_call",
            "possible_duplicate",
            "report_to_look_at",
            "review_due",
            "text_to_read",
            "unanswered_thread",
            "waiting_too_long",
            "wish_unmet",
        ),
        (_DESK,),
    ),
    **dict.fromkeys(
        (
            "consent_withdrawn",
            "day_check_review",
            "merge_to_decide",
            "override_to_confirm",
            "plan_waiting",
            "reaction_to_acknowledge",
            "review_question",
            "review_waiting",
            "ruling_questioned",
            "session_to_sign",
            "suspension_to_decide",
        ),
        (_DIRECTOR,),
    ),
    **dict.fromkeys(
        (
            "count_variance",
            "order_late",
            "recall_stock",
            "recall_to_confirm",
            "stock_expiring",
            "stock_short",
            "transfer_difference",
            "transfer_overdue",
        ),
        (_STOCK,),
    ),
    "incident_open": (_STOCK, _DIRECTOR),
}
"""By kind of item, in whose digest it is. A test compares with the kinds of all services and with who may take them.
A kind that this release does not know is in the desk's."""


@dataclass(frozen=True)
class OpenItem:
    """One item of a worklist that is open at the clinic."""

    kind: str
    due_at: datetime
    """UTC."""


@dataclass(frozen=True)
class Line:
    """How much of a kind is open."""

    kind: str
    open: int
    overdue: int
    """Of these: the due time is over."""
    due_today: int
    """Of these: due later on this local day."""

    def as_fact(self) -> dict[str, Any]:
        """As a message keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class Recipient:
    """A work address that a digest goes to."""

    email: str
    language: str | None = None
    """BCP 47; None: the clinic's."""

    @classmethod
    def stored(cls, row: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(row["email"], row.get("language"))

    def to_store(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def lines_of(items: Iterable[OpenItem], role: DigestRole, now: datetime, week: WorkingWeek) -> tuple[Line, ...]:
    """What a role's digest lists, by kind, what is most overdue first; nothing when nothing is open for it."""
    theirs = sorted(
        (each for each in items if role in TAKEN_BY.get(each.kind, (DigestRole.DESK,))), key=lambda each: each.kind
    )
    lines = [_line(kind, list(of_kind), now, week) for kind, of_kind in groupby(theirs, key=lambda each: each.kind)]
    return tuple(sorted(lines, key=lambda line: (-line.overdue, -line.due_today, line.kind)))


def _line(kind: str, items: Sequence[OpenItem], now: datetime, week: WorkingWeek) -> Line:
    overdue = sum(each.due_at <= now for each in items)
    today = local_day(now, week.zone)
    due_today = sum(each.due_at > now and local_day(each.due_at, week.zone) == today for each in items)
    return Line(kind, len(items), overdue, due_today)


def next_digest(now: datetime, at: time, week: WorkingWeek, *, done_today: bool) -> datetime:
    """When (UTC) the next digest is due: on an opening day, at the local time ``at``.

    Today's, when it is not over for long; else, or once it is done, that of a later day.
    """
    day = local_day(now, week.zone)
    if done_today or now >= moment_of(day, at, week.zone) + STILL_OF_USE:
        day += timedelta(days=1)
    while not any(week.on(day)):
        day += timedelta(days=1)
    return moment_of(day, at, week.zone)


def cause_of(clinic_id: UUID, role: DigestRole, now: datetime, week: WorkingWeek) -> UUID:
    """What the digests of one role on one local day have in common: no address gets a second one."""
    return uuid5(NAMESPACE_URL, f"needlepoint:digest/{clinic_id}/{role.value}/{local_day(now, week.zone)}")


def subject_of_digest(clinic_id: UUID, role: str, email: str) -> UUID:
    """The subject of the item about a digest that does not reach an address."""
    return uuid5(NAMESPACE_URL, f"needlepoint:digest/{clinic_id}/{role}/{email.lower()}")
