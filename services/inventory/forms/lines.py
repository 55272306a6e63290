"""A line of cartridges that a person scans, or names."""

from pydantic import model_validator

from chassis.http import Form
from services.inventory.forms.fields import Count, Gtin, Lot, Scan, Serial


class LineItem(Form):
    """Cartridges of one label: as scanned, or product and lot by hand."""

    scan: Scan | None = None
    """The GS1 code as the scanner sent it, or as printed: ``(01)…(17)…(10)…``. Null: gtin and lot are given."""
    gtin: Gtin | None = None
    lot: Lot | None = None
    serial: Serial | None = None
    quantity: Count | None = None
    """How many carry this label: cartridges, or packages where the GTIN is that of a package. Left out: as many as the
    label says, or else one."""

    @model_validator(mode="after")
    def _scanned_or_named(self) -> "LineItem":
        named = self.gtin is not None and self.lot is not None
        if (self.scan is None) != named or (self.scan is not None and (self.gtin or self.lot or self.serial)):
            raise ValueError("Give either scan, or gtin and lot.")
        if self.serial is not None and self.quantity not in (None, 1):
            raise ValueError("A serial number is that of one cartridge: leave quantity out.")
        return self
