"""Proposals to merge two records, loaded and settled."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.merges import ProposalStatus
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import merge_proposals as of
from services.booking.people.tables import patients


def named_proposals() -> Select[Any]:
    """Proposals with the name of the record that would end."""
    return select(of, PATIENT_NAME).join(patients, patients.c.id == of.c.patient_id)


async def proposal_row(work: Work, proposal_id: UUID) -> Row:
    """Raises NotFound."""
    row = (await work.execute(named_proposals().where(of.c.id == proposal_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such proposal: list those that wait.")
    return row


async def is_proposed(work: Work, patient_id: UUID, into: UUID) -> bool:
    """Whether these two, in either direction, wait for a decision."""
    return (await work.execute(select(of.c.id).where(_between(patient_id, into)).limit(1))).first() is not None


async def settle_proposals(work: Work, patient_id: UUID, into: UUID) -> list[UUID]:
    """The two records were merged: what proposed it is settled, and others name the record that goes on.

    Answers the settled proposals.
    """
    settled = {"status": ProposalStatus.MERGED.value, "settled_by": work.actor.subject, "settled_at": work.now}
    merged = update(of).where(_between(patient_id, into)).values(**settled).returning(of.c.id)
    found = list((await work.execute(merged)).scalars())
    await work.execute(update(of).where(of.c["into"] == patient_id).values({"into": into}))
    return found


async def reject_proposals(work: Work, one: UUID, other: UUID, reason: str) -> list[UUID]:
    """These are two people: what proposed to merge them is rejected. Answers those."""
    said = {"settled_by": work.actor.subject, "settled_at": work.now, "settled_because": reason}
    rejected = update(of).where(_between(one, other)).values(status=ProposalStatus.REJECTED.value, **said)
    return list((await work.execute(rejected.returning(of.c.id))).scalars())


async def waiting_proposals(work: Work, patient_id: UUID) -> Sequence[Row]:
    """What is proposed about a patient's record and nobody has decided: ``id`` and ``clinic_id``."""
    waits = (of.c.patient_id == patient_id) & (of.c.status == ProposalStatus.PROPOSED.value)
    return (await work.execute(select(of.c.id, of.c.clinic_id).where(waits))).all()


def _between(one: UUID, other: UUID) -> ColumnElement[bool]:
    either = ((of.c.patient_id == one) & (of.c["into"] == other)) | ((of.c.patient_id == other) & (of.c["into"] == one))
    return either & (of.c.status == ProposalStatus.PROPOSED.value)
