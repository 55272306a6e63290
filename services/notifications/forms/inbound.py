"""What people write back, as a gateway delivers it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import AsSent, Form, View
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.recipients import Channel
from services.notifications.domain.texts import LONGEST_TEXT, TakenFor


class InboundForm(Form):
    """A message that a channel's gateway received."""

    channel: Channel
    """How it came."""
    sender: str = Field(min_length=3, max_length=254)
    """The number (E.164; ``whatsapp:`` before it is allowed) or e-mail address that it came from."""
    text: Annotated[str, AsSent] = Field(max_length=LONGEST_TEXT)
    """What was written."""
    id: str | None = Field(default=None, min_length=1, max_length=200)
    """The gateway's own id of the message: delivered twice under one id, it is one text."""


class InboundView(View):
    """What was made of it."""

    text_id: UUID | None
    """The text as it is kept; null when it was not, because too many of unknown senders came within a day."""
    known: bool
    """Whether a patient is reached where it came from."""
    scope: MessageScope | None
    """What was asked to stop; null when nothing was."""
    silenced: int
    """For how many patients something changed; several may share one telephone."""
    waits: bool
    """Whether a person has to read it."""
    taken_for: TakenFor | None
    """What a machine took it for, and did; null: a person reads it."""
    explanation: str
    """The same as a sentence."""
