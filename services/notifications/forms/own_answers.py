"""What patients say on their own pages."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, UtcMoment, View
from services.notifications.domain.opt_outs import MessageScope


class ConfirmForm(Form):
    """The time that was shown."""

    starts_at: UtcMoment
    """If the appointment has another one by now, nothing is confirmed."""


class ConfirmedView(View):
    """What was confirmed."""

    appointment_id: UUID
    starts_at: datetime
    """UTC."""


class StopForm(Form):
    """What is not wanted any longer."""

    scope: MessageScope
    """``marketing``: offers. ``all``: also messages about appointments and care."""
