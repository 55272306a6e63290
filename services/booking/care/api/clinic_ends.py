"""Clinics that are closed for good."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_OPEN, CLOSURES_READ
from services.booking.calendar.domain.refusals import InThePast
from services.booking.care.commands import clinic_ends as commands
from services.booking.care.forms.clinic_ends import ClinicEndForm, ClinicEndView, ClinicStaysForm

router = api_router("clinics")
OF_ONE = "/clinics/{clinic_id}/end"


@router.put(OF_ONE, dependencies=[allow(CLINICS_OPEN)])
@refuses(InThePast, NotFound)
async def end_clinic(work: Transaction, clinic_id: UUID, form: ClinicEndForm) -> ClinicEndView:
    """Close a clinic for good from a local day on, or give it another such day. The answer has what it leaves behind.

    Nothing is offered or booked there from that day on. What is booked is on the front desk's worklist, and so is each
    patient whose home clinic it is, until they have another one.
    """
    return await commands.end_clinic(work, clinic_id, form)


@router.post(OF_ONE + "/touched", dependencies=[allow(CLINICS_OPEN)])
@refuses(InThePast, NotFound)
async def preview_clinic_end(work: Transaction, clinic_id: UUID, form: ClinicEndForm) -> ClinicEndView:
    """What a clinic would leave behind that is closed for good from a local day on. Nothing changes."""
    return await commands.preview_end(work, clinic_id, form)


@router.get(OF_ONE, dependencies=[allow(CLOSURES_READ)])
@refuses(NotFound)
async def read_clinic_end(work: Transaction, clinic_id: UUID) -> ClinicEndView:
    """From when on a clinic is closed for good, and what is left there now."""
    return await commands.read_end(work, clinic_id)


@router.post(OF_ONE + "/withdraw", status_code=204, dependencies=[allow(CLINICS_OPEN)])
@refuses(NotFound)
async def keep_clinic(work: Transaction, clinic_id: UUID, form: ClinicStaysForm) -> None:
    """Say that a clinic stays that was to be closed for good, or is open again. Its hours are those that it had."""
    await commands.keep_clinic(work, clinic_id, form)
