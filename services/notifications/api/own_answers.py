"""Patients say on their own pages that they come, and what they want to be sent."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.notifications.access import APPOINTMENTS_CONFIRM, CONTACTS_STOP
from services.notifications.commands import own_answers as commands
from services.notifications.domain.refusals import (
    AppointmentChanged,
    AppointmentUnknown,
    NothingStopped,
    RecipientUnknown,
    RecordMerged,
)
from services.notifications.forms.own_answers import ConfirmedView, ConfirmForm, StopForm
from services.notifications.forms.preferences import PreferencesView
from services.notifications.queries.preferences import read_preferences

router = api_router("own-answers")


@router.post("/appointments/{appointment_id}/confirm", dependencies=[allow(APPOINTMENTS_CONFIRM)])
@refuses(AppointmentChanged, AppointmentUnknown)
async def confirm_appointment(appointment_id: UUID, form: ConfirmForm, work: Transaction) -> ConfirmedView:
    """Say that you come to an appointment, at the time that you were shown; the clinic sees it in its diary."""
    await commands.confirm_appointment(work, appointment_id, form.starts_at)
    return ConfirmedView(appointment_id=appointment_id, starts_at=form.starts_at)


@router.post("/patients/{patient_id}/stop-messages", dependencies=[allow(CONTACTS_STOP)])
@refuses(RecipientUnknown, RecordMerged)
async def stop_messages(patient_id: UUID, form: StopForm, work: Transaction) -> PreferencesView:
    """Stop messages, as a STOP in answer to one does: you say so yourself, and it holds at once."""
    await commands.stop_messages(work, patient_id, form.scope)
    return await read_preferences(work, patient_id)


@router.post("/patients/{patient_id}/resume-messages", dependencies=[allow(CONTACTS_STOP)])
@refuses(NothingStopped, RecipientUnknown, RecordMerged)
async def resume_messages(patient_id: UUID, work: Transaction) -> PreferencesView:
    """Want messages again, as a START does: everything that you had stopped comes again."""
    await commands.resume_messages(work, patient_id)
    return await read_preferences(work, patient_id)
