"""What happened to an item, as an event of the service whose item it is."""

from collections.abc import Callable
from typing import Any

from chassis.events.event import Event
from chassis.worklist.items import Change, Item

Made = Callable[[dict[str, Any]], Event]
"""An event type's ``model_validate``."""


def published_as(
    *, opened: Made, claimed: Made, released: Made, overdue: Made, closed: Made
) -> Callable[[Change, Item], Event]:
    """The event that says what happened to an item, from the five types of a service."""
    made = {
        Change.OPENED: opened,
        Change.CLAIMED: claimed,
        Change.RELEASED: released,
        Change.OVERDUE: overdue,
        Change.CLOSED: closed,
    }

    def event(change: Change, item: Item) -> Event:
        return made[change](_of_all(item) | _of(change, item))

    return event


def _of_all(item: Item) -> dict[str, Any]:
    return {
        "item_id": item.id,
        "kind": item.kind,
        "subject_id": item.subject_id,
        "about": item.about,
        "clinic_id": item.clinic_id,
        "patient_id": item.patient_id,
        "opened_at": item.opened_at,
        "due_at": item.due_at,
    }


def _of(change: Change, item: Item) -> dict[str, Any]:
    """What only this change says."""
    match change:
        case Change.CLAIMED:
            return {"claimed_by": item.claimed_by, "claimed_until": item.claimed_until}
        case Change.OVERDUE:
            return {"overdue_at": item.overdue_at}
        case Change.CLOSED:
            return {"closed_at": item.closed_at, "why": item.closed_why}
        case Change.OPENED | Change.RELEASED:
            return {}
