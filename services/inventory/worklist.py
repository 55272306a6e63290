"""What people must do about stock: kinds of items, who takes each, and the events about them.

Which fact opens and closes an item of each kind: docs/worklists.md. No item is about a patient.
"""

from chassis.worklist import Kind, Worklist
from chassis.worklist.events import published_as
from contracts.inventory import worklist as events
from services.inventory.access import INCIDENTS_CLOSE, ORDERS_WRITE, STOCK_WRITE

INCIDENT_OPEN = Kind("incident_open", take=INCIDENTS_CLOSE)
"""A cartridge was opened that should not have been, or that the books cannot account for. Its subject is the
incident; ``session_id`` is beside it."""

TRANSFER_OVERDUE = Kind("transfer_overdue", take=STOCK_WRITE)
"""The day on which a transfer was expected is over, and some of it is still under way. Its subject is the transfer, its
clinic the one that waits for it; ``from_clinic_id`` is beside it."""
RECALL_TO_CONFIRM = Kind("recall_to_confirm", take=STOCK_WRITE)
"""A clinic that had a recalled lot counts what it has put aside. Its subject is this recall at this clinic;
``recall_id`` is beside it."""
RECALL_STOCK = Kind("recall_stock", take=STOCK_WRITE)
"""Recalled cartridges lie in quarantine, until they are returned or thrown away. Subject and ``recall_id`` as above."""
TRANSFER_DIFFERENCE = Kind("transfer_difference", take=STOCK_WRITE)
"""Less, more or something else arrived than was sent. Its subject is the line, its clinic the one in whose books the
cartridges are: the sender's when they are missing, the receiver's when they were not sent. ``transfer_id`` is beside
it."""
COUNT_VARIANCE = Kind("count_variance", take=STOCK_WRITE)
"""A count differs from the books: somebody who did not count says whether it is believed. Its subject is the count."""
STOCK_SHORT = Kind("stock_short", take=STOCK_WRITE, keeps_due=False)
"""A clinic has not enough of a product for sessions of the next days. Its subject is the shortage."""
STOCK_EXPIRING = Kind("stock_expiring", take=STOCK_WRITE, keeps_due=False)
"""Some of a lot lies free at a clinic until it expires. Its subject is the row of /expiring-stock."""

ORDER_LATE = Kind("order_late", take=ORDERS_WRITE)
"""The day on which an order was due is over at its clinic, and something of it is still to come. Its subject is the
order; ``supplier_id`` is beside it."""

_EVENT = published_as(
    opened=events.WorklistItemOpened.model_validate,
    claimed=events.WorklistItemClaimed.model_validate,
    released=events.WorklistItemReleased.model_validate,
    overdue=events.WorklistItemOverdue.model_validate,
    closed=events.WorklistItemClosed.model_validate,
)

WORKLIST = Worklist(
    kinds=(
        STOCK_SHORT,
        STOCK_EXPIRING,
        INCIDENT_OPEN,
        TRANSFER_OVERDUE,
        TRANSFER_DIFFERENCE,
        COUNT_VARIANCE,
        RECALL_TO_CONFIRM,
        RECALL_STOCK,
        ORDER_LATE,
    ),
    event=_EVENT,
)
