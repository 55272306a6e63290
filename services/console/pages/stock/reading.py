"""What inventory says about stock, read whole."""

import asyncio
from collections.abc import Sequence
from typing import Any

from services.console.access import ORDERS_SEE
from services.console.pages.lists import Said, read_list
from services.console.pages.registry import Asked

MOST_PAGES = 5
"""A page of ours shows a thousand things at most, and says so when there are more."""


async def read_all(asked: Asked, path: str, most_pages: int = MOST_PAGES, /, **query: Any) -> tuple[list[Said], bool]:
    """All items of a list, and whether there are more than so many of inventory's pages."""
    return await read_list(asked, "inventory", path, most_pages, **query)


async def read_needs(asked: Asked, clinic_id: str | None) -> tuple[list[Said], list[Said], list[Said]]:
    """What is lacking, what expires, and what is to be ordered: of one clinic, or of all that the person works for."""
    (short, _), (expiring, _), proposals = await asyncio.gather(
        read_all(asked, "/shortages", closed="false", clinic_id=clinic_id),
        read_all(asked, "/expiring-stock", closed="false", clinic_id=clinic_id),
        read_proposals(asked, clinic_id),
    )
    return short, expiring, proposals


async def read_proposals(asked: Asked, clinic_id: str | None, **query: Any) -> list[Said]:
    """What clinics should order; nothing for who sees no orders."""
    if not asked.work.access.has(ORDERS_SEE):
        return []
    found: Sequence[Said] = (await read_all(asked, "/reorder-proposals", clinic_id=clinic_id, **query))[0]
    return list(found)
