"""notifications.threads: conversations of front desks with who writes back. Keyed by thread."""

from uuid import UUID

from contracts.event import Event, UtcTime, Word


class ThreadChanged(Event, topic="notifications.threads", key="thread_id"):
    """A text came into a thread, or something was done about it. No words."""

    thread_id: UUID
    """The thread: ``GET /v1/threads/{thread_id}`` of notifications shows it to who may read it."""
    patient_id: UUID | None
    """Whose it is; None while nobody is known, or several can have written."""
    clinic_id: UUID | None
    """Whose front desk answers; None while nobody knows whose, and then it is on the list of every desk."""
    state: Word
    """``open``: the clinic has to answer. ``waiting``: the patient has been answered. ``closed``: nobody has to do
    anything."""
    since: UtcTime
    """UTC. When the text came that waits longest; of another state, since when it is so."""
    assigned: bool
    """Whether somebody at the clinic has taken it."""
    changed_at: UtcTime
    """UTC."""
