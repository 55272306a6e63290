"""By when the work on inventory's list is due. No source gives a figure: these are policies of the chain. Pure."""

from datetime import datetime, timedelta

INCIDENT_WITHIN = timedelta(days=1)
"""How soon somebody should have looked at an incident: of a recalled lot, a patient may have to be informed."""

TRANSFER_LOOKED_FOR_WITHIN = timedelta(days=1)
"""How soon somebody should have found out where a transfer is that did not arrive on its day."""


def incident_due(noticed_at: datetime) -> datetime:
    """By when (UTC) an incident should be closed."""
    return noticed_at + INCIDENT_WITHIN


def overdue_transfer_due(noticed_at: datetime) -> datetime:
    """By when (UTC) it should be known where an overdue transfer is."""
    return noticed_at + TRANSFER_LOOKED_FOR_WITHIN
