"""What is asked: questions, the sections that they stand in, and the places that an answer may name."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Document
from services.screening.domain.branching import AskedUnless
from services.screening.domain.documents import Code, Sentence


class Kind(StrEnum):
    """What an answer looks like."""

    YES_NO = "yes_no"
    DATE_OR_NO = "date_or_no"
    NUMBER_OR_NO = "number_or_no"
    """A number within the question's bounds, in its unit."""
    TEXT = "text"
    """In the patient's own words, for clinicians to read. No rule looks at it."""


PLAIN_KINDS = frozenset({Kind.YES_NO, Kind.DATE_OR_NO})
"""Kinds of answers that may say more: a place, a time, a choice."""


class Bounds(Document):
    """Which numbers a question takes."""

    least: Decimal
    most: Decimal
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    """How many digits may stand after the point."""
    unit: Sentence
    """As people read it, e.g. ``kg``."""
    ucum: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S+$")] | None = None
    """The unit's code in UCUM, for other systems."""

    def take(self, number: Decimal) -> bool:
        """Whether a number is within the bounds, with no more digits than are asked for."""
        return self.least <= number <= self.most and number == round(number, self.decimals)


class Detail(StrEnum):
    """What an answer may say besides."""

    PLACES = "places"
    ON = "on"
    OVER_SINCE = "over_since"


class Again(StrEnum):
    """Whether a question of the declaration is asked again on the day of a session."""

    ALWAYS = "always"
    """The answer may change at any time."""
    IF_YES = "if_yes"
    """When it was answered with yes, a day or "not sure": it may be over, or have a later day."""
    NEVER = "never"
    """It is about the whole of a life."""


class Section(Document):
    """A part of a form, with a title of its own."""

    place: Annotated[int, Field(ge=1, le=100_000)]
    """Where it stands among the sections."""
    title: Sentence
    """In the rule set's own language."""


class Question(Document):
    """An item of the health declaration or of the day-of check."""

    place: Annotated[int, Field(ge=1, le=100_000)]
    """Where it stands among the questions of its stage; the numbers leave gaps for questions to come."""
    kind: Kind
    text: Sentence
    """In the rule set's own language."""
    details: tuple[Detail, ...] = ()
    """What an answer that is not no may say besides. Left out, it is not known."""
    choices: dict[Code, Sentence] = Field(default_factory=dict)
    """What an answer may name instead of a plain yes: the members of a question about several things."""
    section: Code | None = None
    """The part of the form that it belongs to."""
    asked_unless: AskedUnless | None = None
    """What makes it needless. It is asked all the same when a rule depends on the answer."""
    number: Bounds | None = None
    """Which numbers it takes; of a question of kind ``number_or_no``, and of no other."""
    again: Again = Again.IF_YES
    """Whether it is asked again on the day of a session; only of the declaration."""

    @property
    def dated(self) -> bool:
        """Whether an answer may name the day from which a wait is counted."""
        return self.kind is Kind.DATE_OR_NO or Detail.ON in self.details


class Place(Document):
    """A place on the body, which an answer or a finding may name besides the areas."""

    name: Sentence
    touches: tuple[Code, ...] = ()
    """The areas that it is a part of, or that are a part of it. Empty: it is in no area that is treated."""
