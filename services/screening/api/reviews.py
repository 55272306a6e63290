"""Reviews: questions, a second pair of eyes, documents, rulings that are ended or kept, how long a review may wait."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from chassis.access.admission import allow
from chassis.http import (
    IfMatch,
    MergePatch,
    Page,
    PageQuery,
    Patch,
    PeriodQuery,
    Transaction,
    api_router,
    refuses,
    tag_version,
)
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from chassis.worklist.items import ClaimedByAnother
from services.screening import queries
from services.screening.access import (
    REVIEW_TIMES_EDIT,
    REVIEW_TIMES_READ,
    REVIEWS_ANSWER,
    REVIEWS_ATTACH,
    REVIEWS_CONFIRM,
    REVIEWS_READ,
    REVIEWS_RULE,
    SCREENINGS_EXPLAIN,
)
from services.screening.api.languages import LanguageQuery
from services.screening.commands.attachments import attach
from services.screening.commands.proposals import confirm, propose, reject
from services.screening.commands.review_questions import answer, ask, withdraw
from services.screening.commands.review_times import change_review_times
from services.screening.commands.rulings import end_ruling, keep_questioned_ruling
from services.screening.domain.refusals import (
    AlreadyProposed,
    AlreadyRuled,
    ClinicNotKnown,
    NoRuling,
    NotInReview,
    ProposalNotFound,
    ProposalSettled,
    QuestionNotFound,
    QuestionSettled,
    QuestionWaits,
    RulingRefused,
    SamePerson,
    ScreeningNotFound,
    Superseded,
)
from services.screening.domain.rulings import ProposalStatus
from services.screening.forms.decisions import Seen
from services.screening.forms.reviews import (
    AnswerForm,
    AttachmentForm,
    AttachmentView,
    ProposalView,
    QuestionForm,
    QuestionView,
    ReasonForm,
    ReviewTimesForm,
    ReviewTimesView,
    ReviewView,
)
from services.screening.forms.rulings import RulingForm
from services.screening.queries.reviews import one_review, proposal_view, proposals, review_times

router = api_router("reviews")

RULING = (
    AlreadyRuled,
    ClaimedByAnother,
    ClinicNotKnown,
    NotFound,
    NotJson,
    ReferenceAltered,
    RulingRefused,
    ScreeningNotFound,
    Superseded,
)
"""What ruling on a decision may refuse."""


@router.get("/screenings/{screening_id}/review", dependencies=[allow(SCREENINGS_EXPLAIN)])
@refuses(ScreeningNotFound)
async def read_review(screening_id: UUID, work: Transaction) -> ReviewView:
    """What belongs to the review of a decision: its ruling, what was proposed, documents."""
    return await one_review(work, screening_id)


@router.post("/screenings/{screening_id}/attachments", status_code=201, dependencies=[allow(REVIEWS_ATTACH)])
@refuses(ScreeningNotFound)
async def attach_document(screening_id: UUID, form: AttachmentForm, work: Transaction) -> AttachmentView:
    """Name a document that belongs to a review, such as a letter or a photo, and where the clinic keeps it."""
    return AttachmentView.model_validate(await attach(work, screening_id, form))


@router.post("/screenings/{screening_id}/questions", status_code=201, dependencies=[allow(REVIEWS_RULE)])
@refuses(ClaimedByAnother, NotInReview, QuestionWaits, ScreeningNotFound, Superseded)
async def ask_about_review(screening_id: UUID, form: QuestionForm, work: Transaction) -> QuestionView:
    """Ask the clinic's practitioners something before ruling on a review. The review keeps its due time."""
    return QuestionView.model_validate(await ask(work, screening_id, form.question))


@router.post("/review-questions/{question_id}/answer", dependencies=[allow(REVIEWS_ANSWER)])
@refuses(ClaimedByAnother, QuestionNotFound, QuestionSettled, SamePerson)
async def answer_question(question_id: UUID, form: AnswerForm, work: Transaction) -> QuestionView:
    """Answer what a director asked. Until the review is over, a further answer puts an earlier one right."""
    return QuestionView.model_validate(await answer(work, question_id, form.answer))


@router.post("/review-questions/{question_id}/withdraw", dependencies=[allow(REVIEWS_RULE)])
@refuses(QuestionNotFound, QuestionSettled)
async def withdraw_question(question_id: UUID, work: Transaction) -> QuestionView:
    """Withdraw a question that nobody has answered yet."""
    return QuestionView.model_validate(await withdraw(work, question_id))


@router.post("/screenings/{screening_id}/proposals", status_code=201, dependencies=[allow(REVIEWS_RULE)])
@refuses(*RULING, AlreadyProposed)
async def propose_ruling(screening_id: UUID, form: RulingForm, work: Transaction) -> ProposalView:
    """Propose a ruling that sets a rule aside. Nothing is decided before another clinician confirms it."""
    return proposal_view(await propose(work, screening_id, form))


@router.get("/proposals", dependencies=[allow(REVIEWS_READ)])
async def list_proposals(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: UUID | None = None,
    status: ProposalStatus | None = None,
    rule: Annotated[str | None, Query(description="A code that the ruling sets aside, such as `R20`.")] = None,
    by: Annotated[str | None, Query(description="Who proposed it: the `sub` of their token.")] = None,
) -> Page[ProposalView]:
    """Rulings that set a rule aside, and what a second clinician said, the newest first.

    `from` and `to` are of when they were proposed.
    """
    return await proposals(work, paging, period, clinic_id=clinic_id, status=status, rule=rule, by=by)


@router.post("/proposals/{proposal_id}/confirm", dependencies=[allow(REVIEWS_CONFIRM)])
@refuses(*RULING, ProposalNotFound, ProposalSettled, SamePerson)
async def confirm_proposal(proposal_id: UUID, work: Transaction, language: LanguageQuery) -> Seen:
    """Agree to a ruling that somebody else proposed. The ruling is a new decision."""
    return await queries.seen(work, await confirm(work, proposal_id), language)


@router.post("/proposals/{proposal_id}/reject", dependencies=[allow(REVIEWS_CONFIRM)])
@refuses(ProposalNotFound, ProposalSettled)
async def reject_proposal(proposal_id: UUID, form: ReasonForm, work: Transaction) -> ProposalView:
    """Reject a proposed ruling, or withdraw one's own. The decision stays as it is."""
    return proposal_view(await reject(work, proposal_id, form.reason))


@router.post("/screenings/{screening_id}/ruling/end", dependencies=[allow(REVIEWS_RULE)])
@refuses(NoRuling, NotFound, NotJson, ReferenceAltered, ScreeningNotFound)
async def end_the_ruling(screening_id: UUID, form: ReasonForm, work: Transaction, language: LanguageQuery) -> Seen:
    """End a ruling. The rules decide by what is declared now; answers what counts from now on."""
    return await queries.seen(work, await end_ruling(work, screening_id, form.reason), language)


@router.post("/screenings/{screening_id}/ruling/keep", dependencies=[allow(REVIEWS_RULE)])
@refuses(NoRuling, NotFound, NotJson, ReferenceAltered, ScreeningNotFound)
async def keep_the_ruling(screening_id: UUID, form: ReasonForm, work: Transaction, language: LanguageQuery) -> Seen:
    """Keep a ruling that the rules alone would no longer give: nobody has to look at it again for now."""
    return await queries.seen(work, await keep_questioned_ruling(work, screening_id, form.reason), language)


@router.get("/clinics/{clinic_id}/review-times", dependencies=[allow(REVIEW_TIMES_READ)])
async def read_review_times(clinic_id: UUID, work: Transaction, response: Response) -> ReviewTimesView:
    """How long reviews may wait at a clinic; null: as the chain does it."""
    found = await review_times(work, clinic_id)
    tag_version(response, found.version)
    return found


@router.patch("/clinics/{clinic_id}/review-times", dependencies=[allow(REVIEW_TIMES_EDIT)])
async def edit_review_times(
    clinic_id: UUID,
    work: Transaction,
    edit: Annotated[Patch[ReviewTimesForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> ReviewTimesView:
    """Set how long reviews may wait at a clinic, for those that begin to wait from now on."""
    changed = await change_review_times(work, clinic_id, edit, version)
    tag_version(response, changed.version)
    return changed
