"""What is refused about purchase orders, by name."""

from chassis.refusals import Invalid, NotFound, Refusal


class OrderUnknown(NotFound):
    """There is no such order."""


class OrderInvalid(Invalid):
    """What the order says cannot be ordered."""


class OrderNotDraft(Refusal):
    """The order was sent, so its lines stay as they are; or it was not, and must have been."""


class OrderOver(Refusal):
    """Nothing is expected of the order any longer: it is received, closed or cancelled."""


class OrderPartlyReceived(Refusal):
    """Something of the order has arrived, so it cannot be cancelled."""


class OrderNotEnded(Refusal):
    """Nobody has cancelled or closed the order, so it cannot be opened again."""


class DraftExists(Refusal):
    """The clinic has a draft for this supplier already; ``order_id`` names it."""


class OrderElsewhere(Refusal):
    """The order is delivered to another clinic."""


class ProposalChanged(Refusal):
    """Something else is proposed by now than what was accepted; ``errors`` say what."""
