"""Preferences, as they are shown."""

from datetime import datetime
from uuid import UUID

from chassis.http import View
from services.notifications.domain.opt_outs import MessageScope


class OptOutView(View):
    """Something that a patient no longer wants."""

    scope: MessageScope
    opted_out_at: datetime
    """On the home clinic's clock where that is known."""
    awaits_answer: bool
    """true: they wrote a word that may mean it and were asked; nothing of the kind is sent until they answer."""


class PreferencesView(View):
    """How a patient is reached."""

    patient_id: UUID
    channel: str
    """How they want to be reached, in booking's word."""
    language: str | None
    """The language in which they want to read, BCP 47; null when no wish is known."""
    agreed_to_marketing: bool
    """The last answer in booking; an opt-out weighs more."""
    opted_out: list[OptOutView]
    has_phone: bool
    has_email: bool
