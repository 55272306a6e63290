"""A slot is kept for a patient for some minutes: it occupies what an appointment would, and ends by itself."""

from datetime import timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.commands.appointments import Wanted
from services.booking.calendar.commands.used_holds import END_HOLD
from services.booking.calendar.domain.appointments import require_ahead
from services.booking.calendar.domain.needs import Needs, require_device_only_when_needed, require_suitable
from services.booking.calendar.forms.holds import HoldView
from services.booking.calendar.store.holds import end_hold, expire_hold, extend_hold, keep_hold
from services.booking.calendar.store.occupations import lock_resources, occupy
from services.booking.people.store.patients import patient_name


async def hold_slot(
    work: Work, patient: Row, needs: Needs, wanted: Wanted, *, lasts: timedelta, moving_id: UUID | None = None
) -> HoldView:
    """Hold a slot for a patient whose row is locked.

    Raises InThePast, Invalid, NotFound, ClinicClosed, NotOnShift, NotQualified, WrongDevice, SlotTaken or
    ResourceUnavailable.
    """
    place, starts_at, chosen = wanted.place, wanted.starts_at, wanted.chosen
    require_ahead(starts_at, work.now, place.zone)
    require_device_only_when_needed(needs, chosen.device_id)
    resources = await lock_resources(work, place.clinic_id, chosen)
    require_suitable(needs, place, resources.practitioner, resources.device, starts_at)
    columns = {
        "id": new_id(),
        "patient_id": patient.id,
        "clinic_id": place.clinic_id,
        "kind": needs.kind.value,
        "course_id": needs.course_id,
        "moving_id": moving_id,
        "starts_at": starts_at,
        "treatment_starts_at": starts_at + needs.lengths.lead,
        "ends_at": starts_at + needs.lengths.total,
        "practitioner_id": chosen.practitioner_id,
        "room_id": chosen.room_id,
        "device_id": chosen.device_id,
        "held_by": work.actor.subject,
        "held_at": work.now,
        "expires_at": work.now + lasts,
        "extended_at": None,
    }
    await occupy(work, columns["id"], patient.id, resources, needs.lengths.spans(starts_at), place)
    await keep_hold(work, columns)
    await work.set_timer(END_HOLD, str(columns["id"]), columns["expires_at"])
    names = {"patient_name": patient_name(patient), **resources.names}
    return HoldView.of({**columns, **names, "clinic_name": place.name, "time_zone": place.zone.key})


async def release_hold(work: Work, hold_id: UUID) -> None:
    """Give the slot back before its time. Raises HoldOver."""
    await work.cancel_timer(END_HOLD, str(hold_id))
    await end_hold(work, hold_id)


async def lengthen_hold(work: Work, hold: Row, lasts: timedelta) -> HoldView:
    """Hold the slot for another while, from now on. Raises HoldOver."""
    expires_at = work.now + lasts
    await work.set_timer(END_HOLD, str(hold.id), expires_at)
    await extend_hold(work, hold.id, expires_at)
    return HoldView.of({**hold._mapping, "expires_at": expires_at, "extended_at": work.now})


async def let_expire(work: Work, hold_id: UUID) -> None:
    """The timer of a hold: it may be gone already, or extended a moment ago."""
    await expire_hold(work, hold_id)
