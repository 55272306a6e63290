"""How the services are doing: what is wrong first, then what flows, then dead letters in groups."""

import asyncio

from starlette.responses import Response

from services.console.access import OPERATE_SEE
from services.console.pages.operate.asking import UTC, ask_all
from services.console.pages.operate.view import alerts_of, groups_of, rows_of
from services.console.pages.registry import Asked, page


@page("/operate", OPERATE_SEE)
async def operate(asked: Asked) -> Response:
    """Read again every few seconds while it is open."""
    states, groups = await asyncio.gather(ask_all(asked, "/operations"), ask_all(asked, "/dead-letter-groups"))
    return asked.draw(
        "operate",
        zone=UTC,
        alerts=alerts_of(states),
        rows=rows_of(states),
        groups=groups_of(groups),
        now=asked.work.now,
    )
