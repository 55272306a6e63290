"""Stock by product. Counts are single cartridges."""

from uuid import UUID

from chassis.http import View
from services.inventory.forms.lots import BalanceView


class StockView(View):
    """A clinic's stock of one product."""

    clinic_id: UUID
    clinic: str | None
    """Its name; null while that is not known."""
    gtin: str
    product: str
    available: int
    """Free cartridges that are neither expired nor recalled."""
    reserved: int
    short: int
    """Appointments for which there are not enough cartridges."""
    reorder_point: int | None
    reorder_quantity: int | None
    low: bool
    """StockLow was published, and stock has not risen above the reorder point since."""
    urgent: bool
    """It was published as urgent since then."""
    lots: list[BalanceView]
    """Those of which anything is on the shelf."""
