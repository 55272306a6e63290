"""Who was treated with a lot."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.access import PATIENTS_IDENTIFY, USES_READ, seen_by
from services.inventory.domain.refusals import LotUnknown
from services.inventory.forms.uses import ChairDiscardView, TraceView, UseView, WithdrawnUseView
from services.inventory.store.recalls import bars
from services.inventory.tables import (
    chair_discards,
    clinics,
    incidents,
    lots,
    recalls,
    uses,
)

V = TypeVar("V", bound=UseView)


async def trace(work: Work, gtin: str, lot: str) -> list[UseView]:
    """Where a lot was used, by time of use, at the clinics that the caller sees; and on whom, for who may know."""
    return _shown(work, await _uses(work, gtin, lot, uses.c.withdrawn_at.is_(None)), UseView)


async def discarded_at_chair(work: Work, gtin: str, lot: str) -> list[ChairDiscardView]:
    """Which of a lot's cartridges were opened and thrown away, by time, at the clinics that the caller sees."""
    of = chair_discards.c
    statement = (
        select(chair_discards, clinics.c.name.label("clinic"), incidents.c.reason.label("incident"))
        .join(clinics, clinics.c.id == of.clinic_id)
        .outerjoin(incidents, incidents.c.id == of.incident_id)
        .where(of.gtin == gtin, of.lot == lot, seen_by(work.access.reach(USES_READ), of.clinic_id))
        .order_by(of.discarded_at, of.id)
    )
    return [ChairDiscardView.model_validate(row._mapping) for row in await work.execute(statement)]


async def _uses(work: Work, gtin: str, lot: str, *which: ColumnElement[bool]) -> Sequence[Row]:
    statement = (
        select(uses, clinics.c.name.label("clinic"), incidents.c.reason.label("incident"))
        .join(clinics, clinics.c.id == uses.c.clinic_id)
        .outerjoin(incidents, incidents.c.id == uses.c.incident_id)
        .where(uses.c.gtin == gtin, uses.c.lot == lot, seen_by(work.access.reach(USES_READ), uses.c.clinic_id), *which)
        .order_by(uses.c.used_at, uses.c.id)
    )
    return (await work.execute(statement)).all()


def _shown(work: Work, rows: Iterable[Row], shown: type[V]) -> list[V]:
    found = [_view(work, row, shown) for row in rows]
    work.access.show(found)
    return found


def _view(work: Work, row: Row, shown: type[V]) -> V:
    whom = {} if work.access.may(PATIENTS_IDENTIFY, where=row.clinic_id) else {"patient_id": None}
    return shown.model_validate({**row._mapping, **whom})


async def show_trace(work: Work, gtin: str, lot: str) -> TraceView:
    """Who was treated with a lot at the clinics that the caller sees. Raises LotUnknown."""
    said = await _uses(work, gtin, lot)
    thrown_away = await discarded_at_chair(work, gtin, lot)
    known = select(lots.c.lot).where(lots.c.gtin == gtin, lots.c.lot == lot)
    if not (said or thrown_away) and not (await work.execute(known)).first():
        raise LotUnknown(f"Lot {lot} of {gtin} was never received or used: compare it with the label.")
    of_lot = select(recalls.c.id).where(bars(gtin, lot))
    return TraceView(
        gtin=gtin,
        lot=lot,
        recall_id=(await work.execute(of_lot)).scalar(),
        trace=_shown(work, (row for row in said if row.withdrawn_at is None), UseView),
        discarded_at_chair=thrown_away,
        withdrawn=_shown(work, (row for row in said if row.withdrawn_at is not None), WithdrawnUseView),
    )
