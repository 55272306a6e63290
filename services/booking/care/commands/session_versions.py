"""What one version of a session says: as it is recorded, or as an amendment states it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.sessions import SessionFacts
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.store.devices import devices_of
from services.booking.care.commands.cartridge_uses import opened_of
from services.booking.care.commands.corrections import Correcting
from services.booking.care.commands.session_events import equipment_of
from services.booking.care.commands.sessions import also_done, device_at, thrown_away
from services.booking.care.domain.cartridges import Opened, scanned
from services.booking.care.domain.corrections import require_its_day
from services.booking.care.domain.sessions import Treatment
from services.booking.care.domain.words import Area
from services.booking.care.forms.sessions import AmendedSessionForm
from services.booking.people.domain.practitioners import Practitioner, performer
from services.booking.people.store.practitioners import practitioners_of


@dataclass(frozen=True)
class SessionVersion:
    """What one version of a session says."""

    practitioner: Practitioner
    device: Device
    treatment: Treatment
    performed_at: datetime
    also: dict[str, Any]
    """Other columns of what was done, which no rule reads."""

    def checked(self) -> tuple[object, ...]:
        """What the rules are about."""
        of = self.treatment
        opened = (tuple(of.cartridges.used), tuple(of.cartridges.discarded), of.cartridges.why_another_number)
        done = (of.area, of.depth_mm, of.anaesthetic_used, *opened)
        return (self.practitioner.practitioner_id, self.device.device_id, self.performed_at, *done)

    def columns(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "practitioner_id": self.practitioner.practitioner_id,
            "device_id": self.device.device_id,
            "area": self.treatment.area,
            "depth_mm": self.treatment.depth_mm,
            "anaesthetic_used": self.treatment.anaesthetic_used,
            "why_another_number": self.treatment.cartridges.why_another_number,
            "performed_at": self.performed_at,
            **self.also,
        }


async def version_recorded(work: Work, row: Row, kept: Sequence[Row]) -> SessionVersion:
    """What a session's row says, with the rows of its cartridges."""
    treatment = Treatment(Area(row.area), row.depth_mm, row.anaesthetic_used, opened_of(kept, row.why_another_number))
    practitioner = (await practitioners_of(work, [row.practitioner_id]))[row.practitioner_id]
    device = (await devices_of(work, [row.device_id]))[row.device_id]
    also = {"product": row.product, "details": row.details}
    return SessionVersion(practitioner, device, treatment, row.performed_at, also)


async def version_stated(
    work: Work, this: Correcting, form: AmendedSessionForm, before: SessionVersion
) -> SessionVersion:
    """What an amendment says; what it leaves out is as it was. Raises NotItsDay, NoPractitioner, NotFound, Invalid."""
    at = form.performed_at or before.performed_at
    require_its_day(at, this.appointment.starts_at, work.now, this.zone)
    practitioner = before.practitioner
    if form.practitioner_id not in (None, practitioner.practitioner_id):
        found = (await practitioners_of(work, [form.practitioner_id])).get(form.practitioner_id)
        practitioner = performer(found, this.appointment.clinic_id, at)
    device = before.device
    if form.device_id != device.device_id:
        device = await device_at(work, form.device_id, this.appointment.clinic_id)
    opened = _opened(form, before.treatment.cartridges, local_day(at, this.zone))
    treatment = Treatment(form.area, form.depth_mm, form.anaesthetic_used, opened)
    return SessionVersion(practitioner, device, treatment, at, also_done(form))


def _opened(form: AmendedSessionForm, before: Opened, day: date) -> Opened:
    used, discarded = before.used, before.discarded
    if form.cartridges is not None:
        used = [scanned(raw, day) for raw in form.cartridges]
    if form.discarded_cartridges is not None:
        discarded = [thrown_away(each, day) for each in form.discarded_cartridges]
    as_before = form.cartridges is None and form.discarded_cartridges is None
    compared = form.why_like_another or ("They are as they were recorded." if as_before else None)
    return Opened(used, discarded, form.why_another_number, compared)


def facts_of(of: SessionVersion, *, overridden: bool) -> SessionFacts:
    """As an event says it."""
    return SessionFacts(
        practitioner_id=of.practitioner.practitioner_id,
        modality=of.device.modality,
        area=of.treatment.area,
        overridden=overridden,
        performed_at=of.performed_at,
        equipment=equipment_of(of.device, of.treatment),
        immediate_reaction=(of.also["details"] or {}).get("immediate_reaction"),
    )
