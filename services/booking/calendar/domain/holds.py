"""A slot is held for a patient while the desk or the patient decides: for some minutes, extended once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.calendar.domain.refusals import ExtendedAlready, HoldOver, TooManyHolds

GONE = "This hold has expired, was released, or is booked: choose one of the slots offered."


@dataclass(frozen=True)
class HoldPolicy:
    """What the chain allows."""

    lasts: timedelta
    """From the hold, or from its extension."""
    per_patient: int
    """At the same time, for one patient."""
    per_caller: int
    """At the same time, by one person. Two requests of one person at the same moment may exceed it by one."""


def require_few_holds(of_patient: int, by_caller: int, policy: HoldPolicy) -> None:
    """Raises TooManyHolds when another one would be more than the policy allows."""
    if of_patient >= policy.per_patient:
        raise TooManyHolds(
            "{count} {count:slot is|slots are} held for this patient: book or release {count:it|one of them} first.",
            count=of_patient,
        )
    if by_caller >= policy.per_caller:
        raise TooManyHolds(
            "You hold {count} {count:slot: book or release it|slots: book or release one of them} first.",
            count=by_caller,
        )


def require_extensible(expires_at: datetime, extended_at: datetime | None, now: datetime) -> None:
    """Raises HoldOver past its end, ExtendedAlready when it was extended before."""
    if expires_at <= now:
        raise HoldOver(GONE)
    if extended_at is not None:
        raise ExtendedAlready("This hold was extended before: book the slot, or release it.")
