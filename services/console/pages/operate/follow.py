"""One event, or one request, followed through all services."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.console.access import OPERATE_SEE
from services.console.pages.operate.asking import UTC, ask_all
from services.console.pages.operate.trail import coming_of, ids_of, in_parts, steps_of
from services.console.pages.registry import Asked, page

AT_ONCE = 200
"""Events about whose outcome a service is asked at once."""
LONGEST = 200
"""Characters of a correlation."""


@page("/operate/follow", OPERATE_SEE)
async def follow(asked: Asked) -> Response:
    """``id`` is an event's, or the correlation of a request, as logs and refusals quote it."""
    wanted = asked.given.get("id", "").strip()[:LONGEST]
    published = await _published(asked, wanted) if wanted else {}
    delivered = await _delivered(asked, ids_of(published))
    return asked.draw(
        "operate/follow",
        zone=UTC,
        wanted=wanted,
        steps=steps_of(published, delivered),
        coming=coming_of(published),
        away=[service for service, answer in published.items() if answer is None],
    )


async def _published(asked: Asked, wanted: str) -> Mapping[str, Any]:
    """What all services published with the event of this id; else with this correlation."""
    event_id = _uuid(wanted)
    found = await ask_all(asked, "/operations/events", event_id=event_id) if event_id else {}
    event = next((each for answer in found.values() if answer for each in answer["events"]), None)
    correlation = (event["correlation_id"] or event["id"]) if event else wanted
    around = event["id"] if event else event_id
    return await ask_all(asked, "/operations/events", correlation_id=correlation, around=around)


async def _delivered(asked: Asked, ids: list[str]) -> Mapping[str, list[Any]]:
    parts = [ask_all(asked, "/operations/deliveries", ids=",".join(part)) for part in in_parts(ids, AT_ONCE)]
    found: dict[str, list[Any]] = {}
    for answers in await asyncio.gather(*parts):
        for service, outcomes in answers.items():
            found.setdefault(service, []).extend(outcomes or ())
    return found


def _uuid(given: str) -> str | None:
    try:
        return str(UUID(given))
    except ValueError:
        return None
