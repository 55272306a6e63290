"""Loading and locking what commands and reactions decide on: rows in, domain values out.

Locks are taken in one order everywhere, so that two transactions seldom wait for each other: the patient, the course,
then practitioners, rooms and devices, each in the order of their ids. What still deadlocks is run again (chassis).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.dialects.postgresql import Range, insert

from chassis.work import Work
from contracts.vocabulary import Area, Modality, Outcome, ScreeningStage
from services.booking.domain.clearances import Clearance, Limits
from services.booking.domain.courses import Course
from services.booking.domain.local_time import spoken
from services.booking.domain.needs import Place
from services.booking.domain.opening_hours import OpenHours, Span
from services.booking.domain.practice import Device, Practitioner
from services.booking.domain.refusals import NotFound, SlotTaken
from services.booking.tables import (
    appointments,
    clearances,
    clinics,
    courses,
    devices,
    occupations,
    opening_hours,
    patients,
    permissions,
    practitioners,
    rooms,
)

# Rows that others refer to are locked without keeping those references from being made.
_NO_KEY: dict[str, Any] = {"key_share": True}


async def place_of(work: Work, clinic_id: UUID) -> Place:
    """The clinic's zone and hours. Raises NotFound."""
    statement = (
        select(clinics.c.time_zone, opening_hours.c.weekday, opening_hours.c.opens, opening_hours.c.closes)
        .select_from(clinics.outerjoin(opening_hours))
        .where(clinics.c.id == clinic_id)
    )
    rows = (await work.execute(statement)).all()
    if not rows:
        raise NotFound("There is no such clinic.")
    hours = [OpenHours(row.weekday, row.opens, row.closes) for row in rows if row.opens is not None]
    return Place(clinic_id, ZoneInfo(rows[0].time_zone), hours)


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo:
    """The clinic's zone. Raises NotFound."""
    return (await place_of(work, clinic_id)).zone


async def lock_patient(work: Work, patient_id: UUID) -> Row[Any]:
    """The patient's row, held until the commit: all that is published for a patient is in one order."""
    statement = select(patients).where(patients.c.id == patient_id).with_for_update(**_NO_KEY)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return row


async def lock_appointment(work: Work, appointment_id: UUID) -> Row[Any]:
    """An appointment, its patient's row held: an appointment changes only under that lock. Raises NotFound."""
    holder = (
        select(patients.c.id)
        .join(appointments, appointments.c.patient_id == patients.c.id)
        .where(appointments.c.id == appointment_id)
        .with_for_update(of=patients, **_NO_KEY)
    )
    await work.execute(holder)
    row = (await work.execute(select(appointments).where(appointments.c.id == appointment_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    return row


async def course_row(work: Work, course_id: UUID, *, lock: bool = False) -> Row[Any]:
    """A course. Raises NotFound."""
    statement: Select[Any] = select(courses).where(courses.c.id == course_id)
    row = (await work.execute(statement.with_for_update(**_NO_KEY) if lock else statement)).one_or_none()
    if row is None:
        raise NotFound("There is no such course.")
    return row


def course_of(row: Row[Any]) -> Course:
    """A course's row as the rules see it."""
    return Course(
        course_id=row.id,
        consult_id=row.consult_id,
        patient_id=row.patient_id,
        area=Area(row.area),
        modality=Modality(row.modality),
        device_model=row.device_model,
        depth_mm=row.depth_mm,
        sessions=row.sessions,
        performed=row.performed,
        last_session_at=row.last_session_at,
        spacing_weeks=(row.spacing_weeks_min, row.spacing_weeks_max),
        review_weeks=(row.review_weeks_min, row.review_weeks_max),
        session_minutes=row.session_minutes,
        numbing_minutes=row.numbing_minutes,
    )


async def clearances_for(
    work: Work, *, consult_id: UUID | None = None, patient_id: UUID | None = None
) -> list[Clearance]:
    """Every decision about one consult's plan, or about a patient, in the order in which they were heard."""
    statement = select(clearances).order_by(clearances.c.heard)
    if consult_id is not None:
        statement = statement.where(clearances.c.consult_id == consult_id)
    if patient_id is not None:
        statement = statement.where(clearances.c.patient_id == patient_id)
    return [clearance_of(row) for row in await work.execute(statement)]


def clearance_of(row: Row[Any]) -> Clearance:
    """A clearance's row as the rules see it."""
    return Clearance(
        screening_id=row.screening_id,
        consult_id=row.consult_id,
        stage=ScreeningStage(row.stage),
        outcome=Outcome(row.outcome),
        limits=Limits(
            modality=Modality(row.modality),
            device_model=row.device_model,
            area=Area(row.area),
            max_depth_mm=row.max_depth_mm,
            anaesthetic_allowed=row.anaesthetic_allowed,
            excluded_areas=frozenset(Area(area) for area in row.excluded_areas),
        ),
        eligible_from=row.eligible_from,
        valid_until=row.valid_until,
        decided_at=row.decided_at,
        decided_on=row.decided_on,
    )


async def practitioners_of(work: Work, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Practitioner]:
    """Practitioners with what they may do, by id."""
    statement: Select[Any] = select(practitioners).where(practitioners.c.id.in_(ids)).order_by(practitioners.c.id)
    rows = (await work.execute(statement.with_for_update(**_NO_KEY) if lock else statement)).all()
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
    rows = await work.execute(statement.with_for_update(**_NO_KEY) if lock else statement)
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
        .with_for_update(**_NO_KEY)
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
