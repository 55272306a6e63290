"""When a question is left out of a form: because of an earlier answer, or of what is planned.

What is not known leaves nothing out. So these conditions are about what was stated, as those are that lift a rule.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from chassis.reference.documents import Document
from services.screening.domain.documents import Code
from services.screening.domain.facts import Facts
from services.screening.domain.stated import Says


class Planned(Document):
    """The plan has one of these kinds of device, or one of these areas."""

    planned: Literal["modality", "area"]
    within: Annotated[tuple[Code, ...], Field(min_length=1)] = Field(alias="in")

    def truth(self, facts: Facts) -> bool:
        """False while there is no plan."""
        return facts.plan is not None and facts.named(self.planned) in self.within


def _kind_of(data: Any) -> str | None:
    if isinstance(data, Document):
        return type(data).__name__
    if not isinstance(data, dict):
        return None
    return "Says" if "says" in data else "Planned" if "planned" in data else None


Test = Annotated[
    Annotated[Says, Tag("Says")] | Annotated[Planned, Tag("Planned")],
    Discriminator(
        _kind_of,
        custom_error_type="not_a_test",
        custom_error_message=(
            'not a test: write {{"says": question, "in": […]}} or {{"planned": "modality", "in": […]}}'
        ),
    ),
]


class AskedUnless(Document):
    """What makes a question needless: ``{"any": [{"says": "sex", "in": ["male"]}]}``."""

    some: tuple[Test, ...] = Field(default=(), alias="any")
    """It is left out when one of these is true."""
    every: tuple[Test, ...] = Field(default=(), alias="all")
    """It is left out when all of these are true, each of which names one word."""

    @property
    def tests(self) -> tuple[Says | Planned, ...]:
        """Every test."""
        return (*self.some, *self.every)

    @property
    def read(self) -> Iterable[str]:
        """The codes of the answers that it looks at."""
        return (test.says for test in self.tests if isinstance(test, Says))

    def leaves_out(self, facts: Facts) -> bool:
        """Whether something that was stated makes the question needless."""
        if any(test.truth(facts) for test in self.some):
            return True
        return bool(self.every) and all(test.truth(facts) for test in self.every)
