"""What a medical director asks back about a review, and what has become of it. Pure."""

from enum import StrEnum


class QuestionStatus(StrEnum):
    """Of one question."""

    ASKED = "asked"
    """It waits for an answer."""
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    """A director needs no answer any more."""
    ENDED = "ended"
    """Nobody answered it before the review was over."""
