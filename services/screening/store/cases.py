"""What is known of a patient beside each plan that a declaration would be weighed for."""

from collections.abc import Mapping
from datetime import date

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.decisions import known_to
from services.screening.domain.facts import Answer, Facts
from services.screening.domain.outcomes import CLEARANCES
from services.screening.domain.plans import Plan, findings_of, plan_of
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.spans import age_on
from services.screening.store.consults import consults_of


async def cases_of(
    work: Work, rule_set: RuleSet, patient: Row, today: date, answers: Mapping[str, Answer]
) -> tuple[Facts, ...]:
    """One case for each area of each plan that is decided by the answers; without any, one without a plan."""
    known = [
        known_to(rule_set, facts_about(patient, consult, plan, today, answers))
        for place, consult in enumerate(await consults_of(work, patient.id))
        for plan in plan_of(consult.plan).each_area()
        if place == 0 or consult.screening_id is None or consult.outcome in CLEARANCES
    ]
    return tuple(known) or (Facts(today, answers),)


def facts_about(patient: Row, consult: Row, plan: Plan, today: date, answers: Mapping[str, Answer]) -> Facts:
    """What a plan is decided by."""
    born = patient.date_of_birth
    return Facts(
        today=today,
        answers=answers,
        age=age_on(today, born) if born else None,
        skin_type=consult.skin_type,
        suitable=consult.suitable,
        plan=plan,
        born=born,
        findings=findings_of(consult.findings),
        clinic=str(consult.clinic_id),
    )
