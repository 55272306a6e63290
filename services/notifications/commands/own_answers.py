"""What patients say on their own pages: that they come, that messages stop, and that they want them again."""

from datetime import datetime
from uuid import UUID

from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.commands.answers import publish_confirmed
from services.notifications.commands.opt_outs import opt_out, start_again
from services.notifications.domain.opt_outs import How, MessageScope, Said
from services.notifications.domain.questions import Option
from services.notifications.domain.refusals import AppointmentChanged, AppointmentUnknown, NothingStopped
from services.notifications.store.appointments import is_ahead, keep_confirmed, patient_of_appointment
from services.notifications.store.patients import lock_patient

BY_THEMSELVES = Said(How.IN_WRITING, note="on the patient's own page")


async def confirm_appointment(work: Work, appointment_id: UUID, starts_at: datetime) -> None:
    """They come at the time that they were shown (UTC). Said again, it is not published again.

    Raises AppointmentUnknown, Forbidden, AppointmentChanged.
    """
    patient_id = await patient_of_appointment(work, appointment_id)
    if patient_id is None:
        raise AppointmentUnknown("There is no such appointment: open the link in your last message.")
    work.access.authorize(whose=patient_id)
    await lock_patient(work, patient_id)
    option = Option("", patient_id, appointment_id, starts_at)
    if not await is_ahead(work, option):
        raise AppointmentChanged("This appointment has changed or is over: open the page again.")
    if await keep_confirmed(work, option):
        publish_confirmed(work, option)


async def stop_messages(work: Work, patient_id: UUID, scope: MessageScope) -> None:
    """From now on nothing of the kind is sent. Raises RecipientUnknown, Forbidden, RecordMerged."""
    patient = require_patient(work.access, await lock_patient(work, patient_id))
    await opt_out(work, patient.id, scope, BY_THEMSELVES)


async def resume_messages(work: Work, patient_id: UUID) -> None:
    """Everything that was stopped comes again. Raises RecipientUnknown, Forbidden, RecordMerged, NothingStopped."""
    patient = require_patient(work.access, await lock_patient(work, patient_id))
    if not await start_again(work, patient, BY_THEMSELVES):
        raise NothingStopped("You had stopped nothing.")
