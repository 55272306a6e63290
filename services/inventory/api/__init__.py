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
    stock,
    uses,
)

router = APIRouter()
for part in (products, levels, receipts, discards, stock, uses, lots, reservations, incidents, recalls):
    router.include_router(part.router)
