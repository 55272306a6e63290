"""What a chain agrees with its patients about late cancellations, no-shows and deposits. Pure; times are UTC.

Nothing is charged here: what counts is a fact, which a till reads. What clinics cancel never counts.
No figure has a source: each is a policy of the chain or of a clinic, and none is in force until somebody enters it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.booking.calendar.domain.appointments import AppointmentKind, CancelReason
from services.booking.calendar.domain.refusals import ConfirmationNeeded, DepositNeeded, FactSettled
from services.booking.people.domain.refusals import AskTheClinic


class Fact(StrEnum):
    """What counts."""

    CANCELLED_LATE = "cancelled_late"
    """The patient cancelled less than the agreed hours before the start."""
    MISSED = "missed"
    """The patient did not come."""
    DEPOSIT = "deposit"
    """A deposit was asked for an appointment."""


class FactState(StrEnum):
    """What became of it."""

    STANDS = "stands"
    WAIVED = "waived"
    """Somebody who may do that let it pass, with a reason. It does not count."""
    PAID = "paid"
    """It was paid elsewhere, as the till says by its reference."""
    WITHDRAWN = "withdrawn"
    """It was not so, or there is no reason for it any longer. It does not count."""


COUNTS = (FactState.STANDS, FactState.PAID)


class BeforeBooking(StrEnum):
    """What is asked of a patient who missed too often, before the next appointment is booked."""

    CONFIRMATION = "confirmation"
    """Somebody with `attendance:waive`, such as the medical director, books it with a reason."""
    DEPOSIT = "deposit"
    """It is paid before, and the desk gives the till's reference."""


@dataclass(frozen=True)
class AttendancePolicy:
    """A version of what is agreed, from a local day on."""

    policy_id: UUID
    clinic_id: UUID | None
    """None: of the chain."""
    begins_on: date
    kinds: frozenset[AppointmentKind]
    """For which kinds of appointment."""
    late_hours: int | None = None
    """A patient who cancels later than so many hours before the start cancels late. None: nobody does."""
    spared: int = 0
    """How many late cancellations and no-shows within ``count_days`` pass without a consequence."""
    deposit_kinds: frozenset[AppointmentKind] = frozenset()
    """For which kinds a deposit is asked."""
    count_days: int = 365
    """For how long something counts."""
    missed_limit: int | None = None
    """From how many no-shows within that time on more is asked before booking. None: never."""
    before_booking: BeforeBooking = BeforeBooking.CONFIRMATION
    late_moves: bool = False
    """Whether a patient who moves an appointment when a cancellation would be late has cancelled late."""


@dataclass(frozen=True)
class Lateness:
    """What cancelling an appointment at a moment means."""

    policy: AttendancePolicy | None
    late_from: datetime | None
    """From when (UTC) a cancellation by the patient is late; None: never."""
    is_late: bool


def lateness(policy: AttendancePolicy | None, kind: AppointmentKind, starts_at: datetime, now: datetime) -> Lateness:
    """Whether a patient who cancels now does so late, by the policy under which the time was booked."""
    if policy is None or policy.late_hours is None or kind not in policy.kinds:
        return Lateness(policy, None, False)
    late_from = starts_at - timedelta(hours=policy.late_hours)
    return Lateness(policy, late_from, now >= late_from)


def moves_late(policy: AttendancePolicy | None, kind: AppointmentKind, starts_at: datetime, now: datetime) -> bool:
    """Whether a patient who moves an appointment away from its start now gives that up late."""
    return policy is not None and policy.late_moves and lateness(policy, kind, starts_at, now).is_late


def by_the_patient(code: CancelReason) -> bool:
    """Only what the patient asked for counts: not what the clinic, screening or a stopped course cancelled."""
    return code is CancelReason.PATIENT_ASKED


def is_spared(policy: AttendancePolicy | None, counted: int) -> bool:
    """Whether one more passes without a consequence; ``counted`` are those before it."""
    return policy is None or counted < policy.spared


@dataclass(frozen=True)
class Counted:
    """What counts of a patient, within the policy's time."""

    missed: int = 0
    cancelled_late: int = 0

    @property
    def in_all(self) -> int:
        """Both."""
        return self.missed + self.cancelled_late


@dataclass(frozen=True)
class Offered:
    """What was given to book for a patient of whom more is asked."""

    confirmed_because: str | None = None
    deposit_reference: str | None = None
    may_confirm: bool = False
    is_patient: bool = False


def require_few_missed(policy: AttendancePolicy, counted: Counted) -> None:
    """Raises AskTheClinic for a patient who missed too often to book without the desk."""
    if policy.missed_limit is not None and counted.missed >= policy.missed_limit:
        raise AskTheClinic(
            "You missed {missed} {missed:appointment|appointments}: ask the clinic to book the next one.",
            missed=counted.missed,
        )


def require_agreed(policy: AttendancePolicy | None, counted: Counted, offered: Offered) -> bool:
    """Whether something was asked, and given. Raises AskTheClinic, ConfirmationNeeded or DepositNeeded."""
    if policy is None or policy.missed_limit is None or counted.missed < policy.missed_limit:
        return False
    if offered.is_patient:
        require_few_missed(policy, counted)
    if offered.confirmed_because is not None and offered.may_confirm:
        return True
    if policy.before_booking is BeforeBooking.CONFIRMATION:
        raise ConfirmationNeeded(
            "The patient missed {missed} {missed:appointment|appointments} in {days} "
            "{days:day|days}: somebody who may waive that, such as the medical "
            "director, books the next one and gives confirmed_because.",
            missed=counted.missed,
            days=policy.count_days,
        )
    if offered.deposit_reference is None:
        raise DepositNeeded(
            "The patient missed {missed} {missed:appointment|appointments} in {days} "
            "{days:day|days}: take the deposit at the till, and give its "
            "deposit_reference.",
            missed=counted.missed,
            days=policy.count_days,
        )
    return True


def require_state(state: FactState, allowed: Collection[FactState]) -> None:
    """Raises FactSettled unless the fact is in one of these states."""
    if state not in allowed:
        raise FactSettled("This is {state} already: reopen it first if that was a mistake.", state=state.value)
