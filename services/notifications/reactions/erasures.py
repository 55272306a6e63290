"""A patient is erased."""

from chassis.privacy.erasing import erase_traces
from chassis.work import Work
from contracts.booking.patients import PatientErased
from services.notifications.reactions.listening import reaction
from services.notifications.store.erasures import erase_messages, forget_patient


@reaction.projection
async def forget_erased_patient(work: Work, event: PatientErased) -> None:
    """The projection, also when a replay has just written it again."""
    await forget_patient(work, event.patient_id)


@reaction
async def erase_what_was_written(work: Work, event: PatientErased) -> None:
    """Messages, the channel's journal and opt-outs. A message that arrives later finds nobody, and is given up."""
    await erase_messages(work, event.patient_id)
    await erase_traces(work, event.patient_id)
