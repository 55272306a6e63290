"""What became of every cartridge and every patient of a recall."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.recalled_serials import CountsAt
from services.inventory.forms.recalls import ReconciledAtView, ReconciledView, ReconciliationView
from services.inventory.forms.sheets import csv_of
from services.inventory.store.recalls import read_recall
from services.inventory.store.reconciliations import confirmations_of, counts_of, remaining_of

_SHOWN = ("used", "quarantine", "returned", "discarded", "lost", "in_transit", "transferred_out")
_COUNTED = (*_SHOWN, "received", "transferred_in", "found", "on_hand", "reserved")
_SUMS = ("came", "transferred_in", *_SHOWN, "on_shelf", "unaccounted")
_SAID = ("counted", "expected", "confirmed_at", "confirmed_by", "confirmed_note")


async def show_reconciliation(work: Work, recall_id: UUID) -> ReconciliationView:
    """The lot's counts at each clinic, and how many of its patients know. Raises RecallUnknown."""
    recall = await read_recall(work, recall_id)
    counts = await counts_of(work, recall)
    confirmed = await confirmations_of(work, recall_id)
    remaining = await remaining_of(work, recall, counts, confirmed)
    at_clinics = [_at(row, confirmed) for row in counts]
    total = _of_chain(at_clinics)
    return ReconciliationView(
        recall_id=recall_id,
        clinics=at_clinics,
        total=total,
        adds_up=all(_adds_up(each) for each in (*at_clinics, total)) and total.transferred_out == 0,
        treated=remaining.treated,
        informed=remaining.informed,
        steps=list(remaining.steps),
        reports=list(remaining.reports),
    )


async def reconciliation_csv(work: Work, recall_id: UUID) -> str:
    """The same as CSV: a line for each clinic, and the total. Raises RecallUnknown."""
    sheet = await show_reconciliation(work, recall_id)
    said = ("counted", "expected", "confirmed_at", "confirmed_by")
    lines: Sequence[Sequence[object]] = [
        *((each.clinic or each.clinic_id, *_values(each), *_said(each, said)) for each in sheet.clinics),
        ("total", *_values(sheet.total), *[None] * len(said)),
    ]
    return csv_of(("clinic", *_SUMS, *said), lines)


def _of_chain(at_clinics: Sequence[ReconciledAtView]) -> ReconciledView:
    """The sums of the clinics. What one sent to another did not come to the chain again, and has not left it."""
    sums = {name: sum(getattr(each, name) for each in at_clinics) for name in _SUMS}
    moved = sums["transferred_in"]
    within = {"came": sums["came"] - moved, "transferred_in": 0, "transferred_out": sums["transferred_out"] - moved}
    return ReconciledView(**sums | within)


def _values(view: ReconciledView) -> list[int]:
    return [getattr(view, name) for name in _SUMS]


def _said(view: ReconciledAtView, names: Sequence[str]) -> list[object]:
    return [getattr(view, name) for name in names]


def _adds_up(view: ReconciledView) -> bool:
    accounted = view.on_shelf + sum(int(getattr(view, name)) for name in _SHOWN)
    return view.came == accounted


def _at(row: Row | CountsAt, confirmed: Mapping[UUID, Row]) -> ReconciledAtView:
    count = {name: getattr(row, name) or 0 for name in _COUNTED}
    said = confirmed.get(row.of_clinic)
    return ReconciledAtView(
        clinic_id=row.of_clinic,
        clinic=row.clinic,
        came=count["received"] + count["transferred_in"] + count["found"],
        on_shelf=count["on_hand"] + count["reserved"],
        unaccounted=row.unaccounted,
        **{name: count[name] for name in ("transferred_in", *_SHOWN)},
        **({name: getattr(said, name) for name in _SAID} if said else {}),
    )
