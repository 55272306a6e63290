"""What patients wrote back, as it is shown and settled."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.notifications.domain.hints import Hint
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.recipients import Channel
from services.notifications.domain.texts import Meant, TakenFor, TextState

Note = Annotated[str, Field(min_length=3, max_length=2000)]


class SettleTextForm(Form):
    """What was done about a text."""

    note: Note = Field(examples=["Called: she will come at three tomorrow."])
    """For colleagues. What is said about a reaction belongs into its report, not here."""
    no_reaction: bool = False
    """True: it is about no reaction to a treatment. A report that waits for somebody to look at it is withdrawn."""

    meant: Meant | None = None
    """What was meant by a word such as CANCEL, if whoever wrote it was asked and has not answered. With ``stop``
    messages end; with ``appointment`` marketing comes again that was withheld meanwhile. Null: their answer is awaited,
    and without one it counts as a stop."""


class ReopenTextForm(Form):
    """Why a text waits again."""

    note: Note = Field(examples=["Settled by mistake: nobody has called yet."])


class AnswerTextForm(Form):
    """What the clinic answers."""

    text: str = Field(min_length=1, max_length=900, examples=["You can come at three tomorrow. See you then."])
    """It leaves as it is, after the clinic's name; no word about the patient's health."""


class AttributeTextForm(Form):
    """Who wrote a text."""

    patient_id: UUID
    note: Note = Field(examples=["Called the number: it is her sister's telephone."])
    """How that was found out."""


class TextStepView(View):
    """Something that a person did about a text."""

    what: str
    """``settled``, ``answered``, ``attributed`` or ``reopened``."""
    by: str
    at: datetime
    """UTC."""
    note: str
    no_reaction: bool = False
    """Whether it was said to be about no reaction."""


class TextPatientView(View):
    """A patient who is reached where the text came from. Nothing says which of several wrote."""

    patient_id: UUID
    given_name: str | None
    """null while the patient is not known here."""
    clinic_id: UUID
    """The home clinic when the text came."""


class TextView(View):
    """Something that somebody wrote back."""

    id: UUID
    channel: Channel
    sender: str
    """The number (E.164) or e-mail address that it came from."""
    text: str
    received_at: datetime
    """UTC."""
    known: bool
    """false: no patient was reached there when it came. Find out who wrote; it is deleted after some weeks."""
    patients: list[TextPatientView]
    """Those of the caller's clinics."""
    scope: MessageScope | None
    """What it asked to stop, which was obeyed; null when it asked for nothing of the kind."""
    hints: list[Hint]
    """What a machine recognised in its words, for the order of reading. It decides nothing."""
    taken_for: TakenFor | None
    """What a machine took it for, and did; null: a person reads it."""
    state: TextState
    steps: list[TextStepView]
    """What people did about it, in order."""
