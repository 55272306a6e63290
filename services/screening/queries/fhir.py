"""Questionnaires and declarations as FHIR R4 resources."""

from uuid import UUID

from chassis.reference.kinds import Version
from chassis.reference.reading import version
from chassis.work import Work
from services.screening.domain.facts import answers_of
from services.screening.domain.fhir.names import Json
from services.screening.domain.fhir.questionnaires import questionnaire_resource
from services.screening.domain.fhir.responses import Declared, response_resource
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import DeclarationNotFound
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature, Signer
from services.screening.queries.languages import Wanted, chosen
from services.screening.reference import RULE_SETS
from services.screening.store.declarations import find_declaration
from services.screening.store.patients import find_patient, language_of
from services.screening.store.rule_sets import rules_of, words_of


async def fhir_questionnaire(work: Work, name: str, stage: ScreeningStage, wanted: Wanted) -> Json:
    """What one version asks. Raises NotFound."""
    rules: Version[RuleSet] = await version(work, RULE_SETS, name)
    words = await words_of(work, rules, work.now.date())
    own = await language_of(work, work.access.own) if work.access.own else None
    status = "retired" if rules.withdrawn else "active" if rules.signed else "draft"
    language = chosen(words.languages, wanted, own)
    return questionnaire_resource(words, stage, language, version=rules.version, title=rules.title, status=status)


async def fhir_declaration(work: Work, declaration_id: UUID) -> Json:
    """What a patient declared. Raises DeclarationNotFound, Forbidden."""
    row = await find_declaration(work, declaration_id)
    if row is None:
        raise DeclarationNotFound("There is no such declaration: the answer to a declaration names its id.")
    patient = await find_patient(work, row.patient_id)
    work.access.authorize(whose=patient.id, where=patient.home_clinic_id)
    rules = await rules_of(work, row)
    signature = Signature(row.signed_name, Signer(row.signer)) if row.signer else None
    declared = Declared(row.id, row.patient_id, row.submitted_at, row.rule_set, row.language, signature)
    return response_resource(rules.document, declared, answers_of(row.answers))
