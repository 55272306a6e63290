"""inventory.recalls: patients who are to be informed that what was used on them was recalled. Keyed by patient."""

from uuid import UUID

from contracts.event import Event, UtcTime, Word


class RecallLetterReleased(Event, topic="inventory.recalls", key="patient_id"):
    """A medical director decided that the patients of a recalled lot are written to; this is one of them."""

    letter_id: UUID
    """The letter."""
    recall_id: UUID
    """The recall."""
    patient_id: UUID
    """On whom the lot was used, the last time at ``clinic_id``."""
    clinic_id: UUID
    """The clinic that they are to call."""
    gtin: str
    """The product."""
    product: str
    """The product's name."""
    lot: str
    """The lot."""
    used_at: UtcTime
    """UTC. The latest use on this patient."""
    released_at: UtcTime
    """UTC."""


class RecallLetterEnded(Event, topic="inventory.recalls", key="patient_id"):
    """A patient need not be written to, or called, about a recall any longer."""

    letter_id: UUID
    """The letter."""
    recall_id: UUID
    """The recall."""
    patient_id: UUID
    """To whom."""
    because: Word
    """``informed``: somebody spoke with them. ``answered``: they said that they know. ``withdrawn``: the lot was not
    used on them after all. ``merged``: another letter goes to the same person. ``recall_withdrawn``: the recall was a
    mistake, and they have had nothing about it. ``corrected``: they had, and know that it was a mistake."""
    ended_at: UtcTime
    """UTC."""


class RecallLetterRetracted(Event, topic="inventory.recalls", key="patient_id"):
    """A recall was withdrawn as a mistake, and this patient may believe in it: somebody has to call them."""

    letter_id: UUID
    """The letter."""
    recall_id: UUID
    """The recall."""
    patient_id: UUID
    """Whom to call."""
    clinic_id: UUID
    """The clinic that calls."""
    retracted_at: UtcTime
    """UTC."""
