"""Take a patient's health declaration, or the answers that it lacked."""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.commands.consults import decide_again
from services.screening.domain.answers import read_answers, still_fitting, unanswered
from services.screening.domain.asking import needed_now
from services.screening.domain.facts import Answer, answers_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import AnswersMissing, AnswersNotUnderstood
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature, require_signer
from services.screening.forms.declarations import DeclarationForm, plain_answers
from services.screening.store.cases import cases_of
from services.screening.store.clinics import day_at
from services.screening.store.declarations import insert_declaration, latest_declaration
from services.screening.store.intakes import close_intakes, require_intake
from services.screening.store.patients import lock_going_on
from services.screening.store.rule_sets import rules_asked

STAGE = ScreeningStage.CONSULT


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a declaration."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while something else is still to come."""
    signed: bool
    """Whether all of it is signed. What is not signed clears nobody, unless the chain does without signatures."""


async def declare(work: Work, intake_id: UUID, form: DeclarationForm) -> Declared:
    """Store what the patient declares, and decide again what depends on it. The latest declaration counts.

    To an intake that asks for some questions only, the answers given before stand for the others.
    Raises IntakeNotFound, RecordMerged, AnswersNotUnderstood, AnswersMissing, GuardianNeeded, StaffNeeded,
    NothingToAsk.
    """
    intake = await find_for(work, intake_id)
    patient = await lock_going_on(work, intake.patient_id)
    today = await day_at(work, patient.home_clinic_id)
    rules = await rules_asked(work, today)
    given = read_given(rules.document, plain_answers(form.answers))
    signature = Signature(form.signature.name, form.signature.signer) if form.signature else None
    return await keep_declaration(
        work, intake, patient, rules, given, today=today, language=form.language, signature=signature
    )


async def find_for(work: Work, intake_id: UUID) -> Row:
    """The intake, for whoever may answer it. Raises IntakeNotFound, Forbidden."""
    intake = await require_intake(work, intake_id)
    work.access.authorize(whose=intake.patient_id, where=intake.clinic_id)
    return intake


async def keep_declaration(
    work: Work,
    intake: Row,
    patient: Row,
    rules: Version[RuleSet],
    given: Mapping[str, Answer],
    *,
    today: date,
    language: str | None,
    signature: Signature | None,
) -> Declared:
    """Store answers as the declaration that counts, and decide again.

    The patient's row is locked; ``today`` is the day at their home clinic. Raises GuardianNeeded, StaffNeeded,
    AnswersMissing.
    """
    if signature:
        require_signature(work, rules.document, signature, patient, today)
    earlier = await latest_declaration(work, patient.id) if intake.questions is not None else None
    cases = await cases_of(work, rules.document, patient, today, given)
    whole = earlier is None or not needed_now(rules.document, STAGE, cases)
    answers = {**_still_believed(rules.document, earlier), **given}
    _require_all(needed_now(rules.document, STAGE, [dataclasses.replace(case, answers=answers) for case in cases]))
    if not whole and earlier is not None and earlier.signed_name is None:
        signature = None  # who signs the answers that were added has not signed the rest
    declaration = await insert_declaration(
        work,
        new_id(),
        intake,
        answers,
        rules,
        whole_at=work.now if earlier is None or whole else earlier.whole_at,
        language=language,
        signature=signature,
    )
    await close_intakes(work, patient.id, intake.id, others_too=whole, signed=signature is not None)
    return await counts_now(work, patient, declaration)


async def counts_now(work: Work, patient: Row, declaration: Row) -> Declared:
    """Decide again by a declaration that was stored."""
    signer = declaration.signer or "nobody"
    work.audit("declaration submitted", str(declaration.id), signed_as=signer)
    decided = await decide_again(work, patient, declaration)
    ids = [each.id for each in decided]
    signed = declaration.signed_name is not None
    return Declared(declaration.id, declaration.intake_id, patient.id, declaration.submitted_at, ids, signed)


def require_signature(work: Work, rule_set: RuleSet, signature: Signature, patient: Row, today: date) -> None:
    """Whether whoever signs may sign for the patient. Raises GuardianNeeded, StaffNeeded."""
    own = work.access.own == patient.id
    require_signer(rule_set, signature, patient.date_of_birth, today, by_the_patient=own)


def read_given(rule_set: RuleSet, given: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers from JSON. Raises AnswersNotUnderstood."""
    answers, problems = read_answers(rule_set, STAGE, given)
    if problems:
        raise AnswersNotUnderstood("Some answers do not fit their questions: see errors.", errors=problems)
    return answers


def _still_believed(rule_set: RuleSet, earlier: Row | None) -> dict[str, Answer]:
    return still_fitting(rule_set, STAGE, answers_of(earlier.answers)) if earlier else {}


def _require_all(missing: Collection[str]) -> None:
    if missing:
        raise AnswersMissing(
            'Some questions are not answered: see errors. Who does not know answers "not_sure".',
            errors=unanswered(missing),
        )
