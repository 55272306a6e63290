"""What inventory refuses, by name. Each sentence says what to do."""

from chassis.refusals import Invalid, NotFound, Refusal


class ClinicUnknown(NotFound):
    """Inventory has consumed no event about this clinic."""


class ProductUnknown(NotFound):
    """No product with this GTIN was created."""


class ProductExists(Refusal):
    """A product with this GTIN exists already."""


class GtinInvalid(Invalid):
    """Not a GTIN."""


class ReceiptRefused(Invalid):
    """Something is wrong with at least one item; nothing was received. ``errors`` lists what, by item."""


class NotOnShelf(Refusal):
    """More was to be discarded than is there."""


class LotUnknown(NotFound):
    """This lot was never received or used."""


class RecallExists(Refusal):
    """The lot is recalled already; ``recall_id`` names the recall."""


class RecallUnknown(NotFound):
    """No such recall."""
