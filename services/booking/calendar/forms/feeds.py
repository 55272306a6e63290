"""Calendar feeds, as they are asked for and shown."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View


class FeedForm(Form):
    """Whose diary a calendar program is to read."""

    name: Annotated[str, OneLine, Field(min_length=1, max_length=100, examples=["Ana's telephone"])]
    """What it is called in the list, so that the right one is ended."""
    practitioner_id: UUID | None = None
    """Null: all appointments of the clinic."""


class FeedView(View):
    """A calendar feed."""

    id: UUID
    clinic_id: UUID
    practitioner_id: UUID | None
    """Null: the whole clinic."""
    name: str
    made_by: str
    made_at: datetime
    """UTC."""
    last_read_on: date | None
    """The day (UTC) on which a program read it last; null: never."""
    ended_at: datetime | None
    """UTC. Null while it can be read."""
    ended_by: str | None


class NewFeedView(FeedView):
    """A new calendar feed, with its address."""

    path: str
    """Behind the address of this API. It is shown this once: whoever has it reads the feed."""
