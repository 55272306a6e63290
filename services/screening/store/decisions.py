"""Decisions as rows: everything that they were made from, so that they explain themselves for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.decisions import Decision, Limits, Reason
from services.screening.domain.facts import Facts, facts_of
from services.screening.domain.outcomes import CLEARANCES, Outcome, ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rulings import awaits_ruling
from services.screening.domain.standing_rulings import Ground, StandingRuling, limits_of
from services.screening.domain.superseding import Earlier, Held
from services.screening.tables import screenings


@dataclass(frozen=True, slots=True)
class Subject:
    """Who and what was screened."""

    patient_id: UUID
    clinic_id: UUID
    stage: ScreeningStage
    consult_id: UUID
    declaration_id: UUID
    clearance_id: UUID | None = None
    """Day-of checks: the consult clearance that was checked."""
    published_as: UUID | None = None
    """The patient in what is published of the consult; None for ``patient_id``."""


def subject_of(decision: Row) -> Subject:
    """Who and what a decision was about, for one that takes its place."""
    return Subject(
        patient_id=decision.patient_id,
        clinic_id=decision.clinic_id,
        stage=ScreeningStage(decision.stage),
        consult_id=decision.consult_id,
        declaration_id=decision.declaration_id,
        clearance_id=decision.clearance_id,
        published_as=decision.published_as,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, by rules or by a medical director."""

    outcome: Outcome
    awaits_ruling: bool
    eligible_from: date | None
    valid_until: date | None
    limits: Mapping[str, Any]
    """As ``stored_limits`` makes them."""
    reasons: tuple[Reason, ...]
    conditions: tuple[Mapping[str, str], ...]
    """Each ``{"code": …}`` of the rule set's conditions, or ``{"text": …}`` as a director wrote it."""
    practitioner_id: UUID | None = None
    """Who checked the day, or ruled, where their token names a practitioner."""
    ruled_by: str | None = None
    ruling_reason: str | None = None
    held: Held | None = None
    """Why it waits for a clinician though the rules alone would have been milder."""

    @classmethod
    def by_rules(cls, decision: Decision, limits: Mapping[str, Any]) -> "Verdict":
        """What rules alone decided."""
        return cls(
            outcome=decision.outcome,
            awaits_ruling=awaits_ruling(decision.outcome, decision.reasons),
            eligible_from=decision.eligible_from,
            valid_until=decision.valid_until,
            limits=limits,
            reasons=decision.reasons,
            conditions=stored_conditions(decision.conditions),
        )

    def held_for(self, held: Held | None) -> "Verdict":
        """The same as a review, when it is held."""
        if held is None:
            return self
        day = self.eligible_from if self.outcome is Outcome.DEFERRED else None
        waits = replace(self, outcome=Outcome.REVIEW, awaits_ruling=True, valid_until=None)
        return replace(waits, eligible_from=day, held=held)


def stored_limits(plan: Plan, limits: Limits) -> dict[str, Any]:
    """What a clearance covers, as JSON."""
    return {
        "modality": plan.modality.value,
        "device_model": plan.device_model,
        "area": plan.area,
        "max_depth_mm": str(limits.max_depth_mm),
        "anaesthetic_allowed": limits.anaesthetic_allowed,
        "excluded_areas": list(limits.excluded_areas),
        "further": [{"area": area, "max_depth_mm": str(depth)} for area, depth in limits.further.items()],
    }


def stored_conditions(codes: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """Conditions of a rule set, as JSON."""
    return tuple({"code": code} for code in codes)


def stored_reason(reason: Reason) -> dict[str, Any]:
    """A reason as JSON: its rule by code, for the rule set keeps the words."""
    return {
        "code": reason.code,
        "certain": reason.certain,
        "until": reason.until.isoformat() if reason.until else None,
    }


def reasons_of(rule_set: RuleSet, stored: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """Reasons from their stored form."""
    return tuple(
        Reason(
            reason["code"],
            rule_set.rules[reason["code"]],
            reason["certain"],
            date.fromisoformat(reason["until"]) if reason["until"] else None,
        )
        for reason in stored
    )


def standing_ruling_of(row: Row) -> StandingRuling:
    """A ruling as the domain sees it."""
    return StandingRuling(
        outcome=Outcome(row.outcome),
        eligible_from=row.eligible_from,
        valid_until=row.valid_until,
        grounds={
            reason["code"]: Ground(reason["certain"], date.fromisoformat(reason["until"]) if reason["until"] else None)
            for reason in row.reasons
        },
        limits=limits_of(row.limits),
    )


async def insert_decision(
    work: Work, decision_id: UUID, subject: Subject, facts: Facts, verdict: Verdict, rules: Version[RuleSet]
) -> Row:
    """Keep a decision as the current one of its stage and plan; the one before is superseded. Answers the new row."""
    current = (screenings.c.consult_id == subject.consult_id) & (screenings.c.stage == subject.stage)
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
    current = select(screenings).where(theirs, elsewhere, of.superseded_by.is_(None), ~looked.exists())
    return [_earlier(row) for row in await work.execute(current.order_by(of.decided_at.desc(), of.id.desc()))]


def _earlier(row: Row) -> Earlier:
    return Earlier(Outcome(row.outcome), _still_rules(row), row.eligible_from, facts_of(row.inputs).answers)


def _still_rules(row: Row) -> bool:
    """Whether a decision is a ruling that lasts. A clearance that something stricter took the place of does not."""
    lasts = row.ruled_by is not None and row.ruling_ended_at is None
    return lasts and (row.superseded_by is None or row.outcome not in CLEARANCES)


async def standing_ruling(work: Work, consult_id: UUID, stage: ScreeningStage) -> Row | None:
    """The last ruling about a consult's plan, while it lasts."""
    of = screenings.c
    ruled = select(screenings).where(
        of.consult_id == consult_id, of.stage == stage, of.ruled_by.is_not(None), of.ruling_ended_at.is_(None)
    )
    last = (await work.execute(ruled.order_by(of.decided_at.desc(), of.id.desc()).limit(1))).first()
    return last if last is not None and _still_rules(last) else None


async def end_rulings(work: Work, consult_id: UUID, stage: ScreeningStage, by: str, reason: str) -> None:
    """Mark every ruling about a consult's plan that lasts as ended."""
    of = screenings.c
    lasting = (of.consult_id == consult_id) & (of.stage == stage) & of.ruled_by.is_not(None)
    ended = {"ruling_ended_at": work.now, "ruling_ended_by": by, "ruling_end_reason": reason}
    await work.execute(update(screenings).where(lasting, of.ruling_ended_at.is_(None)).values(**ended))


async def note_kept(work: Work, ruling_id: UUID, by: str, reason: str) -> Row:
    """A clinician looked at a ruling again and keeps it. Answers its row."""
    kept = {"ruling_kept_at": work.now, "ruling_kept_by": by, "ruling_kept_reason": reason}
    statement = update(screenings).where(screenings.c.id == ruling_id).values(**kept)
    return (await work.execute(statement.returning(*screenings.columns))).one()


async def current_clearances(work: Work, patient_id: UUID, consult_id: UUID | None) -> Sequence[Row]:
    """The current decisions about a patient's consults, or about one of them, the newest first."""
    statement = (
        select(screenings)
        .where(
            screenings.c.patient_id == patient_id,
            screenings.c.stage == ScreeningStage.CONSULT,
            screenings.c.superseded_by.is_(None),
        )
        .order_by(screenings.c.decided_at.desc(), screenings.c.id.desc())
    )
    if consult_id is not None:
        statement = statement.where(screenings.c.consult_id == consult_id)
    return (await work.execute(statement)).all()


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


async def reviews_from(work: Work, after: UUID | None, limit: int) -> Sequence[Row]:
    """Some of the current decisions that wait for a medical director, in the order of their ids."""
    of = screenings.c
    waiting = select(screenings).where(of.outcome == Outcome.REVIEW, of.superseded_by.is_(None))
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
        of.valid_until >= yesterday,
        of.rule_set != rule_set,
    )
    if after is not None:
        cleared = cleared.where(of.patient_id > after)
    return (await work.execute(cleared.distinct().order_by(of.patient_id).limit(limit))).scalars()
