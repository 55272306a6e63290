"""What is refused about receipts that were, or would be, entered; by name."""

from chassis.refusals import NotFound, Refusal


class ReceiptQuestioned(Refusal):
    """The delivery is unusual; nothing was received. ``errors`` says how, ``accepts`` what to send to receive it."""


class OverDeliveryRefused(Refusal):
    """More came than was ordered, and the chain's policy is to take none of that; nothing was received."""


class ReceiptUnknown(NotFound):
    """There is no such receipt."""


class ReceiptSpent(Refusal):
    """Nothing of the receipt is on the shelf any longer, or all of it was taken back: nothing is left to take back."""


class ReceiptMixed(Refusal):
    """Cartridges of the receipt's lot are put aside or under way, so it is not known which of them would be taken."""
