"""Inventory's tables, in one MetaData."""

from chassis.merging.tables import add_to as add_merges_to
from chassis.worklist.tables import worklist_items as chassis_worklist_items
from services.inventory.tables.buying import (
    purchase_order_lines,
    purchase_orders,
    receipts,
    receiving_policy,
    suppliers,
)
from services.inventory.tables.clinics import clinics, merged_patients, metadata
from services.inventory.tables.counts import count_lines, counts
from services.inventory.tables.ledger import balances, ledger
from services.inventory.tables.levels import stock_levels
from services.inventory.tables.lots import (
    lot_corrections,
    lots,
    lots_corrected_at_clinics,
    moved_serials,
    number_corrections,
    serials,
)
from services.inventory.tables.planning import expiring_lots, planning_policies, shortages
from services.inventory.tables.products import packages, prices, products
from services.inventory.tables.recalls import (
    recall_letters,
    recall_notices,
    recalled_at_clinics,
    recalled_serials,
    recalls,
)
from services.inventory.tables.reservations import held_cartridges, reservations
from services.inventory.tables.transfers import transfer_lines, transfer_steps, transfers
from services.inventory.tables.uses import chair_discards, incidents, uses

worklist_items = chassis_worklist_items.to_metadata(metadata)
add_merges_to(metadata)

__all__ = [
    "balances",
    "chair_discards",
    "clinics",
    "count_lines",
    "counts",
    "expiring_lots",
    "held_cartridges",
    "incidents",
    "ledger",
    "lot_corrections",
    "lots",
    "lots_corrected_at_clinics",
    "merged_patients",
    "metadata",
    "moved_serials",
    "number_corrections",
    "packages",
    "planning_policies",
    "prices",
    "products",
    "purchase_order_lines",
    "purchase_orders",
    "recall_letters",
    "recall_notices",
    "recalled_at_clinics",
    "recalled_serials",
    "recalls",
    "receipts",
    "receiving_policy",
    "reservations",
    "serials",
    "shortages",
    "stock_levels",
    "suppliers",
    "transfer_lines",
    "transfer_steps",
    "transfers",
    "uses",
    "worklist_items",
]
