"""What messages need of a patient: a projection of booking's events. A replay writes it again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.recipients import Channel, Route
from services.notifications.store.addresses import reached_at
from services.notifications.tables import patients


@dataclass(frozen=True)
class Contact:
    """How a patient is addressed. The family name is not needed for messages."""

    given_name: str
    home_clinic_id: UUID
    phone: str | None
    """E.164."""
    email: str | None
    language: str
    """BCP 47."""
    birth_digest: str
    """Of the date of birth, by which whoever opens a link is asked."""
    addresses: Sequence[Mapping[str, Any]] | None = None
    """All, in order, each with ``channel``, ``address``, ``whose``, ``proven_at`` and the ``key`` that finds it."""


async def keep_patient(work: Work, patient_id: UUID, contact: Contact, channel: str, marketing: bool) -> None:
    """Store a patient as registered."""
    values = {**asdict(contact), "channel": channel, "marketing": marketing}
    statement = insert(patients).values(id=patient_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def change_patient(work: Work, patient_id: UUID, contact: Contact) -> None:
    """Store changed contact facts; planned messages use them from now on."""
    changed = {**asdict(contact), "former_addresses": patients.c.addresses}
    await work.execute(update(patients).where(patients.c.id == patient_id).values(**changed))


async def change_preferences(work: Work, patient_id: UUID, channel: str, marketing: bool) -> None:
    """Another channel, or another answer on marketing."""
    await work.execute(update(patients).where(patients.c.id == patient_id).values(channel=channel, marketing=marketing))


async def find_patient(work: Work, patient_id: UUID) -> Row | None:
    """A patient, as messages know them."""
    return (await work.execute(select(patients).where(patients.c.id == patient_id))).one_or_none()


async def lock_patient(work: Work, patient_id: UUID) -> Row | None:
    """The person of a record, locked: of one that was merged, the record that goes on."""
    return next(iter(await lock_people(work, [patient_id])), None)


async def lock_people(work: Work, patient_ids: Sequence[UUID]) -> Sequence[Row]:
    """The same of several, in the order of their ids."""
    return await _lock(work, patients.c.id.in_(patient_ids))


async def lock_by_email(work: Work, address: str) -> Sequence[Row]:
    """The patients with this e-mail address; locked, in the order of their ids."""
    return await _lock(work, reached_at(Route(Channel.EMAIL, address)))


async def lock_by_phone(work: Work, number: str) -> Sequence[Row]:
    """The patients with this telephone number (E.164); locked, in the order of their ids."""
    return await _lock(work, reached_at(Route(Channel.SMS, number)))


async def _lock(work: Work, who: ColumnElement[bool]) -> Sequence[Row]:
    """Deliveries to them wait, and so does a second stop that arrives at the same time.

    A number or address of a record that was merged into another one reaches the patient of that one.
    """
    reached = select(func.coalesce(patients.c.merged_into, patients.c.id)).where(who)
    people = select(patients).where(patients.c.id.in_(reached)).order_by(patients.c.id)
    return (await work.execute(people.with_for_update())).all()
