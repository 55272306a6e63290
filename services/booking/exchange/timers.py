"""What happens to imports by itself."""

from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.booking.exchange.commands.imports import DISCARD, discard_when_forgotten
from services.booking.exchange.commands.lines import TAKE_LINES, take_lines

timer = Timers()


@timer(TAKE_LINES)
async def take_the_next_lines(work: Work, key: str, payload: dict[str, Any]) -> None:
    """While a file is checked or applied; the key is the import, the payload says after which line."""
    await take_lines(work, UUID(key), payload.get("after", 0))


@timer(DISCARD)
async def discard_a_forgotten_import(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Nobody applied it; the key is the import."""
    await discard_when_forgotten(work, UUID(key))
