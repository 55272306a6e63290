"""The checks that message templates must pass before they can be signed."""

from collections.abc import Iterator

from chassis.reference.documents import Problem
from services.notifications.domain.checks.health import health_problems
from services.notifications.domain.checks.languages import language_problems
from services.notifications.domain.checks.occasions import occasion_problems
from services.notifications.domain.checks.sms import sms_problems
from services.notifications.domain.checks.timing import timing_problems
from services.notifications.domain.checks.variables import variable_problems
from services.notifications.domain.templates import Templates


def problems(templates: Templates) -> Iterator[Problem]:
    """Everything that is wrong with ``templates`` beyond what their types refuse."""
    broken = [*occasion_problems(templates), *language_problems(templates), *variable_problems(templates)]
    yield from broken
    yield from timing_problems(templates)
    yield from health_problems(templates)
    if not broken:  # a text that cannot be filled in has no length
        yield from sms_problems(templates)
