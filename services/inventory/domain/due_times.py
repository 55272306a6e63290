"""By when the work on inventory's list is due. No source gives a figure: these are policies of the chain. Pure."""

from datetime import datetime, timedelta

INCIDENT_WITHIN = timedelta(days=1)
"""How soon somebody should have looked at an incident: of a recalled lot, a patient may have to be informed."""


def incident_due(noticed_at: datetime) -> datetime:
    """By when (UTC) an incident should be closed."""
    return noticed_at + INCIDENT_WITHIN
