"""A patient is written to about a recall of what was used on them; where that fails, somebody calls."""

from uuid import UUID

from chassis.work import Work
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterReleased, RecallLetterRetracted
from services.notifications.commands.messages import CALL_PATIENT_WITHIN, publish_unwritten
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.messages import LETTER, Announcement, about_letter
from services.notifications.domain.occasions import Occasion
from services.notifications.store.messages import messages_about
from services.notifications.worklist import ADVICE_TO_CORRECT, PATIENT_TO_CALL, WORKLIST


async def write_letter(work: Work, event: RecallLetterReleased) -> None:
    """Write to them; where no signed template says it, the front desk is asked to call."""
    planned = await announce(
        work,
        Announcement(
            Occasion.RECALL_LETTER,
            about=about_letter(event.letter_id),
            clinic_id=event.clinic_id,
            happened_at=event.released_at,
            patient_id=event.patient_id,
            starts_at=event.used_at,
            facts={LETTER: str(event.letter_id)},
        ),
    )
    if planned:
        return
    await WORKLIST.open(
        work,
        PATIENT_TO_CALL,
        event.letter_id,
        clinic_id=event.clinic_id,
        patient_id=event.patient_id,
        due_at=work.now + CALL_PATIENT_WITHIN,
    )
    why = "no templates in force write about a recall"
    publish_unwritten(work, Occasion.RECALL_LETTER, event.patient_id, why, letter_id=event.letter_id)


async def end_letter(work: Work, event: RecallLetterEnded) -> None:
    """They know, or it concerns them no longer: nothing goes out, and nobody calls."""
    await _stop(work, event.letter_id, event.because)
    await WORKLIST.close(work, ADVICE_TO_CORRECT, event.letter_id, event.because)


async def have_letter_corrected(work: Work, event: RecallLetterRetracted) -> None:
    """The recall was a mistake and they have heard of it: somebody calls, until inventory says that they know."""
    await _stop(work, event.letter_id, "recall_withdrawn")
    await WORKLIST.open(
        work,
        ADVICE_TO_CORRECT,
        event.letter_id,
        clinic_id=event.clinic_id,
        patient_id=event.patient_id,
        due_at=work.now + CALL_PATIENT_WITHIN,
    )


async def _stop(work: Work, letter_id: UUID, because: str) -> None:
    await call_off(work, about_letter(letter_id), f"the letter is over: {because}")
    for subject_id in (letter_id, *await messages_about(work, about_letter(letter_id))):
        await WORKLIST.close(work, PATIENT_TO_CALL, subject_id, because)
