"""Somebody finds out who wrote: of a number that no patient has, or that several people share."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.commands.texts import locked_text, publish_settled, publish_text, steps_with
from services.notifications.commands.thread_states import join_thread
from services.notifications.domain.texts import Reached, TextPolicy, TextState, concerns_others
from services.notifications.store.patients import lock_patient, lock_people
from services.notifications.store.texts import change_text, name_writer, reached_by

ATTRIBUTED = "attributed"


async def attribute_text(work: Work, text_id: UUID, patient_id: UUID, note: str, policy: TextPolicy) -> Row:
    """The text is this patient's from now on, and of nobody else who is reached there. Answers it.

    Other services hear of it as if it had just come, and no longer of the others. Said again, it is put right.

    Raises TextUnknown, RecipientUnknown, RecordMerged, Forbidden.
    """
    before = [each.patient_id for each in await reached_by(work, text_id)]
    await lock_people(work, [*before, patient_id])
    text = await locked_text(work, text_id)
    patient = require_patient(work.access, await lock_patient(work, patient_id))
    changed = await attribute(work, text, patient, note)
    if text.state == TextState.OPEN:
        changed = await join_thread(work, changed, [Reached(patient.id, patient.home_clinic_id)], policy)
    return changed


async def attribute(work: Work, text: Row, patient: Row, note: str) -> Row:
    """The same, once the text and everybody concerned are locked and the caller may act for the patient.

    The text stays in its thread: whoever calls moves it.
    """
    reached = await reached_by(work, text.id)
    others = [each for each in reached if each.patient_id != patient.id]
    writer = Reached(patient.id, patient.home_clinic_id)
    await name_writer(work, text.id, writer)
    changed = await change_text(work, text.id, known=True, steps=steps_with(work, text, ATTRIBUTED, note))
    publish_settled(work, text.id, others, no_reaction=True)
    if len(others) == len(reached) and concerns_others(text.scope, text.hints):
        publish_text(work, changed, [writer])
    work.audit("text attributed", f"text/{text.id}")
    return changed
