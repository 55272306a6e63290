"""Inventory's routes, one file per resource."""

from fastapi import APIRouter

from services.inventory.api import (
    counts,
    discards,
    incidents,
    levels,
    lots,
    movements,
    overview,
    products,
    purchase_orders,
    recall_checks,
    recall_letters,
    recall_notices,
    recall_steps,
    recalls,
    receipts,
    receiving_policy,
    reservations,
    scan_check,
    serials,
    shortages,
    stock,
    suppliers,
    transfers,
    uses,
)

router = APIRouter()
for part in (
    products,
    suppliers,
    purchase_orders,
    levels,
    receipts,
    receiving_policy,
    discards,
    movements,
    transfers,
    counts,
    stock,
    overview,
    uses,
    lots,
    reservations,
    shortages,
    incidents,
    recalls,
    recall_checks,
    recall_notices,
    recall_steps,
    recall_letters,
    scan_check,
    serials,
):
    router.include_router(part.router)
