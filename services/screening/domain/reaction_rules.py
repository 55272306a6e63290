"""Which reactions pass and which a medical director has to see: published data, signed like the rules of screening."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Document, Problem
from services.screening.domain.documents import Code, LanguageTag, Sentence, Sources

NOT_SURE = "not_sure"
"""The sign of somebody who cannot say what it is. It is never transient."""


class Grade(StrEnum):
    """How severe a reaction is, mildest first."""

    TRANSIENT = "transient"
    SERIOUS = "serious"


class Sign(Document):
    """Something that a patient may notice after a treatment."""

    grade: Grade
    names: Annotated[dict[LanguageTag, Sentence], Field(min_length=1)]
    """What it is called, by language."""
    sources: Sources


class Figure(Document):
    """A number, and who says so."""

    value: Annotated[int, Field(ge=1, le=1440)]
    sentence: Sentence
    sources: Sources


class ReactionRules(Document):
    """How reactions are graded, and how long a director may take to acknowledge a serious one."""

    language: LanguageTag
    """The language that is shown where a sign has no name in the reader's own."""
    signs: Annotated[dict[Code, Sign], Field(min_length=1)]
    transient_days: Figure
    """What lasts longer than this many days is serious, whatever it is."""
    acknowledge_minutes: Figure
    """How long each person in line has before the next one is asked."""

    @property
    def languages(self) -> list[str]:
        """Those in which every sign has a name, the document's own first."""
        common = set.intersection(*(set(sign.names) for sign in self.signs.values()))
        return sorted(common, key=lambda tag: (tag != self.language, tag))


def reaction_rule_problems(rules: ReactionRules) -> Iterable[Problem]:
    """What a director must not be asked to sign."""
    for code, sign in rules.signs.items():
        if rules.language not in sign.names:
            yield Problem(f"signs.{code}.names", f"The name in {rules.language} is missing: write it.")
    unsure = rules.signs.get(NOT_SURE)
    if unsure is None or unsure.grade is not Grade.SERIOUS:
        yield Problem(f"signs.{NOT_SURE}", "Who is not sure is seen by a director: give this sign the grade serious.")
    if all(sign.grade is Grade.SERIOUS for sign in rules.signs.values()):
        yield Problem("signs", "No sign is transient, so the wait would never be read: give one the grade transient.")
