"""All of booking's tables: those of each wing, in one MetaData, and the worklist."""

from chassis.merging import tables as merging
from chassis.worklist.tables import worklist_items as items
from services.booking.calendar import tables as calendar
from services.booking.care import tables as care
from services.booking.people import tables as people
from services.booking.people.tables import metadata

worklist_items = items.to_metadata(metadata)
for _table in (merging.merges, merging.merged_rows, merging.given_back):
    _table.to_metadata(metadata)

__all__ = ["calendar", "care", "metadata", "people", "worklist_items"]
