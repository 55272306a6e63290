"""Take FHIR R4 resources: a QuestionnaireResponse as a declaration, a Questionnaire as a draft of questions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from chassis.reference.drafts import create_draft
from chassis.reference.written import Written
from chassis.refusals import FieldError
from chassis.work import Work
from services.screening.commands.declarations import Declared, find_for, keep_declaration, read_given
from services.screening.domain.fhir.drafts import Drafted, read_questionnaire
from services.screening.domain.fhir.responses import read_response
from services.screening.domain.refusals import QuestionnaireNotExpressed, ResponseNotUnderstood
from services.screening.forms.declarations import Read
from services.screening.reference import RULE_SETS
from services.screening.store.clinics import day_at
from services.screening.store.patients import lock_going_on
from services.screening.store.rule_sets import rules_asked

_LANGUAGE: TypeAdapter[Any] = TypeAdapter(Read)


async def declare_by_fhir(work: Work, intake_id: UUID, resource: Mapping[str, Any]) -> Declared:
    """Take a declaration. Raises IntakeNotFound, ResponseNotUnderstood, and what any declaration raises."""
    intake = await find_for(work, intake_id)
    patient = await lock_going_on(work, intake.patient_id)
    sent = read_response(resource, patient.id)
    problems = [*sent.problems, *_language_problems(sent.language)]
    if problems:
        raise ResponseNotUnderstood("Some of the resource is not understood: see errors.", errors=problems)
    today = await day_at(work, patient.home_clinic_id)
    rules = await rules_asked(work, today)
    given = read_given(rules.document, sent.answers)
    return await keep_declaration(
        work, intake, patient, rules, given, today=today, language=sent.language, signature=sent.signature
    )


async def draft_by_fhir(work: Work, resource: Mapping[str, Any], version: str, extends: str) -> Drafted:
    """Draft a rule set that asks these questions besides. Raises QuestionnaireNotExpressed, VersionExists, NotFound."""
    drafted = read_questionnaire(resource)
    if drafted.problems:
        raise QuestionnaireNotExpressed("Some of it cannot be asked here: see errors.", errors=drafted.problems)
    title = resource.get("title")
    written = Written(
        version=version,
        title=title if isinstance(title, str) and 0 < len(title.strip()) <= 200 else "Questions of a FHIR resource",
        extends=extends,
        changes=drafted.changes(),
    )
    await create_draft(work, RULE_SETS, written)
    return drafted


def _language_problems(language: str | None) -> list[FieldError]:
    try:
        _LANGUAGE.validate_python(language)
    except ValidationError:
        return [FieldError("language", "Give a BCP 47 tag, e.g. pt.")]
    return []
