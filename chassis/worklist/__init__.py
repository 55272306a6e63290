"""Worklists: what a person must do, opened by a fact and closed by a fact, the same in every service.

A service gives its kinds of items to ``Service(worklist=Worklist(...))``. Its commands
and reactions call ``open`` and ``close``; routes, claims, due times and events are the chassis'. docs/worklists.md.
"""

from chassis.worklist.access import WORKLIST_READ, WORKLIST_TAKE
from chassis.worklist.items import Change, Item, Kind
from chassis.worklist.lists import Worklist

__all__ = ["WORKLIST_READ", "WORKLIST_TAKE", "Change", "Item", "Kind", "Worklist"]
