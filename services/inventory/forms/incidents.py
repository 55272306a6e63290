"""Incidents: cartridges whose use should not have happened."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from chassis.http.languages import Reader
from services.inventory.domain.incidents import misuses_in
from services.inventory.forms.fields import Words
from services.inventory.forms.stored_sentences import said_again


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
    """What is wrong and what to do, in the language of the reader."""
    codes: list[str] = Field(default_factory=list, examples=[["expired", "none_left"]])
    """The same for programs, a code for each sentence, as `Misuse` of the events lists them; more may come. Empty for
    what an earlier version wrote."""
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

    def said_to(self, reader: Reader) -> Self:
        """The same with its codes, and its reason in the language of ``reader``."""
        codes = [each["code"] for each in misuses_in(self.reason)]
        return self.model_copy(update={"reason": said_again(self.reason, reader), "codes": codes})
