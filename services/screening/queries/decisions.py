"""Reads of decisions, each with as much of it as the caller may see."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.access import CLINICIANS
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.domain.rule_sets import RuleSet
from services.screening.forms.decisions import ExplainedScreening, Seen
from services.screening.queries.explanations import explained, own, summary
from services.screening.queries.languages import Wanted, chosen
from services.screening.queries.reach import within_reach
from services.screening.store.decisions import find_decision
from services.screening.store.patients import language_of
from services.screening.store.rule_sets import rules_of, words_of
from services.screening.tables import screenings


async def seen(work: Work, row: Row, wanted: Wanted) -> Seen:
    """A decision with as much of it as this caller may see."""
    return (await _all_seen(work, [row], wanted))[0]


async def list_screenings(
    work: Work,
    paging: Paging,
    period: Period,
    wanted: Wanted,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    stage: ScreeningStage | None,
    outcome: Outcome | None,
) -> Page[Seen]:
    """Decisions, the newest first, superseded ones too."""
    of = screenings.c
    filters = equal_to({of.clinic_id: clinic_id, of.stage: stage, of.outcome: outcome})
    chosen_ones = select(screenings).where(*filters, *period.of(of.decided_at))
    statement = within_reach(chosen_ones, screenings, work.actor, patient_id)
    found = await page(work, statement, [of.id.desc()], paging, _as_it_is)
    return Page(**{**dict(found), "items": await _all_seen(work, found.items, wanted)})


async def list_reviews(work: Work, paging: Paging, *, clinic_id: UUID | None) -> Page[ExplainedScreening]:
    """Decisions that wait for a medical director, the longest waiting first."""
    of = screenings.c
    waiting = select(screenings).where(of.outcome == "review", of.superseded_by.is_(None))
    statement = within_reach(waiting.where(*equal_to({of.clinic_id: clinic_id})), screenings, work.actor, None)
    found = await page(work, statement, [of.id], paging, _as_it_is)
    rules = await _rules(work, found.items)
    return Page(**{**dict(found), "items": [explained(row, rules[row.rule_set]) for row in found.items]})


async def one_screening(work: Work, decision_id: UUID, wanted: Wanted) -> Seen:
    """One decision. Raises ScreeningNotFound, Forbidden."""
    row = await find_decision(work, decision_id)
    if row is None:
        raise ScreeningNotFound("There is no such decision: list the patient's screenings.")
    work.actor.require_patient(row.patient_id)
    work.actor.require_clinic(row.clinic_id)
    return await seen(work, row, wanted)


def _as_it_is(row: Row) -> Row:
    return row


async def _all_seen(work: Work, rows: list[Row], wanted: Wanted) -> list[Seen]:
    if not work.actor.roles & CLINICIANS and not work.actor.is_patient:
        return [summary(row) for row in rows]
    rules = await _rules(work, rows)
    if work.actor.roles & CLINICIANS:
        return [explained(row, rules[row.rule_set]) for row in rows]
    language = await language_of(work, UUID(work.actor.subject))
    shown: list[Seen] = []
    for row in rows:
        words = await words_of(work, rules[row.rule_set], work.now.date())
        shown.append(own(row, words, chosen(words.languages, wanted, language)))
    return shown


async def _rules(work: Work, rows: list[Row]) -> dict[str, Version[RuleSet]]:
    """The rules that made these decisions, each read once."""
    return {row.rule_set: await rules_of(work, row) for row in {each.rule_set: each for each in rows}.values()}
