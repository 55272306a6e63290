"""Patients of a recalled lot."""

from chassis.work import Work
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterReleased, RecallLetterRetracted
from services.notifications.commands.recall_letters import end_letter, have_letter_corrected, write_letter
from services.notifications.reactions.listening import reaction


@reaction
async def write_to_patient_of_recall(work: Work, event: RecallLetterReleased) -> None:
    """One message, or a call."""
    await write_letter(work, event)


@reaction
async def end_letter_about_recall(work: Work, event: RecallLetterEnded) -> None:
    """Nobody has to call any longer."""
    await end_letter(work, event)


@reaction
async def correct_letter_about_recall(work: Work, event: RecallLetterRetracted) -> None:
    """The recall was a mistake: somebody calls whoever heard of it."""
    await have_letter_corrected(work, event)
