"""What is refused about suppliers, by name."""

from chassis.refusals import NotFound, Refusal


class SupplierUnknown(NotFound):
    """There is no such supplier."""


class SupplierExists(Refusal):
    """Another supplier has this name; ``supplier_id`` names it."""


class SupplierEnded(Refusal):
    """The chain does not buy from this supplier any longer, or it does and must not."""
