"""Reads."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from chassis.access.actors import Actor, Role
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from contracts.vocabulary import Outcome, ScreeningStage
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.explain import explained, own, summary
from services.screening.forms.answers import ExplainedScreening, IntakeView, OwnScreening, ScreeningSummary
from services.screening.tables import intakes, screenings

CLINICIANS = frozenset({Role.PRACTITIONER, Role.MEDICAL_DIRECTOR})
Seen = ExplainedScreening | OwnScreening | ScreeningSummary


def as_seen_by(actor: Actor, row: Row[Any]) -> Seen:
    """A decision with as much of it as this caller may see."""
    if actor.roles & CLINICIANS:
        return explained(row)
    return own(row) if actor.is_patient else summary(row)


def _within_reach(statement: Select[Any], table: Any, actor: Actor, patient_id: UUID | None) -> Select[Any]:
    """Only the caller's own, or only of the caller's clinics. Raises Forbidden for somebody else's."""
    if patient_id is not None:
        actor.require_patient(patient_id)
        statement = statement.where(table.c.patient_id == patient_id)
    elif actor.is_patient:
        statement = statement.where(table.c.patient_id == UUID(actor.subject))
    if actor.clinics is not None and not actor.is_patient:
        statement = statement.where(table.c.clinic_id.in_(actor.clinics))
    return statement


async def list_intakes(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    declared: bool | None,
) -> Page[IntakeView]:
    """Intakes, the newest first; those that were declared, or those that wait to be."""
    wanted = [*equal_to({intakes.c.clinic_id: clinic_id}), *period.of(intakes.c.requested_at)]
    if declared is not None:
        wanted.append(intakes.c.declared_at.is_not(None) if declared else intakes.c.declared_at.is_(None))
    statement = _within_reach(select(intakes).where(*wanted), intakes, work.actor, patient_id)
    return await page(work, statement, [intakes.c.id.desc()], paging, IntakeView.model_validate)


async def list_screenings(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    stage: ScreeningStage | None,
    outcome: Outcome | None,
) -> Page[Seen]:
    """Decisions, the newest first, superseded ones too."""
    of = screenings.c
    wanted = equal_to({of.clinic_id: clinic_id, of.stage: stage, of.outcome: outcome})
    chosen = select(screenings).where(*wanted, *period.of(of.decided_at))
    statement = _within_reach(chosen, screenings, work.actor, patient_id)
    return await page(work, statement, [of.id.desc()], paging, lambda row: as_seen_by(work.actor, row))


async def list_reviews(work: Work, paging: Paging, *, clinic_id: UUID | None) -> Page[ExplainedScreening]:
    """Decisions that wait for a medical director, the longest waiting first."""
    waiting = select(screenings).where(
        screenings.c.outcome == "review",
        screenings.c.superseded_by.is_(None),
        *equal_to({screenings.c.clinic_id: clinic_id}),
    )
    return await page(work, _within_reach(waiting, screenings, work.actor, None), [screenings.c.id], paging, explained)


async def one_screening(work: Work, screening_id: UUID) -> Seen:
    """One decision. Raises ScreeningNotFound, Forbidden."""
    row = (await work.execute(select(screenings).where(screenings.c.id == screening_id))).first()
    if row is None:
        raise ScreeningNotFound("There is no such decision: list the patient's screenings.")
    work.actor.require_patient(row.patient_id)
    work.actor.require_clinic(row.clinic_id)
    return as_seen_by(work.actor, row)
