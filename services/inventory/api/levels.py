"""A clinic's reorder levels."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatchUnlessNew, Transaction, api_router, refuses, tag_version
from chassis.refusals import PreconditionRequired
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.commands import levels as commands
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import ClinicUnknown, GtinInvalid, ProductUnknown
from services.inventory.forms.levels import LevelForm, LevelView
from services.inventory.queries import levels as queries

router = api_router("levels")


@router.put("/clinics/{clinic_id}/reorder-levels/{gtin}", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, GtinInvalid, PreconditionRequired, ProductUnknown)
async def set_reorder_level(
    work: Transaction,
    response: Response,
    clinic_id: UUID,
    gtin: str,
    form: LevelForm,
    version: IfMatchUnlessNew,
) -> LevelView:
    """Say when the clinic orders more of a product, and how much."""
    work.access.authorize(where=clinic_id)
    level = await commands.set_level(work, clinic_id, read_gtin(gtin), form, version)
    tag_version(response, level.version)
    return level


@router.get("/clinics/{clinic_id}/reorder-levels/{gtin}", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid, ProductUnknown)
async def read_reorder_level(work: Transaction, response: Response, clinic_id: UUID, gtin: str) -> LevelView:
    """When the clinic orders more of a product, and how much."""
    work.access.authorize(where=clinic_id)
    level = await queries.show_level(work, clinic_id, read_gtin(gtin))
    tag_version(response, level.version)
    return level
