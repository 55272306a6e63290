"""Whether an appointment that lies ahead can take place as it is booked, and if not, why. Pure.

One question, asked again whenever one of the facts changes. Each module has the check of one kind of fact. To add one:
a field in `Facts`, its rows in `store/facts.py`, a check in `CHECKS`, a code with its default in
`calendar/domain/problems.py`.
"""

from collections.abc import Callable, Iterator

from services.booking.calendar.domain.problems import Problem
from services.booking.care.domain.validity.consent import agreed
from services.booking.care.domain.validity.facts import Facts, SessionFacts
from services.booking.care.domain.validity.hours import within_hours
from services.booking.care.domain.validity.resources import (
    device_fits,
    everybody_there,
    fits_in_room,
    practitioner_on_shift,
    practitioner_permitted,
)
from services.booking.care.domain.validity.reviews import after_all_sessions
from services.booking.care.domain.validity.screening import covered
from services.booking.care.domain.validity.spacing import far_enough
from services.booking.care.domain.validity.stock import in_stock

CHECKS: tuple[Callable[[Facts], Iterator[Problem]], ...] = (
    covered,
    within_hours,
    practitioner_permitted,
    practitioner_on_shift,
    device_fits,
    everybody_there,
    fits_in_room,
    far_enough,
    after_all_sessions,
    in_stock,
    agreed,
)
"""In the order in which people read the problems."""


def problems_of(facts: Facts) -> list[Problem]:
    """Everything that stands in the way of an appointment; nothing: it is valid."""
    return [problem for check in CHECKS for problem in check(facts)]


__all__ = ["CHECKS", "Facts", "SessionFacts", "problems_of"]
