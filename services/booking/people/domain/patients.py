"""Who can be reached how, and who can have been born when."""

from datetime import date
from enum import StrEnum

from chassis.refusals import Invalid
from services.booking.people.domain.refusals import Unreachable

DEFAULT_LANGUAGE = "en"
"""The chain's language (BCP 47): of patients whose language nobody asked."""


class Channel(StrEnum):
    """How a patient may want to be reached. Open text in events: a new channel here breaks no reader."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


def require_reachable(channel: Channel, phone: str | None, email: str | None) -> None:
    """Raises Unreachable when the preferred channel has nothing to write to."""
    if channel is Channel.EMAIL and email is None:
        raise Unreachable("To be reached by e-mail the patient needs an e-mail address: add one or choose another way.")
    if channel is not Channel.EMAIL and phone is None:
        raise Unreachable(
            "To be reached by {channel} the patient needs a phone number: add one or choose another way.",
            channel="SMS" if channel is Channel.SMS else "WhatsApp",
        )


def require_born(date_of_birth: date, today: date) -> None:
    """Raises Invalid for a date of birth that lies ahead."""
    if date_of_birth > today:
        raise Invalid("The date of birth lies in the future: check it.")
