"""The daily mail about what waits at a clinic, and the language of its staff."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, TimeOfDay, View, Written
from services.notifications.domain.digests import DigestRole
from services.notifications.forms.escalations import EmailAddress

LanguageTag = Annotated[
    str, Written(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", "Give a language tag, for example pt-PT.")
]


class DigestRecipientForm(Form):
    """A work address that a digest goes to."""

    email: EmailAddress = Field(examples=["desk@example.org"])
    language: LanguageTag | None = Field(default=None, examples=["pt-PT"])
    """Of the mail. Left out: the clinic's."""


class DigestForm(Form):
    """The daily mail about what waits for a role at a clinic."""

    enabled: bool = Field(default=True, examples=[True])
    """False: it is not sent."""
    at: TimeOfDay | None = Field(default=None, examples=["07:30:00"])
    """Local time on opening days, without an offset. Left out: 07:30."""
    recipients: Annotated[list[DigestRecipientForm], Field(max_length=20)] | None = None
    """To whom it goes; nobody in it: to nobody. Left out: a stock manager's goes to the clinic's stock contact, a
    director's to whom the clinic tells of recalls, a desk's to nobody."""


class DigestRecipientView(View):
    """A work address that a digest goes to."""

    email: str
    language: str | None
    """Null: the clinic's."""


class DigestView(View):
    """The daily mail about what waits for a role at a clinic."""

    role: DigestRole
    enabled: bool
    at: time
    """Local time, on opening days."""
    recipients: list[DigestRecipientView]
    """To whom it goes now; nobody: name somebody."""
    named: bool
    """Whether the clinic named them for this mail; else they are those who are known otherwise."""
    last_on: date | None
    """The last local day on which it was made, or nothing was open."""
    set_at: datetime | None
    set_by: str | None


class DigestsView(View):
    """A clinic's daily mails about what waits."""

    clinic_id: UUID
    digests: list[DigestView]
    """One for each role."""


class StaffLanguageForm(Form):
    """The language in which a clinic's staff are written to."""

    language: LanguageTag | None = Field(examples=["pt-PT"])
    """One that the templates in force have. Null: the chain's."""


class StaffLanguageView(View):
    """The language in which a clinic's staff are written to."""

    language: str | None
    """Null: the chain's."""
