"""Consents that were signed, and the documents that are signed today."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, insert, not_, or_, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.reference.kinds import Version
from chassis.reference.reading import in_force, require_in_force
from chassis.work import Work
from contracts.vocabulary import Modality
from services.screening.domain.consents import ConsentDocuments, SignedConsent
from services.screening.reference import CONSENT_DOCUMENTS
from services.screening.tables import consents

of = consents.c


async def documents_in_force(work: Work, day: date) -> Version[ConsentDocuments] | None:
    """The documents that are signed on a local day; None while no director has signed any."""
    return await in_force(work, CONSENT_DOCUMENTS, day)


async def require_documents(work: Work, day: date) -> Version[ConsentDocuments]:
    """The same. Raises NothingInForce."""
    return await require_in_force(work, CONSENT_DOCUMENTS, day)


async def insert_consent(work: Work, **columns: Any) -> Row:
    """Keep a signed consent. Answers its row."""
    statement = insert(consents).values(id=new_id(), taken_by=work.actor.subject, signed_at=work.now, **columns)
    return (await work.execute(statement.returning(*consents.columns))).one()


async def find_consent(work: Work, consent_id: UUID) -> Row | None:
    """One consent."""
    return (await work.execute(select(consents).where(of.id == consent_id))).first()


async def live_consents(work: Work, patient_id: UUID) -> Sequence[Row]:
    """A patient's consents that have not ended, the newest first; their last day may be over."""
    found = select(consents).where(of.patient_id == patient_id, of.ended_at.is_(None))
    return (await work.execute(found.order_by(of.id.desc()))).all()


async def signed_consents(work: Work, patient_id: UUID) -> list[SignedConsent]:
    """The same, as the rules see them."""
    return [
        SignedConsent(Modality(row.modality), tuple(row.areas), row.valid_until)
        for row in await live_consents(work, patient_id)
    ]


async def end_consent(work: Work, consent_id: UUID, why: str, *, ended_at: datetime, reason: str | None = None) -> Row:
    """A consent counts no longer. Answers the new row."""
    columns = {"ended_at": ended_at, "ended_why": why, "ended_by": work.actor.subject, "ended_reason": reason}
    statement = update(consents).where(of.id == consent_id).values(**columns)
    return (await work.execute(statement.returning(*consents.columns))).one()


async def of_older_editions(work: Work, documents: ConsentDocuments, limit: int) -> Sequence[Row]:
    """Some of the consents whose document is signed no longer, or has a new edition."""
    current = [and_(of.document == code, of.edition == each.edition) for code, each in documents.documents.items()]
    stale = select(consents).where(of.ended_at.is_(None), not_(or_(*current)))
    return (await work.execute(stale.order_by(of.patient_id, of.id).limit(limit))).all()
