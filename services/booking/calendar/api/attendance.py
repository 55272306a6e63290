"""Late cancellations, no-shows and deposits: what is agreed, what counts, and what became of it."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Day, Page, PageQuery, PeriodQuery, ReadBy, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import (
    ATTENDANCE_POLICY,
    ATTENDANCE_POLICY_CHAIN,
    ATTENDANCE_POLICY_READ,
    ATTENDANCE_READ,
    ATTENDANCE_WAIVE,
    ATTENDANCE_WRITE,
)
from services.booking.calendar.commands import attendance as commands
from services.booking.calendar.commands import attendance_policies as policies
from services.booking.calendar.domain.attendance import Fact, FactState
from services.booking.calendar.domain.refusals import FactSettled, InThePast, WrongStatus
from services.booking.calendar.forms.attendance import (
    AttendanceFactView,
    AttendancePolicyForm,
    AttendancePolicyView,
    AttendanceView,
    CancellationView,
    PaymentForm,
    ReopeningForm,
    WaiverForm,
)
from services.booking.calendar.queries import attendance as queries
from services.booking.people.domain.refusals import RecordMerged

router = api_router("attendance")
OF_CLINIC = "/clinics/{clinic_id}/attendance-policies"


@router.put("/attendance-policies/{begins_on}", dependencies=[allow(ATTENDANCE_POLICY_CHAIN)])
@refuses(InThePast)
async def begin_chain_policy(work: Transaction, begins_on: Day, form: AttendancePolicyForm) -> AttendancePolicyView:
    """What the chain agrees with patients who book from a day on, at clinics that have nothing of their own."""
    return await policies.begin_chain_policy(work, begins_on, form)


@router.delete("/attendance-policies/{begins_on}", status_code=204, dependencies=[allow(ATTENDANCE_POLICY_CHAIN)])
@refuses(InThePast, NotFound)
async def drop_chain_policy(work: Transaction, begins_on: Day) -> None:
    """Take back what was to begin in the chain: what held before goes on."""
    await policies.drop_chain_policy(work, begins_on)


@router.get(OF_CLINIC, dependencies=[allow(ATTENDANCE_POLICY_READ)])
@refuses(NotFound)
async def list_attendance_policies(work: Transaction, clinic_id: UUID) -> Page[AttendancePolicyView]:
    """What is agreed with patients of a clinic, the chain's versions as well, in the order in which they begin."""
    return await queries.list_policies(work, clinic_id)


@router.put(OF_CLINIC + "/{begins_on}", dependencies=[allow(ATTENDANCE_POLICY)])
@refuses(InThePast, NotFound)
async def begin_clinic_policy(
    work: Transaction, clinic_id: UUID, begins_on: Day, form: AttendancePolicyForm
) -> AttendancePolicyView:
    """What a clinic agrees with patients who book from a local day on."""
    return await policies.begin_clinic_policy(work, clinic_id, begins_on, form)


@router.delete(OF_CLINIC + "/{begins_on}", status_code=204, dependencies=[allow(ATTENDANCE_POLICY)])
@refuses(InThePast, NotFound)
async def drop_clinic_policy(work: Transaction, clinic_id: UUID, begins_on: Day) -> None:
    """Take back what was to begin at a clinic: what held before goes on."""
    await policies.drop_clinic_policy(work, clinic_id, begins_on)


@router.get("/appointments/{appointment_id}/cancellation", dependencies=[allow(ATTENDANCE_READ)])
@refuses(NotFound, WrongStatus)
async def preview_cancellation(work: Transaction, appointment_id: UUID, reader: ReadBy) -> CancellationView:
    """What it would mean if the patient cancelled now: whether that is late, and by which policy."""
    return await queries.preview_cancellation(work, appointment_id, reader)


@router.get("/patients/{patient_id}/attendance", dependencies=[allow(ATTENDANCE_READ)])
@refuses(NotFound, RecordMerged)
async def read_attendance(work: Transaction, patient_id: UUID) -> AttendanceView:
    """How often a patient cancelled late or did not come, and what became of it."""
    return await queries.attendance_of(work, patient_id)


@router.get("/attendance-facts", dependencies=[allow(ATTENDANCE_READ)])
@refuses(NotFound, RecordMerged)
async def list_attendance_facts(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    fact: Fact | None = None,
    state: FactState | None = None,
) -> Page[AttendanceFactView]:
    """Late cancellations, no-shows and deposits, the newest first; `from` and `to` are of when they were noted."""
    return await queries.list_facts(
        work, paging, period, patient_id=patient_id, clinic_id=clinic_id, fact=fact, state=state
    )


@router.post("/attendance-facts/{fact_id}/waive", dependencies=[allow(ATTENDANCE_WAIVE)])
@refuses(FactSettled, NotFound)
async def waive_fact(work: Transaction, fact_id: UUID, form: WaiverForm) -> AttendanceFactView:
    """Let it pass, with a reason: it does not count."""
    return await commands.waive(work, fact_id, form.reason)


@router.post("/attendance-facts/{fact_id}/pay", dependencies=[allow(ATTENDANCE_WRITE)])
@refuses(FactSettled, NotFound)
async def note_payment(work: Transaction, fact_id: UUID, form: PaymentForm) -> AttendanceFactView:
    """Note that it was paid elsewhere, by the till's reference. Nothing is charged here."""
    return await commands.pay(work, fact_id, form.reference)


@router.post("/attendance-facts/{fact_id}/reopen", dependencies=[allow(ATTENDANCE_WAIVE)])
@refuses(FactSettled, NotFound)
async def reopen_fact(work: Transaction, fact_id: UUID, form: ReopeningForm) -> AttendanceFactView:
    """Take back that it was waived or paid."""
    return await commands.reopen(work, fact_id, form.reason)
