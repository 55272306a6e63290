"""Offers of freed times. One changes only under the lock of its patient's row."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, insert, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.domain.waitlist_offers import OfferState
from services.booking.care.tables import waitlist_offers
from services.booking.people.domain.message_hours import MessageHours
from services.booking.people.store.locks import lock_with_patient, patient_of
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import clinics, patients, practitioners

of = waitlist_offers
_IS_OPEN = of.c.state == OfferState.OPEN.value


def named_offers() -> Select[Any]:
    """Offers with the names that a front desk reads, and the zone of their clinic."""
    return select(
        of, PATIENT_NAME, clinics.c.name.label("clinic_name"), clinics.c.time_zone, PRACTITIONER_NAME
    ).select_from(
        of.join(patients, patients.c.id == of.c.patient_id)
        .join(clinics, clinics.c.id == of.c.clinic_id)
        .join(practitioners, practitioners.c.id == of.c.practitioner_id)
    )


_PATIENT = patient_of(of)
_NAMED = Prepared(named_offers().where(of.c.id == bindparam("of")))
_INSERT = Prepared(insert(of))
_CHANGE = Prepared(update(of).where(of.c.id == bindparam("of")))
_OPEN_OF = Prepared(select(of.c.id).where(_IS_OPEN, of.c.patient_id == bindparam("of")))
_HELD_BY = Prepared(
    select(of.c.id).where(_IS_OPEN, of.c.patient_id == bindparam("patient"), of.c.hold_id == bindparam("hold"))
)
_HELD_FOR = Prepared(select(of.c.hold_id).where(_IS_OPEN, of.c.patient_id == bindparam("of")))
_OPEN_ABOUT = Prepared(select(of.c.id).where(_IS_OPEN, of.c.freed_id == bindparam("of")))
_HOURS = Prepared(
    select(clinics.c.messages_from, clinics.c.messages_until, clinics.c.time_zone).where(
        clinics.c.id == bindparam("of")
    )
)


async def keep_offer(work: Work, columns: dict[str, Any]) -> None:
    """Store a new offer."""
    await work.execute(_INSERT, columns)


async def lock_offer(work: Work, offer_id: UUID) -> Row:
    """An offer with its names, its patient's row locked. Raises NotFound."""
    row = await lock_with_patient(work, _PATIENT, _NAMED, offer_id)
    if row is None:
        raise NotFound("There is no such offer.")
    return row


async def named_offer(work: Work, offer_id: UUID) -> Row:
    """An offer with its names, as it is now."""
    return (await work.execute(_NAMED, {"of": offer_id})).one()


async def change_offer(work: Work, offer_id: UUID, **values: Any) -> None:
    """Change columns of an offer whose patient is locked."""
    await work.execute(_CHANGE, {"of": offer_id, **values})


async def has_open_offer(work: Work, patient_id: UUID) -> bool:
    """Whether a locked patient is being asked about a time."""
    return (await work.execute(_OPEN_OF, {"of": patient_id})).one_or_none() is not None


async def offer_held_by(work: Work, hold: Row) -> UUID | None:
    """The open offer that a hold keeps the time for."""
    found: UUID | None = await work.scalar(_HELD_BY, {"patient": hold.patient_id, "hold": hold.id})
    return found


async def held_for_offers(work: Work, patient_id: UUID) -> Sequence[UUID]:
    """The holds by which times are kept while a locked patient is being asked about them."""
    return (await work.execute(_HELD_FOR, {"of": patient_id})).scalars()


async def is_offered(work: Work, freed_id: UUID) -> bool:
    """Whether somebody is being asked about a freed time."""
    return (await work.execute(_OPEN_ABOUT, {"of": freed_id})).one_or_none() is not None


async def open_offers(work: Work, entry_ids: Collection[UUID]) -> Sequence[Row]:
    """The open offers to entries, with their names. The patient's row is locked."""
    if not entry_ids:
        return ()
    return (await work.execute(named_offers().where(_IS_OPEN, of.c.entry_id.in_(list(entry_ids))))).all()


async def message_hours(work: Work, clinic_id: UUID) -> MessageHours:
    """When a clinic writes to patients."""
    row = (await work.execute(_HOURS, {"of": clinic_id})).one()
    return MessageHours(row.messages_from, row.messages_until, ZoneInfo(row.time_zone))
