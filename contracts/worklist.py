"""What an item of a worklist says on the wire, the same in every service that has one. Ids and times, nothing else."""

from uuid import UUID

from contracts.event import Fact, UtcTime, Word


class WorklistItem(Fact):
    """One thing that somebody at a clinic must do. At most one of a kind is open for a subject."""

    item_id: UUID
    """The item."""
    kind: Word
    """What is to be done, e.g. ``review_waiting``. It names no health matter."""
    subject_id: UUID
    """What it is about, e.g. the consult whose screening waits for a review."""
    about: dict[str, UUID]
    """Further ids that the work needs, by name, e.g. ``screening_id``."""
    clinic_id: UUID
    """Whose staff must do it."""
    patient_id: UUID | None
    """The patient; None where it is about no single patient."""
    opened_at: UtcTime
    """UTC."""
    due_at: UtcTime
    """UTC. By when it should be done."""
