"""A scanner is tried: a symbol to scan, and which of its settings is wrong."""

from starlette.responses import Response

from services.console.access import CHAIN_STOCK_SEE
from services.console.pages.registry import Asked, page
from services.console.pages.stock.scanning import LONGEST

SYMBOL_HEADERS = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "private, max-age=3600"}


@page("/scan-check", CHAIN_STOCK_SEE)
async def scan_check(asked: Asked) -> Response:
    """The symbol, and what arrived of it."""
    return await _show(asked, None)


@page("/scan-check", CHAIN_STOCK_SEE, method="POST")
async def check_scan(asked: Asked) -> Response:
    """What a scan says of the scanner."""
    return await _show(asked, asked.form.get("scan", "")[:LONGEST])


@page("/scan-check/symbol", CHAIN_STOCK_SEE)
async def symbol(asked: Asked) -> Response:
    """The symbol as an image: pages take none from elsewhere, and none that is written into them."""
    said = await asked.read_from("inventory", "/scan-check")
    return Response(said["symbol"], media_type="image/svg+xml", headers=SYMBOL_HEADERS)


async def _show(asked: Asked, scan: str | None) -> Response:
    said = await asked.read_from("inventory", "/scan-check", scan=scan)
    return asked.draw("stock/scanner", said=said, scan=scan)
