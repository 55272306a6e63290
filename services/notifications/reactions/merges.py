"""Two records of one person become one."""

from chassis.work import Work
from contracts.booking.patients import PatientMerged
from services.notifications.commands.links import end_links_of_merged
from services.notifications.commands.plans import call_off, plan_waiting_for_patient
from services.notifications.commands.thread_merges import merge_threads
from services.notifications.reactions.listening import reaction
from services.notifications.settings.policies import text_policy
from services.notifications.store.addresses import move_bad
from services.notifications.store.merges import end_patient, keep_silent, move_messages, person
from services.notifications.store.opt_outs import move_steps
from services.notifications.store.questions import move_questions
from services.notifications.store.texts import move_texts


@reaction.projection
async def point_to_the_person(work: Work, event: PatientMerged) -> None:
    """Whatever arrives about the record that ended is written to the person by the one that goes on."""
    await end_patient(work, event.patient_id, event.into)


@reaction
async def follow_the_person(work: Work, event: PatientMerged) -> None:
    """A stop counts for both records. Messages follow; the health form is asked for under the record that goes on."""
    stays = await person(work, event.into)
    await call_off(work, f"intake/{event.patient_id}", "the record was merged into another one of the same person")
    await end_links_of_merged(work, event.patient_id)
    await keep_silent(work, event.patient_id, stays)
    await move_messages(work, event.patient_id, stays)
    await move_texts(work, event.patient_id, stays)
    await merge_threads(work, event.patient_id, stays, text_policy())
    await move_steps(work, event.patient_id, stays)
    await move_questions(work, event.patient_id, stays)
    await move_bad(work, event.patient_id, stays)
    await plan_waiting_for_patient(work, stays)
