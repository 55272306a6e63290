"""Decisions as rows: everything that they were made from, so that they explain themselves for ever."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update

from chassis.data.rows import Row
from chassis.merging.tables import merges
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.facts import Facts, facts_of
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.superseding import Earlier
from services.screening.store.rulings import still_rules
from services.screening.store.verdicts import Subject, Verdict, stored_reason
from services.screening.tables import screenings


async def insert_decision(
    work: Work, decision_id: UUID, subject: Subject, facts: Facts, verdict: Verdict, rules: Version[RuleSet]
) -> Row:
    """Keep a decision as the current one of its stage and plan; the one before is superseded. Answers the new row."""
    current = (screenings.c.consult_id == subject.consult_id) & (screenings.c.stage == subject.stage)
    if not subject.first:
        await work.execute(
            update(screenings).where(current, screenings.c.superseded_by.is_(None)).values(superseded_by=decision_id)
        )
    statement = insert(screenings).values(
        id=decision_id,
        patient_id=subject.patient_id,
        published_as=subject.published_as,
        clinic_id=subject.clinic_id,
        stage=subject.stage,
        consult_id=subject.consult_id,
        declaration_id=subject.declaration_id,
        clearance_id=subject.clearance_id,
        outcome=verdict.outcome,
        awaits_ruling=verdict.awaits_ruling,
        eligible_from=verdict.eligible_from,
        valid_until=verdict.valid_until,
        limits=dict(verdict.limits),
        reasons=[stored_reason(reason) for reason in verdict.reasons],
        conditions=[dict(condition) for condition in verdict.conditions],
        inputs=facts.stored(),
        rule_set=rules.version,
        rule_set_digest=rules.digest,
        signature=rules.signature,
        local_day=facts.today,
        decided_at=work.now,
        practitioner_id=verdict.practitioner_id,
        ruled_by=verdict.ruled_by,
        ruling_reason=verdict.ruling_reason,
        held=verdict.held,
    )
    return (await work.execute(statement.returning(*screenings.columns))).one()


async def find_decision(work: Work, decision_id: UUID) -> Row | None:
    """One decision."""
    return (await work.execute(select(screenings).where(screenings.c.id == decision_id))).first()


async def current_decision(work: Work, consult_id: UUID, stage: ScreeningStage) -> Row:
    """The decision about a consult's plan that no other has taken the place of. There must be one."""
    of = screenings.c
    current = select(screenings).where(of.consult_id == consult_id, of.stage == stage, of.superseded_by.is_(None))
    return (await work.execute(current)).one()


async def earlier_decisions(
    work: Work, consult_id: UUID, stage: ScreeningStage, *, day: date | None = None, clearance_id: UUID | None = None
) -> list[Earlier]:
    """What was decided before about a consult's plan, the newest first; of one local day and clearance if named."""
    statement = select(screenings).where(screenings.c.consult_id == consult_id, screenings.c.stage == stage)
    if day is not None:
        statement = statement.where(screenings.c.local_day == day, screenings.c.clearance_id == clearance_id)
    newest_first = statement.order_by(screenings.c.decided_at.desc(), screenings.c.id.desc())
    return [_earlier(row) for row in await work.execute(newest_first)]


async def decided_in_other_records(work: Work, consult: Row, merged_at: datetime) -> list[Earlier]:
    """What holds for the plans of other records of the person, which were merged into one; the newest first.

    None once a clinician has ruled since the last merge: on this consult, or on another one before it.
    """
    of = screenings.c
    published = func.coalesce(of.published_as, of.patient_id)
    theirs = (of.patient_id == consult.patient_id) & (of.stage == ScreeningStage.CONSULT)
    ruled_since = (of.ruled_by.is_not(None)) & (of.decided_at >= merged_at)
    looked = select(of.id).where(
        theirs, ruled_since, (of.consult_id == consult.id) | (of.decided_at <= consult.completed_at)
    )
    elsewhere = published != (consult.published_as or consult.patient_id)
    counts = of.superseded_by.is_(None) & of.voided_at.is_(None)
    current = select(screenings).where(theirs, elsewhere, counts, ~looked.exists())
    return [_earlier(row) for row in await work.execute(current.order_by(of.decided_at.desc(), of.id.desc()))]


async def was_decided_for_two(work: Work, consult_id: UUID, patient_id: UUID) -> bool:
    """Whether a consult was decided while the patient's record was merged with another person's.

    No longer, once a clinician has ruled on it since that was undone.
    """
    of, ruled = screenings.c, screenings.alias()
    theirs = (merges.c.ended_id == patient_id) | (merges.c.into_id == patient_id)
    looked = select(ruled.c.id).where(
        ruled.c.consult_id == consult_id, ruled.c.ruled_by.is_not(None), ruled.c.decided_at >= merges.c.undone_at
    )
    mixed = (of.consult_id == consult_id) & (of.decided_at >= merges.c.merged_at) & (of.decided_at < merges.c.undone_at)
    found = select(of.id).join(merges, mixed).where(of.stage == ScreeningStage.CONSULT, theirs, ~looked.exists())
    return await work.scalar(found.limit(1)) is not None


def _earlier(row: Row) -> Earlier:
    return Earlier(Outcome(row.outcome), still_rules(row), row.eligible_from, facts_of(row.inputs).answers)


async def current_clearances(work: Work, patient_id: UUID, consult_id: UUID | None) -> Sequence[Row]:
    """The current decisions about a patient's consults, or about one of them, the newest first."""
    statement = (
        select(screenings)
        .where(
            screenings.c.patient_id == patient_id,
            screenings.c.stage == ScreeningStage.CONSULT,
            screenings.c.superseded_by.is_(None),
            screenings.c.voided_at.is_(None),
        )
        .order_by(screenings.c.decided_at.desc(), screenings.c.id.desc())
    )
    if consult_id is not None:
        statement = statement.where(screenings.c.consult_id == consult_id)
    return (await work.execute(statement)).all()


async def is_checked(work: Work, patient_id: UUID, since: datetime) -> bool:
    """Whether a check of the day was made of a patient since a moment (UTC), whatever came of it."""
    made = (screenings.c.patient_id == patient_id) & (screenings.c.stage == ScreeningStage.DAY_OF)
    found = select(screenings.c.id).where(made, screenings.c.decided_at >= since).limit(1)
    return await work.scalar(found) is not None


async def spend_day(
    work: Work, patient_id: UUID, clinic_id: UUID, day: date, modality: str, area: str, session_id: UUID
) -> None:
    """Mark the day's clearance for an area and a kind of device as used by a session."""
    await work.execute(
        update(screenings)
        .where(
            screenings.c.patient_id == patient_id,
            screenings.c.clinic_id == clinic_id,
            screenings.c.stage == ScreeningStage.DAY_OF,
            screenings.c.superseded_by.is_(None),
            screenings.c.voided_at.is_(None),
            screenings.c.spent_by.is_(None),
            screenings.c.valid_until == day,
            screenings.c.limits["modality"].astext == modality,
            or_(
                screenings.c.limits["area"].astext == area,
                screenings.c.limits["further"].contains([{"area": area}]),
            ),
        )
        .values(spent_by=session_id)
    )


async def free_day(work: Work, session_id: UUID) -> None:
    """The session that used a day's clearance did not take place."""
    await work.execute(update(screenings).where(screenings.c.spent_by == session_id).values(spent_by=None))


async def reviews_from(work: Work, after: UUID | None, limit: int) -> Sequence[Row]:
    """Some of the current decisions that wait for a medical director, in the order of their ids."""
    of = screenings.c
    counts = of.superseded_by.is_(None) & of.voided_at.is_(None)
    waiting = select(screenings).where(of.outcome == Outcome.REVIEW, counts)
    if after is not None:
        waiting = waiting.where(of.id > after)
    return (await work.execute(waiting.order_by(of.id).limit(limit))).all()


async def patients_cleared_by_others(work: Work, rule_set: str, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Some of the patients with a clearance that stands and was given by other rules, in the order of their ids."""
    of = screenings.c
    yesterday = work.now.date() - timedelta(days=1)  # wherever the clinic is
    cleared = select(of.patient_id).where(
        of.stage == ScreeningStage.CONSULT,
        of.superseded_by.is_(None),
        of.voided_at.is_(None),
        of.valid_until >= yesterday,
        of.rule_set != rule_set,
    )
    if after is not None:
        cleared = cleared.where(of.patient_id > after)
    return (await work.execute(cleared.distinct().order_by(of.patient_id).limit(limit))).scalars()
