"""A patient is written to about a recall of what was used on them; where that fails, somebody calls."""

from chassis.ids import new_id
from chassis.work import Work
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterReleased
from contracts.notifications.messages import MessageFailed
from services.notifications.commands.messages import CALL_PATIENT_WITHIN
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.messages import LETTER, Announcement, about_letter
from services.notifications.domain.occasions import Occasion
from services.notifications.store.messages import messages_about
from services.notifications.worklist import PATIENT_TO_CALL, WORKLIST


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
    work.publish(
        MessageFailed(
            message_id=new_id(),
            patient_id=event.patient_id,
            appointment_id=None,
            template=Occasion.RECALL_LETTER.value,
            reason="no templates in force write about a recall",
            failed_at=work.now,
            letter_id=event.letter_id,
        )
    )


async def end_letter(work: Work, event: RecallLetterEnded) -> None:
    """They know, or it concerns them no longer: nothing goes out, and nobody calls."""
    await call_off(work, about_letter(event.letter_id), f"the letter is over: {event.because}")
    for subject_id in (event.letter_id, *await messages_about(work, about_letter(event.letter_id))):
        await WORKLIST.close(work, PATIENT_TO_CALL, subject_id, event.because)
