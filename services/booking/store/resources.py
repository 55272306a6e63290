"""Practitioners, rooms and devices: loaded, held, and occupied by one appointment at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import Range, insert

from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.domain.local_time import spoken
from services.booking.domain.opening_hours import Span
from services.booking.domain.practice import Device, Practitioner
from services.booking.domain.refusals import NotFound, SlotTaken
from services.booking.store.records import NO_KEY
from services.booking.tables import devices, occupations, permissions, practitioners, rooms


async def practitioners_of(work: Work, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Practitioner]:
    """Practitioners with what they may do, by id."""
    statement: Select[Any] = select(practitioners).where(practitioners.c.id.in_(ids)).order_by(practitioners.c.id)
    rows = (await work.execute(statement.with_for_update(**NO_KEY) if lock else statement)).all()
    granted: dict[UUID, dict[Modality, Any]] = {row.id: {} for row in rows}
    for row in await work.execute(select(permissions).where(permissions.c.practitioner_id.in_(ids))):
        granted[row.practitioner_id][Modality(row.modality)] = row.max_depth_mm
    return {
        row.id: Practitioner(row.id, row.clinic_id, f"{row.given_name} {row.family_name}", granted[row.id])
        for row in rows
    }


async def devices_of(work: Work, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Device]:
    """Devices by id."""
    statement: Select[Any] = select(devices).where(devices.c.id.in_(ids)).order_by(devices.c.id)
    rows = await work.execute(statement.with_for_update(**NO_KEY) if lock else statement)
    return {
        row.id: Device(
            row.id, row.clinic_id, row.model, Modality(row.modality), row.cartridge_gtin, row.cartridges_per_session
        )
        for row in rows
    }


@dataclass(frozen=True)
class Resources:
    """What an appointment occupies besides its patient, held against others until the commit."""

    practitioner: Practitioner
    room_id: UUID
    device: Device | None

    def occupied(self, patient_id: UUID) -> dict[str, UUID]:
        """Resource ids by kind."""
        taken = {
            "patient": patient_id,
            "practitioner": self.practitioner.practitioner_id,
            "room": self.room_id,
        }
        return taken | ({"device": self.device.device_id} if self.device else {})


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
        select(rooms.c.id, rooms.c.clinic_id)
        .where(rooms.c.id.in_({one.room_id for one in both}))
        .order_by(rooms.c.id)
        .with_for_update(**NO_KEY)
    )
    clinic_of_room = {row.id: row.clinic_id for row in await work.execute(held_rooms)}
    machines = await devices_of(work, {one.device_id for one in both if one.device_id is not None}, lock=True)

    practitioner = staff.get(wanted.practitioner_id)
    if practitioner is None or practitioner.clinic_id != clinic_id:
        raise NotFound("There is no such practitioner at this clinic.")
    if clinic_of_room.get(wanted.room_id) != clinic_id:
        raise NotFound("There is no such room at this clinic.")
    device = machines.get(wanted.device_id) if wanted.device_id is not None else None
    if wanted.device_id is not None and (device is None or device.clinic_id != clinic_id):
        raise NotFound("There is no such device at this clinic.")
    return Resources(practitioner, wanted.room_id, device)


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
        names = " and ".join(sorted(refused))
        raise SlotTaken(
            f"At {spoken(during.start, zone)} the {names} {'is' if len(refused) == 1 else 'are'} taken: "
            "choose another of the slots offered.",
            taken=sorted(refused),
        )


async def vacate(work: Work, appointment_id: UUID) -> None:
    """Give back everything that the appointment occupied."""
    await work.execute(delete(occupations).where(occupations.c.appointment_id == appointment_id))
