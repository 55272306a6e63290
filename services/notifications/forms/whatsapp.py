"""Templates of WhatsApp, as they are shown."""

from datetime import datetime

from pydantic import Field

from chassis.http import View
from services.notifications.domain.whatsapp import Approval


class WhatsAppTemplateView(View):
    """One text of the templates in force, as it is submitted to WhatsApp for approval."""

    name: str = Field(examples=["appointment_confirmed_5d3e91aa"])
    """Under which it is submitted. It ends with a part of the text's digest, so another text has another name."""
    language: str = Field(examples=["pt_PT"])
    """As WhatsApp writes it."""
    category: str = Field(examples=["UTILITY"])
    """``UTILITY``, or ``MARKETING`` where patients must have agreed."""
    body: str = Field(examples=["Hello {{given_name}}, your appointment is on {{when}}."])
    """The text, with named parameters."""
    state: Approval | None
    """What WhatsApp has said about it; null: nothing yet, and then a message tries it. ``refused`` is tried again a day
    later."""
    reason: str | None
    """WhatsApp's word for why, or its code."""
    changed_at: datetime | None
    """UTC. Since when it is in this state."""


class WhatsAppTemplatesView(View):
    """What has to be submitted to WhatsApp."""

    items: list[WhatsAppTemplateView]
