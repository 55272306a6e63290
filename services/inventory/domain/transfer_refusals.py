"""What is refused of transfers, by name. Each sentence says what to do."""

from chassis.refusals import Invalid, NotFound, Refusal


class TransferUnknown(NotFound):
    """No such transfer from or to a clinic of the caller's."""


class TransferRefused(Invalid):
    """Something is wrong with at least one item; nothing was sent or received. ``errors`` lists what, by item."""


class TransferInvalid(Invalid):
    """From and to are one clinic, or the expected day is over."""


class SessionsFallShort(Refusal):
    """What is to be sent is held for sessions that get no other; ``sessions`` says how many would fall short."""


class TransferNotOpen(Refusal):
    """Nothing of the transfer is under way any longer; ``transfer_status`` says how far it is."""


class TransferArrived(Refusal):
    """Some of the transfer has arrived or was settled, so it cannot be cancelled as a whole."""


class LineUnknown(NotFound):
    """The transfer has no such line, or no such step."""


class NothingToSettle(Refusal):
    """Less of the line is missing, or more than was sent, than is to be settled; ``there`` says how many."""


class StepStays(Refusal):
    """The step was taken back already, or is put right elsewhere."""
