"""Two records of one person become one."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import PATIENTS_MERGE
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.care.commands import merges as commands
from services.booking.care.domain.refusals import BothExpected
from services.booking.care.forms.merges import MergeForm, MergeView
from services.booking.people.domain.refusals import DifferentBirthdays, RecordMerged

router = api_router("patients")


@router.post("/patients/{patient_id}/merge", dependencies=[allow(PATIENTS_MERGE)])
@refuses(BothExpected, DifferentBirthdays, Invalid, NotFound, RecordMerged, WrongStatus)
async def merge_patients(work: Transaction, patient_id: UUID, form: MergeForm) -> MergeView:
    """End this record, and give all that it holds to the other one of the same person, for good."""
    return await commands.merge_patients(work, patient_id, form)
