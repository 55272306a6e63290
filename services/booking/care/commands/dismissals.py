"""That nothing is booked for a patient is put off until a day, comes back then, or earlier."""

from uuid import UUID

from chassis.ids import new_id
from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.domain.dismissals import require_dismissible, require_later, require_running
from services.booking.care.forms.dismissals import DismissalEndForm, DismissalForm, DismissalView
from services.booking.care.store.dismissals import (
    keep_dismissal,
    lock_dismissal,
    lock_item,
    named_dismissal,
    withdraw_dismissal,
)
from services.booking.people.store.clinics import zone_of
from services.booking.worklist import NOTHING_BOOKED, WORKLIST

COMES_BACK = "dismissal-ends"
"""The timer of a dismissal; its key is the dismissal."""


async def dismiss(work: Work, form: DismissalForm) -> DismissalView:
    """The item is closed, and opened again on its day if nothing is booked then.

    Raises NotFound, Forbidden, NotDismissible, ClaimedByAnother, Invalid.
    """
    item = await lock_item(work, form.item_id)
    work.access.authorize(whose=item.patient_id, where=item.clinic_id)
    require_dismissible(item.kind, NOTHING_BOOKED.name, is_open=item.closed_at is None)
    await WORKLIST.require_free(work, NOTHING_BOOKED, item.subject_id)
    zone = await zone_of(work, item.clinic_id)
    require_later(form.until, local_day(work.now, zone))
    columns = {
        "id": new_id(),
        "subject_id": item.subject_id,
        "patient_id": item.patient_id,
        "clinic_id": item.clinic_id,
        "until": form.until,
        "ends_at": start_of_day(form.until, zone),
        "reason": form.reason,
        "dismissed_by": work.actor.subject,
        "dismissed_at": work.now,
    }
    await keep_dismissal(work, columns)
    await work.set_timer(COMES_BACK, str(columns["id"]), columns["ends_at"])
    await WORKLIST.close(work, NOTHING_BOOKED, item.subject_id, "dismissed")
    work.audit("worklist item dismissed", str(item.id), until=form.until.isoformat(), reason=form.reason)
    return DismissalView.of(await named_dismissal(work, columns["id"]), work.now)


async def withdraw(work: Work, dismissal_id: UUID, form: DismissalEndForm) -> DismissalView:
    """It is work again now, if nothing is booked. Raises NotFound, Forbidden, DismissalOver."""
    row = await lock_dismissal(work, dismissal_id)
    work.access.authorize(whose=row.patient_id, where=row.clinic_id)
    require_running(row.withdrawn_at, row.ends_at, work.now)
    await withdraw_dismissal(work, dismissal_id, form.reason)
    await work.cancel_timer(COMES_BACK, str(dismissal_id))
    work.audit("worklist item dismissal withdrawn", str(dismissal_id), reason=form.reason)
    await list_what_to_book(work, row.patient_id)
    return DismissalView.of(await named_dismissal(work, dismissal_id), work.now)


async def come_back(work: Work, dismissal_id: UUID) -> None:
    """Its day has come: what is stored now decides whether something is to be booked."""
    await list_what_to_book(work, (await lock_dismissal(work, dismissal_id)).patient_id)
