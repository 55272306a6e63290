"""Policies about attendance and what counts, stored and read. The patient's row is locked while facts change."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, insert, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.attendance import (
    COUNTS,
    AttendancePolicy,
    BeforeBooking,
    Counted,
    Fact,
    FactState,
)
from services.booking.calendar.tables import attendance_facts, attendance_policies

_INSERT = Prepared(insert(attendance_facts))
_P, _F = attendance_policies.c, attendance_facts.c


async def policy_at(work: Work, clinic_id: UUID, zone: ZoneInfo, moment: datetime) -> AttendancePolicy | None:
    """What was agreed at a clinic at a moment (UTC): its own that began last; without any the chain's.

    What was entered, replaced or taken back after that moment changes nothing.
    """
    known = (_P.entered_at <= moment) & (_P.replaced_at.is_(None) | (_P.replaced_at > moment))
    begun = ((_P.clinic_id == clinic_id) | _P.clinic_id.is_(None)) & (_P.begins_on <= local_day(moment, zone))
    first = (
        select(attendance_policies)
        .where(known, begun)
        .order_by(_P.clinic_id.nulls_last(), _P.begins_on.desc())
        .limit(1)
    )
    row = (await work.execute(first)).one_or_none()
    return policy_of(row) if row is not None else None


async def policy_for(work: Work, appointment: Row) -> AttendancePolicy | None:
    """What was agreed when the appointment's present time was chosen."""
    return await policy_at(work, appointment.clinic_id, ZoneInfo(appointment.time_zone), appointment.time_set_at)


async def policies_of(work: Work, clinic_id: UUID) -> Sequence[Row]:
    """Every version that holds for a clinic some day, the chain's as well, in the order in which they begin."""
    own = (_P.clinic_id == clinic_id) | _P.clinic_id.is_(None)
    statement = select(attendance_policies).where(own, _P.replaced_at.is_(None))
    return (await work.execute(statement.order_by(_P.begins_on, _P.id))).all()


def policy_of(row: Row) -> AttendancePolicy:
    """A version as the rules see it."""
    return AttendancePolicy(
        policy_id=row.id,
        clinic_id=row.clinic_id,
        begins_on=row.begins_on,
        kinds=frozenset(map(AppointmentKind, row.kinds)),
        late_hours=row.late_hours,
        spared=row.spared,
        deposit_kinds=frozenset(map(AppointmentKind, row.deposit_kinds)),
        count_days=row.count_days,
        missed_limit=row.missed_limit,
        before_booking=BeforeBooking(row.before_booking),
        late_moves=row.late_moves,
    )


def _this(clinic_id: UUID | None, begins_on: date) -> ColumnElement[bool]:
    owner = _P.clinic_id.is_(None) if clinic_id is None else _P.clinic_id == clinic_id
    return owner & (_P.begins_on == begins_on) & _P.replaced_at.is_(None)


async def replace_policy(work: Work, clinic_id: UUID | None, begins_on: date) -> bool:
    """The version that was to begin then holds no longer; the row stays. False when there is none."""
    gone = update(attendance_policies).where(_this(clinic_id, begins_on)).values(replaced_at=work.now)
    return (await work.execute(gone.returning(_P.id))).one_or_none() is not None


async def keep_policy(work: Work, columns: dict[str, Any]) -> None:
    """Store a version."""
    await work.execute(insert(attendance_policies).values(**columns))


async def keep_fact(work: Work, columns: dict[str, Any]) -> None:
    """Store something that counts."""
    await work.execute(_INSERT, columns)


async def counted_of(work: Work, patient_id: UUID, since: datetime) -> Counted:
    """What counts of a patient since then (UTC)."""
    counting = (_F.patient_id == patient_id) & (_F.at >= since) & _F.state.in_([each.value for each in COUNTS])
    rows = await work.execute(select(_F.fact, func.count().label("times")).where(counting).group_by(_F.fact))
    times = {row.fact: row.times for row in rows}
    return Counted(times.get(Fact.MISSED.value, 0), times.get(Fact.CANCELLED_LATE.value, 0))


def since_of(policy: AttendancePolicy | None, now: datetime) -> datetime:
    """From when (UTC) on something counts."""
    days = policy.count_days if policy else AttendancePolicy.count_days
    return now - timedelta(days=days)


async def fact_row(work: Work, fact_id: UUID) -> Row | None:
    """One fact."""
    return (await work.execute(select(attendance_facts).where(_F.id == fact_id))).one_or_none()


async def settle_facts(
    work: Work,
    appointment_id: UUID,
    facts: Collection[Fact],
    before: Collection[FactState],
    state: FactState,
    because: str,
) -> Sequence[Row]:
    """Facts of an appointment in these states go over to another one; answers those that did.

    That it was moved late stays as it is, whatever becomes of its later time.
    """
    these = (
        (_F.appointment_id == appointment_id)
        & _F.moved_from.is_(None)
        & _F.fact.in_([each.value for each in facts])
        & _F.state.in_([each.value for each in before])
    )
    return (await work.execute(_settled(work, these, state, because))).all()


async def settle_fact(work: Work, fact_id: UUID, state: FactState, because: str | None, reference: str | None) -> Row:
    """One fact goes over to another state."""
    return (await work.execute(_settled(work, _F.id == fact_id, state, because, reference))).one()


def _settled(
    work: Work, these: ColumnElement[bool], state: FactState, because: str | None, reference: str | None = None
) -> Any:
    who = {"settled_at": work.now, "settled_by": work.actor.subject, "settled_because": because}
    if state is FactState.STANDS:
        who = dict.fromkeys(who)
    values = {"state": state.value, **who}
    if state is not FactState.WITHDRAWN:
        values["reference"] = reference
    return update(attendance_facts).where(these).values(values).returning(attendance_facts)
