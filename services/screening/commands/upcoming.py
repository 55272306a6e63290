"""What has to be there before an appointment: a declaration that counts, and a clearance that lasts until then.

Each item is open as long as what is stored says so, whichever event came last.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from chassis.worklist.items import Done, Kind, Wanted
from services.screening.commands.intakes import SCREENED
from services.screening.domain.due_times import (
    ASK_AT_START_WITHIN,
    CLEARANCE_BEFORE,
    CONSENT_BEFORE,
    DECLARATION_BEFORE,
    SESSION,
)
from services.screening.domain.intakes import IntakeReason
from services.screening.store.appointments import (
    appointments_of,
    drop_appointment,
    ends_of_clearances,
    find_appointment,
    plans_of_courses,
)
from services.screening.store.clinics import zone_of
from services.screening.store.consents import signed_consents
from services.screening.store.consults import is_not_followed, waits_for_a_decision
from services.screening.store.day_answers import latest_day_answers
from services.screening.store.decisions import is_checked
from services.screening.store.declarations import latest_declaration
from services.screening.store.intakes import find_intake, waiting_intake
from services.screening.store.patients import lock_person
from services.screening.worklist import (
    CLEARANCE_ENDING,
    CONSENT_MISSING,
    DAY_FORM_MISSING,
    DECLARATION_INCOMPLETE,
    DECLARATION_MISSING,
    DECLARATION_TOO_OLD,
    DECLARATION_UNSIGNED,
    WORKLIST,
)

DECLARATIONS = {
    IntakeReason.REGISTERED: DECLARATION_MISSING,
    IntakeReason.DECLARATION_TOO_OLD: DECLARATION_TOO_OLD,
    IntakeReason.QUESTIONS_ADDED: DECLARATION_INCOMPLETE,
}
"""What the front desk has to do about an intake that waits, by the reason for which the patient is asked."""
BEGAN = "appointment-began"
"""The timer of an appointment that lies ahead: from its start on nothing has to be there before it."""


async def appointment_lies_ahead(work: Work, appointment_id: UUID, patient_id: UUID, starts_at: datetime) -> None:
    """List what is missing before an appointment that was booked or moved. The patient's row is locked."""
    await work.set_timer(BEGAN, str(appointment_id), starts_at, {"patient_id": str(patient_id)})
    await WORKLIST.close(work, DAY_FORM_MISSING, appointment_id, "moved")
    await list_upcoming(work, patient_id)


async def appointment_is_over(work: Work, appointment_id: UUID, patient_id: UUID, why: str) -> None:
    """It was cancelled or missed, has taken place or has begun: nothing has to be there before it any more."""
    patient = await lock_person(work, patient_id)
    await drop_appointment(work, appointment_id)
    await work.cancel_timer(BEGAN, str(appointment_id))
    await WORKLIST.close_any(work, (CLEARANCE_ENDING, CONSENT_MISSING, DAY_FORM_MISSING), appointment_id, why)
    await list_upcoming(work, patient.id)


async def appointment_began(work: Work, appointment_id: UUID, patient_id: UUID) -> None:
    """Nothing has to be there before it any more. Of a session without answers about its day, the desk asks now."""
    await lock_person(work, patient_id)
    appointment = await find_appointment(work, appointment_id)
    await appointment_is_over(work, appointment_id, patient_id, "began")
    if appointment is not None and await _nobody_said_how_it_is(work, appointment):
        await WORKLIST.open(
            work,
            DAY_FORM_MISSING,
            appointment_id,
            clinic_id=appointment.clinic_id,
            patient_id=appointment.patient_id,
            due_at=appointment.starts_at + ASK_AT_START_WITHIN,
            about={"appointment_id": appointment_id},
        )


async def _nobody_said_how_it_is(work: Work, appointment: Row) -> bool:
    """Whether a session of today has neither answers from ahead nor a check."""
    zone = await zone_of(work, appointment.clinic_id)
    if appointment.kind != SESSION or zone is None:
        return False
    day = local_day(appointment.starts_at, zone)
    if day != local_day(work.now, zone) or await latest_day_answers(work, appointment.patient_id, day) is not None:
        return False
    return not await is_checked(work, appointment.patient_id, start_of_day(day, zone))


async def list_upcoming(work: Work, patient_id: UUID) -> None:
    """Open what is missing before the patient's appointments, close what is there. The patient's row is locked."""
    ahead = await appointments_of(work, patient_id)
    screened = [each for each in ahead if each.kind in SCREENED]
    waiting = await waiting_intake(work, patient_id)
    sessions = await _on_their_days(work, [each for each in ahead if each.kind == SESSION])
    facts: list[Wanted | Done] = [
        *await _about_declaration(work, patient_id, screened, waiting),
        await _about_signature(work, patient_id, screened, waiting),
        *await _about_endings(work, patient_id, sessions),
        *await _about_consents(work, patient_id, sessions),
    ]
    await WORKLIST.settle(work, patient_id, facts)


async def _on_their_days(work: Work, sessions: Iterable[Row]) -> list[tuple[Row, date | None]]:
    """Each session and its day at the clinic; None while that is not known. Each clinic is asked once."""
    zones: dict[UUID, ZoneInfo | None] = {}
    days = []
    for session in sessions:
        if session.clinic_id not in zones:
            zones[session.clinic_id] = await zone_of(work, session.clinic_id)
        zone = zones[session.clinic_id]
        days.append((session, session.starts_at.astimezone(zone).date() if zone else None))
    return days


async def _about_declaration(work: Work, patient_id: UUID, ahead: list[Row], intake: Row | None) -> list[Wanted | Done]:
    waits = intake is not None and (bool(ahead) or await waits_for_a_decision(work, patient_id))
    wanted = DECLARATIONS[IntakeReason(intake.reason)] if intake is not None and waits else None
    why = "declared" if intake is None else "not_needed_now"
    facts: list[Wanted | Done] = [Done(kind, patient_id, why) for kind in DECLARATIONS.values() if kind is not wanted]
    if intake is not None and wanted is not None:
        facts.append(_wanted_of(wanted, patient_id, intake, ahead))
    return facts


async def _about_signature(work: Work, patient_id: UUID, ahead: list[Row], asked: Row | None) -> Wanted | Done:
    """A declaration that was sent without a signature, when nothing else is asked for.

    It matters before an appointment, and where a consult waits for it or was decided by an earlier one.
    """
    if asked is not None:
        return Done(DECLARATION_UNSIGNED, patient_id, "not_needed_now")
    declared = await latest_declaration(work, patient_id)
    if declared is not None and declared.signed_name is not None:
        return Done(DECLARATION_UNSIGNED, patient_id, "signed")
    intake = await find_intake(work, declared.intake_id) if declared else None
    if declared is None or intake is None or not (ahead or await is_not_followed(work, declared)):
        return Done(DECLARATION_UNSIGNED, patient_id, "not_needed_now")
    return _wanted_of(DECLARATION_UNSIGNED, patient_id, intake, ahead)


def _wanted_of(kind: Kind, patient_id: UUID, intake: Row, ahead: list[Row]) -> Wanted:
    """Due before the next appointment; at once where a consult has taken place and waits."""
    due_at = ahead[0].starts_at - DECLARATION_BEFORE if ahead else intake.requested_at
    about = {"intake_id": intake.id} | ({"appointment_id": ahead[0].id} if ahead else {})
    return Wanted(kind, patient_id, intake.clinic_id, due_at, about)


async def _about_endings(
    work: Work, patient_id: UUID, sessions: Sequence[tuple[Row, date | None]]
) -> list[Wanted | Done]:
    clearances = await ends_of_clearances(work, patient_id) if sessions else {}
    facts: list[Wanted | Done] = []
    for session, day in sessions:
        clearance = clearances.get(session.course_id)
        if clearance is None or day is None or day <= clearance.valid_until:
            facts.append(Done(CLEARANCE_ENDING, session.id, "covered"))
            continue
        about = {"appointment_id": session.id, "screening_id": clearance.id}
        due_at = session.starts_at - CLEARANCE_BEFORE
        facts.append(Wanted(CLEARANCE_ENDING, session.id, session.clinic_id, due_at, about))
    return facts


async def _about_consents(
    work: Work, patient_id: UUID, sessions: Sequence[tuple[Row, date | None]]
) -> list[Wanted | Done]:
    """A session whose plan is known needs a consent that covers its kind of device, area and day."""
    plans = await plans_of_courses(work, patient_id) if sessions else {}
    signed = await signed_consents(work, patient_id) if plans else []
    facts: list[Wanted | Done] = []
    for session, day in sessions:
        plan = plans.get(session.course_id)
        if plan is None or day is None:
            continue
        if any(consent.covers(plan.modality, plan.area, day) for consent in signed):
            facts.append(Done(CONSENT_MISSING, session.id, "signed"))
            continue
        due_at = session.starts_at - CONSENT_BEFORE
        facts.append(Wanted(CONSENT_MISSING, session.id, session.clinic_id, due_at, {"appointment_id": session.id}))
    return facts
