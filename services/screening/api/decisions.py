"""Decisions, and a medical director's rulings on them."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening import queries
from services.screening.access import REVIEWS_READ, REVIEWS_RULE, SCREENINGS_READ
from services.screening.api.languages import LanguageQuery
from services.screening.api.reviews import RULING
from services.screening.commands.rulings import rule_on
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.refusals import NeedsSecondClinician, ScreeningNotFound
from services.screening.forms.decisions import ExplainedScreening, Seen
from services.screening.forms.rulings import RulingForm

router = api_router("screenings")


@router.get("/screenings", dependencies=[allow(SCREENINGS_READ)])
@refuses(NotFound, NotJson, ReferenceAltered)
async def list_screenings(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    language: LanguageQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    stage: ScreeningStage | None = None,
    outcome: Outcome | None = None,
) -> Page[Seen]:
    """Decisions, the newest first. How much of each is shown depends on who asks.

    `from` and `to` are of when they were decided.
    """
    return await queries.list_screenings(
        work, paging, period, language, patient_id=patient_id, clinic_id=clinic_id, stage=stage, outcome=outcome
    )


@router.get("/screenings/{screening_id}", dependencies=[allow(SCREENINGS_READ)])
@refuses(NotFound, NotJson, ReferenceAltered, ScreeningNotFound)
async def read_screening(screening_id: UUID, work: Transaction, language: LanguageQuery) -> Seen:
    """One decision. Clinicians see the sources of what decided, what other sources say, and the answers used."""
    return await queries.one_screening(work, screening_id, language)


@router.get("/reviews", dependencies=[allow(REVIEWS_READ)])
@refuses(NotFound, NotJson, ReferenceAltered)
async def list_reviews(work: Transaction, paging: PageQuery, clinic_id: UUID | None = None) -> Page[ExplainedScreening]:
    """What waits for a medical director, the longest waiting first."""
    return await queries.list_reviews(work, paging, clinic_id=clinic_id)


@router.post("/screenings/{screening_id}/review", dependencies=[allow(REVIEWS_RULE)])
@refuses(*RULING, NeedsSecondClinician)
async def review_screening(screening_id: UUID, form: RulingForm, work: Transaction, language: LanguageQuery) -> Seen:
    """Rule on a review. The ruling is a new decision; one that sets a rule aside is proposed instead."""
    return await queries.seen(work, await rule_on(work, screening_id, form), language)
