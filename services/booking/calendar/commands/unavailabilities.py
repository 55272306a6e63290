"""A practitioner, a room or a device becomes unavailable; that is changed, ended early, or withdrawn.

Each locks the row of the resource first, as a booking does. So a booking that is made at the same moment either sees
it and is refused, or is in the list of what it touches.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.ids import new_id
from chassis.work import Work
from services.booking.access import CLINICS_EDIT
from services.booking.calendar.commands.checks import check_ahead, depends_on
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.unavailabilities import (
    Cause,
    Period,
    ResourceKind,
    ended_early,
    period_of,
    require_changeable,
    require_fitting,
    require_not_over,
)
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.forms.unavailabilities import (
    EarlyEndForm,
    TimesForm,
    UnavailabilityChangeForm,
    UnavailabilityForm,
    UnavailabilityView,
    UnavailabilityWithdrawalForm,
)
from services.booking.calendar.store.touched import Away, touched_by
from services.booking.calendar.store.unavailabilities import (
    change_unavailability,
    hold_resource,
    keep_unavailability,
    lock_unavailability,
    require_entered_once,
    require_no_other_end,
    unavailability_row,
)
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.practitioners import practitioners_of


async def preview_unavailability(work: Work, clinic_id: UUID, form: UnavailabilityForm) -> TouchedAppointmentsView:
    """What entering it would touch. Raises Forbidden, NotFound, Invalid, InThePast."""
    work.access.authorize(where=clinic_id)
    period = _period(work, form, form.resource_kind, await zone_of(work, clinic_id))
    await hold_resource(work, clinic_id, form.resource_kind, form.resource_id)
    return await _touched(work, form.resource_id, period)


async def enter_unavailability(work: Work, clinic_id: UUID, form: UnavailabilityForm) -> UnavailabilityView:
    """It is not offered or booked in that time; what is booked stays, and is listed.

    Raises Forbidden, NotFound, Invalid, InThePast, AlreadyEnded, EnteredAlready.
    """
    work.access.authorize(where=clinic_id)
    zone = await zone_of(work, clinic_id)
    period = _period(work, form, form.resource_kind, zone)
    await hold_resource(work, clinic_id, form.resource_kind, form.resource_id)
    unavailability_id = new_id()
    await _require_ending(work, form.cause, clinic_id, form.resource_id, unavailability_id)
    await require_entered_once(work, form.resource_id, unavailability_id, form.cause, period)
    columns = {
        "id": unavailability_id,
        "clinic_id": clinic_id,
        "resource_kind": form.resource_kind.value,
        "resource_id": form.resource_id,
        "entered_by": work.actor.subject,
        "version": 1,
        **_columns(form, period),
    }
    await keep_unavailability(work, columns)
    await check_ahead(work, depends_on(form.resource_kind), form.resource_id)
    _audit(work, "entered", unavailability_id, columns)
    return await _view(work, await unavailability_row(work, clinic_id, unavailability_id), zone)


async def preview_change(
    work: Work, clinic_id: UUID, unavailability_id: UUID, form: UnavailabilityChangeForm
) -> TouchedAppointmentsView:
    """What another start or end would touch. Raises Forbidden, NotFound, Invalid, InThePast, UnavailabilityOver."""
    row, zone = await _held(work, clinic_id, unavailability_id)
    return await _touched(work, row.resource_id, _period(work, form, ResourceKind(row.resource_kind), zone))


async def change_times(
    work: Work, clinic_id: UUID, unavailability_id: UUID, form: UnavailabilityChangeForm, version: int
) -> UnavailabilityView:
    """Another cause, start, end or note. Raises as entering does, and Stale and UnavailabilityOver."""
    row, zone = await _held(work, clinic_id, unavailability_id)
    require_version(version, row.version)
    period = _period(work, form, ResourceKind(row.resource_kind), zone)
    await _require_ending(work, form.cause, clinic_id, row.resource_id, row.id)
    await require_entered_once(work, row.resource_id, row.id, form.cause, period)
    return await _changed(work, row, "changed", zone, **_columns(form, period), why_changed=form.reason)


async def end_early(work: Work, clinic_id: UUID, unavailability_id: UUID, form: EarlyEndForm) -> UnavailabilityView:
    """From then on it is offered again. Raises Forbidden, NotFound, Invalid, UnavailabilityOver."""
    row, zone = await _held(work, clinic_id, unavailability_id)
    wanted = period_of(row.starts_at, form.ends if form.ends is not None else work.now, zone)
    period = ended_early(Period(row.starts_at, row.ends_at), wanted.end or work.now)
    cause = {"cause": Cause.OTHER.value} if row.cause == Cause.ENDED.value else {}
    return await _changed(work, row, "ended early", zone, ends_at=period.end, why_changed=form.reason, **cause)


async def withdraw_unavailability(
    work: Work, clinic_id: UUID, unavailability_id: UUID, form: UnavailabilityWithdrawalForm
) -> UnavailabilityView:
    """It counts as never entered, and stays visible. Raises Forbidden, NotFound, UnavailabilityOver."""
    row, zone = await _held(work, clinic_id, unavailability_id)
    return await _changed(work, row, "withdrawn", zone, withdrawn_at=work.now, why_changed=form.reason)


async def _held(work: Work, clinic_id: UUID, unavailability_id: UUID) -> tuple[Row, ZoneInfo]:
    """One that can still be changed, its resource locked, and its clinic's zone."""
    work.access.authorize(where=clinic_id)
    row = await lock_unavailability(work, clinic_id, unavailability_id)
    require_changeable(row.ends_at, row.withdrawn_at, work.now)
    if row.cause == Cause.ENDED.value:
        work.access.authorize(CLINICS_EDIT, where=clinic_id)
    return row, await zone_of(work, clinic_id)


def _period(work: Work, form: TimesForm, kind: ResourceKind, zone: ZoneInfo) -> Period:
    period = period_of(form.starts, form.ends, zone)
    require_fitting(kind, form.cause, period)
    require_not_over(period, work.now, zone)
    return period


async def _require_ending(work: Work, cause: Cause, clinic_id: UUID, resource_id: UUID, this: UUID) -> None:
    """Ending something for good is for those who may give it to the clinic, and is entered once."""
    if cause is Cause.ENDED:
        work.access.authorize(CLINICS_EDIT, where=clinic_id)
        await require_no_other_end(work, resource_id, this)


async def _changed(work: Work, row: Row, what: str, zone: ZoneInfo, **values: Any) -> UnavailabilityView:
    changed = await change_unavailability(work, row, **values)
    await check_ahead(work, depends_on(ResourceKind(row.resource_kind)), row.resource_id)
    await note_opened(work, await _clinics_of(work, row), row.starts_at, row.ends_at)
    _audit(work, what, row.id, values)
    return await _view(work, changed, zone)


async def _clinics_of(work: Work, row: Row) -> Collection[UUID]:
    """Where it would be used: a room and a device at their clinic, a practitioner wherever there are shifts."""
    if row.resource_kind != ResourceKind.PRACTITIONER:
        return (row.clinic_id,)
    return (await practitioners_of(work, [row.resource_id]))[row.resource_id].clinics


def _columns(form: TimesForm, period: Period) -> dict[str, Any]:
    return {"cause": form.cause.value, "note": form.note, "starts_at": period.start, "ends_at": period.end}


def _audit(work: Work, what: str, unavailability_id: UUID, values: dict[str, Any]) -> None:
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
    shown = {name: str(value) for name, value in said.items() if value is not None}
    work.audit(f"unavailability.{what.replace(' ', '_')}", f"unavailability/{unavailability_id}", **shown)


async def _touched(work: Work, resource_id: UUID, period: Period) -> TouchedAppointmentsView:
    found = (await touched_by(work, {resource_id: Away(resource_id, period.start, period.end)}))[resource_id]
    return TouchedAppointmentsView.of(found.rows, found.in_all)


async def _view(work: Work, row: Row, zone: ZoneInfo) -> UnavailabilityView:
    if row.withdrawn_at is not None:
        touched = TouchedAppointmentsView.of([], 0)
    else:
        touched = await _touched(work, row.resource_id, Period(row.starts_at, row.ends_at))
    return UnavailabilityView.of(row, zone, touched)
