"""Conditions about what was stated: true only when somebody said exactly this, false otherwise.

They are what lifts a rule (``unless``), so that a place or a time that nobody named never makes an outcome milder; and
they find answers that contradict each other. In them nothing is unknown, so they never ask for an answer.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from chassis.reference.documents import Document
from services.screening.domain.documents import Code
from services.screening.domain.facts import Facts, affirmed, day_of, detailed
from services.screening.domain.spans import Span


class _Stated(Document):
    """About one answer, or one kind of finding."""

    def leaves(self) -> Iterable["Stated"]:
        """Itself."""
        yield self  # type: ignore[misc]  # each kind is one of them


class Elsewhere(_Stated):
    """The answer names places, and the plan touches none of them."""

    elsewhere: Code
    or_left_out: bool = False
    """True where a part that the practitioner leaves out is as good as elsewhere. An infection there is not."""

    def truth(self, facts: Facts) -> bool:
        """False while no place is named."""
        places = detailed(facts.answers.get(self.elsewhere)).places
        left_out = facts.left_out if self.or_left_out else frozenset()
        return bool(places) and (facts.beside | left_out).issuperset(places)

    @property
    def question(self) -> str:
        """Whose answer it looks at."""
        return self.elsewhere


class Over(_Stated):
    """The patient said since when it is over."""

    over: Code

    def truth(self, facts: Facts) -> bool:
        """False while no day is named, or the day is still to come."""
        since = detailed(facts.answers.get(self.over)).over_since
        return since is not None and since <= facts.today

    @property
    def question(self) -> str:
        """Whose answer it looks at."""
        return self.over


class Says(_Stated):
    """The patient said yes or no, or chose, and nothing else than this."""

    says: Code
    within: Annotated[tuple[Code, ...], Field(min_length=1)] = Field(alias="in")
    """``yes``, ``no``, or codes of the question's choices."""

    def truth(self, facts: Facts) -> bool:
        """False while nothing is said, or when something else is said as well."""
        answer = facts.answers.get(self.says)
        said = detailed(answer)
        chosen = said.which or ((said.answer,) if isinstance(said.answer, str) else ())
        if chosen:
            return set(chosen) <= set(self.within)
        yes = affirmed(answer)
        return yes is not None and ("yes" if yes else "no") in self.within

    @property
    def question(self) -> str:
        """Whose answer it looks at."""
        return self.says


class Dated(_Stated):
    """The answer names a day that is past, or to come."""

    day: Code
    relative: Literal["past", "future"] = Field(alias="is")
    by: Span | None = None
    """At least this long ago; only for a day that is past."""

    def truth(self, facts: Facts) -> bool:
        """False while no day is named. Today is neither past nor to come."""
        day = day_of(facts.answers.get(self.day))
        if day is None:
            return False
        if self.relative == "future":
            return day > facts.today
        return day < facts.today if self.by is None else self.by.after(day) <= facts.today

    @property
    def question(self) -> str:
        """Whose answer it looks at."""
        return self.day


class Found(_Stated):
    """The practitioner found something of this kind, in a place that the plan touches or nobody named."""

    found: Code

    def truth(self, facts: Facts) -> bool:
        """False while no such finding is recorded."""
        return any(
            finding.kind == self.found and not (finding.places and facts.beside.issuperset(finding.places))
            for finding in facts.findings
        )

    @property
    def question(self) -> None:
        """It looks at no answer."""
        return


Stated = Elsewhere | Over | Says | Dated | Found
