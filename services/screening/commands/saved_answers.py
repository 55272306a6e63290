"""Answer a declaration in parts, and sign it; or sign what was sent whole without a signature."""

from datetime import date
from uuid import UUID

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.ids import new_id
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.commands.declarations import (
    STAGE,
    Declared,
    counts_now,
    find_for,
    keep_declaration,
    read_given,
    require_signature,
)
from services.screening.domain.answers import still_fitting
from services.screening.domain.facts import answers_of, stored_answers
from services.screening.domain.refusals import NothingToSign
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature
from services.screening.forms.declarations import SavedAnswersForm, SignatureForm, plain_answers
from services.screening.store.clinics import day_at
from services.screening.store.declarations import insert_declaration, latest_declaration
from services.screening.store.intakes import close_intakes, find_intake, keep_answers
from services.screening.store.patients import lock_going_on
from services.screening.store.rule_sets import rules_asked, rules_of


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
    """Sign what is saved, or what was sent without a signature. Whoever signs sees the version that they sign.

    Raises IntakeNotFound, NothingToSign, GuardianNeeded, StaffNeeded, AnswersMissing, NothingToAsk, Stale.
    """
    intake, patient = await _locked(work, intake_id)
    require_version(version, intake.answers_version)
    today = await day_at(work, patient.home_clinic_id)
    rules = await rules_asked(work, today)
    signature = Signature(form.name, form.signer)
    if intake.answers is None:
        return await _sign_declared(work, intake, patient, rules, signature, today)
    given = still_fitting(rules.document, STAGE, answers_of(intake.answers))
    return await keep_declaration(
        work, intake, patient, rules, given, today=today, language=intake.answers_language, signature=signature
    )


async def _sign_declared(
    work: Work, intake: Row, patient: Row, rules: Version[RuleSet], signature: Signature, today: date
) -> Declared:
    """Sign the patient's declaration as it was sent. It is no younger for it."""
    declared = await latest_declaration(work, patient.id)
    if declared is None or declared.intake_id != intake.id or declared.signed_name is not None:
        raise NothingToSign("Nothing waits to be signed here: answer the questions of this intake first.")
    require_signature(work, rules.document, signature, patient, today)
    signed = await insert_declaration(
        work,
        new_id(),
        intake,
        answers_of(declared.answers),
        await rules_of(work, declared),
        whole_at=declared.whole_at,
        language=declared.language,
        signature=signature,
    )
    await close_intakes(work, patient.id, intake.id, others_too=False, signed=True)
    return await counts_now(work, patient, signed)


async def _locked(work: Work, intake_id: UUID) -> tuple[Row, Row]:
    """The intake as it is once the patient's row is locked, and that row. Raises IntakeNotFound, Forbidden."""
    patient = await lock_going_on(work, (await find_for(work, intake_id)).patient_id)
    intake = await find_intake(work, intake_id)
    if intake is None:
        raise AssertionError("an intake is erased only with its patient, whose row is locked")
    return intake, patient
