"""Health declarations: asked for, and filled in."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from chassis.access.admission import allow
from chassis.http import (
    IfMatch,
    MergePatch,
    Page,
    PageQuery,
    PeriodQuery,
    Transaction,
    api_router,
    refuses,
    tag_version,
)
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening import queries
from services.screening.access import INTAKES_ANSWER, INTAKES_READ
from services.screening.api.languages import LanguageQuery
from services.screening.commands.declarations import declare
from services.screening.commands.saved_answers import save_answers, sign_answers
from services.screening.domain.intakes import IntakeState
from services.screening.domain.refusals import (
    AnswersMissing,
    AnswersNotUnderstood,
    GuardianNeeded,
    IntakeNotFound,
    NothingToAsk,
    NothingToSign,
    RecordMerged,
    StaffNeeded,
)
from services.screening.forms.declarations import (
    DeclarationForm,
    DeclaredView,
    SavedAnswersForm,
    SavedAnswersView,
    SignatureForm,
)
from services.screening.forms.intakes import IntakeView
from services.screening.forms.questionnaires import IntakeQuestionnaireView

router = api_router("intakes")


@router.get("/intakes", dependencies=[allow(INTAKES_READ)])
async def list_intakes(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    declared: Annotated[bool | None, Query(description="false: those that wait for their declaration.")] = None,
    state: IntakeState | None = None,
) -> Page[IntakeView]:
    """Intakes, a patient's own or those of the caller's clinics, the newest first; answers are not shown.

    `from` and `to` are of when they were requested.
    """
    return await queries.list_intakes(
        work, paging, period, patient_id=patient_id, clinic_id=clinic_id, declared=declared, state=state
    )


@router.get("/intakes/{intake_id}/questionnaire", dependencies=[allow(INTAKES_ANSWER)])
@refuses(IntakeNotFound, NotFound, NotJson, NothingToAsk, ReferenceAltered)
async def read_intake_questionnaire(
    intake_id: UUID, work: Transaction, language: LanguageQuery
) -> IntakeQuestionnaireView:
    """The questions that this intake asks: the whole declaration, or only what an earlier one lacks."""
    return await queries.intake_questionnaire(work, intake_id, language)


@router.get("/intakes/{intake_id}/answers", dependencies=[allow(INTAKES_ANSWER)])
@refuses(IntakeNotFound, NotFound, NotJson, NothingToAsk, ReferenceAltered)
async def read_saved_answers(intake_id: UUID, work: Transaction, response: Response) -> SavedAnswersView:
    """How far the declaration is: what is saved, what is asked, and what is missing."""
    found = await queries.saved_answers(work, intake_id)
    tag_version(response, found.version)
    return found


@router.patch("/intakes/{intake_id}/answers", dependencies=[allow(INTAKES_ANSWER)])
@refuses(
    AnswersNotUnderstood,
    IntakeNotFound,
    NotFound,
    NotJson,
    NothingToAsk,
    RecordMerged,
    ReferenceAltered,
)
async def save_some_answers(
    intake_id: UUID,
    form: Annotated[SavedAnswersForm, MergePatch],
    work: Transaction,
    version: IfMatch,
    response: Response,
) -> SavedAnswersView:
    """Save some answers, or take some back. Nothing is decided by them before they are signed."""
    found = await queries.saved_view(work, await save_answers(work, intake_id, form, version))
    tag_version(response, found.version)
    return found


@router.post("/intakes/{intake_id}/signature", status_code=201, dependencies=[allow(INTAKES_ANSWER)])
@refuses(
    AnswersMissing,
    GuardianNeeded,
    IntakeNotFound,
    NotFound,
    NotJson,
    NothingToAsk,
    NothingToSign,
    RecordMerged,
    ReferenceAltered,
    StaffNeeded,
)
async def sign_declaration(intake_id: UUID, form: SignatureForm, work: Transaction, version: IfMatch) -> DeclaredView:
    """Sign what is saved, or what was sent without a signature: from now on it counts.

    If-Match is the version that `GET /v1/intakes/{intake_id}/answers` shows.
    """
    return DeclaredView.model_validate(await sign_answers(work, intake_id, form, version))


@router.post("/intakes/{intake_id}/declaration", status_code=201, dependencies=[allow(INTAKES_ANSWER)])
@refuses(
    AnswersMissing,
    AnswersNotUnderstood,
    GuardianNeeded,
    IntakeNotFound,
    NotFound,
    NotJson,
    NothingToAsk,
    RecordMerged,
    ReferenceAltered,
    StaffNeeded,
)
async def submit_declaration(intake_id: UUID, form: DeclarationForm, work: Transaction) -> DeclaredView:
    """Take the declaration. Sent again with other answers, the latest counts and the patient is screened again.

    Without a `signature` it may make a decision stricter, and clears nobody until somebody signs it.
    """
    return DeclaredView.model_validate(await declare(work, intake_id, form))
