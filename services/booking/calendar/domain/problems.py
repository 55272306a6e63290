"""Why an appointment cannot take place as it is booked, and what the chain does about each reason. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chassis.refusals import fill_in


class ProblemCode(StrEnum):
    """What stands in the way of an appointment, as a code that other services may read. It names no health matter."""

    CLINIC_CLOSED = "clinic_closed"
    """The clinic is closed on that day."""
    OUTSIDE_HOURS = "outside_hours"
    """It does not lie within the clinic's hours of that day."""
    PRACTITIONER_NOT_PERMITTED = "practitioner_not_permitted"
    """The practitioner may not treat with this kind of device, or not as deep."""
    PRACTITIONER_UNAVAILABLE = "practitioner_unavailable"
    """The practitioner is not there at that time."""
    ROOM_UNAVAILABLE = "room_unavailable"
    """The room cannot be used at that time, or takes fewer at once than are booked in it then."""
    DEVICE_UNAVAILABLE = "device_unavailable"
    """The device cannot be used at that time."""
    WRONG_DEVICE = "wrong_device"
    """A session has no device, or one of another model than was screened."""
    NOT_CLEARED = "not_cleared"
    """Screening does not allow it, or not on that day."""
    SCREENING_UNDER_REVIEW = "screening_under_review"
    """A clinician has yet to decide."""
    CLEARANCE_SUSPENDED = "clearance_suspended"
    """A medical director has yet to decide what becomes of the clearance."""
    SCREENING_TO_REPEAT = "screening_to_repeat"
    """The patient has to be screened again."""
    CLEARANCE_ENDS_BEFORE = "clearance_ends_before"
    """The clearance ends before that day."""
    DAY_CHECK_FAILED = "day_check_failed"
    """The check of that day did not clear the patient."""
    CONSENT_MISSING = "consent_missing"
    """Nobody has agreed to this treatment."""
    TOO_SOON = "too_soon"
    """It is too soon after another session on the same part of the body. A review: before a session of its course."""
    CARTRIDGES_SHORT = "cartridges_short"
    """The clinic has no cartridges for it."""


class Fate(StrEnum):
    """What becomes of an appointment that has a problem, the mildest first."""

    SHOWN = "shown"
    """The appointment says so; the work is on another list."""
    ASKED = "asked"
    """It goes on, reminders too, and the front desk is asked to look."""
    HELD = "held"
    """It keeps its time, nobody reminds of it, and the front desk is asked to look."""
    CALLED_OFF = "called_off"
    """Practitioner, room, device and cartridges are free again, and the patient is informed."""


_STRICTNESS = list(Fate)


@dataclass(frozen=True)
class Problem:
    """One reason why an appointment cannot take place as it is booked."""

    code: ProblemCode
    sentence: str
    """For people: what is wrong and what to do."""

    @classmethod
    def of(cls, code: ProblemCode, sentence: str, **values: object) -> "Problem":
        """With the values in their places in the sentence."""
        return cls(code, fill_in(sentence, values))


DEFAULT_FATES: Mapping[ProblemCode, Fate] = {
    ProblemCode.CLINIC_CLOSED: Fate.HELD,
    ProblemCode.OUTSIDE_HOURS: Fate.HELD,
    ProblemCode.PRACTITIONER_NOT_PERMITTED: Fate.HELD,
    ProblemCode.PRACTITIONER_UNAVAILABLE: Fate.HELD,
    ProblemCode.ROOM_UNAVAILABLE: Fate.HELD,
    ProblemCode.DEVICE_UNAVAILABLE: Fate.HELD,
    ProblemCode.WRONG_DEVICE: Fate.HELD,
    ProblemCode.NOT_CLEARED: Fate.CALLED_OFF,
    ProblemCode.SCREENING_UNDER_REVIEW: Fate.HELD,
    ProblemCode.CLEARANCE_SUSPENDED: Fate.HELD,
    ProblemCode.SCREENING_TO_REPEAT: Fate.HELD,
    ProblemCode.CLEARANCE_ENDS_BEFORE: Fate.HELD,
    ProblemCode.DAY_CHECK_FAILED: Fate.HELD,
    ProblemCode.CONSENT_MISSING: Fate.SHOWN,
    ProblemCode.TOO_SOON: Fate.HELD,
    ProblemCode.CARTRIDGES_SHORT: Fate.ASKED,
}
"""What the chain does about each problem unless it says otherwise.

What is refused until a known day or for good is called off, so that others may have the time. What a person may still
decide or put right keeps its time and is held. A consent is signed at the clinic, and screening lists that it is
missing. Cartridges that are short today may be delivered before the session.
"""
AT_LEAST_HELD = frozenset(
    {
        ProblemCode.NOT_CLEARED,
        ProblemCode.SCREENING_UNDER_REVIEW,
        ProblemCode.CLEARANCE_SUSPENDED,
        ProblemCode.SCREENING_TO_REPEAT,
        ProblemCode.CLEARANCE_ENDS_BEFORE,
        ProblemCode.DAY_CHECK_FAILED,
    }
)
"""No session is recorded under these: a chain cannot have patients reminded of one."""


@dataclass(frozen=True)
class ProblemPolicy:
    """What a chain does about each problem."""

    fates: Mapping[ProblemCode, Fate] = field(default_factory=lambda: DEFAULT_FATES)

    def fate_of(self, problems: Sequence[Problem]) -> Fate | None:
        """The strictest fate among the problems; None when there are none."""
        found = [self.fates[problem.code] for problem in problems]
        return max(found, key=_STRICTNESS.index, default=None)

    def with_fate(self, problems: Sequence[Problem], fate: Fate) -> list[Problem]:
        """The problems that have this fate, in their order."""
        return [problem for problem in problems if self.fates[problem.code] is fate]


def why_not(fates: Mapping[ProblemCode, Fate]) -> str | None:
    """Why a chain cannot have these fates instead of the defaults, or None."""
    for code, fate in fates.items():
        if code in AT_LEAST_HELD and _STRICTNESS.index(fate) < _STRICTNESS.index(Fate.HELD):
            return f"{code} is held or called_off: no session is recorded while it lasts."
    return None


def noted(found: Sequence[Problem], before: Sequence[Mapping[str, Any]], now: datetime) -> list[dict[str, str]]:
    """Problems as they are stored: one that was there before keeps the moment (UTC) since when it is."""
    since = {each["code"]: each["since"] for each in before}
    return [
        {
            "code": problem.code.value,
            "sentence": problem.sentence,
            "since": since.get(problem.code.value, now.isoformat()),
        }
        for problem in found
    ]
