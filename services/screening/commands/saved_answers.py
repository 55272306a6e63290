"""Answer a declaration in parts, and sign it. Until it is signed it decides nothing."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.work import Work
from services.screening.commands.declarations import (
    STAGE,
    Declared,
    find_for,
    keep_declaration,
    read_given,
)
from services.screening.domain.answers import still_fitting
from services.screening.domain.facts import answers_of, stored_answers
from services.screening.domain.refusals import NothingToSign
from services.screening.domain.signatures import Signature
from services.screening.forms.declarations import SavedAnswersForm, SignatureForm, plain_answers
from services.screening.store.clinics import day_at
from services.screening.store.intakes import find_intake, keep_answers
from services.screening.store.patients import lock_going_on
from services.screening.store.rule_sets import rules_asked


async def save_answers(work: Work, intake_id: UUID, form: SavedAnswersForm, version: int) -> Row:
    """Add answers to those that are saved, or take some of them back. Answers the intake.

    Raises IntakeNotFound, AnswersNotUnderstood, NothingToAsk, Stale.
    """
    intake, _ = await _locked(work, intake_id)
    require_version(version, intake.answers_version)
    today = await day_at(work, intake.clinic_id)
    rules = await rules_asked(work, today)
    plain = plain_answers({code: answer for code, answer in form.answers.items() if answer is not None})
    given = read_given(rules.document, plain)
    saved = {code: answer for code, answer in (intake.answers or {}).items() if code not in form.answers}
    language = form.language or intake.answers_language
    kept = await keep_answers(work, intake, saved | stored_answers(given), language)
    work.audit("declaration saved in part", str(intake_id))
    return kept


async def sign_answers(work: Work, intake_id: UUID, form: SignatureForm, version: int) -> Declared:
    """Sign what is saved: from now on it counts. Whoever signs sees the version that they sign.

    Raises IntakeNotFound, NothingToSign, GuardianNeeded, AnswersMissing, NothingToAsk, Stale.
    """
    intake, patient = await _locked(work, intake_id)
    require_version(version, intake.answers_version)
    if intake.answers is None:
        raise NothingToSign("No answers are saved: answer the questions of this intake first.")
    today = await day_at(work, patient.home_clinic_id)
    rules = await rules_asked(work, today)
    given = still_fitting(rules.document, STAGE, answers_of(intake.answers))
    signature = Signature(form.name, form.signer)
    return await keep_declaration(
        work, intake, patient, rules, given, today=today, language=intake.answers_language, signature=signature
    )


async def _locked(work: Work, intake_id: UUID) -> tuple[Row, Row]:
    """The intake as it is once the patient's row is locked, and that row. Raises IntakeNotFound, Forbidden."""
    patient = await lock_going_on(work, (await find_for(work, intake_id)).patient_id)
    intake = await find_intake(work, intake_id)
    if intake is None:
        raise AssertionError("an intake is erased only with its patient, whose row is locked")
    return intake, patient
