"""Inventory's routes, one file per resource."""

from fastapi import APIRouter

from services.inventory.api import lots, products, recalls, receipts, reservations, stock

router = APIRouter()
for part in (products, receipts, stock, lots, reservations, recalls):
    router.include_router(part.router)
