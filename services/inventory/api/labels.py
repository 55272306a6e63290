"""/labels: what a scan says, before anything is done with it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import STOCK_READ
from services.inventory.commands.label_readings import read_scanned
from services.inventory.domain.refusals import ClinicUnknown, ScanUnreadable
from services.inventory.forms.labels import LabelView

router = api_router("labels")


@router.get("/clinics/{clinic_id}/labels", dependencies=[allow(STOCK_READ)])
@refuses(ClinicUnknown, ScanUnreadable)
async def read_label(
    work: Transaction,
    clinic_id: UUID,
    scan: Annotated[str, Query(max_length=10_000, description="As the scanner sent it, or as printed.")],
) -> LabelView:
    """What a label says, and where its lot and its cartridge are by the books. Nothing is changed."""
    work.access.authorize(where=clinic_id)
    return await read_scanned(work, clinic_id, scan)
