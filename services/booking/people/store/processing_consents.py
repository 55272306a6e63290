"""Consents to the processing of personal data. They are added, and never changed."""

from uuid import UUID

from sqlalchemy import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.people.tables import processing_consents as of


async def keep_consent(work: Work, patient_id: UUID, wording: str) -> Row:
    """The patient agrees now to this version of the wording. Answers its row."""
    columns = {
        "id": new_id(),
        "patient_id": patient_id,
        "wording": wording,
        "agreed_at": work.now,
        "recorded_by": work.actor.subject,
    }
    return (await work.execute(insert(of).values(**columns).returning(*of.columns))).one()
