"""Preferences, as they are shown."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.recipients import Channel


class OptOutView(View):
    """Something that a patient no longer wants."""

    scope: MessageScope
    opted_out_at: datetime
    """On the home clinic's clock where that is known."""
    awaits_answer: bool
    """true: they wrote a word that may mean it and were asked; nothing of the kind is sent until they answer."""


class BadAddressView(View):
    """A number or e-mail address at which the patient is not reached, as a carrier said."""

    channel: Channel
    address: str
    reason: str
    """What the carrier said."""
    since: datetime
    """On the home clinic's clock where that is known."""


class ConfirmAddressForm(Form):
    """The patient says that a number or address is right."""

    channel: Channel
    """By which messages are to go there again."""
    address: Annotated[str, OneLine, Field(max_length=254)] | None = Field(
        default=None, description="which, where several do not work; left out: the first that failed"
    )
    note: str = Field(min_length=3, max_length=500, examples=["Called: the mailbox was full, and is empty now."])
    """How it is known; kept in the audit log."""


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
    bad: list[BadAddressView]
    """Channels by which nothing is sent until somebody confirms the number or address, or it is another one."""
