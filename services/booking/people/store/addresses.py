"""Numbers and addresses of patients, as rows. What ended stays as history."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.work import Work
from services.booking.people.domain.addresses import Address, Proof, Whose
from services.booking.people.domain.patients import Channel
from services.booking.people.tables import patient_addresses as of

_HELD = Prepared(
    select(of).where(of.c.patient_id == bindparam("of"), of.c.ended_at.is_(None)).order_by(of.c.position, of.c.id)
)
_NEW = Prepared(insert(of))


async def addresses_of(work: Work, patient_id: UUID) -> list[Address]:
    """Those that hold, in order."""
    return [address_in(row) for row in await work.execute(_HELD, {"of": patient_id})]


def address_in(row: Row) -> Address:
    """The address that a row holds."""
    return Address(Channel(row.channel), row.address, Whose(row.whose), row.id, row.proven_at)


async def find_address(work: Work, patient_id: UUID, address_id: UUID) -> Row | None:
    """One of this patient, ended or not."""
    return (await work.execute(select(of).where(of.c.id == address_id, of.c.patient_id == patient_id))).one_or_none()


async def add_addresses(work: Work, given: Sequence[tuple[UUID, Sequence[Address]]]) -> None:
    """Store the first addresses of new patients, by their ids."""
    rows = [
        _columns(work, patient_id, position, replace(each, id=new_id()))
        for patient_id, addresses in given
        for position, each in enumerate(addresses)
    ]
    if rows:
        await work.execute(_NEW, rows)


async def keep_addresses(work: Work, patient_id: UUID, wanted: Sequence[Address]) -> list[Address]:
    """These hold, in this order; those without an id are new. Answers them with their ids."""
    kept = [each if each.id else replace(each, id=new_id()) for each in wanted]
    if kept:
        rows = [_columns(work, patient_id, position, each) for position, each in enumerate(kept)]
        statement = upsert(of).values(rows)
        placed = {"position": statement.excluded.position}
        await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=placed))
    return kept


def _columns(work: Work, patient_id: UUID, position: int, address: Address) -> dict[str, Any]:
    return {
        "id": address.id,
        "patient_id": patient_id,
        "channel": address.channel.value,
        "address": address.address,
        "whose": address.whose.value,
        "position": position,
        "given_by": work.actor.subject,
        "given_at": work.now,
    }


async def end_addresses(work: Work, ids: Collection[UUID], because: str) -> None:
    """They do not hold any longer."""
    ended = {"ended_at": work.now, "ended_by": work.actor.subject, "ended_because": because}
    await work.execute(update(of).where(of.c.id.in_(ids)).values(**ended))


async def end_addresses_of(work: Work, patient_id: UUID, because: str) -> None:
    """None of a patient's hold any longer."""
    ended = {"ended_at": work.now, "ended_by": work.actor.subject, "ended_because": because}
    theirs = (of.c.patient_id == patient_id) & of.c.ended_at.is_(None)
    await work.execute(update(of).where(theirs).values(**ended))


async def prove_addresses(work: Work, ids: Collection[UUID], how: Proof) -> None:
    """It is known that the patient is reached there; what was proven before is proven again."""
    proven = {"proven_at": work.now, "proven_how": how.value, "proven_by": work.actor.subject}
    await work.execute(update(of).where(of.c.id.in_(ids)).values(**proven))


async def delete_addresses(work: Work, patient_id: UUID) -> None:
    """All of a patient's, with their history."""
    await work.execute(delete(of).where(of.c.patient_id == patient_id))
