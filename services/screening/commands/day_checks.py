"""Screen again on the day of a session."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.reference.reading import require_in_force
from chassis.refusals import FieldError
from chassis.work import Work
from services.screening.commands.changes import declare_changes
from services.screening.commands.decisions import keep_decision
from services.screening.commands.declarations import require_signature
from services.screening.domain.answers import read_answers, unanswered
from services.screening.domain.decisions import Decision, Incomplete, assess
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import CLEARANCES, Outcome, ScreeningStage
from services.screening.domain.refusals import (
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    DayFormNeeded,
    DayFormOutdated,
    NoClearance,
    SuspendedByReaction,
)
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature
from services.screening.domain.superseding import held_day
from services.screening.forms.day_checks import DayOfCheckForm
from services.screening.forms.declarations import SignatureForm, plain_answers
from services.screening.reference import RULE_SETS
from services.screening.store.care_relationships import clinics_of
from services.screening.store.clinics import local_day
from services.screening.store.day_forms import day_form_of
from services.screening.store.decisions import current_clearances, earlier_decisions
from services.screening.store.patients import lock_going_on
from services.screening.store.suspensions import is_suspended
from services.screening.store.verdicts import Subject, Verdict
from services.screening.worklist import DAY_FORM_MISSING, WORKLIST

STAGE = ScreeningStage.DAY_OF


async def check_day(work: Work, form: DayOfCheckForm) -> Row:
    """Decide by the day-of rules whether the patient may be treated today, under a consult clearance that holds.

    The clearance's limits are copied. Answers the decision; or that about the consult, where what changed left no
    clearance to check. Raises RecordMerged, ClinicNotKnown, NoClearance, SuspendedByReaction,
    NothingInForce, DayFormNeeded, DayFormOutdated, AnswersNotUnderstood, AnswersMissing, GuardianNeeded, StaffNeeded.
    """
    work.access.authorize(whose=form.patient_id, where=form.clinic_id)
    patient = await lock_going_on(work, form.patient_id)
    work.access.authorize(whose=form.patient_id, where=await clinics_of(work, patient))
    if await is_suspended(work, form.patient_id):
        raise SuspendedByReaction(
            "A reaction was reported, and the medical director has not decided yet: nobody is treated before that."
        )
    today = await local_day(work, form.clinic_id)
    if today is None:
        raise ClinicNotKnown("This clinic's time zone has not arrived here yet: try again in a moment.")
    await WORKLIST.close_of(work, DAY_FORM_MISSING, form.patient_id, "checked")
    clearance = await _clearance(work, form.patient_id, form.consult_id, today)
    rules = await require_in_force(work, RULE_SETS, today)
    await _require_form(work, patient, rules, form, today)
    signature = signature_in(work, patient, rules, form.signature, today)
    said = plain_answers(form.answers)
    facts = facts_of_day(rules.document, form.clinic_id, said, today, has_conditions=bool(clearance.conditions))
    decision = decided_on_day(rules.document, facts)
    if form.changes:
        # Every refusal is behind us: what the patient says now counts, whatever becomes of the check.
        clearance = await declare_changes(work, patient, clearance, rules, plain_answers(form.changes), signature)
        facts = dataclasses.replace(facts, has_conditions=bool(clearance.conditions))
        after = assess(rules.document, STAGE, facts)
        if _why_not(clearance, today) or isinstance(after, Incomplete):
            return clearance
        decision = after
    verdict = dataclasses.replace(
        Verdict.by_rules(decision, clearance.limits), practitioner_id=work.access.practitioner
    )
    subject = Subject(
        form.patient_id,
        form.clinic_id,
        STAGE,
        clearance.consult_id,
        clearance.declaration_id,
        clearance.id,
        clearance.published_as,
    )
    before = await earlier_decisions(work, clearance.consult_id, STAGE, day=today, clearance_id=clearance.id)
    held = held_day(decision.outcome, today, before)
    return await keep_decision(work, subject, facts, verdict.held_for(held), rules)


async def _require_form(work: Work, patient: Row, rules: Version[RuleSet], form: DayOfCheckForm, today: date) -> None:
    """What may have changed has to be asked by the form as it is now, unless the chain does without it."""
    if form.asked is not None:
        await require_edition(work, patient, rules, form.asked, today)
    elif rules.document.policies.day_form_required:
        raise DayFormNeeded(
            "Ask what may have changed since the declaration: read the patient's day-of-questionnaire.",
            errors=[FieldError("asked", "Send the edition of the day-of-questionnaire that was asked.")],
        )


async def require_edition(work: Work, patient: Row, rules: Version[RuleSet], asked: str, today: date) -> None:
    """The form that was asked is the form as it is now. Raises DayFormOutdated."""
    if asked != (await day_form_of(work, patient, rules, today)).edition:
        raise DayFormOutdated(
            "The questions or the declaration have changed since this form was shown: show it, and ask again."
        )


def signature_in(
    work: Work, patient: Row, rules: Version[RuleSet], given: SignatureForm | None, today: date
) -> Signature | None:
    """Who signs what has changed; None: nobody. Raises GuardianNeeded, StaffNeeded."""
    if given is None:
        return None
    signature = Signature(given.name, given.signer)
    require_signature(work, rules.document, signature, patient, today)
    return signature


def facts_of_day(
    rule_set: RuleSet, clinic_id: UUID, given: Mapping[str, Any], today: date, *, has_conditions: bool
) -> Facts:
    """How the skin is, from JSON. Raises AnswersNotUnderstood."""
    answers, problems = read_answers(rule_set, STAGE, given)
    if problems:
        raise AnswersNotUnderstood("Some answers do not fit their questions: see errors.", errors=problems)
    return Facts(today, answers, has_conditions=has_conditions, clinic=str(clinic_id))


def decided_on_day(rule_set: RuleSet, facts: Facts) -> Decision:
    """By the rules of the day. Raises AnswersMissing."""
    decision = assess(rule_set, STAGE, facts)
    if isinstance(decision, Incomplete):
        raise AnswersMissing("Some questions are not answered: see errors.", errors=unanswered(decision.missing))
    return decision


async def _clearance(work: Work, patient_id: UUID, consult_id: UUID | None, today: date) -> Row:
    """The current consult clearance that holds today, of the newest consult unless one is named."""
    found = await current_clearances(work, patient_id, consult_id)
    holding = [row for row in found if _why_not(row, today) is None]
    if holding:
        return holding[0]
    raise NoClearance(
        str(_why_not(found[0], today))
        if found
        else "There is no clearance to check: complete the consult and the health declaration first."
    )


def _why_not(row: Row, today: date) -> str | None:
    if row.outcome == Outcome.DEFERRED and row.eligible_from:
        return f"The patient is deferred until {row.eligible_from}: from then on, have the health declared again."
    if row.outcome == Outcome.REVIEW:
        return "The screening waits for the medical director's review: no session before that."
    if row.outcome not in CLEARANCES:
        return f"The screening's outcome is {row.outcome}: without a clearance there is no session."
    if row.valid_until < today:
        return f"The clearance ended on {row.valid_until}: have the health declared again."
    if row.eligible_from > today:
        return f"The clearance begins on {row.eligible_from}: no session before that day."
    return None
