"""A deferral was about a consult that was entered in error: it is taken back."""

from chassis.work import Work
from contracts.screening.screenings import DecisionVoided
from services.notifications.commands.plans import call_off
from services.notifications.commands.sessions import have_corrected
from services.notifications.domain.messages import about_decision
from services.notifications.store.merges import person
from services.notifications.store.messages import messages_that_left

VOIDED = "the consult was entered in error"


async def withdraw_deferral(work: Work, event: DecisionVoided) -> None:
    """What has not left does not leave, and somebody calls about what has. Decisions that cleared wrote nothing."""
    about = about_decision(event.consult_id, event.stage.value)
    await call_off(work, about, VOIDED)
    left = await messages_that_left(work, await person(work, event.patient_id), about)
    await have_corrected(work, event.consult_id, left, VOIDED)
