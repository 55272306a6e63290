"""Practitioners, rooms and devices: held, and occupied by one appointment at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import Range, insert

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.refusals import SlotTaken
from services.booking.calendar.store.devices import devices_of
from services.booking.calendar.tables import occupations, rooms
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.store.locks import NO_KEY
from services.booking.people.store.practitioners import practitioners_of


@dataclass(frozen=True)
class Resources:
    """What an appointment occupies besides its patient, held against others until the commit."""

    practitioner: Practitioner
    room_id: UUID
    room_name: str
    device: Device | None

    def occupied(self, patient_id: UUID) -> dict[str, UUID]:
        """Resource ids by kind."""
        taken = {
            "patient": patient_id,
            "practitioner": self.practitioner.practitioner_id,
            "room": self.room_id,
        }
        return taken | ({"device": self.device.device_id} if self.device else {})

    @property
    def names(self) -> dict[str, str | None]:
        """As an appointment is read with them."""
        return {
            "practitioner_name": self.practitioner.name,
            "room_name": self.room_name,
            "device_name": self.device.model if self.device else None,
        }


@dataclass(frozen=True)
class Chosen:
    """Which practitioner, room and device somebody wants."""

    practitioner_id: UUID
    room_id: UUID
    device_id: UUID | None


async def lock_resources(work: Work, clinic_id: UUID, wanted: Chosen, leaving: Chosen | None = None) -> Resources:
    """What is wanted, of one clinic, held until the commit. Raises NotFound.

    ``leaving`` is what a move gives up: held as well, or two appointments that change places would deadlock.
    """
    both = [wanted] + ([leaving] if leaving else [])
    staff = await practitioners_of(work, {one.practitioner_id for one in both}, lock=True)
    held_rooms = (
        select(rooms.c.id, rooms.c.clinic_id, rooms.c.name)
        .where(rooms.c.id.in_({one.room_id for one in both}))
        .order_by(rooms.c.id)
        .with_for_update(**NO_KEY)
    )
    known_rooms = {row.id: row for row in await work.execute(held_rooms)}
    machines = await devices_of(work, {one.device_id for one in both if one.device_id is not None}, lock=True)

    practitioner = staff.get(wanted.practitioner_id)
    if practitioner is None or practitioner.clinic_id != clinic_id:
        raise NotFound("There is no such practitioner at this clinic.")
    room = known_rooms.get(wanted.room_id)
    if room is None or room.clinic_id != clinic_id:
        raise NotFound("There is no such room at this clinic.")
    device = machines.get(wanted.device_id) if wanted.device_id is not None else None
    if wanted.device_id is not None and (device is None or device.clinic_id != clinic_id):
        raise NotFound("There is no such device at this clinic.")
    return Resources(practitioner, room.id, room.name, device)


async def occupy(work: Work, appointment_id: UUID, resources: Mapping[str, UUID], during: Span, zone: ZoneInfo) -> None:
    """Take everything for the appointment, numbing time included. Raises SlotTaken naming what is not free.

    In the order of resource ids. The exclusion constraint decides; a row that it keeps out is not an error, so the
    transaction lives on and can say which one it was.
    """
    ordered = sorted(resources.items(), key=lambda item: item[1].bytes)
    statement = insert(occupations).values(
        [
            {
                "appointment_id": appointment_id,
                "resource_kind": kind,
                "resource_id": resource_id,
                "during": Range(during.start, during.end, bounds="[)"),
            }
            for kind, resource_id in ordered
        ]
    )
    taken = await work.execute(statement.on_conflict_do_nothing().returning(occupations.c.resource_kind))
    refused = resources.keys() - set(taken.scalars())
    if refused:
        raise SlotTaken(
            "Taken at {starts_at}: {what}. Choose another of the slots offered.",
            starts_at=during.start.astimezone(zone),
            what=sorted(refused),
            taken=sorted(refused),
        )


async def vacate(work: Work, appointment_id: UUID) -> None:
    """Give back everything that the appointment occupied."""
    await work.execute(delete(occupations).where(occupations.c.appointment_id == appointment_id))
