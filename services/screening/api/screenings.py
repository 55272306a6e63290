"""Decisions, day-of checks and reviews."""

from typing import Annotated
from uuid import UUID

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Page, PageQuery, Transaction, api_router
from services.screening.commands.check_day import check_day
from services.screening.commands.rule_on import rule_on
from services.screening.forms.answers import ExplainedScreening
from services.screening.forms.requests import DayOfCheckForm, RulingForm
from services.screening.queries import Seen, list_reviews, list_screenings, one_screening

router = api_router("screenings")
Reader = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)]
Checker = Annotated[Actor, allow(Role.PRACTITIONER, Role.FRONT_DESK)]
Director = Annotated[Actor, allow(Role.MEDICAL_DIRECTOR)]


@router.get("/screenings")
async def read_screenings(
    actor: Reader, work: Transaction, paging: PageQuery, patient_id: UUID | None = None
) -> Page[Seen]:
    """Decisions, oldest first. How much of each is shown depends on who asks."""
    return await list_screenings(work, patient_id, paging)


@router.get("/screenings/{screening_id}")
async def read_screening(screening_id: UUID, actor: Reader, work: Transaction) -> Seen:
    """One decision. Clinicians see whose sentence decided, what other sources say, and the answers used."""
    return await one_screening(work, screening_id)


@router.post("/day-of-checks", status_code=201)
async def check_on_the_day(form: DayOfCheckForm, actor: Checker, work: Transaction) -> Seen:
    """Screen again on the day of a session; clears that local day at that clinic, or says why not."""
    return await one_screening(work, await check_day(work, form))


@router.get("/reviews")
async def read_reviews(actor: Director, work: Transaction, paging: PageQuery) -> Page[ExplainedScreening]:
    """What waits for a medical director, longest waiting first."""
    return await list_reviews(work, paging)


@router.post("/screenings/{screening_id}/review")
async def review_screening(screening_id: UUID, form: RulingForm, actor: Director, work: Transaction) -> Seen:
    """Rule on a review, or on a deferral that the sources leave to a clinician. The ruling is a new decision."""
    return await one_screening(work, await rule_on(work, screening_id, form))
