"""/scan-check: a scanner is tried out."""

from typing import Annotated

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import ReadBy, api_router
from services.inventory.access import PRODUCTS_READ
from services.inventory.forms.scan_check import ScanCheckView
from services.inventory.queries import scan_check as queries

router = api_router("scan-check")


@router.get("/scan-check", dependencies=[allow(PRODUCTS_READ)])
async def check_scanner(
    reader: ReadBy,
    scan: Annotated[
        str | None, Query(max_length=500, description="What arrived when the symbol was scanned, line end included.")
    ] = None,
) -> ScanCheckView:
    """A symbol to scan, and which setting of the scanner is wrong by what arrived."""
    return queries.scan_check(scan, reader)
