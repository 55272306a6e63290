"""A recall was withdrawn: letters that have not left are dropped, and whoever had one is called."""

from typing import Any

from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterRetracted
from services.inventory.domain.recall_letters import RECALL_WITHDRAWN, LetterStatus, may_believe
from services.inventory.store.recall_letters import change_letter, standing_letters
from services.inventory.tables import recall_letters


async def retract_letters(work: Work, recall: Row) -> int:
    """Answers how many patients have to be called, because they may believe in the recall."""
    to_call = 0
    for letter in await standing_letters(work, recall_letters.c.recall_id == recall.id):
        if may_believe(LetterStatus(letter.status)):
            to_call += 1
            await retract(work, letter)
        else:
            await _drop(work, letter)
    return to_call


async def retract(work: Work, letter: Row, **known: Any) -> None:
    """The patient had the letter, or was spoken with: somebody has to call."""
    await _withdraw(work, letter, mistaken_at=work.now, **known)
    work.publish(
        RecallLetterRetracted(
            letter_id=letter.id,
            recall_id=letter.recall_id,
            patient_id=letter.patient_id,
            clinic_id=letter.clinic_id,
            retracted_at=work.now,
        )
    )


async def _drop(work: Work, letter: Row) -> None:
    await _withdraw(work, letter)
    work.publish(
        RecallLetterEnded(
            letter_id=letter.id,
            recall_id=letter.recall_id,
            patient_id=letter.patient_id,
            because=RECALL_WITHDRAWN,
            ended_at=work.now,
        )
    )


async def _withdraw(work: Work, letter: Row, **known: Any) -> None:
    withdrawn = {"withdrawn_at": work.now, "withdrawn_because": RECALL_WITHDRAWN}
    await change_letter(work, letter.id, status=LetterStatus.WITHDRAWN.value, **withdrawn, **known)
