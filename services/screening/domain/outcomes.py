"""What screening can decide, how severe each outcome is, and at which stage it is decided."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What was decided, mildest first. The order is the order of severity."""

    CLEARED = "cleared"
    CLEARED_WITH_CONDITIONS = "cleared_with_conditions"
    DEFERRED = "deferred"
    REVIEW = "review"
    DECLINED = "declined"


class ScreeningStage(StrEnum):
    """A consult screening allows a course to be planned; a day-of check allows one day's session."""

    CONSULT = "consult"
    DAY_OF = "day_of"


SEVERITY: Final[Mapping[Outcome, int]] = {outcome: place for place, outcome in enumerate(Outcome)}
CLEARANCES: Final = frozenset({Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS})
