"""What counts is noted, waived, paid elsewhere, reopened and withdrawn. Nothing is charged here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.booking.appointments import AttendanceNoted, AttendanceSettled
from services.booking.access import ATTENDANCE_WAIVE
from services.booking.calendar.domain.appointments import AppointmentKind, CancelReason
from services.booking.calendar.domain.attendance import (
    AttendancePolicy,
    Counted,
    Fact,
    FactState,
    Offered,
    by_the_patient,
    is_spared,
    lateness,
    moves_late,
    require_agreed,
    require_few_missed,
    require_state,
)
from services.booking.calendar.forms.attendance import AttendanceFactView
from services.booking.calendar.store.appointments import find_appointment, lock_appointment, published_patient, said_of
from services.booking.calendar.store.attendance import (
    counted_of,
    fact_row,
    keep_fact,
    policy_at,
    policy_for,
    settle_fact,
    settle_facts,
    since_of,
)
from services.booking.people.domain.clinics import Place

BY_EVENT = (Fact.CANCELLED_LATE, Fact.MISSED)


async def agree(
    work: Work,
    place: Place,
    patient_id: UUID,
    right: Right,
    confirmed_because: str | None,
    deposit_reference: str | None,
) -> AttendancePolicy | None:
    """The policy under which an appointment is booked. The patient's row is locked.

    Raises AskTheClinic, ConfirmationNeeded or DepositNeeded for who missed too often.
    """
    policy = await policy_at(work, place.clinic_id, place.zone, work.now)
    if policy is None or policy.missed_limit is None:
        return policy
    counted = await counted_of(work, patient_id, since_of(policy, work.now))
    offered = Offered(
        confirmed_because,
        deposit_reference,
        may_confirm=work.access.may(ATTENDANCE_WAIVE, whose=patient_id, where=place.clinic_id),
        is_patient=right is Right.OWN,
    )
    if require_agreed(policy, counted, offered):
        work.audit(
            "appointment.booked_after_no_shows",
            f"patient/{patient_id}",
            missed=counted.missed,
            reason=confirmed_because or "deposit paid",
        )
    return policy


async def agree_alone(work: Work, place: Place, patient_id: UUID) -> AttendancePolicy | None:
    """The policy under which a patient books without the desk. Raises AskTheClinic for who missed too often."""
    policy = await policy_at(work, place.clinic_id, place.zone, work.now)
    if policy is not None and policy.missed_limit is not None:
        counted = await counted_of(work, patient_id, since_of(policy, work.now))
        require_few_missed(policy, counted)
    return policy


async def note_deposit(
    work: Work, appointment_id: UUID, policy: AttendancePolicy | None, reference: str | None
) -> None:
    """A deposit is asked for an appointment that was booked now, or was paid before."""
    booked = await find_appointment(work, appointment_id) if policy or reference else None
    if booked is None or not (reference or (policy and AppointmentKind(booked.kind) in policy.deposit_kinds)):
        return
    noted = await _note(work, booked, Fact.DEPOSIT, policy, spared=False)
    if reference is not None:
        await _publish_settled(work, booked, [await settle_fact(work, noted, FactState.PAID, None, reference)])


async def note_cancellation(
    work: Work, appointment: Row, code: CancelReason, waived: str | None, at: datetime | None = None
) -> None:
    """A cancellation that the patient asked for may be late. The patient's row is locked. Raises Forbidden.

    ``at``: when they did, UTC; None: now.
    """
    if not by_the_patient(code):
        return
    policy = await policy_for(work, appointment)
    if not lateness(policy, AppointmentKind(appointment.kind), appointment.starts_at, at or work.now).is_late:
        return
    await _waived(work, appointment, await _note_counted(work, appointment, Fact.CANCELLED_LATE, policy), waived)


async def note_move(work: Work, appointment: Row, waived: str | None) -> None:
    """The patient asked for another start, which may be as late as a cancellation, where that is agreed.

    ``appointment`` is as it was before. The patient's row is locked. Raises Forbidden.
    """
    policy = await policy_for(work, appointment)
    if moves_late(policy, AppointmentKind(appointment.kind), appointment.starts_at, work.now):
        given_up = appointment.starts_at
        fact_id = await _note_counted(work, appointment, Fact.CANCELLED_LATE, policy, moved_from=given_up)
        await _waived(work, appointment, fact_id, waived)


async def _waived(work: Work, appointment: Row, fact_id: UUID, because: str | None) -> None:
    """Let it pass in the act, where that is said. Raises Forbidden."""
    if because is None:
        return
    work.access.authorize(ATTENDANCE_WAIVE, whose=appointment.patient_id, where=appointment.clinic_id)
    row = await settle_fact(work, fact_id, FactState.WAIVED, because, None)
    work.audit("attendance.waived", f"appointment/{appointment.id}", fact=row.fact, reason=because)
    await _publish_settled(work, appointment, [row])


async def note_missed(work: Work, appointment: Row) -> None:
    """The patient did not come. It counts, also where nothing is agreed: then without a consequence."""
    await _note_counted(work, appointment, Fact.MISSED, await policy_for(work, appointment))


async def ask_no_deposit(work: Work, appointment: Row) -> None:
    """The appointment is cancelled: a deposit that was not paid is asked for no longer."""
    why = "The appointment was cancelled."
    rows = await settle_facts(work, appointment.id, [Fact.DEPOSIT], [FactState.STANDS], FactState.WITHDRAWN, why)
    await _publish_settled(work, appointment, rows)


async def withdraw_counted(work: Work, appointment: Row, reason: str) -> None:
    """The appointment stands again, or took place: that it was missed or cancelled does not count.

    Also when it was paid: it keeps the till's reference, for the till to give it back.
    """
    before = [FactState.STANDS, FactState.WAIVED, FactState.PAID]
    rows = await settle_facts(work, appointment.id, BY_EVENT, before, FactState.WITHDRAWN, reason)
    again = [Fact.DEPOSIT], [FactState.WITHDRAWN], FactState.STANDS
    await _publish_settled(work, appointment, [*rows, *await settle_facts(work, appointment.id, *again, reason)])


async def waive(work: Work, fact_id: UUID, reason: str) -> AttendanceFactView:
    """Let it pass. Raises NotFound, Forbidden, FactSettled."""
    return await _settle(work, fact_id, FactState.WAIVED, reason)


async def pay(work: Work, fact_id: UUID, reference: str) -> AttendanceFactView:
    """It was paid elsewhere. Raises NotFound, Forbidden, FactSettled."""
    return await _settle(work, fact_id, FactState.PAID, None, reference)


async def reopen(work: Work, fact_id: UUID, reason: str) -> AttendanceFactView:
    """That it was waived or paid was a mistake. Raises NotFound, Forbidden, FactSettled."""
    return await _settle(work, fact_id, FactState.STANDS, reason)


async def _settle(
    work: Work, fact_id: UUID, state: FactState, because: str | None, reference: str | None = None
) -> AttendanceFactView:
    found = await fact_row(work, fact_id)
    if found is None:
        raise NotFound("There is no such late cancellation, no-show or deposit.")
    appointment = await lock_appointment(work, found.appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    locked = await fact_row(work, fact_id)
    assert locked is not None  # facts are never deleted
    allowed = (FactState.WAIVED, FactState.PAID) if state is FactState.STANDS else (FactState.STANDS,)
    require_state(FactState(locked.state), allowed)
    row = await settle_fact(work, fact_id, state, because, reference)
    said = {"fact": row.fact, "was": locked.state, "reason": because or "paid elsewhere"}
    work.audit(f"attendance.{state.value}", f"appointment/{appointment.id}", **said)
    await _publish_settled(work, appointment, [row])
    return AttendanceFactView.model_validate(row._mapping)


async def _note_counted(
    work: Work, appointment: Row, fact: Fact, policy: AttendancePolicy | None, moved_from: datetime | None = None
) -> UUID:
    since = since_of(policy, work.now)
    counted = await counted_of(work, appointment.patient_id, since) if policy and policy.spared else Counted()
    spared = is_spared(policy, counted.in_all)
    return await _note(work, appointment, fact, policy, spared=spared, moved_from=moved_from)


async def _note(
    work: Work,
    appointment: Row,
    fact: Fact,
    policy: AttendancePolicy | None,
    *,
    spared: bool,
    moved_from: datetime | None = None,
) -> UUID:
    fact_id = new_id()
    policy_id = policy.policy_id if policy else None
    columns: dict[str, Any] = {
        "id": fact_id,
        "appointment_id": appointment.id,
        "patient_id": appointment.patient_id,
        "clinic_id": appointment.clinic_id,
        "fact": fact.value,
        "at": work.now,
        "policy_id": policy_id,
        "spared": spared,
        "moved_from": moved_from,
        "state": FactState.STANDS.value,
        "reference": None,
        "noted_by": work.actor.subject,
    }
    await keep_fact(work, columns)
    work.publish(
        AttendanceNoted(
            fact_id=fact_id,
            **said_of(appointment),
            fact=fact.value,
            starts_at=appointment.starts_at,
            noted_at=work.now,
            policy_id=policy_id,
            spared=spared,
            moved_from=moved_from,
        )
    )
    return fact_id


async def _publish_settled(work: Work, appointment: Row, rows: Iterable[Row]) -> None:
    for row in rows:
        work.publish(
            AttendanceSettled(
                fact_id=row.id,
                appointment_id=appointment.id,
                patient_id=published_patient(appointment),
                clinic_id=appointment.clinic_id,
                fact=row.fact,
                state=row.state,
                settled_at=work.now,
            )
        )
