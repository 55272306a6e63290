"""One message, from its planning to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.notifications.domain.confirmations import HIDDEN
from services.notifications.domain.occasions import OTHER, Occasion
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor

OFFER, UNTIL = "offer", "until"
"""The facts that say which offer of the waitlist a message asks about, and until when (UTC) it can be accepted."""
REPLY = "reply/"
"""How the key begins of what is answered to a text."""
LETTER = "letter"
"""The fact that says which letter about a recall a message is."""
ESCALATION = "escalation"
"""The fact that a message asks by a line of the clinic, and its ``report`` is an escalation."""
RECALL = "recall"
"""The fact that a message tells a director of a recall; it says of what ``report`` is the id, recall or notice."""
LANGUAGE = "language"
"""The fact that says which language (BCP 47) somebody of the staff reads; without it the clinic's."""
CODE = "code"
"""The fact that a code is, until the message has ended."""


class Status(StrEnum):
    """Planned, then sending, until it becomes one of the others; a carrier's receipt can still correct those."""

    PLANNED = "planned"
    SENDING = "sending"
    """A carrier is being asked to take it, and has not answered yet."""
    SENT = "sent"
    """A carrier took it."""
    DOUBTFUL = "doubtful"
    """A carrier may have taken it, and nobody can find out: somebody calls, and it is not sent again."""
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"


LEFT = (Status.SENDING, Status.SENT, Status.DOUBTFUL)
"""The patient has it, or may have it."""


@dataclass(frozen=True)
class Message:
    """One message to one recipient: what it says, and what its time is counted from."""

    id: UUID
    code: str
    """The template's."""
    template: Template
    patient_id: UUID | None
    """None: it goes to staff."""
    clinic_id: UUID
    """The clinic that it is about."""
    appointment_id: UUID | None
    anchor: Anchor
    facts: Mapping[str, Any]
    """What the event gave the template, not yet in words; no health data."""
    planned_for: datetime | None = None
    """UTC; None while it waits for facts to arrive, or for a signature."""
    attempts: int = 0
    """How often the channel failed."""
    waits_for: str | None = None
    """The channel whose carrier it waits for, since it was due."""
    about: str = ""
    """The key by which it is called off, and its link ended."""

    @property
    def not_after(self) -> datetime:
        """UTC. From then on it is too late."""
        return self.template.too_late.moment(self.anchor)


@dataclass(frozen=True)
class Announcement:
    """What happened and is written about, and to whom: a patient, somebody else, or the clinic's stock contact."""

    occasion: Occasion
    about: str
    """The key by which its messages are cancelled, e.g. ``appointment/<id>``."""
    clinic_id: UUID
    happened_at: datetime
    """UTC."""
    patient_id: UUID | None = None
    appointment_id: UUID | None = None
    starts_at: datetime | None = None
    """UTC. The appointment's start, as the event says."""
    word: str = OTHER
    """The kind of appointment or the modality, by which templates are chosen."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    cause_id: UUID | None = None
    """What several events have in common, the first of which causes the messages; None: each causes its own."""
    to: str = ""
    """Whoever else is written to, e.g. ``director/2``, the second in line; the facts say at which address."""

    @property
    def recipient(self) -> str:
        """The recipient. No two messages share recipient, template and event."""
        if self.to:
            return self.to
        return f"patient/{self.patient_id}" if self.patient_id else f"clinic/{self.clinic_id}"

    def message(self, id: UUID, code: str, template: Template) -> Message:
        """A new message of it."""
        anchor = Anchor(self.happened_at, self.starts_at)
        return Message(
            id,
            code,
            template,
            self.patient_id,
            self.clinic_id,
            self.appointment_id,
            anchor,
            dict(self.facts),
            about=self.about,
        )


def without_code(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as a message is kept and shown: a code is for the address that it went to, and for nobody else."""
    return {**facts, CODE: HIDDEN} if CODE in facts else dict(facts)


def about_appointment(appointment_id: UUID) -> str:
    """The key by which messages about an appointment are cancelled."""
    return f"appointment/{appointment_id}"


def about_missed(patient_id: UUID) -> str:
    """The key by which what is written after a patient's missed visits is cancelled."""
    return f"missed/{patient_id}"


def about_several(together_id: UUID) -> str:
    """The key of a message about appointments that were booked or moved in one step."""
    return f"together/{together_id}"


def about_shortage(shortage_id: UUID) -> str:
    """The key by which messages about a shortage are cancelled."""
    return f"shortage/{shortage_id}"


def about_session(session_id: UUID) -> str:
    """The key by which messages about the days after a session are cancelled."""
    return f"session/{session_id}"


def about_course(course_id: UUID) -> str:
    """The key by which messages about a course are cancelled."""
    return f"course/{course_id}"


def about_decision(consult_id: UUID, stage: str) -> str:
    """The key by which messages about what screening decided are cancelled."""
    return f"screening/{consult_id}/{stage}"


def subject_of(about: str) -> UUID:
    """The id of what a message is about, from its key."""
    return UUID(about.split("/")[1])


def about_reaction(report_id: UUID) -> str:
    """The key by which what a patient is told about a report is cancelled."""
    return f"reaction/{report_id}"


def about_reply(subject_id: UUID) -> str:
    """The key of what is answered to a text: its patient's, or that of the question by which it is called off."""
    return f"{REPLY}{subject_id}"


def about_offer(offer_id: UUID) -> str:
    """The key by which what a patient is asked about a freed time is cancelled."""
    return f"waitlist-offer/{offer_id}"


def about_recall(recall_id: UUID) -> str:
    """The key by which what stock contacts are told about a recall is cancelled."""
    return f"recall/{recall_id}"


def about_withdrawal(recall_id: UUID) -> str:
    """The key of what is told when a recall was a mistake: apart from the recall's, whose messages are called off."""
    return f"withdrawn/{recall_id}"


def about_letter(letter_id: UUID) -> str:
    """The key by which what a patient is told about a recall is cancelled."""
    return f"recall-letter/{letter_id}"


def about_escalation(report_id: UUID) -> str:
    """The key by which what directors are asked about a report is cancelled."""
    return f"escalation/{report_id}"
