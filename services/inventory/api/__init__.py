"""Inventory's routes, one file per resource."""

from fastapi import APIRouter

from services.inventory.api import (
    discards,
    incidents,
    levels,
    lots,
    products,
    recalls,
    receipts,
    reservations,
    scan_check,
    stock,
    uses,
)

router = APIRouter()
for part in (products, levels, receipts, discards, stock, uses, lots, reservations, incidents, recalls, scan_check):
    router.include_router(part.router)
