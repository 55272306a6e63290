"""Incidents: cartridges whose use should not have happened."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from services.inventory.forms.fields import Words


class IncidentClosingForm(Form):
    """What was found."""

    note: Words
    """No patient's name or state."""


class IncidentView(View):
    """A cartridge that was used and should not have been, that the ledger cannot account for, or whose label says
    another expiry than the books."""

    id: UUID
    clinic_id: UUID
    gtin: str
    lot: str
    serial: str | None
    session_id: UUID
    appointment_id: UUID
    reason: str
    noticed_at: datetime
    closed_at: datetime | None
    """Null while somebody has to look at it."""
    closed_because: str | None
    """withdrawn: it was not used in that session. accounted: the ledger has it now.
    settled: a person closed it."""
    closed_by: str | None
    """Null when a fact closed it."""
    closed_note: str | None
    """What that person found."""
