"""What inventory exports: stock, its movements, and what was used on whom."""

from chassis.export import Export, sheet_of
from services.inventory.buying_tables import (
    purchase_order_lines,
    purchase_orders,
    receipts,
    receiving_policy,
    suppliers,
)
from services.inventory.count_tables import count_lines, counts
from services.inventory.lot_tables import lot_corrections, lots_corrected_at_clinics
from services.inventory.movement_tables import moved_serials
from services.inventory.planning_tables import expiring_lots, planning_policies, shortages
from services.inventory.tables import (
    balances,
    chair_discards,
    clinics,
    held_cartridges,
    incidents,
    ledger,
    lots,
    packages,
    products,
    recall_letters,
    recall_notices,
    recalled_at_clinics,
    recalled_serials,
    recalls,
    reservations,
    serials,
    stock_levels,
    uses,
    worklist_items,
)
from services.inventory.transfer_tables import transfer_lines, transfer_steps, transfers

_ENDS = [transfers.c.from_clinic_id, transfers.c.to_clinic_id]
"""Both clinics of a transfer see it."""

_ordered = purchase_order_lines.join(purchase_orders, purchase_orders.c.id == purchase_order_lines.c.order_id)

EXPORT = Export(
    (
        sheet_of(clinics, clinics=[clinics.c.id]),
        sheet_of(products),
        sheet_of(packages),
        sheet_of(suppliers),
        sheet_of(purchase_orders),
        sheet_of(purchase_order_lines, clinics=[purchase_orders.c.clinic_id], joined=_ordered),
        sheet_of(receipts),
        sheet_of(receiving_policy),
        sheet_of(stock_levels),
        sheet_of(lots),
        sheet_of(lot_corrections),
        sheet_of(lots_corrected_at_clinics),
        sheet_of(balances),
        sheet_of(ledger),
        sheet_of(moved_serials, clinics=[ledger.c.clinic_id], joined=moved_serials.join(ledger)),
        sheet_of(serials),
        sheet_of(reservations),
        sheet_of(held_cartridges),
        sheet_of(shortages),
        sheet_of(expiring_lots),
        sheet_of(planning_policies),
        sheet_of(uses),
        sheet_of(chair_discards),
        sheet_of(transfers, clinics=_ENDS),
        sheet_of(transfer_lines, clinics=_ENDS, joined=transfer_lines.join(transfers)),
        sheet_of(transfer_steps, clinics=_ENDS, joined=transfer_steps.join(transfers)),
        sheet_of(counts),
        sheet_of(count_lines, clinics=[counts.c.clinic_id], joined=count_lines.join(counts)),
        sheet_of(incidents),
        sheet_of(recall_notices),
        sheet_of(recalls),
        sheet_of(recalled_at_clinics),
        sheet_of(recalled_serials),
        sheet_of(recall_letters),
        sheet_of(worklist_items),
    )
)
