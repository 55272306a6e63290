"""When a rule holds, as data: ``{"all": [{"yes": "keloid"}, {"fact": "skin_type", "in": [5, 6]}]}``.

Small on purpose. An expression is true, false or unknown, and can say which answers and facts it looks at.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from chassis.reference.documents import Document
from services.screening.domain.documents import Code
from services.screening.domain.facts import Facts, affirmed
from services.screening.domain.stated import Dated, Elsewhere, Found, Over, Says, Stated
from services.screening.domain.truth import Truth, all_of, any_of, not_of

TESTS = ("is", "below", "above", "in", "outside")


class Yes(Document):
    """The patient said yes, or gave a day."""

    yes: Code

    def truth(self, facts: Facts) -> Truth:
        """Unknown while the question is not answered, or answered with "not sure"."""
        return affirmed(facts.answers.get(self.yes))

    def leaves(self) -> Iterable["Leaf"]:
        """Itself."""
        yield self


class _Test(Document):
    """What is known about patient, skin or plan passes exactly one test."""

    fact: str

    def truth(self, facts: Facts) -> Truth:
        """Unknown while the fact is not known."""
        value = facts.named(self.fact)
        if value is None:
            return None
        test, wanted = self.test
        match test:
            case "below":
                return bool(Decimal(value) < Decimal(wanted))
            case "above":
                return bool(Decimal(value) > Decimal(wanted))
            case "in":
                return value in wanted
            case "outside":
                return value not in wanted
        return bool(value == wanted)

    @cached_property
    def test(self) -> tuple[str, Any]:
        """The test and what it compares with."""
        return next(iter(self._tests().items()))

    def _tests(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True, exclude={"fact"}, exclude_none=True)

    @model_validator(mode="after")
    def _one_test(self) -> "_Test":
        if len(given := self._tests()) != 1:
            raise ValueError(f"a fact needs exactly one test, not {' and '.join(given) or 'none'}")
        return self

    def leaves(self) -> Iterable["Leaf"]:
        """Itself."""
        yield self  # type: ignore[misc]  # each kind of test is a leaf


class NumberTest(_Test):
    """About age (completed years) or skin type (Fitzpatrick, 1 to 6)."""

    fact: Literal["age", "skin_type"]
    below: int | None = None
    above: int | None = None
    within: Annotated[tuple[int, ...], Field(min_length=1)] | None = Field(default=None, alias="in")
    outside: Annotated[tuple[int, ...], Field(min_length=1)] | None = None


class DepthTest(_Test):
    """About the planned depth, in millimetres."""

    fact: Literal["depth_mm"]
    below: Decimal | None = None
    above: Decimal | None = None


class CreamTest(_Test):
    """About the lidocaine of the planned cream, in percent."""

    fact: Literal["cream_percent"]
    above: Decimal | None = None

    def truth(self, facts: Facts) -> Truth:
        """False while no strength is named: the limits of every clearance bound it."""
        return super().truth(facts) or False


class WordTest(_Test):
    """About the plan's area, concern, kind of device or device model."""

    fact: Literal["area", "concern", "modality", "device_model"]
    within: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(default=None, alias="in")
    outside: Annotated[tuple[str, ...], Field(min_length=1)] | None = None


class FlagTest(_Test):
    """About what is simply true or false."""

    fact: Literal[
        "suitable",
        "has_conditions",
        "plan_listed",
        "too_deep",
        "cream_planned",
        "cream_covered",
        "infused",
        "infused_without_reason",
    ]
    equals: bool | None = Field(default=None, alias="is")


class AnsweredNumber(Document):
    """The number that the patient gave passes exactly one test."""

    number: Code
    below: Decimal | None = None
    above: Decimal | None = None

    def truth(self, facts: Facts) -> Truth:
        """Unknown while the question is not answered, or answered with "not sure". Who answers no has none."""
        answer = facts.answers.get(self.number)
        if isinstance(answer, Decimal):
            return answer < self.bound if self.below is not None else answer > self.bound
        return None if affirmed(answer) is None else False

    @property
    def bound(self) -> Decimal:
        """What it compares with."""
        bound = self.below if self.below is not None else self.above
        assert bound is not None
        return bound

    @property
    def question(self) -> str:
        """Whose answer it looks at."""
        return self.number

    @model_validator(mode="after")
    def _one_test(self) -> "AnsweredNumber":
        if (self.below is None) == (self.above is None):
            raise ValueError("a number needs exactly one test, below or above")
        return self

    def leaves(self) -> Iterable["Leaf"]:
        """Itself."""
        yield self


class Not(Document):
    """The opposite of a condition."""

    part: "Expression" = Field(alias="not")

    def truth(self, facts: Facts) -> Truth:
        """The opposite of unknown is unknown."""
        return not_of(self.part.truth(facts))

    def leaves(self) -> Iterable["Leaf"]:
        """What it looks at."""
        return self.part.leaves()


class AllOf(Document):
    """Every one of some conditions."""

    parts: tuple["Expression", ...] = Field(alias="all", min_length=1)

    def truth(self, facts: Facts) -> Truth:
        """False when one is false; otherwise unknown when one is unknown."""
        return all_of(part.truth(facts) for part in self.parts)

    def leaves(self) -> Iterable["Leaf"]:
        """What its parts look at."""
        return (leaf for part in self.parts for leaf in part.leaves())


class AnyOf(Document):
    """At least one of some conditions."""

    parts: tuple["Expression", ...] = Field(alias="any", min_length=1)

    def truth(self, facts: Facts) -> Truth:
        """True when one is true; otherwise unknown when one is unknown."""
        return any_of(part.truth(facts) for part in self.parts)

    def leaves(self) -> Iterable["Leaf"]:
        """What its parts look at."""
        return (leaf for part in self.parts for leaf in part.leaves())


FactTest = NumberTest | DepthTest | CreamTest | WordTest | FlagTest
Leaf = Yes | AnsweredNumber | FactTest | Stated
_FACTS: dict[str, str] = {
    name: kind.__name__
    for kind in (NumberTest, DepthTest, CreamTest, WordTest, FlagTest)
    for name in kind.model_fields["fact"].annotation.__args__  # type: ignore[union-attr]  # a Literal
}


_KEYS = {"yes": "Yes", "number": "AnsweredNumber", "not": "Not", "all": "AllOf", "any": "AnyOf"} | {
    "elsewhere": "Elsewhere",
    "over": "Over",
    "says": "Says",
    "day": "Dated",
    "found": "Found",
}


def _kind_of(data: Any) -> str | None:
    """Which kind of expression this is, by its key."""
    if isinstance(data, Document):
        return type(data).__name__
    if not isinstance(data, Mapping):
        return None
    if "fact" in data:
        name = data["fact"]
        return _FACTS.get(name) if isinstance(name, str) else None
    return next((kind for key, kind in _KEYS.items() if key in data), None)


Expression = Annotated[
    Annotated[Yes, Tag("Yes")]
    | Annotated[AnsweredNumber, Tag("AnsweredNumber")]
    | Annotated[Not, Tag("Not")]
    | Annotated[AllOf, Tag("AllOf")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[NumberTest, Tag("NumberTest")]
    | Annotated[DepthTest, Tag("DepthTest")]
    | Annotated[CreamTest, Tag("CreamTest")]
    | Annotated[WordTest, Tag("WordTest")]
    | Annotated[FlagTest, Tag("FlagTest")]
    | Annotated[Elsewhere, Tag("Elsewhere")]
    | Annotated[Over, Tag("Over")]
    | Annotated[Says, Tag("Says")]
    | Annotated[Dated, Tag("Dated")]
    | Annotated[Found, Tag("Found")],
    Discriminator(
        _kind_of,
        custom_error_type="not_a_condition",
        custom_error_message=(
            'not a condition: write {{"yes": question}}, {{"number": question}}, {{"not": …}},'
            ' {{"all": […]}}, {{"any": […]}}, what was stated'
            ' ({{"elsewhere": question}}, "over", "says", "day" or "found"), or a known fact'
            f" ({', '.join(_FACTS)}) with one test ({', '.join(TESTS)})"
        ),
    ),
]
for _model in (Not, AllOf, AnyOf):
    _model.model_rebuild()


def questions_of(expression: Expression) -> frozenset[str]:
    """The codes of the answers without which it may be unknown."""
    asking = (leaf for leaf in expression.leaves() if isinstance(leaf, Yes | AnsweredNumber))
    return frozenset(leaf.yes if isinstance(leaf, Yes) else leaf.number for leaf in asking)


def stated_in(expression: Expression) -> frozenset[str]:
    """The codes of the answers of which it looks at what was stated: without them it is false."""
    stated = (leaf.question for leaf in expression.leaves() if isinstance(leaf, Stated))
    return frozenset(code for code in stated if code is not None)


def facts_of(expression: Expression) -> frozenset[str]:
    """The names of the facts that it looks at."""
    return frozenset(leaf.fact for leaf in expression.leaves() if isinstance(leaf, FactTest))
