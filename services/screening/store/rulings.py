"""Rulings as rows: decisions that a clinician made, as long as they last."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.outcomes import CLEARANCES, Outcome, ScreeningStage
from services.screening.domain.standing_rulings import Ground, StandingRuling, limits_of
from services.screening.tables import screenings


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


def still_rules(row: Row) -> bool:
    """Whether a decision is a ruling that lasts. A clearance that something stricter took the place of does not."""
    lasts = row.ruled_by is not None and row.ruling_ended_at is None and row.voided_at is None
    return lasts and (row.superseded_by is None or row.outcome not in CLEARANCES)


async def standing_ruling(work: Work, consult_id: UUID, stage: ScreeningStage) -> Row | None:
    """The last ruling about a consult's plan, while it lasts."""
    of = screenings.c
    ruled = select(screenings).where(
        of.consult_id == consult_id, of.stage == stage, of.ruled_by.is_not(None), of.ruling_ended_at.is_(None)
    )
    last = (await work.execute(ruled.order_by(of.decided_at.desc(), of.id.desc()).limit(1))).first()
    return last if last is not None and still_rules(last) else None


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
