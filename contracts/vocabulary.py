"""The closed words of events: every reader decides by each of them, so a new one is a new version of the event.

The compatibility check refuses it otherwise. All other words are open: text in events, enums of their publishers. What
each reader does with a word that it does not know: docs/decisions/0016.
"""

from enum import StrEnum


class Modality(StrEnum):
    """How the skin is needled (S0, S1, S3, S4)."""

    ROLLER = "roller"
    PEN = "pen"
    RF = "rf"


class Outcome(StrEnum):
    """What screening decided, mildest first. The order is that of severity: docs/domain.md."""

    CLEARED = "cleared"
    CLEARED_WITH_CONDITIONS = "cleared_with_conditions"
    DEFERRED = "deferred"
    REVIEW = "review"
    DECLINED = "declined"


class ScreeningStage(StrEnum):
    """A consult screening allows a course to be planned; a day-of check allows one day's session."""

    CONSULT = "consult"
    DAY_OF = "day_of"


class MessageScope(StrEnum):
    """What an opt-out silences. Marketing opt-outs never silence confirmations and aftercare."""

    MARKETING = "marketing"
    ALL = "all"


CLOSED: tuple[type[StrEnum], ...] = (Modality, Outcome, ScreeningStage, MessageScope)
"""The only enums that an event may have. Each new word of one is a new version of the events that use it."""
