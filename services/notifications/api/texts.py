"""What patients wrote back."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from chassis.worklist.items import ClaimedByAnother
from services.notifications.access import TEXTS_READ, TEXTS_SETTLE
from services.notifications.commands import text_answers, text_attributions
from services.notifications.commands import texts as commands
from services.notifications.domain.refusals import (
    AnswerTooLong,
    HealthWords,
    NobodyToAnswer,
    NoTemplateForAnswers,
    NothingAsked,
    NothingToAnswer,
    NothingToSettle,
    RecipientUnknown,
    RecordMerged,
    TextIsOpen,
    TextUnknown,
    WindowClosed,
)
from services.notifications.domain.texts import TextPolicy, TextState
from services.notifications.forms.texts import (
    AnswerTextForm,
    AttributeTextForm,
    ReopenTextForm,
    SettleTextForm,
    TextView,
)
from services.notifications.queries import texts as queries
from services.notifications.settings.policies import text_policy

router = api_router("texts")


async def _policy() -> TextPolicy:
    return text_policy()


@router.get("/texts", dependencies=[allow(TEXTS_READ)])
async def list_texts(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    state: TextState | None = None,
    known: bool | None = None,
) -> Page[TextView]:
    """What was written back, the newest first. `from` and `to` are of when it came.

    With `known=false` what came from numbers and addresses that no patient has: find out who wrote.
    """
    return await queries.list_texts(
        work, paging, period, patient_id=patient_id, clinic_id=clinic_id, state=state, known=known
    )


@router.get("/texts/{text_id}", dependencies=[allow(TEXTS_READ)])
@refuses(TextUnknown)
async def read_text(text_id: UUID, work: Transaction) -> TextView:
    """One text: its words, who may have written it, and what was done about it."""
    return await queries.read_text(work, text_id)


@router.post("/texts/{text_id}/settle", dependencies=[allow(TEXTS_SETTLE)])
@refuses(ClaimedByAnother, NotFound, NothingAsked, NothingToSettle, NotJson, ReferenceAltered, TextUnknown)
async def settle_text(text_id: UUID, form: SettleTextForm, work: Transaction) -> TextView:
    """Say what was done about a text, so that nobody else has to read it."""
    await commands.settle_text(work, text_id, form.note, no_reaction=form.no_reaction, meant=form.meant)
    return await queries.read_text(work, text_id)


@router.post("/texts/{text_id}/answer", dependencies=[allow(TEXTS_SETTLE)])
@refuses(
    AnswerTooLong,
    ClaimedByAnother,
    HealthWords,
    NobodyToAnswer,
    NoTemplateForAnswers,
    NotFound,
    NothingToAnswer,
    NotJson,
    ReferenceAltered,
    TextUnknown,
    WindowClosed,
)
async def answer_text(text_id: UUID, form: AnswerTextForm, work: Transaction) -> TextView:
    """Answer on the way that the text came, at any hour. The text is settled; if the answer fails, somebody calls."""
    await text_answers.answer_text(work, text_id, form.text)
    return await queries.read_text(work, text_id)


@router.post("/texts/{text_id}/attribute", dependencies=[allow(TEXTS_SETTLE)])
@refuses(RecipientUnknown, RecordMerged, TextUnknown)
async def attribute_text(
    text_id: UUID, form: AttributeTextForm, work: Transaction, policy: Annotated[TextPolicy, Depends(_policy)]
) -> TextView:
    """Say who wrote a text that came from nobody's number, or from one that several people share."""
    await text_attributions.attribute_text(work, text_id, form.patient_id, form.note, policy)
    return await queries.read_text(work, text_id)


@router.post("/texts/{text_id}/reopen", dependencies=[allow(TEXTS_SETTLE)])
@refuses(TextIsOpen, TextUnknown)
async def reopen_text(
    text_id: UUID, form: ReopenTextForm, work: Transaction, policy: Annotated[TextPolicy, Depends(_policy)]
) -> TextView:
    """Have a text wait again that was settled too early, or that was taken for nothing but a request to stop."""
    await commands.reopen_text(work, text_id, form.note, policy)
    return await queries.read_text(work, text_id)
