"""The registry of reactions; the other modules of this folder fill it."""

from collections.abc import Awaitable, Callable
from typing import Any

from chassis.events.reactions import Reactions
from chassis.merging.subjects import GIVEN_BACK
from chassis.work import Work
from contracts.event import Event
from services.console.store.changes import note_change

reaction = Reactions(made_of_history=True, owners=GIVEN_BACK)
"""The console decides nothing: what is no projection has open pages read again, or erases from its own logs."""


def shows(page: str, *event_types: type[Event]) -> None:
    """Have open pages of this name read again after each of these events, at the clinic that the event names."""

    async def show(work: Work, event: Any) -> None:
        await note_change(work, event.clinic_id, page)

    for each in event_types:
        reaction(to(each, show))


def to(
    event_type: type[Event], react: Callable[[Work, Any], Awaitable[None]]
) -> Callable[[Work, Any], Awaitable[None]]:
    """A reaction to one event type, from a function that does the same for several."""

    async def function(work: Work, event: Any) -> None:
        await react(work, event)

    function.__annotations__["event"] = event_type
    return function
