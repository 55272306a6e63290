"""Who is asked about what cannot wait, and what became of it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, OneLine, View, Written
from services.notifications.domain.escalations import Cause, EscalationStep, State

EmailAddress = Annotated[
    str,
    Field(max_length=254),
    Written(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "Give an e-mail address, for example ana@example.org."),
]
PhoneNumber = Annotated[
    str, Written(r"^\+[1-9][0-9]{6,14}$", "Give the number with its country, for example +351210000001.")
]


class PersonForm(Form):
    """One person in line."""

    name: Annotated[str, OneLine] = Field(min_length=1, max_length=200, examples=["Dr Costa"])
    """As colleagues know them."""
    email: EmailAddress | None = Field(default=None, examples=["costa@example.org"])
    """A work address."""
    phone: PhoneNumber | None = Field(default=None, examples=["+351210000001"])
    """A work telephone that takes SMS. Without address and telephone the front desk is asked to call."""
    minutes: int = Field(ge=1, le=1440, examples=[20])
    """How long this person has before the next one is asked. The clinic decides it."""


class CauseLineForm(Form):
    """Who is asked about one cause, in order."""

    cause: Literal["review", "recall"]
    """review: a decision that is overdue. recall: recalled stock to put aside. A reaction has its own line, in
    screening."""
    people: Annotated[list[PersonForm], Field(max_length=20)]
    """Nobody: as soon as it happens the front desk is asked to find somebody."""


class ToldForm(Form):
    """Somebody who is told of recalls."""

    name: Annotated[str, OneLine] = Field(min_length=1, max_length=200, examples=["Dr Costa"])
    """As colleagues know them."""
    email: EmailAddress = Field(examples=["costa@example.org"])
    """A work address. One that several clinics name has one mail about a recall."""


class EscalationPolicyForm(Form):
    """Who is in line at a clinic, from a day on."""

    starts_on: Day
    """First local day on which it counts: today or later."""
    lines: Annotated[list[CauseLineForm], Field(max_length=2)]
    """A cause that is left out is asked of nobody."""
    told_of_recalls: Annotated[list[ToldForm], Field(max_length=20)] | None = Field(
        default=None, examples=[[{"name": "Dr Costa", "email": "costa@example.org"}]]
    )
    """Who is told by e-mail of each recall, and when it was a mistake; usually the medical directors. Nobody in it:
    nobody is told. Left out: as in the policy that counts on that day."""


class PersonView(View):
    """One person in line."""

    name: str
    email: str | None
    phone: str | None
    minutes: int


class ToldView(View):
    """Somebody who is told of recalls."""

    name: str
    email: str


class CauseLineView(View):
    """Who is asked about one cause, in order."""

    cause: Cause
    people: list[PersonView]


class EscalationPolicyView(View):
    """Who is in line at a clinic, from a day on."""

    id: UUID
    clinic_id: UUID
    starts_on: date
    counts: bool
    """Whether it is the one that counts today."""
    lines: list[CauseLineView]
    told_of_recalls: list[ToldView]
    """Who is told by e-mail of each recall, and when it was a mistake."""
    set_at: datetime
    set_by: str


class EscalationStepView(View):
    """Something that was done about it."""

    what: EscalationStep
    who: str | None
    """Who was asked, or who acknowledged it; null when a fact ended it, or nobody was left."""
    ways: list[str]
    """Channels by which they were written to; none: the front desk was asked to call."""
    at: datetime
    """UTC."""


class EscalationView(View):
    """Something that cannot wait, and who was asked about it."""

    id: UUID
    cause: Cause
    kind: str
    """Of the item of a worklist that it is about."""
    subject_id: UUID
    """The item; for a reaction its report."""
    clinic_id: UUID
    state: State
    asked: int
    """How many in line were asked."""
    next_at: datetime | None
    """UTC. When the time of whoever was asked last is over; null once it is settled, when nobody is left, and while
    screening asks the next."""
    opened_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    """Who acknowledged it."""
    why: str | None
    """The fact that ended it."""
    steps: list[EscalationStepView]
    """The first step first."""
