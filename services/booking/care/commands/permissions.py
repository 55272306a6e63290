"""What a practitioner may do changes: at one place, with a reason."""

from dataclasses import replace
from uuid import UUID

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.touched import SHOWN
from services.booking.calendar.store.unavailabilities import hold_resource
from services.booking.care.domain.permissions import no_longer_permitted
from services.booking.care.forms.permissions import PermissionsView
from services.booking.care.store.permissions import expected_of
from services.booking.people.commands.practitioners import keep_permissions
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.forms.practitioners import PermissionsForm
from services.booking.people.store.practitioners import practitioners_of


async def permit(work: Work, clinic_id: UUID, practitioner_id: UUID, form: PermissionsForm) -> PermissionsView:
    """These permissions hold from now on, in place of those before. What is booked stays, and is listed.

    The practitioner's row is locked, as for a booking: one that is made at the same moment either sees them, or is in
    the list. Raises Forbidden, NotFound.
    """
    before = await _held(work, clinic_id, practitioner_id)
    touched = await _touched(work, before, form)
    await keep_permissions(work, practitioner_id, form.permissions)
    await check_ahead(work, DependsOn.PRACTITIONER, practitioner_id)
    await note_opened(work, before.clinics, work.now, None)
    work.audit(
        "practitioner.permitted",
        f"practitioner/{practitioner_id}",
        reason=form.reason,
        before=[_in_words(one.modality, one.deepest, one.first_day, one.last_day) for one in before.permissions],
        after=[_in_words(one.modality, one.max_depth_mm, one.first_day, one.last_day) for one in form.permissions],
    )
    return PermissionsView(practitioner_id=practitioner_id, permissions=form.permissions, touched=touched)


async def preview_permissions(
    work: Work, clinic_id: UUID, practitioner_id: UUID, form: PermissionsForm
) -> TouchedAppointmentsView:
    """What these permissions would not allow. Raises Forbidden, NotFound."""
    return await _touched(work, await _held(work, clinic_id, practitioner_id), form)


async def _held(work: Work, clinic_id: UUID, practitioner_id: UUID) -> Practitioner:
    work.access.authorize(where=clinic_id)
    await hold_resource(work, clinic_id, ResourceKind.PRACTITIONER, practitioner_id)
    found = (await practitioners_of(work, [practitioner_id])).get(practitioner_id)
    if found is None:
        raise NotFound("There is no such practitioner at this clinic.")
    return found


async def _touched(work: Work, before: Practitioner, form: PermissionsForm) -> TouchedAppointmentsView:
    after = replace(before, permissions=[one.permission for one in form.permissions])
    found = list(no_longer_permitted(after, await expected_of(work, before.practitioner_id)))
    return TouchedAppointmentsView.of(found[:SHOWN], len(found))


def _in_words(modality: str, deepest: object, first: object, last: object) -> str:
    return f"{modality} to {deepest} mm, {first or 'since ever'} to {last or 'further notice'}"
