"""What inventory exports: stock, its movements, and what was used on whom."""

from chassis.export import Export, sheet_of
from services.inventory.tables import (
    balances,
    clinics,
    held_cartridges,
    incidents,
    ledger,
    lots,
    products,
    recalled_at_clinics,
    recalls,
    reservations,
    serials,
    stock_levels,
    uses,
)

EXPORT = Export(
    (
        sheet_of(clinics, "Clinics", clinics=[clinics.c.id]),
        sheet_of(products, "Products"),
        sheet_of(stock_levels, "Reorder points"),
        sheet_of(lots, "Lots"),
        sheet_of(balances, "Stock by lot"),
        sheet_of(ledger, "Movements of stock"),
        sheet_of(serials, "Single cartridges"),
        sheet_of(reservations, "Reservations for appointments"),
        sheet_of(held_cartridges, "What is held for each of them"),
        sheet_of(uses, "What was used on whom"),
        sheet_of(incidents, "Cartridges that do not add up"),
        sheet_of(recalls, "Recalls"),
        sheet_of(recalled_at_clinics, "What recalls did at clinics"),
    )
)
