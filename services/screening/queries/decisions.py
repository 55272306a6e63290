"""Reads of decisions, each with as much of it as the caller may see."""

from collections.abc import Mapping, Set
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.access import SCREENINGS_EXPLAIN, SCREENINGS_READ, visible
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.domain.rule_sets import RuleSet
from services.screening.forms.decisions import ExplainedScreening, Seen
from services.screening.queries.emergencies import opened_at
from services.screening.queries.explanations import explained, own, summary
from services.screening.queries.languages import Wanted, chosen
from services.screening.store.decisions import find_decision
from services.screening.store.patients import language_of
from services.screening.store.rule_sets import rules_of_each, words_of
from services.screening.tables import screenings

Opened = Set[UUID]
"""Clinics at which the caller has opened the patient's record in an emergency."""
NOWHERE: Opened = frozenset()


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
    filters = equal_to({of.patient_id: patient_id, of.clinic_id: clinic_id, of.stage: stage, of.outcome: outcome})
    opened = await opened_at(work, patient_id)
    seen = visible(work.access.reach(whose=patient_id, where=clinic_id, opened=opened), screenings)
    statement = select(screenings).where(*filters, seen, *period.of(of.decided_at))
    found = await page(work, statement, [of.id.desc()], paging, _as_it_is)
    return found.showing(await _all_seen(work, found.items, wanted, opened))


async def list_reviews(work: Work, paging: Paging, *, clinic_id: UUID | None) -> Page[ExplainedScreening]:
    """Decisions that wait for a medical director, the longest waiting first."""
    of = screenings.c
    seen = visible(work.access.reach(where=clinic_id), screenings)
    counts = of.superseded_by.is_(None) & of.voided_at.is_(None)
    waiting = select(screenings).where(of.outcome == "review", counts, seen)
    statement = waiting.where(*equal_to({of.clinic_id: clinic_id}))
    found = await page(work, statement, [of.id], paging, _as_it_is)
    rules = await rules_of_each(work, found.items)
    return found.showing([explained(row, rules[row.rule_set]) for row in found.items])


async def one_screening(work: Work, decision_id: UUID, wanted: Wanted) -> Seen:
    """One decision. Raises ScreeningNotFound, Forbidden."""
    row = await find_decision(work, decision_id)
    if row is None:
        raise ScreeningNotFound("There is no such decision: list the patient's screenings.")
    opened: set[UUID] = set()
    if not work.access.may(SCREENINGS_READ, whose=row.patient_id, where=row.clinic_id):
        opened = await opened_at(work, row.patient_id)
    work.access.authorize(whose=row.patient_id, where=row.clinic_id, opened=opened)
    return (await _all_seen(work, [row], wanted, opened))[0]


def _as_it_is(row: Row) -> Row:
    return row


async def _all_seen(work: Work, rows: list[Row], wanted: Wanted, opened: Opened = NOWHERE) -> list[Seen]:
    """Clinicians see why, patients their own in plain words, others what was decided."""
    rules = await rules_of_each(work, [row for row in rows if _is_own(work, row) or _is_explained(work, row, opened)])
    own_rules = {row.rule_set for row in rows if _is_own(work, row)}
    words = {name: await words_of(work, rules[name], work.now.date()) for name in own_rules}
    language = await language_of(work, work.access.own) if work.access.own and words else None
    return [
        own(row, words[row.rule_set], chosen(words[row.rule_set].languages, wanted, language))
        if _is_own(work, row)
        else _of_others(work, row, rules, opened)
        for row in rows
    ]


def _of_others(work: Work, row: Row, rules: Mapping[str, Version[RuleSet]], opened: Opened) -> Seen:
    return explained(row, rules[row.rule_set]) if _is_explained(work, row, opened) else summary(row)


def _is_own(work: Work, row: Row) -> bool:
    return bool(work.access.own == row.patient_id)


def _is_explained(work: Work, row: Row, opened: Opened) -> bool:
    return work.access.may(SCREENINGS_EXPLAIN, whose=row.patient_id, where=_places(row, opened))


def _places(row: Row, opened: Opened) -> UUID | Set[UUID]:
    """The clinic of a decision, and those at which the caller has opened the patient's record in an emergency."""
    return opened | {row.clinic_id} if opened else row.clinic_id
