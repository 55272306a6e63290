"""Messages filled in with a sample, as they are shown to whoever checks and signs them."""

from pydantic import Field

from chassis.http import View
from services.notifications.domain.occasions import Audience
from services.notifications.domain.whatsapp import Approval


class PreviewView(View):
    """One message, with everything that it can say filled in."""

    template: str
    audience: Audience
    subject: str
    text: str
    linked: bool
    """True: the text that goes out where the message can have a link."""
    sms_parts: int = Field(examples=[3])
    """As how many parts an SMS of it is charged."""
    sms_alphabet: str = Field(examples=["GSM-7"])
    """GSM-7 (160 characters, or parts of 153) or UCS-2 (70, or parts of 67)."""
    sms_widens: list[str]
    """The characters that make it UCS-2; none in GSM-7."""
    whatsapp_name: str | None = Field(examples=["appointment_confirmed_5d3e91aa"])
    """Under which it is submitted to WhatsApp; null: it does not go there as a template."""
    whatsapp_state: Approval | None
    """What WhatsApp has said about it; null: nothing yet."""


class PreviewsView(View):
    """All messages of a version in one language."""

    version: str
    language: str
    """BCP 47."""
    sms_segments_at_most: int
    """How many parts an SMS to a patient may have: a version with more cannot be signed."""
    messages: list[PreviewView]
