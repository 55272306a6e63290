"""Messages as rows."""

from typing import Any

from sqlalchemy import Row

from services.notifications.domain.catalogue import template_named
from services.notifications.domain.message import Message
from services.notifications.domain.timing import Anchor


def message_of(row: Row[Any]) -> Message:
    """The message that a row of ``messages`` holds. Raises KeyError for a template that is no longer there."""
    return Message(
        id=row.id,
        template=template_named(row.template),
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        appointment_id=row.appointment_id,
        anchor=Anchor(row.happened_at, row.starts_at),
        facts=row.facts,
        planned_for=row.planned_for,
        attempts=row.attempts,
    )
