"""What becomes of one hand-over of a message to a carrier. Pure."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """How far one hand-over has come, as far as anybody has said."""

    HANDING_OVER = "handing_over"
    """The carrier is being asked."""
    NOT_TAKEN = "not_taken"
    """The carrier did not take it; it is tried again on this way."""
    DOUBTFUL = "doubtful"
    """The carrier may have taken it."""
    ACCEPTED = "accepted"
    SENT = "sent"
    """The carrier says that it has sent it on."""
    FAILED = "failed"
    """It does not arrive on this way."""
    DELIVERED = "delivered"
    READ = "read"


_ORDER = list(DeliveryState)
"""What a later one says, an earlier one does not take back: receipts arrive in any order. What was delivered has not
failed, whatever else is said."""


def goes_on(now: DeliveryState, said: DeliveryState) -> bool:
    """Whether ``said`` is news about a hand-over that is in the state ``now``."""
    return _ORDER.index(said) > _ORDER.index(now)
