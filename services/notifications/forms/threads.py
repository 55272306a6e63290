"""Threads of the inbox, as they are shown and worked on."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.notifications.domain.recipients import Channel
from services.notifications.domain.texts import Meant
from services.notifications.domain.threads import CloseReason, ThreadState
from services.notifications.forms.texts import Note, TextPatientView

Whose = Literal["mine", "nobodys"]
"""Threads that the caller has taken, or that nobody has."""


class AssignThreadForm(Form):
    """Who works on a thread."""

    to: Annotated[str, OneLine, Field(min_length=1, max_length=200)] | None = Field(examples=["rita"])
    """The subject of a colleague's token, as `colleagues` of the inbox lists them; null: it is for everybody again."""
    note: Annotated[str, Field(max_length=2000)] | None = Field(default=None, examples=["She knows the patient."])


class ReplyForm(Form):
    """What the clinic answers."""

    text: str = Field(min_length=1, max_length=900, examples=["You can come at three tomorrow. See you then."])
    """It leaves as it is, after the clinic's name; no word about the patient's health."""


class CloseThreadForm(Form):
    """Why nothing is left to do."""

    reason: CloseReason
    note: Note = Field(examples=["Called: she will come at three tomorrow."])
    """For colleagues. What is said about a reaction belongs into its report, not here."""
    no_reaction: bool = False
    """True: what waits is about no reaction to a treatment. Reports that wait for somebody to look at them are
    withdrawn."""
    meant: Meant | None = None
    """As for settling a text: what was meant by a word such as CANCEL, if whoever wrote it has not answered."""


class ReopenThreadForm(Form):
    """Why a thread is open again."""

    note: Note = Field(examples=["Closed by mistake: nobody has called yet."])


class AttributeThreadForm(Form):
    """Who wrote."""

    patient_id: UUID
    note: Note = Field(examples=["Called the number: it is her sister's telephone."])
    """How that was found out."""


class ThreadStepView(View):
    """Something that was done about a thread."""

    what: str
    """``assigned``, ``given_back``, ``replied``, ``closed``, ``reopened``, ``attributed``, ``merged`` or
    ``no_reply``."""
    by: str
    at: datetime
    """UTC."""
    note: str | None
    to: str | None = None
    """Of ``assigned``: to whom."""
    reason: str | None = None
    """Of ``closed``: why."""
    address: str | None = None
    """Of ``attributed``: from where it was written."""


class ThreadView(View):
    """What was written by one patient, or from one number or address of which nobody knows who writes from it."""

    id: UUID
    patient_id: UUID | None
    """null: nobody is known, or several can have written."""
    people: list[TextPatientView]
    """Who can have written, of the caller's clinics."""
    clinic_id: UUID | None
    """Whose front desk answers; null while nobody knows whose."""
    channel: Channel
    """Of the last text: an answer takes the same way."""
    sender: str
    """The number (E.164) or e-mail address that the last text came from."""
    state: ThreadState
    since: datetime
    """UTC. When the text came that waits longest; of another state, since when it is so."""
    due_at: datetime | None
    """UTC. By when somebody should have dealt with it; null when no text waits."""
    waiting: int
    """How many texts wait for a person."""
    soon: bool
    """A machine recognised words about the skin in one that waits: read it first."""
    asked: bool
    """Whoever wrote was asked whether a stop was meant, and has not answered: closing may say what was meant."""
    appointment_id: UUID | None
    """The appointment that a text which waits may mean."""
    assigned_to: str | None
    """The subject of whoever has taken it."""
    claimed_by: str | None
    """The subject of whoever has claimed its item on the worklist."""
    last_text: str
    last_text_at: datetime
    """UTC."""
    steps: list[ThreadStepView]
    """What was done about it, in order."""


class ReplyPreviewView(View):
    """What an answer would be, before it leaves."""

    text: str
    """As the patient would read it."""
    channel: Channel
    address: str
    """Where it would go."""
    sms_parts: int | None = Field(examples=[1])
    """As how many parts an SMS of it is charged; null on other channels."""
    sms_widens: list[str] = Field(examples=[["ã"]])
    """Characters by which a part holds 67 instead of 153."""


class InboxView(View):
    """The inbox of a clinic in numbers, and who works in it."""

    open: int
    mine: int
    """Open or waiting, and taken by the caller."""
    nobodys: int
    """Open, and taken by nobody."""
    waiting: int
    unknown: int
    """Open, and of senders of whom nobody knows the clinic: on the list of every front desk."""
    oldest: datetime | None
    """UTC. When the text came that waits longest at the clinic."""
    colleagues: list[str]
    """Subjects of those who have worked in the last 200 threads of the clinic, in order."""
