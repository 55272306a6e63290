"""How long a medical director's ruling lasts: until a clinician ends it, its day has come, or something new is known.

Answers that say nothing new leave it as it is, however often they are sent. Answers that bring a ground on which nobody
has ruled may make the decision stricter, never milder. A refusal that such a stricter decision took the place of
returns when the new ground is gone; a clearance does not: a clinician looks again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.screening.domain.decisions import Decision, Limits, Reason
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that a director had before them, as it held then."""

    certain: bool
    until: date | None
    """When it would stop standing in the way; None when that was not known."""

    def covers(self, reason: Reason) -> bool:
        """Whether who ruled on this has ruled on the reason: it is no more certain and lasts no longer."""
        longer = self.until is not None and (reason.until is None or reason.until > self.until)
        return not longer and (self.certain or not reason.certain)


@dataclass(frozen=True, slots=True)
class StandingRuling:
    """A ruling that nobody has ended."""

    outcome: Outcome
    eligible_from: date | None
    valid_until: date | None
    grounds: Mapping[str, Ground]
    """What it was about, by rule code."""
    limits: Limits

    def is_over(self, today: date) -> bool:
        """A wait whose day has come, or a clearance that has ended: then the rules decide."""
        if self.outcome is Outcome.DEFERRED:
            return self.eligible_from is not None and self.eligible_from <= today
        return self.valid_until is not None and self.valid_until < today

    def decides(self, decision: Decision, today: date) -> bool:
        """Whether the ruling decides, though the rules have weighed what is known now."""
        if self.is_over(today):
            return False
        return not (any(map(self._is_news, decision.reasons)) or self._is_narrower(decision.limits))

    def is_questioned_by(self, decision: Decision) -> bool:
        """Whether the rules alone would now be milder: a director may want to end the ruling."""
        return SEVERITY[decision.outcome] < SEVERITY[self.outcome]

    def not_before(self, eligible_from: date | None) -> date | None:
        """The day of a stricter decision, which never comes before that of a wait on which a director ruled."""
        days = [day for day in (eligible_from, self.eligible_from) if day is not None]
        return max(days, default=None)

    def _is_news(self, reason: Reason) -> bool:
        """Whether a reason is stricter than the ruling in a way on which nobody has ruled."""
        ground = self.grounds.get(reason.code)
        if ground is not None and ground.covers(reason):
            return False
        if self.outcome in CLEARANCES:
            return reason.outcome is not Outcome.CLEARED
        if reason.outcome is Outcome.DEFERRED and self.outcome is Outcome.DEFERRED:
            return reason.until is None or self.eligible_from is None or reason.until > self.eligible_from
        return SEVERITY[reason.outcome] > SEVERITY[self.outcome]

    def _is_narrower(self, limits: Limits | None) -> bool:
        """Whether a clearance would allow less than the one that was ruled."""
        if limits is None or self.outcome not in CLEARANCES:
            return False
        return (
            limits.max_depth_mm < self.limits.max_depth_mm
            or (self.limits.anaesthetic_allowed and not limits.anaesthetic_allowed)
            or not set(limits.excluded_areas) <= set(self.limits.excluded_areas)
            or any(limits.further.get(area, Decimal(0)) < depth for area, depth in self.limits.further.items())
        )


def limits_of(stored: Mapping[str, Any]) -> Limits:
    """A decision's limits from their stored form."""
    excluded, further = stored["excluded_areas"], stored.get("further", ())
    return Limits(
        max_depth_mm=Decimal(str(stored["max_depth_mm"])),
        anaesthetic_allowed=bool(stored["anaesthetic_allowed"]),
        excluded_areas=tuple(map(str, excluded)) if isinstance(excluded, list) else (),
        further={str(each["area"]): Decimal(str(each["max_depth_mm"])) for each in further},
    )
