"""What a recall asks of each clinic, as items of the worklist: one of a kind for each recall and clinic."""

from uuid import UUID, uuid5


def subject_of(recall_id: UUID, clinic_id: UUID) -> UUID:
    """The id of what one recall asks of one clinic; the same whoever computes it."""
    return uuid5(recall_id, str(clinic_id))
