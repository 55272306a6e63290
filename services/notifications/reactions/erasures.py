"""A patient is erased."""

from chassis.merging.recording import forget_origins
from chassis.privacy.erasing import erase_traces
from chassis.work import Work
from contracts.booking.patients import PatientErased
from services.notifications.commands.texts import ask_again
from services.notifications.reactions.listening import reaction
from services.notifications.settings.policies import text_policy
from services.notifications.store.erasures import erase_messages, forget_patient
from services.notifications.store.texts import erase_texts
from services.notifications.store.threads import erase_threads
from services.notifications.worklist import WORKLIST


@reaction.projection
async def forget_erased_patient(work: Work, event: PatientErased) -> None:
    """The projection, also when a replay has just written it again."""
    await forget_patient(work, event.patient_id)


@reaction
async def erase_what_was_written(work: Work, event: PatientErased) -> None:
    """Messages, the channel's journal, opt-outs, and what the patient wrote.

    A message that arrives later finds nobody, and is given up.
    """
    await erase_messages(work, event.patient_id)
    shared = await erase_texts(work, event.patient_id)
    await erase_threads(work, event.patient_id)
    await WORKLIST.erase(work, event.patient_id)
    for text in shared:
        await ask_again(work, text, text_policy())
    await forget_origins(work, event.patient_id)
    await erase_traces(work, event.patient_id)
