"""Who was treated with a lot, and which of its cartridges were thrown away at the chair."""

from datetime import datetime
from typing import Self

from chassis.http import View
from chassis.http.languages import Reader
from services.inventory.forms.fields import Id
from services.inventory.forms.stored_sentences import said_again


class UseView(View):
    """One use of a lot: who, where, in which session, when."""

    patient_id: Id | None
    """Null for readers who count stock and do not look after patients."""
    clinic_id: Id
    clinic: str | None
    session_id: Id
    appointment_id: Id
    serial: str | None
    lot: str
    """As the session's record has it."""
    received_lot: str | None
    """As which its number was received, where the session says another lot; null: the same, or it has no number."""
    used_at: datetime
    incident: str | None
    """What was wrong with this use, if anything was, in the language of the reader."""

    def said_to(self, reader: Reader) -> Self:
        """The same, its incident in the language of ``reader``."""
        return self.model_copy(update={"incident": said_again(self.incident, reader)}) if self.incident else self


class UseListedView(UseView):
    """One use, with what was used."""

    id: Id
    gtin: str
    recall_id: Id | None
    """The recall of the lot, or of this cartridge, that stands; null: there is none."""
    withdrawn_at: datetime | None
    """When it was found that it did not take place; null: it did."""


class WithdrawnUseView(UseView):
    """A use that did not take place: the session's record was corrected."""

    withdrawn_at: datetime
    withdrawn_because: str
    """amended or voided: what became of the session's record."""


class ChairDiscardView(View):
    """A cartridge that was opened for a session and thrown away before it touched the patient."""

    clinic_id: Id
    clinic: str | None
    session_id: Id
    appointment_id: Id
    serial: str | None
    lot: str
    """As the session's record has it."""
    received_lot: str | None
    """As which its number was received, where the session says another lot; null: the same, or it has no number."""
    cause: str
    """dropped, contaminated, faulty or not_needed."""
    discarded_at: datetime
    incident: str | None
    """What was wrong with it, if anything was, in the language of the reader."""
    withdrawn_at: datetime | None
    """When it was found that this was said by mistake."""

    def said_to(self, reader: Reader) -> Self:
        """The same, its incident in the language of ``reader``."""
        return self.model_copy(update={"incident": said_again(self.incident, reader)}) if self.incident else self


class TraceView(View):
    """Where a lot was used and on whom, as far as the caller sees it."""

    gtin: str
    lot: str
    recall_id: Id | None
    trace: list[UseView]
    discarded_at_chair: list[ChairDiscardView]
    """Those that touched nobody."""
    withdrawn: list[WithdrawnUseView]
    """Uses that were said by mistake, and are in the trace no longer."""

    def said_to(self, reader: Reader) -> Self:
        """The same, incidents in the language of ``reader``."""
        lists = {
            "trace": [each.said_to(reader) for each in self.trace],
            "discarded_at_chair": [each.said_to(reader) for each in self.discarded_at_chair],
            "withdrawn": [each.said_to(reader) for each in self.withdrawn],
        }
        return self.model_copy(update=lists)
