"""Letters to patients about a recall."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from services.inventory.domain.recall_letters import InformedBy, LetterStatus


class InformedForm(Form):
    """How somebody informed a patient."""

    how: InformedBy


class ReleasedView(View):
    """The letters of a recall, released."""

    recall_id: UUID
    patients: int
    """How many patients are written to; who is traced later is written to as well."""


class RecallLetterView(View):
    """One patient of a recalled lot, and what is known of whether they know."""

    id: UUID
    recall_id: UUID
    notice_id: UUID | None = None
    """The notice whose lots it is about, as far as they were used on the patient; null: it is about the recall."""
    patient_id: UUID
    clinic_id: UUID
    """Of the latest use on this patient."""
    used_at: datetime
    """UTC."""
    status: LetterStatus
    released_at: datetime
    sent_at: datetime | None
    """UTC. When a channel took the message; nobody knows whether it was read."""
    channel: str | None
    unreached_because: str | None
    """Why somebody has to call."""
    informed_at: datetime | None
    informed_how: str | None
    informed_by: str | None
    answered_at: datetime | None
    """UTC. When it was written down that the patient knows."""
    answered_by: str | None
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    """withdrawn: the lot was not used on them after all; merged: another letter goes to the same person;
    recall_withdrawn: the recall was a mistake."""
    mistaken_at: datetime | None
    """UTC. The patient had heard of a recall that was a mistake: somebody calls, until ``corrected_at``."""
    corrected_at: datetime | None
    """UTC. When somebody spoke with the patient about that."""
    corrected_by: str | None
