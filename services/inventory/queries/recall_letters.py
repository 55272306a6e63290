"""Who knows of a recall."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.recall_letters import LetterStatus
from services.inventory.forms.recall_letters import RecallLetterView
from services.inventory.store.recall_letters import to_correct
from services.inventory.tables import recall_letters


async def list_letters(
    work: Work,
    paging: Paging,
    *,
    recall_id: UUID | None,
    clinic_id: UUID | None,
    status: LetterStatus | None,
    correct: bool,
) -> Page[RecallLetterView]:
    """Letters at the clinics that the caller sees, the oldest release first."""
    of = recall_letters.c
    statement = select(recall_letters).where(
        seen_by(work.access.reach(where=clinic_id), of.clinic_id),
        *equal_to({of.recall_id: recall_id, of.clinic_id: clinic_id, of.status: status}),
    )
    if correct:
        statement = statement.where(to_correct())
    return await page(work, statement, [of.released_at, of.id], paging, RecallLetterView.model_validate)
