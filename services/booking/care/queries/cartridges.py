"""A cartridge's label is read before it is opened: the rules of recording a session, asked without recording one."""

from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.store.devices import devices_of
from services.booking.care.domain.cartridges import Opened, require_usable, scanned
from services.booking.care.forms.cartridges import CartridgeLabelView
from services.booking.care.store.cartridges import recalled_now, require_never_opened


async def cartridge_label(work: Work, appointment_id: UUID, scan: str, device_id: UUID | None) -> CartridgeLabelView:
    """``device_id`` is the device that is used; left out, the one that is booked.

    Raises NotFound, Forbidden, Invalid for a scan that cannot be read, and as `require_usable` does.
    """
    appointment = await find_appointment(work, appointment_id)
    if appointment is None:
        raise NotFound("There is no such appointment.")
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    today = local_day(work.now, ZoneInfo(appointment.time_zone))
    this, used = scanned(scan, today), device_id or appointment.device_id
    device = (await devices_of(work, [used])).get(used) if used else None
    if device is None or device.clinic_id != appointment.clinic_id:
        raise NotFound("There is no such device at this clinic.")
    require_usable(
        Opened([this]),
        gtin=device.cartridge_gtin,
        count=1,  # one label is read by itself, however many the device takes
        recalled=await recalled_now(work, [this], work.now),
        today=today,
        substitute=appointment.substitute_gtin,
    )
    await require_never_opened(work, this)
    return CartridgeLabelView.model_validate(this)
