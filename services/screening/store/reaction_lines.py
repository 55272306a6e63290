"""Who is asked, in order, to acknowledge a serious reaction: a clinic's own line, and the chain's."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.suspensions import Contact, line_of
from services.screening.tables import reaction_lines

CHAIN = UUID(int=0)
"""The place of the chain's own line."""
of = reaction_lines.c


async def find_line(work: Work, clinic_id: UUID) -> Row | None:
    """What was set for a clinic, or for the chain."""
    return (await work.execute(select(reaction_lines).where(of.clinic_id == clinic_id))).first()


async def lock_line(work: Work, clinic_id: UUID) -> Row | None:
    """The same, locked until the commit."""
    return (await work.execute(select(reaction_lines).where(of.clinic_id == clinic_id).with_for_update())).first()


async def keep_line(work: Work, clinic_id: UUID, contacts: Sequence[Contact], version: int) -> Row:
    """Set a line. Answers its row."""
    columns: dict[str, Any] = {
        "contacts": [{"name": each.name, "email": each.email} for each in contacts],
        "version": version,
        "set_at": work.now,
        "set_by": work.actor.subject,
    }
    statement = insert(reaction_lines).values(clinic_id=clinic_id, **columns)
    kept = statement.on_conflict_do_update(index_elements=["clinic_id"], set_=columns)
    return (await work.execute(kept.returning(*reaction_lines.columns))).one()


async def whole_line(work: Work, clinic_id: UUID) -> tuple[Contact, ...]:
    """Who is asked about a patient of a clinic, in order, the chain's contacts and its role included."""
    found = await work.execute(select(reaction_lines).where(of.clinic_id.in_([clinic_id, CHAIN])))
    by_place = {row.clinic_id: contacts_of(row) for row in found}
    return line_of(by_place.get(clinic_id, ()), by_place.get(CHAIN, ()))


def contacts_of(row: Row) -> tuple[Contact, ...]:
    """The contacts of a line's row."""
    return tuple(Contact(each["name"], each["email"]) for each in row.contacts)
