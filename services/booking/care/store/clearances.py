"""Clearances, loaded."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.booking.care.domain.clearances import Clearance, Limits
from services.booking.care.store.suspensions import is_suspended
from services.booking.care.tables import clearances

_DECIDED = select(clearances, is_suspended(clearances.c.patient_id).label("suspended")).order_by(clearances.c.heard)
_OF_CONSULT = Prepared(_DECIDED.where(clearances.c.consult_id == bindparam("of")))
_OF_PATIENT = Prepared(_DECIDED.where(clearances.c.patient_id == bindparam("of")))


async def clearances_for(
    work: Work, *, consult_id: UUID | None = None, patient_id: UUID | None = None
) -> list[Clearance]:
    """Every decision about one consult's plan, or about a patient, in the order in which screening published them."""
    found = (
        await work.execute(_OF_CONSULT, {"of": consult_id})
        if consult_id is not None
        else await work.execute(_OF_PATIENT, {"of": patient_id})
    )
    return [clearance_of(row) for row in found]


async def clearances_by_consult(work: Work, consult_ids: Collection[UUID]) -> dict[UUID, list[Clearance]]:
    """Every decision about several consults' plans, by consult, in the order in which screening published them."""
    found: dict[UUID, list[Clearance]] = {consult_id: [] for consult_id in consult_ids}
    for row in await work.execute(_DECIDED.where(clearances.c.consult_id.in_(consult_ids))):
        found[row.consult_id].append(clearance_of(row))
    return found


def clearance_of(row: Row) -> Clearance:
    """A clearance's row as the rules see it."""
    return Clearance(
        screening_id=row.screening_id,
        consult_id=row.consult_id,
        stage=ScreeningStage(row.stage),
        outcome=Outcome(row.outcome),
        limits=Limits(
            modality=Modality(row.modality),
            device_model=row.device_model,
            area=row.area,
            max_depth_mm=row.max_depth_mm,
            anaesthetic_allowed=row.anaesthetic_allowed,
            excluded_areas=frozenset(row.excluded_areas),
            further={each["area"]: Decimal(each["max_depth_mm"]) for each in row.further_areas},
        ),
        eligible_from=row.eligible_from,
        valid_until=row.valid_until,
        decided_at=row.decided_at,
        decided_on=row.decided_on,
        suspended=row.suspended,
    )
