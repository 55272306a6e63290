"""What screening does on other services' events.

Events of one key come in order, those of different topics in any order: a decision waits until everything that it needs
has arrived.
"""

from chassis.data.rows import Row
from chassis.events.reactions import Reactions
from chassis.merging.recording import forget_origins
from chassis.merging.subjects import GIVEN_BACK
from chassis.privacy.erasing import erase_traces
from chassis.work import Work
from chassis.working_week import Open
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
)
from contracts.booking.clinics import ClinicChanged, ClinicOpened
from contracts.booking.consults import ConsultAmended, ConsultCompleted, ConsultVoided, TreatmentPlan
from contracts.booking.courses import CoursePlanned
from contracts.booking.patients import (
    CareRelationshipEnded,
    CareRelationshipOpened,
    EmergencyAccessOpened,
    EmergencyAccessReviewed,
    PatientChanged,
    PatientErased,
    PatientMerged,
    PatientMergeUndone,
    PatientRegistered,
)
from contracts.booking.sessions import SessionAmended, SessionPerformed, SessionVoided
from contracts.notifications.texts import TextReceived, TextSettled
from services.screening.commands.amended_consults import decide_amended
from services.screening.commands.consults import decide_again, decide_new
from services.screening.commands.intakes import SCREENED, ask_if_never_asked, is_needed, request_intake
from services.screening.commands.merge_undoings import undo_merge
from services.screening.commands.merges import merge_records
from services.screening.commands.session_reports import report_as_amended, report_at_session, take_back_report
from services.screening.commands.session_versions import keep_version, spend_clearance
from services.screening.commands.text_reports import forget_text, look_at_text
from services.screening.commands.upcoming import appointment_is_over, appointment_lies_ahead, list_upcoming
from services.screening.commands.voided_consults import void_decisions
from services.screening.domain.plans import Finding, FurtherArea, Plan
from services.screening.store.appointments import keep_appointment, keep_plan, move_appointment
from services.screening.store.care_relationships import end_relationship, keep_relationship
from services.screening.store.clinics import keep_clinic
from services.screening.store.consults import amend_consult, insert_consult, patients_waiting_at
from services.screening.store.decisions import free_day
from services.screening.store.declarations import latest_declaration
from services.screening.store.emergency_accesses import end_access, keep_access
from services.screening.store.erasures import erase_rows
from services.screening.store.intakes import move_intakes
from services.screening.store.patients import keep_patient, lock_patient, lock_person
from services.screening.worklist import WORKLIST

reaction = Reactions(owners=GIVEN_BACK)


@reaction
async def ask_for_the_declaration(work: Work, event: PatientRegistered) -> None:
    """Store the patient's birthday, and ask for the health declaration.

    Who comes from other software is asked when something lies ahead for which it is needed.
    """
    before = await lock_patient(work, event.patient_id)
    patient = await _keep(work, event, before)
    if not event.imported or await is_needed(work, patient.id):
        await request_intake(work, patient)
    await decide_new(work, patient)


@reaction
async def decide_again_when_the_birthday_was_wrong(work: Work, event: PatientChanged) -> None:
    """A corrected date of birth may change what was decided; nothing else about a patient does."""
    before = await lock_patient(work, event.patient_id)
    patient = await _keep(work, event, before)
    if before.date_of_birth != patient.date_of_birth:
        await decide_again(work, patient, await latest_declaration(work, patient.id))
    await list_upcoming(work, patient.id)  # the front desk of a new home clinic helps from now on


@reaction
async def let_another_clinic_check(work: Work, event: CareRelationshipOpened) -> None:
    """The clinic that the patient visits may make the day-of check."""
    await keep_relationship(work, event.patient_id, event.clinic_id, event.until)


@reaction
async def end_the_other_clinics_checks(work: Work, event: CareRelationshipEnded) -> None:
    """The clinic that the patient visited makes no day-of checks any longer."""
    await end_relationship(work, event.patient_id, event.clinic_id, event.ended_at)


@reaction
async def open_in_an_emergency(work: Work, event: EmergencyAccessOpened) -> None:
    """The clinician who opened the record sees what was decided about the patient, and why."""
    await keep_access(
        work,
        event.access_id,
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        opened_by=event.opened_by,
        until=event.until,
    )


@reaction
async def close_after_the_review(work: Work, event: EmergencyAccessReviewed) -> None:
    """A medical director reviewed it: it is not open any longer."""
    await end_access(work, event.access_id, event.reviewed_at)


@reaction
async def erase_the_patient(work: Work, event: PatientErased) -> None:
    """Delete what was declared, found and decided: booking erases nobody whose record the law has kept."""
    await lock_patient(work, event.patient_id)
    await WORKLIST.erase(work, event.patient_id)
    await erase_rows(work, event.patient_id, event.erased_at)
    await forget_origins(work, event.patient_id)
    await erase_traces(work, event.patient_id)


@reaction
async def let_the_stricter_record_count(work: Work, event: PatientMerged) -> None:
    """Declarations, consults and decisions follow to the record that goes on; its clearances are decided again."""
    await merge_records(work, event)


@reaction
async def screen_two_people_again(work: Work, event: PatientMergeUndone) -> None:
    """What had been the record's goes back to it; decisions made from the answers of two people hold for neither."""
    await undo_merge(work, event)


async def _keep(work: Work, event: PatientRegistered | PatientChanged, before: Row) -> Row:
    details = event.details
    if before.home_clinic_id != details.home_clinic_id and before.home_clinic_id is not None:
        await move_intakes(work, event.patient_id, details.home_clinic_id)
    return await keep_patient(work, event.patient_id, details.date_of_birth, details.home_clinic_id, details.language)


@reaction
async def decide_what_waited_for_the_zone(work: Work, event: ClinicOpened) -> None:
    """Store the zone, by which the local day at the clinic is known, and the hours in which it works."""
    await keep_clinic(work, event.clinic_id, event.details.time_zone, _week(event))
    for patient_id in await patients_waiting_at(work, event.clinic_id):
        await decide_new(work, await lock_person(work, patient_id))


@reaction
async def keep_the_zone(work: Work, event: ClinicChanged) -> None:
    """Later decisions are made in the zone that the clinic has then, and reviews are due in its hours."""
    await keep_clinic(work, event.clinic_id, event.details.time_zone, _week(event))


def _week(event: ClinicOpened | ClinicChanged) -> list[Open] | None:
    hours = event.details.hours
    return None if hours is None else [Open(each.weekday, each.opens, each.closes) for each in hours]


@reaction
async def decide_the_consult(work: Work, event: ConsultCompleted) -> None:
    """Store what the practitioner found, and decide when everything else is there."""
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return  # another topic, which may come later
    await insert_consult(
        work,
        event.consult_id,
        patient_id=patient.id,
        published_as=event.patient_id if event.patient_id != patient.id else None,
        clinic_id=event.clinic_id,
        skin_type=event.skin_type,
        suitable=event.suitable,
        plan=_plan(event.plan),
        findings=[Finding(finding.kind, finding.places) for finding in event.findings],
        completed_at=event.completed_at,
    )
    await decide_new(work, patient)


@reaction
async def decide_an_amended_consult(work: Work, event: ConsultAmended) -> None:
    """What was found or is planned was recorded wrongly: decide once more, by what it says now."""
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return
    await amend_consult(
        work,
        event.consult_id,
        skin_type=event.skin_type,
        suitable=event.suitable,
        plan=_plan(event.plan),
        findings=[Finding(finding.kind, finding.places) for finding in event.findings],
    )
    await decide_amended(work, patient, event.consult_id)


@reaction
async def take_back_what_was_decided(work: Work, event: ConsultVoided) -> None:
    """The consult was entered in error: nothing that was decided about it counts."""
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is None:
        await void_decisions(work, patient, event.consult_id, event.voided_at)


def _plan(planned: TreatmentPlan) -> Plan:
    cream, product = planned.anaesthetic, planned.product
    return Plan(
        concern=planned.concern,
        area=planned.area,
        modality=planned.modality,
        device_model=planned.device_model,
        depth_mm=planned.depth_mm,
        zone=planned.zone,
        left_out=planned.left_out,
        cream=cream.planned if cream else None,
        cream_percent=cream.lidocaine_percent if cream else None,
        cream_wrapped=cream.wrapped if cream else None,
        product=product.name if product else None,
        product_infused=product.infused if product else None,
        infusion_reasoned=product.reasoned if product else None,
        further=tuple(FurtherArea(each.area, each.depth_mm, each.zone, each.left_out) for each in planned.further),
    )


@reaction.projection
async def keep_what_was_done(work: Work, event: SessionPerformed) -> None:
    """What stands beside a report of a reaction. The report may have come before."""
    await keep_version(work, event)


@reaction
async def spend_the_days_clearance(work: Work, event: SessionPerformed) -> None:
    """A day-of clearance is for one session. A session under an override may have had none: then nothing is spent."""
    await spend_clearance(work, event)


@reaction
async def report_what_was_seen_at_the_session(work: Work, event: SessionPerformed) -> None:
    """A serious immediate reaction suspends the patient at once, and directors are asked."""
    await report_at_session(work, event)


@reaction.projection
async def keep_what_was_done_after_all(work: Work, event: SessionAmended) -> None:
    """Reports of reactions are graded by the record as it was put right."""
    await keep_version(work, event)


@reaction
async def spend_the_clearance_that_was_used(work: Work, event: SessionAmended) -> None:
    """A session on another part of the body, or with another kind of device, used another clearance."""
    await spend_clearance(work, event)


@reaction
async def correct_what_was_seen_at_the_session(work: Work, event: SessionAmended) -> None:
    """A reaction that was recorded later is reported; one that was recorded in error is taken back."""
    await report_as_amended(work, event)


@reaction.projection
async def forget_what_was_not_done(work: Work, event: SessionVoided) -> None:
    """No report is about it."""
    await keep_version(work, event)


@reaction
async def give_the_clearance_back(work: Work, event: SessionVoided) -> None:
    """The day's clearance may be used."""
    await lock_person(work, event.patient_id)
    await free_day(work, event.session_id)


@reaction
async def take_back_what_was_not_seen(work: Work, event: SessionVoided) -> None:
    """Nothing was seen at a session that did not take place."""
    await take_back_report(work, event)


@reaction
async def look_at_what_the_patient_wrote(work: Work, event: TextReceived) -> None:
    """It may tell of a reaction: somebody looks at it, and says what the signs are or that there are none."""
    await look_at_text(work, event)


@reaction
async def forget_what_is_no_reaction(work: Work, event: TextSettled) -> None:
    """Whoever read it may say that it is about no reaction: then nobody has to look at it here as well."""
    await forget_text(work, event)


@reaction
async def forget_a_performed_session(work: Work, event: SessionPerformed) -> None:
    """Nothing has to be there before it."""
    await appointment_is_over(work, event.appointment_id, event.patient_id, "performed")


@reaction
async def look_ahead_to_an_appointment(work: Work, event: AppointmentBooked) -> None:
    """A declaration that counts, and a clearance that lasts, have to be there before it."""
    await _look_ahead(work, event)


async def _look_ahead(work: Work, event: AppointmentBooked | AppointmentReinstated) -> None:
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return
    await keep_appointment(
        work,
        event.appointment_id,
        patient_id=patient.id,
        clinic_id=event.clinic_id,
        kind=event.kind,
        course_id=event.course_id,
        starts_at=event.time.starts_at,
    )
    if event.kind in SCREENED:
        await ask_if_never_asked(work, patient)
    await appointment_lies_ahead(work, event.appointment_id, patient.id, event.time.starts_at)


@reaction
async def look_ahead_again(work: Work, event: AppointmentReinstated) -> None:
    """It was given up by mistake: what has to be there before it is listed again."""
    await _look_ahead(work, event)


@reaction
async def look_ahead_to_another_time(work: Work, event: AppointmentMoved) -> None:
    """The same, for the new time."""
    patient = await lock_person(work, event.patient_id)
    await move_appointment(work, event.appointment_id, event.clinic_id, event.time.starts_at)
    await appointment_lies_ahead(work, event.appointment_id, patient.id, event.time.starts_at)


@reaction
async def forget_a_cancelled_appointment(work: Work, event: AppointmentCancelled) -> None:
    """Nothing has to be there before it."""
    await appointment_is_over(work, event.appointment_id, event.patient_id, "cancelled")


@reaction
async def forget_a_missed_appointment(work: Work, event: AppointmentMissed) -> None:
    """Nothing has to be there before it."""
    await appointment_is_over(work, event.appointment_id, event.patient_id, "missed")


@reaction
async def keep_the_courses_plan(work: Work, event: CoursePlanned) -> None:
    """By which clearance the sessions of the course are covered. Sessions may have been booked before this arrives."""
    if event.consult_id is None:
        return
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return
    await keep_plan(work, event.course_id, patient.id, event.consult_id)
    await list_upcoming(work, patient.id)
