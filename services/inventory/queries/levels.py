"""When a clinic orders more of a product."""

from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from services.inventory.domain.refusals import ProductUnknown
from services.inventory.forms.levels import LevelView
from services.inventory.tables import stock_levels


async def show_level(work: Work, clinic_id: UUID, gtin: str) -> LevelView:
    """When a clinic orders a product. Raises ProductUnknown when no level was set."""
    this = (stock_levels.c.clinic_id == clinic_id) & (stock_levels.c.gtin == gtin)
    row = (await work.execute(select(stock_levels).where(this))).first()
    if row is None:
        raise ProductUnknown("No reorder level of {gtin} is set at this clinic: set one.", gtin=gtin)
    return LevelView.model_validate(row)
