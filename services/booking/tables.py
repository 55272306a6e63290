"""All of booking's tables: those of each wing, in one MetaData, and the worklist."""

from chassis.merging.tables import add_to as add_merges_to
from chassis.worklist.tables import worklist_items as items
from services.booking.calendar import tables as calendar
from services.booking.care import tables as care
from services.booking.people import tables as people
from services.booking.people.tables import metadata

worklist_items = items.to_metadata(metadata)
add_merges_to(metadata)

__all__ = ["calendar", "care", "metadata", "people", "worklist_items"]
