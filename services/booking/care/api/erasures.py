"""What identifies a patient is removed."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import PATIENTS_ERASE
from services.booking.care.commands import erasures as commands
from services.booking.care.domain.erasures import AppointmentsAhead, MustBeKept
from services.booking.care.forms.erasures import ErasureForm, ErasureView
from services.booking.people.domain.refusals import RecordMerged
from services.booking.settings import record_retention

router = api_router("privacy")


async def _keep_days() -> int | None:
    return record_retention().treatment_records_days


@router.post("/patients/{patient_id}/erase", dependencies=[allow(PATIENTS_ERASE)])
@refuses(AppointmentsAhead, MustBeKept, NotFound, RecordMerged)
async def erase_patient(
    work: Transaction, patient_id: UUID, form: ErasureForm, keep_days: Annotated[int | None, Depends(_keep_days)]
) -> ErasureView:
    """Remove what identifies a patient, in every service and for good; what the law has kept is refused until then.

    The answer names what stays, and why.
    """
    return await commands.erase_patient(work, patient_id, form, keep_days)
