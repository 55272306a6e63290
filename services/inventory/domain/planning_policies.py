"""How many days ahead a chain looks at what sessions lack, and at what expires. Pure.

No source gives a figure: these are policies of the chain.
"""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.refusals import NotFound, Refusal


class PlanningPolicyPast(Refusal):
    """A policy begins today or later: what was looked at before stays as it was."""


class PlanningPolicyUnknown(NotFound):
    """No policy begins on that day."""


@dataclass(frozen=True, slots=True)
class Planning:
    """A version of the policy."""

    shortage_days: int
    """How many days before a session its missing cartridges are listed."""
    expiring_days: int
    """How many days before its last day of use a lot is listed of which some lies free."""
    urgent_days: int
    """How many days before the first session its shortage is urgent: it is said once more."""


UNSET = Planning(shortage_days=14, expiring_days=60, urgent_days=2)
"""What holds until the chain sets something else."""


def require_not_past(begins_on: date, now: datetime) -> None:
    """Raises PlanningPolicyPast for a day before the UTC day of ``now``."""
    if begins_on < now.date():
        raise PlanningPolicyPast("{day} has passed: choose today or a later day.", day=begins_on)
