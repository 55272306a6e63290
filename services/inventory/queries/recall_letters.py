"""Who knows of a recall."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.recall_letters import LetterStatus
from services.inventory.forms.recall_letters import RecallLetterView
from services.inventory.store.recall_letters import about, to_correct
from services.inventory.tables import recall_letters, recalls


async def list_letters(
    work: Work,
    paging: Paging,
    *,
    recall_id: UUID | None,
    notice_id: UUID | None,
    clinic_id: UUID | None,
    status: LetterStatus | None,
    correct: bool,
) -> Page[RecallLetterView]:
    """Letters at the clinics that the caller sees, the oldest release first."""
    of = recall_letters.c
    statement = select(recall_letters).where(
        seen_by(work.access.reach(where=clinic_id), of.clinic_id),
        *equal_to({of.notice_id: notice_id, of.clinic_id: clinic_id, of.status: status}),
    )
    if recall_id is not None:
        statement = statement.where(await _about(work, recall_id))
    if correct:
        statement = statement.where(to_correct())
    return await page(work, statement, [of.released_at, of.id], paging, RecallLetterView.model_validate)


async def _about(work: Work, recall_id: UUID) -> ColumnElement[bool]:
    found = (await work.execute(select(recalls).where(recalls.c.id == recall_id))).first()
    return about(found) if found is not None else recall_letters.c.recall_id == recall_id
