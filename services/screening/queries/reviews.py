"""Reads of reviews: what belongs to one, and how long they may wait."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.screening.access import visible
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.domain.rulings import ProposalStatus
from services.screening.forms.reviews import (
    AttachmentView,
    ProposalView,
    QuestionView,
    ReviewTimesForm,
    ReviewTimesView,
    ReviewView,
)
from services.screening.queries.explanations import ruling_of
from services.screening.store.attachments import attachments_of
from services.screening.store.decisions import find_decision
from services.screening.store.proposals import proposals_about
from services.screening.store.review_questions import questions_of
from services.screening.store.review_times import find_review_times
from services.screening.tables import ruling_proposals


def proposal_view(row: Row) -> ProposalView:
    """A proposal as clinicians see it."""
    ruling = row.ruling
    return ProposalView(
        id=row.id,
        screening_id=row.screening_id,
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        outcome=ruling["outcome"],
        eligible_from=ruling["eligible_from"],
        conditions=ruling["conditions"],
        reason=ruling["reason"],
        overrides=row.overrides,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        status=row.status,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        settled_reason=row.settled_reason,
    )


async def proposals(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    clinic_id: UUID | None,
    status: ProposalStatus | None,
    rule: str | None,
    by: str | None,
) -> Page[ProposalView]:
    """Proposals of the caller's clinics, the newest first. Raises Forbidden."""
    of = ruling_proposals.c
    wanted = equal_to({of.clinic_id: clinic_id, of.status: status, of.proposed_by: by})
    seen = visible(work.access.reach(where=clinic_id), ruling_proposals)
    statement = select(ruling_proposals).where(*wanted, seen, *period.of(of.proposed_at))
    if rule is not None:
        statement = statement.where(of.overrides.contains([rule]))
    return await page(work, statement, [of.id.desc()], paging, proposal_view)


async def one_review(work: Work, screening_id: UUID) -> ReviewView:
    """What belongs to the review of a decision. Raises ScreeningNotFound, Forbidden."""
    row = await find_decision(work, screening_id)
    if row is None:
        raise ScreeningNotFound("There is no such decision: list the reviews that wait.")
    work.access.authorize(whose=row.patient_id, where=row.clinic_id)
    return ReviewView(
        screening_id=row.id,
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        consult_id=row.consult_id,
        stage=row.stage,
        outcome=row.outcome,
        superseded_by=row.superseded_by,
        ruling=ruling_of(row),
        proposals=[proposal_view(each) for each in await proposals_about(work, row.id)],
        questions=[QuestionView.model_validate(each) for each in await questions_of(work, row.consult_id)],
        attachments=[AttachmentView.model_validate(each) for each in await attachments_of(work, row.consult_id)],
    )


async def review_times(work: Work, clinic_id: UUID) -> ReviewTimesView:
    """How long reviews may wait at a clinic. Raises Forbidden."""
    work.access.authorize(where=clinic_id)
    row = await find_review_times(work, clinic_id)
    form = ReviewTimesForm(
        review_working_hours=row.review_working_hours if row else None,
        day_check_minutes=row.day_check_minutes if row else None,
    )
    return ReviewTimesView.of(clinic_id, form, row.version if row else 0)
