"""Stock: of all clinics and of one, what cures a shortage, and one screen for each thing that is done by scanning."""

from services.console.pages.stock import (
    aside,
    board,
    clinic,
    counts,
    cures,
    files,
    incidents,
    orders,
    prices,
    product,
    receive,
    scanner,
    send,
    serial,
    transfers,
)

__all__ = [
    "aside",
    "board",
    "clinic",
    "counts",
    "cures",
    "files",
    "incidents",
    "orders",
    "prices",
    "product",
    "receive",
    "scanner",
    "send",
    "serial",
    "transfers",
]
