"""/recall-letters: patients of a recalled lot, until each of them knows."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import RECALL_LETTERS_READ, RECALL_LETTERS_RELEASE, RECALL_LETTERS_SETTLE
from services.inventory.commands import recall_letters as commands
from services.inventory.domain.recall_letters import LetterStatus
from services.inventory.domain.refusals import (
    LetterOver,
    LettersReleased,
    LetterUnknown,
    RecallUnknown,
    RecallWasWithdrawn,
)
from services.inventory.forms.recall_letters import InformedForm, RecallLetterView, ReleasedView
from services.inventory.queries import recall_letters as queries

router = api_router("recall letters")


@router.post("/recalls/{recall_id}/letters", status_code=201, dependencies=[allow(RECALL_LETTERS_RELEASE)])
@refuses(LettersReleased, RecallUnknown, RecallWasWithdrawn)
async def release_recall_letters(work: Transaction, recall_id: UUID) -> ReleasedView:
    """Have everybody written to on whom the lot was used, and whoever is traced later."""
    return ReleasedView(recall_id=recall_id, patients=await commands.release_letters(work, recall_id))


@router.get("/recall-letters", dependencies=[allow(RECALL_LETTERS_READ)])
async def list_recall_letters(
    work: Transaction,
    paging: PageQuery,
    recall_id: UUID | None = None,
    notice_id: UUID | None = None,
    clinic_id: UUID | None = None,
    status: LetterStatus | None = None,
    to_correct: Annotated[
        bool, Query(description="Only patients who may believe in a recall that was withdrawn.")
    ] = False,
) -> Page[RecallLetterView]:
    """Who is written to about recalls, and who knows."""
    return await queries.list_letters(
        work,
        paging,
        recall_id=recall_id,
        notice_id=notice_id,
        clinic_id=clinic_id,
        status=status,
        correct=to_correct,
    )


@router.post("/recall-letters/{letter_id}/informed", dependencies=[allow(RECALL_LETTERS_SETTLE)])
@refuses(LetterOver, LetterUnknown)
async def note_patient_informed(work: Transaction, letter_id: UUID, form: InformedForm) -> RecallLetterView:
    """Somebody spoke with the patient, or handed a letter over; nobody has to call any longer."""
    return await commands.inform(work, letter_id, form.how)


@router.post("/recall-letters/{letter_id}/answered", dependencies=[allow(RECALL_LETTERS_SETTLE)])
@refuses(LetterOver, LetterUnknown)
async def note_recall_answer(work: Transaction, letter_id: UUID) -> RecallLetterView:
    """The patient said that they know."""
    return await commands.answer(work, letter_id)
