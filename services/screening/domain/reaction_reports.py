"""A report of a reaction to a treatment, and how it is graded.

What nobody is sure of is serious: an unknown sign, an unknown beginning, and everything while no rules are signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from services.screening.domain.reaction_rules import Grade, ReactionRules

TEXT_AFTER_SESSION = timedelta(days=30)
"""How long after a session whatever the patient writes may tell of a reaction to it. A policy of the chain: no source
gives a figure; what is serious may show after weeks, and the next session is usually due by then."""


def may_tell_of_reaction(last_session: datetime | None, received_at: datetime, *, soon: bool) -> bool:
    """Whether somebody should look at a text as a possible reaction; all times UTC.

    ``soon`` says that its words may be about the skin. Then it is looked at whatever is known of sessions: the session
    may be longer ago, or its event may not have arrived.
    """
    recent = last_session is not None and received_at - last_session <= TEXT_AFTER_SESSION
    return soon or recent


class ReportSource(StrEnum):
    """Who reported it."""

    STAFF = "staff"
    PATIENT = "patient"
    TEXT = "text"
    """A message that the patient wrote back; somebody has to look at it."""


class ReportStatus(StrEnum):
    """What has become of a report."""

    TO_LOOK_AT = "to_look_at"
    """It came as a text, and nobody has said yet what the signs are."""
    OPEN = "open"
    OVER = "over"
    """Its outcome is recorded."""
    WITHDRAWN = "withdrawn"
    """It was entered in error, or was no reaction."""


class Cause(StrEnum):
    """Why a reaction is graded serious."""

    SIGN = "sign"
    UNKNOWN_SIGN = "unknown_sign"
    LASTS = "lasts"
    NO_BEGINNING = "no_beginning"
    NO_RULES = "no_rules"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was seen or felt. Days are local to the clinic."""

    signs: tuple[str, ...]
    places: tuple[str, ...]
    """Areas, in booking's words."""
    began_on: date | None
    """None: nobody knows."""
    ended_on: date | None = None
    """None: it is still there, or nobody knows."""
    words: str | None = None
    """What the reporter wrote. It never decides."""

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "signs": list(self.signs),
            "places": list(self.places),
            "began_on": self.began_on.isoformat() if self.began_on else None,
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
            "words": self.words,
        }


def findings_of(stored: Mapping[str, Any]) -> Findings:
    """Findings from their stored form."""
    began, ended = stored["began_on"], stored["ended_on"]
    return Findings(
        signs=tuple(stored["signs"]),
        places=tuple(stored["places"]),
        began_on=date.fromisoformat(began) if began else None,
        ended_on=date.fromisoformat(ended) if ended else None,
        words=stored["words"],
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a grade."""

    grade: Grade
    cause: Cause
    sign: str | None = None
    """The sign, where it is about one."""

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {"grade": self.grade.value, "cause": self.cause.value, "sign": self.sign}


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade and every reason for it, the serious ones first."""

    grade: Grade
    reasons: tuple[Reason, ...]


def grade(findings: Findings, rules: ReactionRules | None, today: date) -> Graded:
    """Grade what was found by the rules in force on the clinic's local day; without rules it is serious."""
    if rules is None:
        return Graded(Grade.SERIOUS, (Reason(Grade.SERIOUS, Cause.NO_RULES),))
    found = [_of_sign(code, rules) for code in findings.signs]
    if findings.began_on is None:
        found.append(Reason(Grade.SERIOUS, Cause.NO_BEGINNING))
    elif lasted_days(findings, today) > rules.transient_days.value:
        found.append(Reason(Grade.SERIOUS, Cause.LASTS))
    found.sort(key=lambda reason: reason.grade is Grade.TRANSIENT)
    return Graded(found[0].grade if found else Grade.SERIOUS, tuple(found))


def lasted_days(findings: Findings, today: date) -> int:
    """For how many days it has lasted by ``today``, or did last; 0 when nobody knows since when."""
    if findings.began_on is None:
        return 0
    return ((findings.ended_on or today) - findings.began_on).days


def serious_from(findings: Findings, rules: ReactionRules) -> date | None:
    """The local day on which a transient reaction becomes serious unless its end is recorded; None: never."""
    if findings.began_on is None or findings.ended_on is not None:
        return None
    return findings.began_on + timedelta(days=rules.transient_days.value + 1)


def _of_sign(code: str, rules: ReactionRules) -> Reason:
    sign = rules.signs.get(code)
    if sign is None:
        return Reason(Grade.SERIOUS, Cause.UNKNOWN_SIGN, code)
    return Reason(sign.grade, Cause.SIGN, code)
