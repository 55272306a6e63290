"""Inventory's routes, one file per resource."""

from fastapi import APIRouter

from services.inventory.api import (
    discards,
    incidents,
    levels,
    lots,
    movements,
    products,
    recalls,
    receipts,
    reservations,
    scan_check,
    stock,
    uses,
)

router = APIRouter()
for part in (products, levels, receipts, discards, movements, stock, uses, lots, reservations, incidents, recalls):
    router.include_router(part.router)
router.include_router(scan_check.router)
