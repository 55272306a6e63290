"""FHIR R4: questionnaires and declarations for and from other systems."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import JSONResponse

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.access import DRAFT
from chassis.reference.canonical import NotJson
from chassis.reference.drafts import ExtendsADraft, VersionExists
from chassis.reference.store import ReferenceAltered
from chassis.reference.written import Name
from chassis.refusals import Invalid, NotFound
from services.screening.access import DECLARATIONS_READ, INTAKES_ANSWER, QUESTIONNAIRE_READ
from services.screening.api.languages import LanguageQuery
from services.screening.commands.fhir import declare_by_fhir, draft_by_fhir
from services.screening.domain.fhir.names import MEDIA_TYPE
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import (
    AnswersMissing,
    AnswersNotUnderstood,
    DeclarationNotFound,
    GuardianNeeded,
    IntakeNotFound,
    NothingToAsk,
    QuestionnaireNotExpressed,
    RecordMerged,
    ResponseNotUnderstood,
    StaffNeeded,
)
from services.screening.forms.declarations import DeclaredView
from services.screening.forms.fhir import A_QUESTIONNAIRE, A_RESPONSE, DraftedQuestionsView
from services.screening.queries.fhir import fhir_declaration, fhir_questionnaire

router = api_router("fhir")


class FhirAnswer(JSONResponse):
    """A resource."""

    media_type = MEDIA_TYPE


Questionnaire = Annotated[dict[str, Any], Body(media_type=MEDIA_TYPE, examples=[A_QUESTIONNAIRE])]
"""A FHIR R4 Questionnaire as JSON; application/json is accepted too."""
Response = Annotated[dict[str, Any], Body(media_type=MEDIA_TYPE, examples=[A_RESPONSE])]
"""A FHIR R4 QuestionnaireResponse, in the same way."""


@router.get("/questionnaires/{version}/fhir", response_class=FhirAnswer, dependencies=[allow(QUESTIONNAIRE_READ)])
@refuses(NotFound, NotJson, ReferenceAltered)
async def read_fhir_questionnaire(
    version: str, work: Transaction, language: LanguageQuery, stage: ScreeningStage = ScreeningStage.CONSULT
) -> dict[str, Any]:
    """What one version of the rules asks, as a FHIR R4 Questionnaire."""
    return await fhir_questionnaire(work, version, stage, language)


@router.post("/questionnaires/fhir", status_code=201, dependencies=[allow(DRAFT)])
@refuses(ExtendsADraft, Invalid, NotFound, NotJson, QuestionnaireNotExpressed, ReferenceAltered, VersionExists)
async def draft_fhir_questionnaire(
    resource: Questionnaire,
    work: Transaction,
    version: Annotated[Name, Query(description="The name of the draft.")],
    extends: Annotated[Name, Query(description="The version that it starts from.")],
) -> DraftedQuestionsView:
    """Draft a rule set with the questions of a FHIR R4 Questionnaire; the rules that read them are written after."""
    drafted = await draft_by_fhir(work, resource, version, extends)
    return DraftedQuestionsView(
        version=version,
        extends=extends,
        stage=drafted.stage,
        questions=list(drafted.questions),
        sections=list(drafted.sections),
    )


@router.get("/declarations/{declaration_id}/fhir", response_class=FhirAnswer, dependencies=[allow(DECLARATIONS_READ)])
@refuses(DeclarationNotFound, NotFound, NotJson, ReferenceAltered)
async def read_fhir_declaration(declaration_id: UUID, work: Transaction) -> dict[str, Any]:
    """What a patient declared, as a FHIR R4 QuestionnaireResponse."""
    return await fhir_declaration(work, declaration_id)


@router.post("/intakes/{intake_id}/declaration/fhir", status_code=201, dependencies=[allow(INTAKES_ANSWER)])
@refuses(
    AnswersMissing,
    AnswersNotUnderstood,
    GuardianNeeded,
    IntakeNotFound,
    NotFound,
    NotJson,
    NothingToAsk,
    ReferenceAltered,
    ResponseNotUnderstood,
    RecordMerged,
    StaffNeeded,
)
async def submit_fhir_declaration(intake_id: UUID, resource: Response, work: Transaction) -> DeclaredView:
    """Take the declaration as a FHIR R4 QuestionnaireResponse, with its signature where it has one."""
    return DeclaredView.model_validate(await declare_by_fhir(work, intake_id, resource))
