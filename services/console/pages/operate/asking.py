"""The same question to every service; one that does not answer is no reason not to show the others."""

import asyncio
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from chassis.refusals import Unavailable
from services.console.neighbours import ALL
from services.console.pages.registry import Asked

UTC = ZoneInfo("UTC")
"""In which operators read times: what they look at is of no single clinic."""


async def ask_all(asked: Asked, path: str, **query: Any) -> Mapping[str, Any]:
    """By service in the order of their names; None for one that does not answer. Raises Refused, Unauthenticated."""
    found = await asyncio.gather(*[_ask(asked, service, path, query) for service in ALL])
    return dict(zip(ALL, found, strict=True))


async def _ask(asked: Asked, service: str, path: str, query: Mapping[str, Any]) -> Any:
    try:
        return await asked.read_from(service, path, **query)
    except Unavailable:
        return None
