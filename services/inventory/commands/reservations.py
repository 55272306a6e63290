"""Cartridges for appointments: reserved, kept or picked again, and released."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.stock import settle
from services.inventory.domain.expiries import day_ends_at
from services.inventory.domain.reservations import OPEN, ReservationStatus
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.merged_patients import person
from services.inventory.store.stock import load_shelf, planned_from
from services.inventory.store.uses import count_live
from services.inventory.tables import reservations

ReservationRow = Row

LAPSE = "lapse"
"""The timer at the local midnight after a session's day: what is still held for it is released."""


@dataclass(frozen=True, slots=True)
class Need:
    """The cartridges that an appointment needs."""

    appointment_id: UUID
    patient_id: UUID
    clinic_id: UUID
    session_at: datetime
    """UTC. When the treatment starts."""
    gtin: str
    quantity: int
    unused: bool = False
    """True: what was said to have been used for it was not."""


async def reserve(work: Work, need: Need) -> None:
    """Reserve for an appointment that was booked or moved; keep what it holds while that still serves.

    Short when stock does not suffice; waiting while the clinic's zone, and so the session's day, is not known.
    """
    before, clinics = await lock_with_reservation(work, need.appointment_id, need.clinic_id)
    if before and (before.clinic_id, before.gtin) != (need.clinic_id, need.gtin):  # or it holds a substitute
        await _release(work, before, clinics[before.clinic_id])
    await _write_down(work, need)
    clinic = clinics[need.clinic_id]
    if clinic.zone is None:
        return
    shelf = await load_shelf(work, clinic, need.gtin, appointments=[need.appointment_id])
    shelf.stock.hold(shelf.stock.reservations[need.appointment_id])
    await settle(work, shelf)
    await set_lapse(work, clinic, need.appointment_id, need.session_at)


async def release(work: Work, appointment_id: UUID) -> None:
    """Release what an appointment holds: cancelled, missed, or no cartridge needed any more. None is no error."""
    before, clinics = await lock_with_reservation(work, appointment_id)
    if before:
        await _release(work, before, clinics[before.clinic_id])


async def lapse(work: Work, appointment_id: UUID) -> None:
    """The session's day is over: what is still held for it is released. Not yet over after a move: later, then."""
    before, clinics = await lock_with_reservation(work, appointment_id)
    if before is None or ReservationStatus(before.status) not in OPEN:
        return
    clinic = clinics[before.clinic_id]
    if clinic.zone is None or clinic.day_of(work.now) <= clinic.day_of(before.session_at):
        await set_lapse(work, clinic, appointment_id, before.session_at)
        return
    await _release(work, before, clinic)


async def look_again(work: Work, clinic: Clinic) -> None:
    """Decide all open reservations of a clinic, earliest session first: its zone, and so their days, became known."""
    open_here = (reservations.c.clinic_id == clinic.id) & reservations.c.status.in_([each.value for each in OPEN])
    planned = select(reservations, planned_from.label("planned")).where(open_here)
    rows = (await work.execute(planned.order_by(reservations.c.gtin))).all()
    for gtin in dict.fromkeys(row.planned for row in rows):
        of_product = [row for row in rows if row.planned == gtin]
        shelf = await load_shelf(work, clinic, gtin, appointments=[row.appointment_id for row in of_product])
        for reservation in sorted(shelf.stock.reservations.values(), key=lambda each: each.order):
            shelf.stock.hold(reservation)
        await settle(work, shelf)
        for row in of_product:
            await set_lapse(work, clinic, row.appointment_id, row.session_at)


async def set_lapse(work: Work, clinic: Clinic, appointment_id: UUID, session_at: datetime) -> None:
    """Have the reservation lapse at the local midnight after its day, once the zone is known."""
    if clinic.zone is not None:
        due_at = day_ends_at(clinic.day_of(session_at), clinic.zone)
        await work.set_timer(LAPSE, str(appointment_id), due_at)


async def find_reservation(work: Work, appointment_id: UUID) -> ReservationRow | None:
    """An appointment's reservation: appointment_id, clinic_id, gtin, status, session_at.

    ``gtin`` is the product that it holds or waits for.
    """
    r = reservations.c
    statement = select(r.appointment_id, r.clinic_id, planned_from.label("gtin"), r.status, r.session_at)
    return (await work.execute(statement.where(r.appointment_id == appointment_id))).first()


async def lock_with_reservation(
    work: Work, appointment_id: UUID, *also: UUID
) -> tuple[ReservationRow | None, dict[UUID, Clinic]]:
    """Lock the clinic that an appointment's reservation is at, and the others named, in one order.

    The reservation is read before the lock, to know the clinic, and again under it. Had another event moved it to a
    third clinic in between, that one is locked as well: out of order, so at worst a deadlock that is tried again.
    """
    before = await find_reservation(work, appointment_id)
    clinics = await lock_clinics(work, {*also, *([before.clinic_id] if before else [])})
    before = await find_reservation(work, appointment_id)
    if before and before.clinic_id not in clinics:
        clinics |= await lock_clinics(work, {before.clinic_id})
    return before, clinics


async def _release(work: Work, before: ReservationRow, clinic: Clinic) -> None:
    if clinic.zone is None:  # nothing can be held at a clinic whose stock nobody could receive yet
        statement = update(reservations).where(reservations.c.appointment_id == before.appointment_id)
        await work.execute(statement.values(status=ReservationStatus.RELEASED.value, changed_at=work.now))
        return
    shelf = await load_shelf(work, clinic, before.gtin, appointments=[before.appointment_id])
    shelf.stock.release(shelf.stock.reservations[before.appointment_id])
    await settle(work, shelf)


async def _write_down(work: Work, need: Need) -> None:
    """The reservation as asked for, undecided. What its session has used already (CartridgeUsed came first) counts."""
    used = count_live(need.appointment_id).scalar_subquery()
    asked = {
        "patient_id": person(need.patient_id),
        "clinic_id": need.clinic_id,
        "gtin": need.gtin,
        "substitute_gtin": None,
        "quantity": need.quantity,
        "session_at": need.session_at,
        "status": ReservationStatus.WAITING.value,
        "changed_at": work.now,
    }
    if need.unused:
        asked["used"] = 0
    statement = insert(reservations).values(**{"appointment_id": need.appointment_id, "used": used, **asked})
    await work.execute(statement.on_conflict_do_update(index_elements=[reservations.c.appointment_id], set_=asked))
