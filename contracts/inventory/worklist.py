"""inventory.worklist: what people must do about stock. Keyed by item."""

from contracts.event import Event, UtcTime, Word
from contracts.worklist import WorklistItem


class WorklistItemOpened(WorklistItem, Event, topic="inventory.worklist", key="item_id"):
    """Somebody must do something. Published again when what it is about, or its due time, has changed."""


class WorklistItemClaimed(WorklistItem, Event, topic="inventory.worklist", key="item_id"):
    """Somebody works on it. Published again when the claim was prolonged."""

    claimed_by: str
    """The subject of their token."""
    claimed_until: UtcTime
    """UTC. When the claim lapses by itself."""


class WorklistItemReleased(WorklistItem, Event, topic="inventory.worklist", key="item_id"):
    """Nobody works on it any more: it was given back, or the claim lapsed."""


class WorklistItemOverdue(WorklistItem, Event, topic="inventory.worklist", key="item_id"):
    """Its due time is over, and it is not done."""

    overdue_at: UtcTime
    """UTC. When that was noticed: at the due time, or later after an outage."""


class WorklistItemClosed(WorklistItem, Event, topic="inventory.worklist", key="item_id"):
    """It was done, or is no longer needed."""

    closed_at: UtcTime
    """UTC."""
    why: Word
    """The fact that closed it, e.g. ``settled``."""
