"""Links in messages: how they are opened, shown and ended."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from chassis.http import Day, Form, View
from services.notifications.domain.links import SECRET_LENGTH, Act, Ended, LinkState

Secret = Annotated[str, Field(min_length=SECRET_LENGTH, max_length=SECRET_LENGTH, pattern=r"^[A-Za-z0-9_-]+$")]


class LookAtLinkForm(Form):
    """What a link's address ends with."""

    secret: Secret


class ClinicOfLinkView(View):
    """Whom to call about a link."""

    name: str
    address: str
    map_link: str
    """An https address with directions."""
    phone: str
    time_zone: str
    """IANA name."""


class SeenLinkView(View):
    """What a link is for, without opening it: nothing of its patient, and nothing of why they were written to."""

    state: LinkState
    """ended: it ran out as well."""
    ended_as: Ended | None
    """Null while it is open, and when it ran out."""
    proves: Literal["first", "for_more"] | None
    """When the date of birth is asked for: before anything is shown; for the patient's own record alone; or, null,
    never, because it is not known here."""
    language: str | None
    """BCP 47 tag of the message's language."""
    clinic: ClinicOfLinkView | None
    """The clinic that the message is about; null until it is known here."""


class OpenLinkForm(Form):
    """What a link's address ends with, and who says to be its patient."""

    secret: Secret
    date_of_birth: Day | None = None
    """Asked for by links that show health or personal data. With it the token is good for the patient's own record."""


class OpenedView(View):
    """What a link opens; or what has to be proved first."""

    state: Literal["opened", "prove_date_of_birth"]
    act: Act
    """form: the health form. visit: an appointment. day: the form of its day. advice: a message's advice."""
    subject_id: UUID | None
    """The health form, appointment or message; null until it is opened."""
    patient_id: UUID | None
    """Null until it is opened."""
    language: str | None
    """BCP 47 tag of the message's language."""
    access_token: str | None
    """A bearer token for the other services, for what the link is for and nothing else; null until it is opened."""
    expires_in: int | None
    """Seconds."""
    proved: bool
    """Whether the date of birth was right, and the token is good for the patient's own record too."""
    tries_left: int
    """Wrong dates of birth that are still forgiven; after the last one the clinic calls."""


class LinkFor(StrEnum):
    """What a link is for, in as many words as the API has always had: the form of the day is a form as well."""

    FORM = "form"
    VISIT = "visit"
    ADVICE = "advice"


ACTS_FOR: Mapping[LinkFor, tuple[Act, ...]] = {
    LinkFor.FORM: (Act.FORM, Act.DAY),
    LinkFor.VISIT: (Act.VISIT,),
    LinkFor.ADVICE: (Act.ADVICE,),
}


def _in_old_words(act: str) -> LinkFor:
    return next(each for each, acts in ACTS_FOR.items() if act in acts)


class LinkView(View):
    """A link that a patient was sent."""

    id: UUID
    message_id: UUID
    patient_id: UUID
    clinic_id: UUID
    act: Annotated[LinkFor, BeforeValidator(_in_old_words)]
    subject_id: UUID
    """The health form, appointment or message that it opens; of the form of the day, the appointment."""
    made_at: datetime
    """UTC."""
    until: datetime
    """UTC. When it runs out."""
    state: LinkState
    opened: int
    """How often it was opened."""
    ended_as: Ended | None
    """Why it opens nothing any longer. tries: too many wrong dates of birth. replaced: another one was sent."""
    ended_at: datetime | None
    """UTC."""
    note: str | None
    """Why staff ended it."""


class EndLinkForm(Form):
    """Why a link is ended, or another one is sent."""

    note: Annotated[str, Field(min_length=3, max_length=2000, examples=["Sent to a telephone that is not hers."])]
    """For colleagues."""


class ReplacedLinkView(View):
    """The link that has ended, and the message that brings another one."""

    link: LinkView
    message_id: UUID
    """Planned now: the hours for messages, and what the patient does not want, hold for it too."""
