"""A clinic closes on a day, or opens again."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.domain.refusals import InThePast
from services.booking.calendar.forms.closures import BookedOnClosureView, ClosureForm, ClosureView
from services.booking.calendar.store.closures import booked_on
from services.booking.people.store.clinics import zone_of
from services.booking.people.tables import clinic_closures


async def close_clinic(work: Work, clinic_id: UUID, day: date, form: ClosureForm) -> ClosureView:
    """Nothing more is offered or booked on a local day. What is booked already is listed in the answer, and checked.

    An appointment that is being booked at this moment may still come through: it is in the list when it is read next.
    Raises NotFound, Forbidden, InThePast.
    """
    work.access.authorize(where=clinic_id)
    zone = await zone_of(work, clinic_id)
    _require_ahead(day, local_day(work.now, zone))
    change = insert(clinic_closures).values(clinic_id=clinic_id, day=day, reason=form.reason)
    await work.execute(change.on_conflict_do_update(index_elements=["clinic_id", "day"], set_={"reason": form.reason}))
    work.audit("clinic.closed", f"clinic/{clinic_id}", day=day.isoformat(), reason=form.reason)
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    booked = (await booked_on(work, clinic_id, zone, [day]))[day]
    return ClosureView(
        clinic_id=clinic_id,
        day=day,
        reason=form.reason,
        appointments=[BookedOnClosureView.model_validate(row) for row in booked],
    )


async def reopen_clinic(work: Work, clinic_id: UUID, day: date) -> None:
    """The clinic has its weekly hours on that day again. Raises NotFound, Forbidden, InThePast."""
    work.access.authorize(where=clinic_id)
    _require_ahead(day, local_day(work.now, await zone_of(work, clinic_id)))
    this = (clinic_closures.c.clinic_id == clinic_id) & (clinic_closures.c.day == day)
    if (await work.execute(delete(clinic_closures).where(this).returning(clinic_closures.c.day))).one_or_none() is None:
        raise NotFound("The clinic is not closed on {day}.", day=day)
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    work.audit("clinic.reopened", f"clinic/{clinic_id}", day=day.isoformat())


def _require_ahead(day: date, today: date) -> None:
    if day < today:
        raise InThePast("{day} has passed at the clinic: choose today or a later day.", day=day)
