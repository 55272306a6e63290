"""A medical director rules on what the rules left to a clinician."""

from datetime import date
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.decisions import keep_decision
from services.screening.domain.decisions import valid_until
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import CLEARANCES, Outcome, ScreeningStage
from services.screening.domain.refusals import (
    AlreadyRuled,
    ClinicNotKnown,
    RulingRefused,
    ScreeningNotFound,
    Superseded,
)
from services.screening.domain.rulings import Ruling, objection
from services.screening.forms.rulings import RulingForm
from services.screening.store.clinics import local_day
from services.screening.store.decisions import Subject, Verdict, find_decision, reasons_of
from services.screening.store.patients import lock_patient
from services.screening.store.rule_sets import rules_of


async def rule_on(work: Work, decision_id: UUID, form: RulingForm) -> Row:
    """Decide a screening as its medical director says; a new decision takes the place of the old. Answers it.

    It is explained by the rules that the old one was made by, whatever has become of them.
    Raises ScreeningNotFound, Superseded, AlreadyRuled, RulingRefused, ClinicNotKnown.
    """
    decision = await _locked(work, decision_id)
    work.access.authorize(whose=decision.patient_id, where=decision.clinic_id)
    today = await local_day(work, decision.clinic_id)
    if today is None:
        raise ClinicNotKnown("This clinic's time zone has not arrived here yet: try again in a moment.")
    _require_open(decision, today)
    rules = await rules_of(work, decision)
    reasons = reasons_of(rules.document, decision.reasons)
    conditions = (*decision.conditions, *({"text": text} for text in form.conditions))
    ruling = Ruling(form.outcome, form.eligible_from, bool(conditions), today)
    if why_not := objection(ruling, Outcome(decision.outcome), reasons):
        raise RulingRefused(why_not)
    stage = ScreeningStage(decision.stage)
    verdict = Verdict(
        outcome=form.outcome,
        awaits_ruling=False,
        eligible_from=today if form.outcome in CLEARANCES else form.eligible_from,
        valid_until=valid_until(rules.document, stage, form.outcome, today),
        limits=decision.limits,
        reasons=reasons,
        conditions=conditions,
        ruled_by=work.actor.subject,
        ruling_reason=form.reason,
    )
    ruled = await keep_decision(work, _subject(decision), facts_of(decision.inputs), verdict, rules)
    work.audit("screening ruled on", str(decision_id), ruling=str(ruled.id), outcome=form.outcome.value)
    return ruled


def _subject(decision: Row) -> Subject:
    return Subject(
        decision.patient_id,
        decision.clinic_id,
        ScreeningStage(decision.stage),
        decision.consult_id,
        decision.declaration_id,
        decision.clearance_id,
    )


async def _locked(work: Work, decision_id: UUID) -> Row:
    """The decision under its patient's lock: two rulings at once see each other."""
    seen = await find_decision(work, decision_id)
    if seen is None:
        raise ScreeningNotFound("There is no such decision: list the reviews that wait.")
    await lock_patient(work, seen.patient_id)
    return await find_decision(work, decision_id) or seen


def _require_open(decision: Row, today: date) -> None:
    if decision.ruled_by is not None:
        raise AlreadyRuled("A medical director has ruled on this: to change it, have the health declared again.")
    if decision.superseded_by is not None:
        raise Superseded(
            "Decision {decision} has taken the place of this one: look at that.", decision=decision.superseded_by
        )
    if decision.stage == ScreeningStage.DAY_OF and decision.local_day != today:
        raise RulingRefused("This check was for {day}: check again on the day of the session.", day=decision.local_day)
