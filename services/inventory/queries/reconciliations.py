"""What became of every cartridge and every patient of a recall."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.forms.recalls import ReconciledAtView, ReconciliationView
from services.inventory.store.recalls import read_recall
from services.inventory.store.reconciliations import counts_of, remaining_of

_SHOWN = ("used", "quarantine", "returned", "discarded", "lost", "in_transit", "transferred_out")
_COUNTED = (*_SHOWN, "received", "transferred_in", "found", "on_hand", "reserved")


async def show_reconciliation(work: Work, recall_id: UUID) -> ReconciliationView:
    """The lot's counts at each clinic, and how many of its patients know. Raises RecallUnknown."""
    recall = await read_recall(work, recall_id)
    counts = await counts_of(work, recall)
    remaining = await remaining_of(work, recall, counts)
    return ReconciliationView(
        recall_id=recall_id,
        clinics=[_at(row) for row in counts],
        treated=remaining.treated,
        informed=remaining.informed,
        steps=list(remaining.steps),
    )


def _at(row: Row) -> ReconciledAtView:
    count = {name: getattr(row, name) or 0 for name in _COUNTED}
    return ReconciledAtView(
        clinic_id=row.of_clinic,
        clinic=row.clinic,
        came=count["received"] + count["transferred_in"] + count["found"],
        on_shelf=count["on_hand"] + count["reserved"],
        unaccounted=row.unaccounted,
        **{name: count[name] for name in _SHOWN},
    )
