"""What screening decided, and on which days it allows something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from chassis.refusals import Phrase
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.booking.care.domain.refusals import (
    Declined,
    Deferred,
    NoClearance,
    NoDayOfClearance,
    Suspended,
    UnderReview,
)

CLEARED = frozenset({Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS})


@dataclass(frozen=True)
class Limits:
    """What a clearance covers. Depth in millimetres.

    Areas stay the words that screening used: one that booking does not know covers nothing that booking can record.
    """

    modality: Modality
    device_model: str
    area: str
    max_depth_mm: Decimal
    anaesthetic_allowed: bool
    excluded_areas: frozenset[str]
    further: Mapping[str, Decimal] = field(default_factory=dict)
    """The other areas of the plan, each with its own depth."""

    def covers(self, area: str) -> bool:
        """Whether the area was screened."""
        return area == self.area or area in self.further

    def deepest_in(self, area: str) -> Decimal:
        """How deep in an area; where nothing was screened, no deeper than in the first."""
        return self.max_depth_mm if area == self.area else self.further.get(area, self.max_depth_mm)


@dataclass(frozen=True)
class Clearance:
    """One decision of screening about one consult's plan. Days are local to the clinic where it was decided."""

    screening_id: UUID
    consult_id: UUID
    stage: ScreeningStage
    outcome: Outcome
    limits: Limits
    eligible_from: date | None
    valid_until: date | None
    decided_at: datetime
    decided_on: date
    """The local day of ``decided_at``: a day-of check holds on that day only."""
    suspended: bool = False
    """Whether the patient's clearances are suspended now, this one included, whenever it was decided."""

    @property
    def cleared(self) -> bool:
        """True when something was allowed, with or without conditions."""
        return self.outcome in CLEARED


def latest(clearances: Sequence[Clearance], stage: ScreeningStage, on: date | None = None) -> Clearance | None:
    """The decision of a stage that superseded the others; for day-of checks, of that day.

    ``clearances`` are in the order in which screening published them. That order decides, never what a decision says
    about its own time: a clock that is wrong must not make a decision outlive the next.
    """
    found = (one for one in reversed(clearances) if one.stage is stage and (on is None or one.decided_on == on))
    return next(found, None)


def bookable_days(decided: Sequence[Clearance]) -> tuple[date | None, date | None]:
    """First and last local day, both included, on which a session may be booked; None where there is no bound.

    A day-of check that deferred to a date holds bookings back as the consult's decision does; one that sent the
    patient to review counts for its own day only. Raises NoClearance, Deferred, UnderReview, Declined or Suspended.
    """
    consult = require_cleared(latest(decided, ScreeningStage.CONSULT), THIS_PLAN)
    day_of = latest(decided, ScreeningStage.DAY_OF)
    held_until = day_of.eligible_from if day_of and day_of.outcome is Outcome.DEFERRED else None
    starts = [day for day in (consult.eligible_from, held_until) if day is not None]
    return max(starts, default=None), consult.valid_until


THIS_PLAN, THIS_PATIENT = Phrase("this plan"), Phrase("this patient")


def require_cleared(clearance: Clearance | None, what: Phrase) -> Clearance:
    """The clearance itself when it clears. Raises NoClearance, Deferred, UnderReview, Declined or Suspended."""
    if clearance is None:
        raise NoClearance(
            "Screening has not decided on {what} yet: health declaration and consult must both be in.", what=what
        )
    match clearance.outcome:
        case Outcome.DECLINED:
            raise Declined("Screening declined the treatment; no session can be booked or recorded.")
        case Outcome.REVIEW:
            raise UnderReview("A clinician has to review the screening before a session is possible.")
        case Outcome.DEFERRED if clearance.eligible_from is not None:
            raise Deferred(
                "The patient may come from {first}, not before, and is screened again.",
                first=clearance.eligible_from,
                eligible_from=clearance.eligible_from.isoformat(),
            )
        case Outcome.DEFERRED:
            raise Deferred("Screening deferred the treatment and named no day yet; the patient is screened again.")
        case _ if clearance.suspended:
            raise Suspended(
                "The clearance is suspended: no session can be booked or recorded before the medical director decides."
            )
        case _:
            return clearance


def require_valid_on(clearance: Clearance, day: date) -> None:
    """Raises Deferred before the first day that the clearance covers, NoClearance after the last."""
    require_within(clearance.eligible_from, clearance.valid_until, day)


def require_within(first: date | None, last: date | None, day: date) -> None:
    """Raises Deferred when ``day`` is before ``first``, NoClearance when it is after ``last``."""
    if first is not None and day < first:
        raise Deferred(
            "The patient may come from {first}, not before: choose a day from then on.",
            first=first,
            eligible_from=first.isoformat(),
        )
    if last is not None and day > last:
        raise NoClearance(
            "The clearance ends on {last}: choose an earlier day, or screen the patient again.",
            last=last,
            valid_until=last.isoformat(),
        )


def require_day_of(check: Clearance | None, day: date) -> None:
    """Raises NoDayOfClearance or Declined unless that local day's check cleared the patient."""
    if check is None:
        raise NoDayOfClearance(
            "The patient was not screened on {day}: do the day-of check before the session.", day=day
        )
    if check.outcome is Outcome.DECLINED:
        raise Declined("The day-of check declined the treatment; no session can be recorded today.")
    if not check.cleared:
        raise NoDayOfClearance("The day-of check did not clear the patient for today: no session can be recorded.")
