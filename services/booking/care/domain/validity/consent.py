"""The patient has agreed to the session."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.consents import Consent
from services.booking.care.domain.validity.facts import Facts


def agreed(facts: Facts) -> Iterator[Problem]:
    """A consent covers the kind of device, the area and the day."""
    if facts.session is not None:
        yield from agreement(facts.session.treats, facts.day, facts.session.consents)


def agreement(treats: Treats, day: date, consents: Sequence[Consent]) -> Iterator[Problem]:
    """The same for a session that is not booked yet."""
    if not any(each.covers(treats.modality, treats.area, day) for each in consents):
        yield Problem(
            ProblemCode.CONSENT_MISSING,
            "Nobody has agreed to this treatment: have the patient read and sign the consent.",
        )
