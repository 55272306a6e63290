"""What people write back."""

from pydantic import Field

from chassis.http import Form, View
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.recipients import Channel


class InboundForm(Form):
    """A message that a channel's gateway received."""

    channel: Channel
    """How it came."""
    sender: str = Field(min_length=3, max_length=254)
    """The number (E.164; ``whatsapp:`` before it is allowed) or e-mail address that it came from."""
    text: str = Field(max_length=5000)
    """What was written."""


class InboundView(View):
    """What was made of it."""

    scope: MessageScope | None
    """What was asked to stop; null when nothing was."""
    silenced: int
    """For how many patients something changed; several may share one telephone."""
    explanation: str
    """The same as a sentence."""
