"""What counts of patients, what is agreed, and what a cancellation would mean."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.http.languages import Reader
from chassis.refusals import NotFound, Phrase
from chassis.work import Work
from services.booking.access import visible
from services.booking.calendar.domain.appointments import AppointmentKind, Status, require_booked
from services.booking.calendar.domain.attendance import (
    AttendancePolicy,
    Fact,
    FactState,
    is_spared,
    lateness,
    moves_late,
)
from services.booking.calendar.forms.attendance import (
    AttendanceFactView,
    AttendancePolicyView,
    AttendanceView,
    CancellationView,
)
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.store.attendance import counted_of, policies_of, policy_at, policy_for, since_of
from services.booking.calendar.tables import attendance_facts, attendance_policies
from services.booking.people.access import authorize_row, opened_at, seen_of
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.clinics import zone_of

SHOWN = 100
"""Facts that one answer about a patient lists."""


async def list_policies(work: Work, clinic_id: UUID) -> Page[AttendancePolicyView]:
    """What holds for a clinic, the chain's as well, in the order in which they begin. Raises Forbidden, NotFound."""
    work.access.authorize(where=clinic_id)
    present = await policy_at(work, clinic_id, await zone_of(work, clinic_id), work.now)
    return Page(items=[_policy_view(row, present) for row in await policies_of(work, clinic_id)])


def _policy_view(row: Row, present: AttendancePolicy | None) -> AttendancePolicyView:
    in_force = present is not None and present.policy_id == row.id
    return AttendancePolicyView.model_validate({**row._mapping, "in_force": in_force})


_LATE = (
    "This is late: the patient cancels less than {hours} {hours:hour|hours} before the start. It is noted for the till."
)
_LATE_AND_SPARED = (
    "This is late: the patient cancels less than {hours} {hours:hour|hours} before the start. It counts, without a "
    "consequence this time."
)


async def preview_cancellation(work: Work, appointment_id: UUID, reader: Reader) -> CancellationView:
    """What it would mean if the patient cancelled now. Raises NotFound, Forbidden, WrongStatus."""
    appointment = await find_appointment(work, appointment_id)
    if appointment is None:
        raise NotFound("There is no such appointment.")
    await authorize_row(work, appointment.patient_id, appointment.clinic_id)
    require_booked(Status(appointment.status))
    policy = await policy_for(work, appointment)
    given_up = (policy, AppointmentKind(appointment.kind), appointment.starts_at, work.now)
    late = lateness(*given_up)
    counted = await counted_of(work, appointment.patient_id, since_of(policy, work.now))
    asked = (attendance_facts.c.appointment_id == appointment_id) & (attendance_facts.c.fact == Fact.DEPOSIT.value)
    deposit = await work.scalar(select(attendance_facts.c.state).where(asked))
    spared = is_spared(policy, counted.in_all)
    return CancellationView(
        appointment_id=appointment_id,
        is_late=late.is_late,
        late_from=late.late_from,
        move_is_late=moves_late(*given_up),
        sentence=reader.said(_sentence(late.is_late, late.late_from, policy, spared=spared)),
        policy=await _stored(work, policy),
        spared=late.is_late and spared,
        missed=counted.missed,
        cancelled_late=counted.cancelled_late,
        deposit=FactState(deposit) if deposit else None,
    )


def _sentence(is_late: bool, late_from: datetime | None, policy: AttendancePolicy | None, *, spared: bool) -> Phrase:
    if policy is None or late_from is None:
        return Phrase("A cancellation of this appointment is not late at any time.")
    hours = {"hours": policy.late_hours}
    if not is_late:
        return Phrase("A cancellation is not late until {hours} {hours:hour|hours} before the start.", hours)
    return Phrase(_LATE_AND_SPARED if spared else _LATE, hours)


async def _stored(work: Work, policy: AttendancePolicy | None) -> AttendancePolicyView | None:
    if policy is None:
        return None
    row = (await work.execute(select(attendance_policies).where(attendance_policies.c.id == policy.policy_id))).one()
    return AttendancePolicyView.model_validate({**row._mapping, "in_force": None})


async def attendance_of(work: Work, patient_id: UUID) -> AttendanceView:
    """What counts of a patient by the policy of their home clinic. Raises NotFound, Forbidden."""
    patient = await patient_row(work, patient_id)
    zone = await zone_of(work, patient.home_clinic_id)
    since = since_of(await policy_at(work, patient.home_clinic_id, zone, work.now), work.now)
    counted = await counted_of(work, patient_id, since)
    of = attendance_facts.c
    newest = select(attendance_facts).where(of.patient_id == patient_id).order_by(of.at.desc(), of.id).limit(SHOWN)
    rows = (await work.execute(newest)).all()
    return AttendanceView(
        patient_id=patient_id,
        since=since,
        missed=counted.missed,
        cancelled_late=counted.cancelled_late,
        deposits_open=sum(row.fact == Fact.DEPOSIT.value and row.state == FactState.STANDS.value for row in rows),
        facts=[AttendanceFactView.model_validate(row._mapping) for row in rows],
    )


async def list_facts(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    fact: Fact | None,
    state: FactState | None,
) -> Page[AttendanceFactView]:
    """Of the clinics that the caller sees, the newest first. Raises Forbidden, NotFound."""
    reach = work.access.reach(whose=patient_id, where=clinic_id, opened=await opened_at(work, patient_id))
    if patient_id is not None:
        await patient_row(work, patient_id)
    of = attendance_facts.c
    wanted = {of.patient_id: patient_id or reach.own, of.clinic_id: clinic_id, of.fact: fact, of.state: state}
    seen = await seen_of(work, reach, patient_id, visible(reach, attendance_facts))
    statement = select(attendance_facts).where(seen, *equal_to(wanted), *period.of(of.at))
    return await page(work, statement, [of.at.desc(), of.id], paging, AttendanceFactView.model_validate)
