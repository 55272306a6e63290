"""A recall was withdrawn: letters that have not left are dropped, and whoever had one is called."""

from typing import Any

from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.recalls import RecallLetterRetracted
from services.inventory.commands.recall_letter_ends import publish_end
from services.inventory.domain.recall_letters import RECALL_WITHDRAWN, LetterStatus, may_believe
from services.inventory.store.recall_letters import change_letter, standing_letters, treated_with, withdraw
from services.inventory.store.recalls import others_of_notice
from services.inventory.tables import recall_letters, uses


async def retract_letters(work: Work, recall: Row) -> int:
    """Answers how many patients have to be called, because they may believe in the recall."""
    to_call = 0
    for letter in await standing_letters(work, recall_letters.c.recall_id == recall.id):
        if await pass_on(work, letter, recall):
            continue
        if may_believe(LetterStatus(letter.status)):
            to_call += 1
            await retract(work, letter)
        else:
            await withdraw(work, letter.id, RECALL_WITHDRAWN)
            publish_end(work, letter, RECALL_WITHDRAWN)
    return to_call


async def pass_on(work: Work, letter: Row, recall: Row) -> bool:
    """Whether the letter stands all the same: it is about another lot of the notice that was used on the patient."""
    for other in await others_of_notice(work, recall):
        if await treated_with(work, other, uses.c.patient_id == letter.patient_id):
            await change_letter(work, letter.id, recall_id=other.id)
            return True
    return False


async def retract(work: Work, letter: Row, **known: Any) -> None:
    """The patient had the letter, or was spoken with: somebody has to call."""
    await withdraw(work, letter.id, RECALL_WITHDRAWN, mistaken_at=work.now, **known)
    work.publish(
        RecallLetterRetracted(
            letter_id=letter.id,
            recall_id=letter.recall_id,
            patient_id=letter.patient_id,
            clinic_id=letter.clinic_id,
            retracted_at=work.now,
        )
    )
