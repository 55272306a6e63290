"""What screening decided about a patient."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_READ
from services.booking.care.forms.clearances import ClearanceView
from services.booking.care.queries import clearances as queries
from services.booking.people.domain.refusals import RecordMerged

router = api_router("clearances")


@router.get("/patients/{patient_id}/clearances", dependencies=[allow(CARE_READ)])
@refuses(NotFound, RecordMerged)
async def list_clearances(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[ClearanceView]:
    """What screening decided and for which days, the newest first; the reasons stay with screening."""
    return await queries.list_clearances(work, patient_id, paging)
