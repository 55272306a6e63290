"""What a mail adds to the patient's calendar: the appointment that it speaks of, or that this is cancelled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notifications.domain.appointments import Appointment, AppointmentState
from services.notifications.domain.languages import Phrases
from services.notifications.domain.occasions import OTHER
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import AtOnce
from services.notifications.domain.wording import Clinic

VISIT = "visit"
"""The fact that says of which kind an appointment is."""
CALENDAR = "calendar"
"""The fact that a message only brings a calendar up to date: its reader has had the news another way."""


@dataclass(frozen=True)
class Invitation:
    """One appointment as a calendar shows it. It says the minimum: what kind of visit, where, and whom to call."""

    appointment_id: UUID
    change: int
    """Rises with each change of the appointment."""
    cancelled: bool
    starts_at: datetime
    """UTC."""
    ends_at: datetime | None
    """UTC; None while its own event does not say."""
    zone: ZoneInfo
    summary: str
    location: str
    description: str


def has_invitations(template: Template) -> bool:
    """Whether a message tells of an appointment or of its end as it happens; a reminder does not."""
    told = template.only_while in (AppointmentState.BOOKED, AppointmentState.CANCELLED)
    return told and isinstance(template.due, AtOnce)


def invitation_of(
    appointment_id: UUID, kind: str, appointment: Appointment, *, cancelled: bool, clinic: Clinic, phrases: Phrases
) -> Invitation:
    """What a calendar is told of one appointment. A message leaves only while what it says is so."""
    visit = phrases.visits.get(kind, phrases.visits[OTHER])
    return Invitation(
        appointment_id=appointment_id,
        change=appointment.change,
        cancelled=cancelled,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        zone=clinic.zone,
        summary=f"{visit[:1].upper()}{visit[1:]}, {clinic.name}",
        location=clinic.address,
        description=clinic.phone,
    )
