"""Take what a patient says ahead of a session. The check of the day is made at the clinic all the same."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.reference.kinds import Version
from chassis.reference.reading import require_in_force
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.screening.screenings import DayFormHandedIn
from services.screening.commands.changes import declare_changes
from services.screening.commands.day_checks import decided_on_day, facts_of_day, require_edition, signature_in
from services.screening.domain.day_answers import NO_SESSION, has_form, opens_on
from services.screening.domain.due_times import SESSION
from services.screening.domain.outcomes import CLEARANCES
from services.screening.domain.refusals import ClinicNotKnown, DayFormTooEarly, NoClearance
from services.screening.domain.rule_sets import RuleSet
from services.screening.forms.day_answers import DayAnswersForm
from services.screening.forms.declarations import plain_answers
from services.screening.reference import RULE_SETS
from services.screening.store.appointments import appointments_of, find_appointment
from services.screening.store.clinics import zone_of
from services.screening.store.day_answers import insert_day_answers
from services.screening.store.decisions import current_clearances
from services.screening.store.patients import lock_going_on
from services.screening.worklist import DAY_FORM_MISSING, WORKLIST


async def hand_in(work: Work, appointment_id: UUID, form: DayAnswersForm) -> Row:
    """Keep the answers, and let what has changed count at once as far as it is stricter.

    It clears nobody: the check of the day does. Answers what was handed in. Raises NotFound, Forbidden, RecordMerged,
    ClinicNotKnown, DayFormTooEarly, NothingInForce, DayFormOutdated, AnswersNotUnderstood, AnswersMissing, NoClearance,
    GuardianNeeded, StaffNeeded.
    """
    session, patient = await _locked(work, appointment_id)
    zone = await zone_of(work, session.clinic_id)
    if zone is None:
        raise ClinicNotKnown("This clinic's time zone has not arrived here yet: try again in a moment.")
    today, day = local_day(work.now, zone), local_day(session.starts_at, zone)
    if today < opens_on(day):
        raise DayFormTooEarly("This form can be answered from {day} on: come back then.", day=opens_on(day))
    rules = await require_in_force(work, RULE_SETS, today)
    await require_edition(work, patient, rules, form.asked, today)
    look_first = await _weighed(work, session, patient, rules, form, today)
    kept = await insert_day_answers(
        work,
        {
            "patient_id": patient.id,
            "appointment_id": appointment_id,
            "clinic_id": session.clinic_id,
            "day": day,
            "answers": plain_answers(form.answers),
            "changes": plain_answers(form.changes),
            "edition": form.asked,
            "rule_set": rules.version,
            "rule_set_digest": rules.digest,
            "look_first": look_first,
            "language": form.language,
        },
    )
    if day == today:  # a session of the day that has begun asks for nothing more
        await WORKLIST.close_of(work, DAY_FORM_MISSING, patient.id, "handed_in")
    work.audit("form of the day handed in", str(kept.id))
    work.publish(
        DayFormHandedIn(
            form_id=kept.id,
            patient_id=patient.id,
            clinic_id=session.clinic_id,
            appointment_ids=await _sessions_on(work, session, day, zone),
            day=day,
            handed_in_at=work.now,
        )
    )
    return kept


async def _locked(work: Work, appointment_id: UUID) -> tuple[Row, Row]:
    """The session as it is once the patient's row is locked, and that row. Raises NotFound, Forbidden, RecordMerged."""
    seen = await find_appointment(work, appointment_id)
    if seen is None:
        raise NotFound(NO_SESSION)
    work.access.authorize(whose=seen.patient_id, where=seen.clinic_id)
    patient = await lock_going_on(work, seen.patient_id)
    session = await find_appointment(work, appointment_id)
    if session is None or not has_form(session.kind, session.starts_at, work.now):
        raise NotFound(NO_SESSION)
    return session, patient


async def _sessions_on(work: Work, session: Row, day: date, zone: ZoneInfo) -> tuple[UUID, ...]:
    """The patient's sessions of the local day at the same clinic."""
    ahead = await appointments_of(work, session.patient_id)
    there = [each for each in ahead if (each.kind, each.clinic_id) == (SESSION, session.clinic_id)]
    return tuple(each.id for each in there if local_day(each.starts_at, zone) == day)


async def _weighed(
    work: Work, session: Row, patient: Row, rules: Version[RuleSet], form: DayAnswersForm, today: date
) -> bool:
    """Decide by what was said. Answers whether somebody has to look at it before the patient comes."""
    decided = await current_clearances(work, patient.id, None)
    signature = signature_in(work, patient, rules, form.signature, today)
    conditions = any(each.conditions for each in decided)
    facts = facts_of_day(
        rules.document, session.clinic_id, plain_answers(form.answers), today, has_conditions=conditions
    )
    stands_in_the_way = decided_on_day(rules.document, facts).outcome not in CLEARANCES
    if not form.changes:
        return stands_in_the_way
    if not decided:
        raise NoClearance("Nothing was decided yet that this could change: fill in the health declaration first.")
    after = await declare_changes(work, patient, decided[0], rules, plain_answers(form.changes), signature)
    return stands_in_the_way or after.outcome not in CLEARANCES
