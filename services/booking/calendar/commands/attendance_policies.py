"""What is agreed about late cancellations, no-shows and deposits begins on a day, or does not after all."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.days import require_not_passed
from services.booking.calendar.forms.attendance import AttendancePolicyForm, AttendancePolicyView
from services.booking.calendar.store.attendance import keep_policy, replace_policy
from services.booking.people.store.clinics import zone_of

CHAINS_ZONE = ZoneInfo("UTC")
"""Whose days count where something holds in the whole chain."""


async def begin_chain_policy(work: Work, begins_on: date, form: AttendancePolicyForm) -> AttendancePolicyView:
    """This holds for what is booked from a day on; what was booked before keeps what was agreed then.

    Raises Forbidden, InThePast.
    """
    work.access.authorize()
    require_not_passed(begins_on, work.now, CHAINS_ZONE)
    return await _begin(work, None, begins_on, form)


async def begin_clinic_policy(
    work: Work, clinic_id: UUID, begins_on: date, form: AttendancePolicyForm
) -> AttendancePolicyView:
    """The same at one clinic, from its local day on. Raises Forbidden, NotFound, InThePast."""
    work.access.authorize(where=clinic_id)
    require_not_passed(begins_on, work.now, await zone_of(work, clinic_id))
    return await _begin(work, clinic_id, begins_on, form)


async def drop_chain_policy(work: Work, begins_on: date) -> None:
    """Take back what was to begin: what held before goes on. Raises Forbidden, NotFound, InThePast."""
    work.access.authorize()
    require_not_passed(begins_on, work.now, CHAINS_ZONE)
    await _drop(work, None, begins_on)


async def drop_clinic_policy(work: Work, clinic_id: UUID, begins_on: date) -> None:
    """The same at one clinic. Raises Forbidden, NotFound, InThePast."""
    work.access.authorize(where=clinic_id)
    require_not_passed(begins_on, work.now, await zone_of(work, clinic_id))
    await _drop(work, clinic_id, begins_on)


async def _begin(
    work: Work, clinic_id: UUID | None, begins_on: date, form: AttendancePolicyForm
) -> AttendancePolicyView:
    await replace_policy(work, clinic_id, begins_on)
    agreed = form.model_dump(mode="json")
    who = {"entered_by": work.actor.subject, "entered_at": work.now}
    columns = {"id": new_id(), "clinic_id": clinic_id, "begins_on": begins_on, **agreed, **who}
    await keep_policy(work, columns)
    work.audit("attendance_policy.begins", _subject(clinic_id), begins_on=begins_on.isoformat(), **agreed)
    return AttendancePolicyView.model_validate({**columns, "in_force": None})


async def _drop(work: Work, clinic_id: UUID | None, begins_on: date) -> None:
    if not await replace_policy(work, clinic_id, begins_on):
        raise NotFound("Nothing begins on {day}.", day=begins_on)
    work.audit("attendance_policy.dropped", _subject(clinic_id), begins_on=begins_on.isoformat())


def _subject(clinic_id: UUID | None) -> str:
    return f"clinic/{clinic_id}" if clinic_id else "chain"
