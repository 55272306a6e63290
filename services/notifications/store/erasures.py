"""Everything that notifications holds of a patient, deleted."""

from uuid import UUID

from sqlalchemy import delete, select

from chassis.work import Work
from services.notifications.domain.recipients import Channel, Route
from services.notifications.store.addresses import addresses_in, reached_at
from services.notifications.store.confirmations import delete_confirmations
from services.notifications.store.opt_outs import erase_opt_outs
from services.notifications.store.questions import erase_questions
from services.notifications.store.whatsapp import forget_contacts
from services.notifications.tables import bad_addresses, channel_journal, messages, patients

AT_ONCE = 1000
"""Ids in one statement."""


async def forget_patient(work: Work, patient_id: UUID) -> None:
    """How the patient was addressed. Locks the row, as deliveries to the patient do first.

    What WhatsApp said of their number goes as well, unless another patient has it.
    """
    gone = delete(patients).where(patients.c.id == patient_id).returning(*patients.columns)
    patient = (await work.execute(gone)).one_or_none()
    for address in addresses_in(patient) if patient else ():
        others = select(patients.c.id).where(reached_at(Route(Channel.WHATSAPP, address))).limit(1)
        if "@" not in address and (await work.execute(others)).first() is None:
            await forget_contacts(work, [address])


async def erase_messages(work: Work, patient_id: UUID) -> None:
    """What was written to the patient, at which address, and what they did not want. Timers find nothing to do."""
    theirs = delete(messages).where(messages.c.patient_id == patient_id).returning(messages.c.id)
    gone = (await work.execute(theirs)).scalars()  # first: a delivery that has begun ends before, with its entry
    # Hand-overs are deleted with their messages.
    for start in range(0, len(gone), AT_ONCE):
        entries = channel_journal.c.message_id.in_(gone[start : start + AT_ONCE])
        await work.execute(delete(channel_journal).where(entries))
    await delete_confirmations(work, patient_id)
    await erase_opt_outs(work, patient_id)
    await erase_questions(work, patient_id)
    await work.execute(delete(bad_addresses).where(bad_addresses.c.patient_id == patient_id))
