"""Who was treated with a lot."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.http import Page, Paging, Period, equal_to, is_set, page
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import PATIENTS_IDENTIFY, USES_READ, seen_by
from services.inventory.domain.refusals import TraceUnbounded
from services.inventory.forms.uses import ChairDiscardView, TraceView, UseListedView, UseView, WithdrawnUseView
from services.inventory.store.known_lots import lot_unknown
from services.inventory.store.opened_cartridges import of_lot
from services.inventory.store.recalled_serials import standing_recall_of
from services.inventory.store.recalls import bars, concerns
from services.inventory.tables import (
    chair_discards,
    clinics,
    incidents,
    lots,
    recalls,
    uses,
)

V = TypeVar("V", bound=UseView)
_FROM = uses.outerjoin(clinics, clinics.c.id == uses.c.clinic_id).outerjoin(
    incidents, incidents.c.id == uses.c.incident_id
)
"""Each use has a clinic; joined so, counting does not ask for it."""
_NAMED = (clinics.c.name.label("clinic"), incidents.c.reason.label("incident"))
_SHOWN = select(uses, *_NAMED).select_from(_FROM)
_IN_LISTS = ("id", "gtin", "lot", "serial", "received_lot", "patient_id", "clinic_id", "session_id")
_LISTED = (
    select(*(uses.c[name] for name in (*_IN_LISTS, "appointment_id", "used_at", "withdrawn_at")), *_NAMED)
    .add_columns(standing_recall_of(uses.c.gtin, uses.c.lot, uses.c.serial, uses.c.received_lot).label("recall_id"))
    .select_from(_FROM)
    .where(uses.c.awaited.is_(False))
)
_LATEST_FIRST = (uses.c.used_at.desc(), uses.c.id.desc())
_RECEIVED_AS = Prepared(text("SELECT id FROM uses WHERE gtin = :gtin AND received_lot = :lot LIMIT 1"))


async def trace(work: Work, recall: Row) -> list[UseView]:
    """Where what is recalled was used, by time, at the clinics that the caller sees; on whom, for who may know."""
    standing = uses.c.withdrawn_at.is_(None) & concerns(recall)
    return _shown(work, await _uses(work, standing), UseView)


async def discarded_at_chair(work: Work, gtin: str, lot: str) -> list[ChairDiscardView]:
    """Which of a lot's cartridges were opened and thrown away, by time, at the clinics that the caller sees."""
    of = chair_discards.c
    statement = (
        select(chair_discards, clinics.c.name.label("clinic"), incidents.c.reason.label("incident"))
        .join(clinics, clinics.c.id == of.clinic_id)
        .outerjoin(incidents, incidents.c.id == of.incident_id)
        .where(of_lot(chair_discards, gtin, lot), seen_by(work.access.reach(USES_READ), of.clinic_id))
        .order_by(of.discarded_at, of.id)
    )
    return [ChairDiscardView.model_validate(row._mapping) for row in await work.execute(statement)]


async def _uses(work: Work, which: ColumnElement[bool]) -> Sequence[Row]:
    seen = seen_by(work.access.reach(USES_READ), uses.c.clinic_id)
    return (await work.execute(_SHOWN.where(which, seen).order_by(uses.c.used_at, uses.c.id))).all()


def _shown(work: Work, rows: Iterable[Row], shown: type[V]) -> list[V]:
    view = _viewer(work, shown)
    found = [view(row) for row in rows]
    work.access.show(found)
    return found


def _viewer(work: Work, shown: type[V]) -> Callable[[Row], V]:
    """Shows rows, with their patient where the caller may know whom; each clinic is asked about once."""

    @cache
    def identified_at(clinic_id: UUID) -> bool:
        return work.access.may(PATIENTS_IDENTIFY, where=clinic_id)

    def view(row: Row) -> V:
        said = row._mapping
        if not identified_at(said["clinic_id"]):
            said["patient_id"] = None
        return shown.model_validate(said)

    return view


async def list_uses(
    work: Work,
    paging: Paging,
    period: Period,
    reader: Reader,
    *,
    gtin: str | None,
    lot: str | None,
    serial: str | None,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    withdrawn: bool | None,
) -> Page[UseListedView]:
    """Uses by when they were, the latest first: of a lot or a cartridge, or on a patient. Raises TraceUnbounded.

    Incidents are said in the language of ``reader``. By patient only where the caller may know whom a cartridge was
    used on; Forbidden where that is nowhere.
    """
    if patient_id is None and (gtin is None or (lot is None and serial is None)):
        raise TraceUnbounded(
            "Say which uses: those of a product with its lot or a serial number, or those on a patient."
        )
    of = uses.c
    lots_said = await _lot_condition(work, gtin, lot)
    scope = USES_READ if patient_id is None else PATIENTS_IDENTIFY
    statement = _LISTED.where(
        seen_by(work.access.reach(scope, where=clinic_id), of.clinic_id),
        *lots_said,
        *equal_to({of.gtin: gtin, of.serial: serial, of.patient_id: patient_id, of.clinic_id: clinic_id}),
        *is_set({of.withdrawn_at: withdrawn}),
        *period.of(of.used_at),
    )
    view = _viewer(work, UseListedView)
    return await page(work, statement, _LATEST_FIRST, paging, lambda row: view(row).said_to(reader))


async def _lot_condition(work: Work, gtin: str | None, lot: str | None) -> list[ColumnElement[bool]]:
    """The condition that a use is of this lot. One index has them by time, unless numbers were received as another lot.

    Few lots have such a use, so it is asked first, by an index of these alone.
    """
    of = uses.c
    if gtin is None or lot is None:
        return [] if lot is None else [of.lot == lot]
    other = (await work.execute(_RECEIVED_AS, {"gtin": gtin, "lot": lot})).first()
    return [of.lot == lot] if other is None else [of_lot(uses, gtin, lot)]


async def show_trace(work: Work, gtin: str, lot: str) -> TraceView:
    """Who was treated with a lot at the clinics that the caller sees. Raises LotUnknown."""
    said = await _uses(work, of_lot(uses, gtin, lot))
    thrown_away = await discarded_at_chair(work, gtin, lot)
    known = select(lots.c.lot).where(lots.c.gtin == gtin, lots.c.lot == lot)
    if not (said or thrown_away) and not (await work.execute(known)).first():
        sentence = "Lot {lot} of {gtin} was never received or used: compare it with the label. {meant}"
        raise await lot_unknown(work, sentence, gtin, lot)
    whole = select(recalls.c.id).where(bars(gtin, lot))
    return TraceView(
        gtin=gtin,
        lot=lot,
        recall_id=(await work.execute(whole)).scalar(),
        trace=_shown(work, (row for row in said if row.withdrawn_at is None), UseView),
        discarded_at_chair=thrown_away,
        withdrawn=_shown(work, (row for row in said if row.withdrawn_at is not None), WithdrawnUseView),
    )
