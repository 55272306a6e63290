"""Links in messages: what each opens, for how long, and what has to be proved first.

A link's secret is made from its id by a key that only this service has, so that a message which is handed over again
holds the same link; stored is a digest, by which nobody finds the secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

SECRET_BYTES = 16
"""128 bits."""
SECRET_LENGTH = 22
"""Characters, in base64url without padding."""
HIDDEN_SECRET = "•" * SECRET_LENGTH
"""Stands for the secret wherever a message is kept or shown."""
MOST_TRIES = 5
"""Wrong dates of birth after which a link is dead: five guesses at some 25,000 days. Policy."""
TOKEN_LIFE = timedelta(minutes=15)
"""How long the token of an opened link is valid; the link can be opened again. Policy."""


class Act(StrEnum):
    """What a link is for."""

    FORM = "form"
    """Fill in the health form."""
    VISIT = "visit"
    """See an appointment and its calendar file, move it within what is offered, cancel it."""
    DAY = "day"
    """Answer the form of the day ahead of a session."""
    ADVICE = "advice"
    """Read the message's advice again, on a page."""


@dataclass(frozen=True)
class Opens:
    """What an act lets its bearer call, about what, and for how long."""

    operations: tuple[str, ...]
    """Service and operation, as in the API documents."""
    about: str
    """The parameter of these operations that names what the link is about."""
    proved: bool
    """True when the date of birth is asked for first: it shows health or personal data."""
    life: timedelta
    """The longest; a link about an appointment ends when that begins. Policy."""


OPENS: Mapping[Act, Opens] = {
    Act.FORM: Opens(
        (
            "screening:read_intake_questionnaire",
            "screening:read_saved_answers",
            "screening:save_some_answers",
            "screening:sign_declaration",
            "screening:submit_declaration",
        ),
        about="intake_id",
        proved=True,
        life=timedelta(days=14),
    ),
    Act.VISIT: Opens(
        (
            "booking:cancel_appointment",
            "booking:list_slots",
            "booking:move_appointment",
            "booking:preview_cancellation",
            "booking:read_appointment",
            "booking:read_invitation",
            "notifications:confirm_appointment",
        ),
        about="appointment_id",
        proved=False,
        life=timedelta(days=90),
    ),
    Act.DAY: Opens(
        ("screening:read_day_answers",),
        about="appointment_id",
        proved=True,
        life=timedelta(days=3),
    ),
    Act.ADVICE: Opens(("notifications:read_message",), about="message_id", proved=True, life=timedelta(days=30)),
}
OF_APPOINTMENTS = (Act.VISIT, Act.DAY)
"""What is of no use once the appointment has begun."""
PROVED = (
    "booking:add_photo",
    "booking:change_contact_preferences",
    "booking:change_patient",
    "booking:list_appointments",
    "booking:list_sessions",
    "booking:read_archive",
    "booking:read_contact_preferences",
    "booking:read_patient",
    "inventory:read_archive",
    "notifications:list_messages",
    "notifications:read_archive",
    "notifications:read_reachability",
    "notifications:resume_messages",
    "notifications:stop_messages",
    "screening:hand_in_day_answers",
    "screening:list_consent_documents",
    "screening:list_consents",
    "screening:list_intakes",
    "screening:list_reaction_signs",
    "screening:list_reactions",
    "screening:read_archive",
    "screening:read_day_answers",
    "screening:read_intake_questionnaire",
    "screening:read_saved_answers",
    "screening:report_reaction",
    "screening:save_some_answers",
    "screening:sign_consent",
    "screening:sign_declaration",
    "screening:withdraw_consent",
)
"""What any link lets whoever has given the date of birth do besides, on their own record and as often as they like."""
INTAKE = "intake"
"""The fact that says which health form a message asks for."""


class LinkState(StrEnum):
    """Open until it has ended, for the reason beside it."""

    OPEN = "open"
    ENDED = "ended"


class Ended(StrEnum):
    """Why a link does not open anything any longer, other than that it ran out."""

    CAUSE_GONE = "cause_gone"
    """What it is about has been done, has changed or is over."""
    TRIES = "tries"
    """Too many wrong dates of birth."""
    BY_STAFF = "by_staff"
    REPLACED = "replaced"
    """Another one was sent."""
    MERGED = "merged"
    """The record was merged into another person's, or that was undone and somebody else had the link."""


def secret_of(key: bytes, link_id: UUID) -> str:
    """What the address ends with."""
    made = hmac.new(key, link_id.bytes, hashlib.sha256).digest()[:SECRET_BYTES]
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What is stored of a secret. It has 128 bits, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def birth_digest(day: date, patient_id: UUID) -> str:
    """What is kept of a date of birth, to compare with. Not a secret from whoever has the database and some minutes."""
    return hashlib.scrypt(day.isoformat().encode(), salt=patient_id.bytes, n=2**12, r=8, p=1, dklen=32).hex()


def is_born(day: date, patient_id: UUID, kept: str | None) -> bool:
    """Whether this is the date of birth."""
    return kept is not None and hmac.compare_digest(birth_digest(day, patient_id), kept)


def subject_of_link(act: Act, message_id: UUID, appointment_id: UUID | None, facts: Mapping[str, Any]) -> UUID | None:
    """What the link in a message is about; None when the message does not say."""
    match act:
        case Act.FORM:
            return UUID(facts[INTAKE]) if INTAKE in facts else None
        case Act.VISIT | Act.DAY:
            return appointment_id
        case Act.ADVICE:
            return message_id


def ends_at(act: Act, now: datetime, starts_at: datetime | None) -> datetime:
    """When it runs out, UTC."""
    latest = now + OPENS[act].life
    return min(latest, starts_at) if act in OF_APPOINTMENTS and starts_at else latest
