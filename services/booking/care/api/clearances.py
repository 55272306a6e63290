"""What screening decided about a patient."""

from uuid import UUID

from chassis.http import Transaction, api_router
from services.booking.access import CARE_OR_PATIENT
from services.booking.care.forms.clearances import PatientClearanceView
from services.booking.care.queries import clearances as queries

router = api_router("clearances")


@router.get("/patients/{patient_id}/clearance", dependencies=[CARE_OR_PATIENT])
async def read_clearance(work: Transaction, patient_id: UUID) -> PatientClearanceView:
    """What screening decided and for which days; the reasons stay with screening."""
    return await queries.clearance(work, patient_id)
