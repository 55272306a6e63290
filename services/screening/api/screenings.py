"""Decisions, day-of checks and reviews."""

from typing import Annotated
from uuid import UUID

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router
from contracts.vocabulary import Outcome, ScreeningStage
from services.screening import queries
from services.screening.commands.check_day import check_day
from services.screening.commands.rule_on import rule_on
from services.screening.forms.answers import ExplainedScreening
from services.screening.forms.requests import DayOfCheckForm, RulingForm
from services.screening.queries import Seen

router = api_router("screenings")
Reader = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)]
Checker = Annotated[Actor, allow(Role.PRACTITIONER, Role.FRONT_DESK)]
Director = Annotated[Actor, allow(Role.MEDICAL_DIRECTOR)]


@router.get("/screenings")
async def list_screenings(
    actor: Reader,
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    stage: ScreeningStage | None = None,
    outcome: Outcome | None = None,
) -> Page[Seen]:
    """Decisions, the newest first. How much of each is shown depends on who asks.

    `from` and `to` are of when they were decided.
    """
    return await queries.list_screenings(
        work, paging, period, patient_id=patient_id, clinic_id=clinic_id, stage=stage, outcome=outcome
    )


@router.get("/screenings/{screening_id}")
async def read_screening(screening_id: UUID, actor: Reader, work: Transaction) -> Seen:
    """One decision. Clinicians see whose sentence decided, what other sources say, and the answers used."""
    return await queries.one_screening(work, screening_id)


@router.post("/day-of-checks", status_code=201)
async def check_on_the_day(form: DayOfCheckForm, actor: Checker, work: Transaction) -> Seen:
    """Screen again on the day of a session; clears that local day at that clinic, or says why not."""
    return await queries.one_screening(work, await check_day(work, form))


@router.get("/reviews")
async def list_reviews(
    actor: Director, work: Transaction, paging: PageQuery, clinic_id: UUID | None = None
) -> Page[ExplainedScreening]:
    """What waits for a medical director, the longest waiting first."""
    return await queries.list_reviews(work, paging, clinic_id=clinic_id)


@router.post("/screenings/{screening_id}/review")
async def review_screening(screening_id: UUID, form: RulingForm, actor: Director, work: Transaction) -> Seen:
    """Rule on a review, or on a deferral that the sources leave to a clinician. The ruling is a new decision."""
    return await queries.one_screening(work, await rule_on(work, screening_id, form))
