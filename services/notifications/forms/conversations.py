"""What was written both ways, as it is shown."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.http import View
from services.notifications.domain.recipients import Channel


class LineView(View):
    """One text or message of a conversation."""

    id: UUID
    """Of the text, or of the message."""
    at: datetime
    """UTC. When it came, or left."""
    by: Literal["patient", "clinic"]
    """Who wrote it. ``clinic`` also stands for what was sent by itself."""
    channel: Channel
    text: str
    state: str
    """Of a text ``open``, ``settled`` or ``obeyed``; of a message ``sending``, ``sent`` or ``doubtful``; what
    somebody at the clinic wrote is also ``planned``, ``skipped`` or ``failed``: it has not left, or somebody calls."""
    template: str | None
    """Which message it is; null for what the patient wrote."""
    shared: bool
    """Whether several people are reached where it came from, so that another of them may have written it."""
