"""When a rule holds, as data: ``{"all": [{"yes": "keloid"}, {"fact": "skin_type", "in": [5, 6]}]}``.

Small on purpose. An expression is true, false or unknown, and can say which answers it looks at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from services.screening.domain.facts import FACT_NAMES, NOT_SURE, Facts
from services.screening.domain.truth import Truth, all_of, any_of, not_of


class Expression(Protocol):
    """A sentence about the facts."""

    def truth(self, facts: Facts) -> Truth:
        """True, false, or None while it is not known."""

    def questions(self) -> frozenset[str]:
        """The codes of the answers that it looks at."""


@dataclass(frozen=True, slots=True)
class Yes:
    """The patient said yes, or gave a day."""

    code: str

    def truth(self, facts: Facts) -> Truth:
        answer = facts.answers.get(self.code)
        if answer is None or answer == NOT_SURE:
            return None
        return True if isinstance(answer, date) else bool(answer)

    def questions(self) -> frozenset[str]:
        return frozenset((self.code,))


_TESTS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "is": lambda fact, wanted: bool(fact == wanted),
    "below": lambda fact, bound: Decimal(fact) < Decimal(bound),
    "above": lambda fact, bound: Decimal(fact) > Decimal(bound),
    "in": lambda fact, members: fact in members,
    "outside": lambda fact, members: fact not in members,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known about age, skin or plan passes a test."""

    name: str
    test: str
    wanted: Any

    def truth(self, facts: Facts) -> Truth:
        value = facts.named(self.name)
        return None if value is None else _TESTS[self.test](value, self.wanted)

    def questions(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Combined:
    """All or any of some sentences."""

    by: Callable[[list[Truth]], Truth]
    parts: tuple[Expression, ...]

    def truth(self, facts: Facts) -> Truth:
        return self.by([part.truth(facts) for part in self.parts])

    def questions(self) -> frozenset[str]:
        return frozenset(code for part in self.parts for code in part.questions())


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a sentence."""

    part: Expression

    def truth(self, facts: Facts) -> Truth:
        return not_of(self.part.truth(facts))

    def questions(self) -> frozenset[str]:
        return self.part.questions()


def read_expression(data: Mapping[str, Any]) -> Expression:
    """An expression from its JSON form. Raises ValueError on a word that it does not know."""
    if set(data) == {"yes"}:
        return Yes(data["yes"])
    if set(data) == {"not"}:
        return Not(read_expression(data["not"]))
    if set(data) == {"all"} and data["all"]:
        return Combined(all_of, tuple(map(read_expression, data["all"])))
    if set(data) == {"any"} and data["any"]:
        return Combined(any_of, tuple(map(read_expression, data["any"])))
    tests = set(data) - {"fact"}
    if len(tests) != 1 or not tests <= set(_TESTS) or data.get("fact") not in FACT_NAMES:
        raise ValueError(f"not an expression: {dict(data)}")
    test = tests.pop()
    return Fact(data["fact"], test, data[test])
