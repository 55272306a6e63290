"""Reactions to a treatment: reported, looked at, acknowledged, decided about."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import Forbidden, NotFound
from services.screening import queries
from services.screening.access import (
    REACTION_SIGNS_READ,
    REACTIONS_AMEND,
    REACTIONS_DECIDE,
    REACTIONS_READ,
    REACTIONS_REPORT,
)
from services.screening.api.languages import LanguageQuery
from services.screening.commands import reaction_reports as commands
from services.screening.domain.reaction_reports import ReportStatus
from services.screening.domain.reaction_rules import Grade
from services.screening.domain.refusals import (
    AlreadyAcknowledged,
    ClinicNotKnown,
    DaysNotPossible,
    NothingSuspended,
    NothingToLookAt,
    ReactionNotFound,
    RecordMerged,
    ReportClosed,
    SignNotKnown,
)
from services.screening.forms.reaction_reports import (
    AmendForm,
    DecideForm,
    OutcomeForm,
    ReactionForm,
    ReactionSummary,
    ReactionView,
    SignsView,
    WithdrawReportForm,
)

router = api_router("reactions")
REFERENCE = (NotFound, NotJson, ReferenceAltered)


@router.get("/reaction-signs", dependencies=[allow(REACTION_SIGNS_READ)])
@refuses(*REFERENCE)
async def list_reaction_signs(work: Transaction, language: LanguageQuery) -> SignsView:
    """The signs that can be reported, with their names."""
    return await queries.reaction_signs(work, language)


@router.post("/reactions", status_code=201, dependencies=[allow(REACTIONS_REPORT)])
@refuses(ClinicNotKnown, DaysNotPossible, RecordMerged, SignNotKnown, *REFERENCE)
async def report_reaction(form: ReactionForm, work: Transaction) -> ReactionView:
    """Report a reaction to a treatment. A serious one stops every session of the patient until a director decides."""
    return await queries.shown_reaction(work, await commands.report_reaction(work, form))


@router.get("/reactions", dependencies=[allow(REACTIONS_READ)])
async def list_reactions(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    status: ReportStatus | None = None,
    grade: Grade | None = None,
) -> Page[ReactionSummary]:
    """Reports of reactions, the newest first. `from` and `to` are of when they were reported.

    With ``status=to_look_at`` those that came as texts and wait for somebody to say what the signs are.
    """
    return await queries.list_reactions(
        work, paging, period, patient_id=patient_id, clinic_id=clinic_id, status=status, grade=grade
    )


@router.get("/reactions/{report_id}", dependencies=[allow(REACTIONS_READ)])
@refuses(ReactionNotFound, *REFERENCE)
async def read_reaction(report_id: UUID, work: Transaction) -> ReactionView:
    """One report with its session's device, lot and settings, why it has its grade, and what was done about it."""
    return await queries.one_reaction(work, report_id)


@router.post("/reactions/{report_id}/amend", dependencies=[allow(REACTIONS_AMEND)])
@refuses(DaysNotPossible, ReactionNotFound, ReportClosed, SignNotKnown, *REFERENCE)
async def amend_reaction(report_id: UUID, form: AmendForm, work: Transaction) -> ReactionView:
    """Put a report right, or say what a text means. It is graded again."""
    return await queries.shown_reaction(work, await commands.amend_report(work, report_id, form))


@router.post("/reactions/{report_id}/withdraw", dependencies=[allow(REACTIONS_AMEND)])
@refuses(Forbidden, ReactionNotFound, ReportClosed, *REFERENCE)
async def withdraw_reaction(report_id: UUID, form: WithdrawReportForm, work: Transaction) -> ReactionView:
    """Mark a report as entered in error. While it suspends clearances, only a medical director does."""
    return await queries.shown_reaction(work, await commands.withdraw_report(work, report_id, form))


@router.post("/reactions/{report_id}/acknowledge", dependencies=[allow(REACTIONS_DECIDE)])
@refuses(AlreadyAcknowledged, NothingSuspended, ReactionNotFound, *REFERENCE)
async def acknowledge_reaction(report_id: UUID, work: Transaction) -> ReactionView:
    """Take note of a serious reaction, so that nobody else in line is asked."""
    return await queries.shown_reaction(work, await commands.acknowledge_reaction(work, report_id))


@router.post("/reactions/{report_id}/decide", dependencies=[allow(REACTIONS_DECIDE)])
@refuses(NothingSuspended, ReactionNotFound, *REFERENCE)
async def decide_reaction(report_id: UUID, form: DecideForm, work: Transaction) -> ReactionView:
    """Lift what the reaction suspended, or end it for good."""
    return await queries.shown_reaction(work, await commands.decide_suspension(work, report_id, form))


@router.post("/reactions/{report_id}/outcome", dependencies=[allow(REACTIONS_AMEND)])
@refuses(DaysNotPossible, NothingToLookAt, ReactionNotFound, ReportClosed, SignNotKnown, *REFERENCE)
async def record_reaction_outcome(report_id: UUID, form: OutcomeForm, work: Transaction) -> ReactionView:
    """Record how the reaction ended. It lifts no suspension: a medical director does."""
    return await queries.shown_reaction(work, await commands.record_outcome(work, report_id, form))
