"""Who is asked to acknowledge a serious reaction."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from chassis.http import Form, OneLine, View, Written

EmailAddress = Annotated[
    str,
    Field(max_length=254),
    Written(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "Give an e-mail address, for example ana@example.org."),
]


class ContactForm(Form):
    """One person in line."""

    name: Annotated[str, OneLine] = Field(min_length=1, max_length=200, examples=["Dr Costa"])
    """As in that person's token, or as colleagues know them."""
    email: EmailAddress | None = Field(default=None, examples=["costa@example.org"])
    """A work address, to which the request goes."""


class LineForm(Form):
    """A whole line, in order; the chain's line and the role for all clinics follow a clinic's."""

    contacts: tuple[ContactForm, ...] = Field(max_length=20)


class ContactView(View):
    """One person in line."""

    name: str
    email: str | None


class LineView(View):
    """A line."""

    contacts: list[ContactView]
    whole: list[ContactView]
    """Everybody who is asked, in order: these, then the chain's, then the role for all clinics."""
    version: int
    """0 while none was set."""
    set_at: datetime | None
    set_by: str | None
