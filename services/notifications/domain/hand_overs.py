"""What becomes of one hand-over of a message to a carrier. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.recipients import Channel


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

ARRIVED = (DeliveryState.DELIVERED, DeliveryState.READ)
"""The patient's device has it."""
TAKEN = (DeliveryState.ACCEPTED, DeliveryState.SENT, *ARRIVED)
"""The carrier has it, or had it."""


def goes_on(now: DeliveryState, said: DeliveryState) -> bool:
    """Whether ``said`` is news about a hand-over that is in the state ``now``."""
    return _ORDER.index(said) > _ORDER.index(now)


@dataclass(frozen=True)
class Receipt:
    """What a carrier says about a message that it was given."""

    channel: Channel
    state: DeliveryState
    provider_id: str | None
    """The carrier's own id of it."""
    delivery_id: UUID | None
    """Ours, where the carrier gives it back: it is known before the carrier's own."""
    code: int | None = None
    """The carrier's, of what it failed."""
    status: str | None = None
    """The same of a mail: RFC 3463's enhanced status code."""
    address: str | None = None
    """Whom it speaks of, where the carrier says so: one message may have gone to several addresses."""
    address_bad: bool = False
    """Of a receipt that a release before codes were kept had noted: nobody is reached at the address."""
