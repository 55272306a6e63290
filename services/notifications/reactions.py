"""What notifications hears of: first the copies that it keeps, then what it plans.

Topics come in any order: messages wait for what is missing.
"""

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
)
from contracts.booking.clinics import ClinicChanged, ClinicOpened
from contracts.booking.courses import CourseCompleted, CoursePlanned, FollowUpScheduled
from contracts.booking.patients import ContactPreferencesChanged, PatientChanged, PatientRegistered
from contracts.booking.sessions import SessionPerformed
from contracts.inventory.stock import CartridgeMisused, LotRecalled, StockLow
from contracts.screening.screenings import IntakeRequested, ScreeningDecided
from contracts.vocabulary import AppointmentOrigin, Outcome, ScreeningStage
from services.notifications.commands import plan
from services.notifications.commands.plan import Cause, about_appointment, call_off, plan_messages
from services.notifications.domain.catalogue import aftercare, appointments, clinics, journey
from services.notifications.domain.cause import Standing
from services.notifications.domain.wording import say_date, say_series
from services.notifications.store import copies, opt_outs

reaction = Reactions()


@reaction.copy
async def keep_opened_clinic(work: Work, event: ClinicOpened) -> None:
    """A clinic, as booking tells of it."""
    await copies.keep_clinic(work, event.clinic_id, event.details)


@reaction.copy
async def keep_changed_clinic(work: Work, event: ClinicChanged) -> None:
    """Hours and zone are looked at again when a message is delivered, so what is planned stays planned."""
    await copies.keep_clinic(work, event.clinic_id, event.details)


@reaction.copy
async def keep_registered_patient(work: Work, event: PatientRegistered) -> None:
    """A patient, as booking tells of one."""
    await copies.keep_patient(work, event.patient_id, event.details, event.channel, event.marketing)


@reaction.copy
async def keep_changed_patient(work: Work, event: PatientChanged) -> None:
    """What is planned goes to the new address."""
    await copies.change_patient(work, event.patient_id, event.details)


@reaction.copy
async def keep_preferences(work: Work, event: ContactPreferencesChanged) -> None:
    """Another channel, or another word on marketing."""
    await copies.change_preferences(work, event.patient_id, event.channel, event.marketing)


@reaction.copy
async def keep_booked(work: Work, event: AppointmentBooked) -> None:
    """It stands."""
    await copies.keep_appointment(work, event.appointment_id, event.time.starts_at, Standing.BOOKED)


@reaction.copy
async def keep_moved(work: Work, event: AppointmentMoved) -> None:
    """It stands, at another time."""
    await copies.keep_appointment(work, event.appointment_id, event.time.starts_at, Standing.BOOKED)


@reaction.copy
async def keep_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """It does not stand any more."""
    await copies.keep_appointment(work, event.appointment_id, event.starts_at, Standing.CANCELLED)


@reaction.copy
async def keep_missed(work: Work, event: AppointmentMissed) -> None:
    """Nobody came."""
    await copies.keep_appointment(work, event.appointment_id, event.starts_at, Standing.MISSED)


@reaction
async def plan_for_clinic(work: Work, event: ClinicOpened) -> None:
    """Messages that waited for this clinic's zone are planned now."""
    await plan.plan_waiting_for_clinic(work, event.clinic_id)


@reaction
async def plan_for_registered_patient(work: Work, event: PatientRegistered) -> None:
    """Messages that waited to know how to reach this patient are planned now."""
    await plan.plan_waiting_for_patient(work, event.patient_id)


@reaction
async def plan_for_changed_patient(work: Work, event: PatientChanged) -> None:
    """The new home clinic may be one that is known."""
    await plan.plan_waiting_for_patient(work, event.patient_id)


@reaction
async def lift_opt_out(work: Work, event: ContactPreferencesChanged) -> None:
    """The only way back from a marketing opt-out."""
    if event.marketing:
        await opt_outs.lift_marketing(work, event.patient_id)


@reaction
async def confirm_appointment(work: Work, event: AppointmentBooked) -> None:
    """Confirm what a person asked for, and remind. A held follow-up is told by FollowUpScheduled instead."""
    reminder = appointments.reminder_of(event.kind)
    if event.origin == AppointmentOrigin.FOLLOW_UP:
        await plan_messages(work, _about(work, event), reminder)
        await plan.plan_waiting_for_appointment(work, event.appointment_id)
    else:
        await plan_messages(work, _about(work, event), appointments.CONFIRMED, reminder)


@reaction
async def tell_new_time(work: Work, event: AppointmentMoved) -> None:
    """One message about the move; whatever is still planned about the old time is void, an unsent confirmation too."""
    await call_off(work, about_appointment(event.appointment_id), "the appointment was moved")
    await plan_messages(work, _about(work, event), appointments.MOVED, appointments.reminder_of(event.kind))


@reaction
async def tell_cancellation(work: Work, event: AppointmentCancelled) -> None:
    """One message; the reason is for the front desk and stays there."""
    await call_off(work, about_appointment(event.appointment_id), "the appointment was cancelled")
    await plan_messages(work, _about(work, event), appointments.CANCELLED)


@reaction
async def call_off_missed(work: Work, event: AppointmentMissed) -> None:
    """No message: whoever did not come is called by the front desk."""
    await call_off(work, about_appointment(event.appointment_id), "the appointment was missed")


@reaction
async def tell_follow_up(work: Work, event: FollowUpScheduled) -> None:
    """May come before its AppointmentBooked and waits for it then; a time that was moved meanwhile is not told."""
    cause = Cause(
        about=about_appointment(event.appointment_id),
        clinic_id=event.clinic_id,
        happened_at=work.now,
        patient_id=event.patient_id,
        appointment_id=event.appointment_id,
        starts_at=event.starts_at,
        facts={"visit": appointments.visit(event.kind)},
    )
    await plan_messages(work, cause, appointments.FOLLOW_UP_HELD)


@reaction
async def tell_plan(work: Work, event: CoursePlanned) -> None:
    """How many sessions and how far apart; not what for."""
    series = say_series(event.sessions, event.spacing_weeks_min, event.spacing_weeks_max)
    cause = Cause(f"course/{event.course_id}", event.clinic_id, work.now, event.patient_id, facts={"series": series})
    await plan_messages(work, cause, journey.COURSE_PLANNED)


@reaction
async def point_to_results(work: Work, event: CourseCompleted) -> None:
    """When results show, and, to those who agreed to such messages, when some come again."""
    cause = Cause(f"course/{event.course_id}", event.clinic_id, event.completed_at, event.patient_id)
    await plan_messages(work, cause, journey.RESULTS_REVIEW, journey.MAINTENANCE_INVITED)


@reaction
async def give_aftercare(work: Work, event: SessionPerformed) -> None:
    """The days after a session, for its kind of device."""
    cause = Cause(f"session/{event.session_id}", event.clinic_id, event.performed_at, event.patient_id)
    await plan_messages(work, cause, *aftercare.series_after(event.modality))


@reaction
async def ask_for_intake(work: Work, event: IntakeRequested) -> None:
    """Ask for the health form."""
    cause = Cause(f"intake/{event.patient_id}", event.clinic_id, event.requested_at, event.patient_id)
    await plan_messages(work, cause, journey.INTAKE_REQUESTED)


@reaction
async def tell_deferral(work: Work, event: ScreeningDecided) -> None:
    """From which day a deferred patient may come, and no word why. A later decision replaces an unsent earlier one."""
    about = f"screening/{event.consult_id}/{event.stage.value}"
    await call_off(work, about, "a later decision replaced it")
    if event.stage is ScreeningStage.CONSULT:
        await call_off(work, f"intake/{event.patient_id}", "the health form is there")
    if event.outcome is Outcome.DEFERRED and event.eligible_from:
        facts = {"date": say_date(event.eligible_from)}
        cause = Cause(about, event.clinic_id, event.decided_at, event.patient_id, facts=facts)
        await plan_messages(work, cause, journey.SCREENING_DEFERRED)


@reaction
async def tell_stock_low(work: Work, event: StockLow) -> None:
    """To the clinic's stock contact."""
    facts = {
        "product": event.product,
        "gtin": event.gtin,
        "available": str(event.available),
        "reorder_point": str(event.reorder_point),
        "reorder_quantity": str(event.reorder_quantity),
    }
    cause = Cause(f"stock/{event.clinic_id}/{event.gtin}", event.clinic_id, event.noticed_at, facts=facts)
    await plan_messages(work, cause, clinics.STOCK_LOW)


@reaction
async def tell_misuse(work: Work, event: CartridgeMisused) -> None:
    """To the clinic's stock contact, at once."""
    facts = {"session": str(event.session_id), "gtin": event.gtin, "lot": event.lot, "reason": event.reason}
    cause = Cause(f"session/{event.session_id}", event.clinic_id, event.noticed_at, facts=facts)
    await plan_messages(work, cause, clinics.CARTRIDGE_MISUSED)


@reaction
async def tell_recall(work: Work, event: LotRecalled) -> None:
    """To the clinic's stock contact, at once."""
    facts = {
        "gtin": event.gtin,
        "lot": event.lot,
        "reason": event.reason,
        "quarantined": str(event.quarantined),
        "released_reservations": str(event.released_reservations),
    }
    cause = Cause(f"recall/{event.recall_id}", event.clinic_id, event.recalled_at, facts=facts)
    await plan_messages(work, cause, clinics.LOT_RECALLED)


def _about(work: Work, event: AppointmentBooked | AppointmentMoved | AppointmentCancelled) -> Cause:
    starts_at = event.starts_at if isinstance(event, AppointmentCancelled) else event.time.starts_at
    return Cause(
        about=about_appointment(event.appointment_id),
        clinic_id=event.clinic_id,
        happened_at=work.now,
        patient_id=event.patient_id,
        appointment_id=event.appointment_id,
        starts_at=starts_at,
        facts={"visit": appointments.visit(event.kind)},
    )
