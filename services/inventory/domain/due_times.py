"""By when the work on inventory's list is due. No source gives a figure: these are policies of the chain. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import start_of_day

INCIDENT_WITHIN = timedelta(days=1)
"""How soon somebody should have looked at an incident: of a recalled lot, a patient may have to be informed."""

TRANSFER_LOOKED_FOR_WITHIN = timedelta(days=1)
"""How soon somebody should have found out where a transfer is that did not arrive on its day."""

DIFFERENCE_SETTLED_WITHIN = timedelta(days=2)
"""How soon two clinics should agree what became of a difference: both have to look."""


SHORTAGE_BEFORE = timedelta(days=1)
"""How long before the first session its cartridges should be there; a day is enough to move the session."""
SHORTAGE_AT_ONCE = timedelta(hours=1)
"""How soon somebody should see to a shortage that is noticed later than that."""


def shortage_due(noticed_at: datetime, first_session_at: datetime) -> datetime:
    """By when (UTC) the cartridges of a shortage should be there, or its sessions moved."""
    return max(first_session_at - SHORTAGE_BEFORE, noticed_at + SHORTAGE_AT_ONCE)


def incident_due(noticed_at: datetime) -> datetime:
    """By when (UTC) an incident should be closed."""
    return noticed_at + INCIDENT_WITHIN


def overdue_transfer_due(noticed_at: datetime) -> datetime:
    """By when (UTC) it should be known where an overdue transfer is."""
    return noticed_at + TRANSFER_LOOKED_FOR_WITHIN


RECALL_CONFIRMED_WITHIN = timedelta(days=1)
"""How soon a clinic should have counted what a recall put aside: until then it may lie at a chair."""
RECALL_STOCK_GONE_WITHIN = timedelta(days=14)
"""How soon recalled cartridges should be on their way back, or thrown away."""


def recall_confirmed_by(recalled_at: datetime) -> datetime:
    """By when (UTC) a clinic should have confirmed what it put aside."""
    return recalled_at + RECALL_CONFIRMED_WITHIN


def recall_stock_gone_by(put_aside_at: datetime) -> datetime:
    """By when (UTC) recalled cartridges should have left quarantine."""
    return put_aside_at + RECALL_STOCK_GONE_WITHIN


def difference_due(noticed_at: datetime) -> datetime:
    """By when (UTC) a difference should be settled."""
    return noticed_at + DIFFERENCE_SETTLED_WITHIN


COUNT_DECIDED_WITHIN = timedelta(days=2)
"""How soon somebody should decide about a count that differs: the longer, the less anybody remembers."""


def count_due(submitted_at: datetime) -> datetime:
    """By when (UTC) a count that differs from the books should be decided."""
    return submitted_at + COUNT_DECIDED_WITHIN


LATE_ORDER_LOOKED_FOR_WITHIN = timedelta(days=1)
"""How soon somebody should have asked the supplier about an order that did not come on its day."""


def late_order_due(noticed_at: datetime) -> datetime:
    """By when (UTC) it should be known when a late order comes."""
    return noticed_at + LATE_ORDER_LOOKED_FOR_WITHIN


EXPIRING_SENT_BEFORE = timedelta(days=7)
"""How long before its last day a lot should be on its way to who can use it: it travels, and then it is used."""


def expiring_due(expires_on: date, zone: str) -> datetime:
    """By when (UTC) somebody should have decided what becomes of a lot that lies free until ``expires_on`` (local)."""
    return start_of_day(expires_on - EXPIRING_SENT_BEFORE, ZoneInfo(zone))
