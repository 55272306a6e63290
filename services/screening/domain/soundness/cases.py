"""Every case that can make a difference to some rules: combinations of answers, findings, plan and device.

Tried out rather than proved, as in possibilities.py: a rule looks at few things, each of which matters in few places.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import Any, Final

from contracts.vocabulary import Modality
from services.screening.domain.facts import Answer, Detailed, Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.possibilities import (
    ANOTHER,
    ANY_DAY,
    MOST_CASES,
    TooManyCases,
    devices_of,
    numbers_for,
    plan_for,
    values_for,
)
from services.screening.domain.questions import Detail, Kind, Question
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.spans import Span

ELSEWHERE: Final = "a place that is not touched"


@dataclass(frozen=True, slots=True)
class Case:
    """One combination."""

    answers: Mapping[str, Answer]
    found: Mapping[str, Any]
    device: tuple[str, Modality] | None
    clinic: str

    @property
    def facts(self) -> Facts:
        """As rules look at it."""
        found = dict(self.found)
        plan = plan_for(self.device, found) if self.device else None
        beside = frozenset({ELSEWHERE})
        return Facts(
            ANY_DAY, dict(self.answers), plan=plan, born=date(1980, 1, 1), beside=beside, clinic=self.clinic, **found
        )

    def without(self, question: str) -> tuple[Any, ...]:
        """What it has in common with the cases that differ in one answer."""
        rest = tuple(sorted((code, repr(answer)) for code, answer in self.answers.items() if code != question))
        found = tuple(sorted((name, repr(value)) for name, value in self.found.items()))
        return rest, found, self.device, self.clinic


def cases_of(rule_set: RuleSet, rules: Sequence[Rule]) -> Iterator[Case]:
    """Every case of what these rules of one stage look at. Raises TooManyCases."""
    answers = {
        code: _answers_about(rule_set.asked(rules[0].stage)[code], code, rules)
        for code in sorted({code for rule in rules for code in rule.read})
    }
    values: dict[str, tuple[Any, ...]] = {}
    for rule in rules:
        for name, found in values_for(rule_set, rule).items():
            values[name] = tuple(dict.fromkeys((*values.get(name, ()), *found)))
    at_a_consult = rules[0].stage is ScreeningStage.CONSULT
    devices: tuple[tuple[str, Modality] | None, ...] = tuple(devices_of(rule_set)) if at_a_consult else (None,)
    clinics = clinics_of(rule_set, {rule.overlay for rule in rules})
    if prod(map(len, (*answers.values(), *values.values(), devices, clinics))) > MOST_CASES:
        raise TooManyCases
    for device, clinic in product(devices, clinics):
        for answered in product(*answers.values()):
            for found in product(*values.values()):
                named = dict(zip(answers, answered, strict=True)), dict(zip(values, found, strict=True))
                yield Case(*named, device, clinic)


def clinics_of(rule_set: RuleSet, overlays: Iterable[str | None]) -> tuple[str, ...]:
    """A clinic without an overlay, and one of each of these."""
    named = (clinic for overlay in overlays if overlay is not None for clinic in rule_set.overlays[overlay].clinics[:1])
    return (ANOTHER, *named)


def _answers_about(question: Question, code: str, rules: Sequence[Rule]) -> tuple[Answer, ...]:
    if question.number is not None:
        return (False, *numbers_for(question, code, rules))
    return tuple(_answers_to(question, _spans(rules, code)))


def _answers_to(question: Question, spans: Sequence[Span]) -> Iterable[Answer]:
    yield False
    days = [ANY_DAY, ANY_DAY + timedelta(days=1), date(ANY_DAY.year - 50, 1, 1), *map(_last_running, spans)]
    plain: list[Answer] = list(dict.fromkeys(days)) if question.kind is Kind.DATE_OR_NO else [True]
    yield from plain
    yield from question.choices
    for details in _details(question, days):
        yield Detailed(plain[0] if isinstance(plain[0], bool | date | str) else True, **details)


def _details(question: Question, days: Sequence[date]) -> Iterable[dict[str, Any]]:
    if Detail.PLACES in question.details:
        yield {"places": (ELSEWHERE,)}
    if Detail.OVER_SINCE in question.details:
        yield {"over_since": ANY_DAY}
    if Detail.ON in question.details:
        yield from ({"on": day} for day in dict.fromkeys(days))


def _spans(rules: Sequence[Rule], code: str) -> list[Span]:
    waits = (wait for rule in rules for wait in (rule.wait, rule.until) if wait is not None)
    return [wait.span for wait in waits if wait.after == code]


def _last_running(span: Span) -> date:
    """The earliest day after which so long a wait still runs on ``ANY_DAY``."""
    day = ANY_DAY
    while day.year > 1900 and span.after(day - timedelta(days=1)) > ANY_DAY:
        day -= timedelta(days=1)
    return day
