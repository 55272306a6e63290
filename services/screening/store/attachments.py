"""Documents that belong to a review: what each is, and where the clinic keeps it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.tables import review_attachments as attachments


async def insert_attachment(work: Work, decision: Row, title: str, reference: str, digest: str | None) -> Row:
    """Keep where a document is. It belongs to the consult, so that later decisions have it as well."""
    statement = insert(attachments).values(
        id=new_id(),
        consult_id=decision.consult_id,
        patient_id=decision.patient_id,
        clinic_id=decision.clinic_id,
        title=title,
        reference=reference,
        digest=digest,
        added_by=work.actor.subject,
        added_at=work.now,
    )
    return (await work.execute(statement.returning(*attachments.c))).one()


async def attachments_of(work: Work, consult_id: UUID) -> Sequence[Row]:
    """The documents of a consult's reviews, as they were added."""
    found = select(attachments).where(attachments.c.consult_id == consult_id)
    return (await work.execute(found.order_by(attachments.c.id))).all()
