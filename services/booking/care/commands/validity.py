"""Every appointment ahead is valid or says why not: it is checked again whenever something it depends on changes."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.commands.appointments import cancel_appointment
from services.booking.calendar.commands.checks import CHECK
from services.booking.calendar.commands.problems import note_problems
from services.booking.calendar.domain.appointments import CancelReason
from services.booking.calendar.domain.problems import Fate, Problem, ProblemCode, ProblemPolicy
from services.booking.calendar.store.appointments import booked_of
from services.booking.calendar.store.checks import patients_of_marked, unmark
from services.booking.care.commands.courses import plan_waiting
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.commands.waitlist_checks import check_offers_of
from services.booking.care.domain.validity import problems_of
from services.booking.care.store.facts import facts_of
from services.booking.care.store.follow_ups import give_back
from services.booking.people.store.patients import lock_person
from services.booking.settings import problem_policy

PIECE = 20
"""How many patients' appointments are checked in one transaction."""


async def check_patient(work: Work, patient_id: UUID) -> None:
    """Check all of a patient's booked appointments by what is stored now. The patient's row is locked.

    What is stored decides, not the event that was the occasion: said twice, it changes nothing. Appointments of earlier
    days stay as they are. A time that the patient is being asked about is looked at as well.
    """
    await check_appointments(work, await booked_of(work, patient_id))
    await list_what_to_book(work, patient_id)
    await check_offers_of(work, patient_id)


async def check_person(work: Work, patient_id: UUID) -> None:
    """The same, for whoever the record belongs to now: events name ended records for ever."""
    await check_patient(work, (await lock_person(work, patient_id)).id)


async def check_appointments(work: Work, booked: Sequence[Row]) -> None:
    """Check some of one patient's booked appointments. The patient's row is locked."""
    ahead = [row for row in booked if _lies_ahead(work, row)]
    facts = await facts_of(work, ahead)
    policy = problem_policy()
    for appointment in ahead:
        await _follow(work, appointment, problems_of(facts[appointment.id]), policy)


async def check_marked(work: Work, clinic_id: UUID) -> None:
    """Check some of a clinic's marked appointments, and go on with the others in a transaction of their own.

    Patients are locked in the order of their ids. Marks are deleted first: what is committed after that marks again.
    """
    patients = await patients_of_marked(work, clinic_id, PIECE)
    people = dict.fromkeys([(await lock_person(work, patient_id)).id for patient_id in patients])
    await unmark(work, {*patients, *people}, clinic_id)
    for patient_id in people:
        await check_patient(work, patient_id)
    if len(patients) == PIECE:
        await work.set_timer(CHECK, str(clinic_id), work.now)


async def go_on(work: Work, patient_id: UUID) -> None:
    """What was held may take place where it is valid again, and courses that waited are planned.

    The patient's row is locked.
    """
    await plan_waiting(work, patient_id)
    await check_patient(work, patient_id)


def _lies_ahead(work: Work, appointment: Row) -> bool:
    zone = ZoneInfo(appointment.time_zone)
    return local_day(appointment.starts_at, zone) >= local_day(work.now, zone)


async def _follow(work: Work, appointment: Row, found: Sequence[Problem], policy: ProblemPolicy) -> None:
    """Do what the chain's policy says about the problems of an appointment."""
    if policy.fate_of(found) is Fate.CALLED_OFF:
        await _call_off(work, appointment, policy.with_fate(found, Fate.CALLED_OFF)[0])
    else:
        await note_problems(work, appointment, found, policy)


async def _call_off(work: Work, appointment: Row, problem: Problem) -> None:
    """Room, device and cartridge are free; a follow-up waits for the front desk again."""
    await give_back(work, appointment.id, f"The appointment was called off: {problem.sentence}")
    code = CancelReason.NOT_CLEARED if problem.code is ProblemCode.NOT_CLEARED else CancelReason.CLINIC_ASKED
    await cancel_appointment(work, appointment, problem.sentence, code)
    work.audit("appointment called off", f"appointment/{appointment.id}", code=problem.code.value)
