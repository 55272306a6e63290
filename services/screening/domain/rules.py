"""Questions, device labels, rules and depth limits: what a rule set is made of."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Cited, Document
from contracts.vocabulary import Modality
from services.screening.domain.documents import (
    Code,
    Disagreements,
    LabelCode,
    RuleCode,
    Sentence,
    Sources,
)
from services.screening.domain.expressions import Expression, facts_of, questions_of
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.spans import Span
from services.screening.domain.truth import Truth

TODAY = "today"
"""Where a wait begins that begins on the day of the decision."""


class Kind(StrEnum):
    """What an answer looks like."""

    YES_NO = "yes_no"
    DATE_OR_NO = "date_or_no"


class Question(Document):
    """An item of the health declaration or of the day-of check."""

    place: Annotated[int, Field(ge=1, le=100_000)]
    """Where it stands among the questions of its stage; the numbers leave gaps for questions to come."""
    kind: Kind
    text: Sentence
    """In the rule set's own language."""


class Label(Document):
    """A device's label: which models it covers and what kind of device they are."""

    name: Sentence
    modality: Modality
    models: Annotated[tuple[LabelCode, ...], Field(min_length=1)]


class Wait(Document):
    """A length of time after a day that the patient names, or after today."""

    after: Code
    """The question whose answer is the day, or ``today``."""
    span: Span

    def ends_on(self, facts: Facts) -> date | None:
        """The first day after the wait, or None when no day was named."""
        start = facts.today if self.after == TODAY else facts.answers.get(self.after)
        return self.span.after(start) if isinstance(start, date) else None

    def running(self, facts: Facts) -> Truth:
        """True while the wait is not over. No such day: false. A day nobody is sure of: unknown."""
        if facts.answers.get(self.after) is False:
            return False
        end = self.ends_on(facts)
        return None if end is None else end > facts.today


class Scope(Document):
    """Which devices something is about. Empty means any."""

    labels: tuple[LabelCode, ...] = ()
    """The labels that say it. On a device without a label of its own, those for the same kind of device count."""
    modalities: tuple[Modality, ...] = ()


class Replacement(Document):
    """The reason why a label's own rule replaces a precaution."""

    reason: Sentence | None = None
    """Needed when the rule is milder than the one that it replaces."""
    sources: tuple[Cited, ...] = ()
    """The sources for the reason; needed when the reason is."""


class Rule(Document):
    """One sentence of a source, and what follows when it holds."""

    stage: ScreeningStage
    sentence: Sentence
    when: Expression
    scope: Scope = Scope()
    precaution: bool = False
    """True when it holds as well for every device whose own label does not replace it, of whatever kind."""
    replaces: dict[RuleCode, Replacement] = Field(default_factory=dict)
    """The precautions that do not hold on this rule's own labels, because those labels say something else."""
    outcome: Outcome
    wait: Wait | None = None
    """The rule holds only while this runs, and then names the day from which the patient may come."""
    until: Wait | None = None
    """Names that day too, but has no part in whether the rule holds."""
    condition: Code | None = None
    """What the patient or the clinician has to do; a code of the rule set's conditions."""
    anaesthetic_allowed: bool = True
    overridable: bool = False
    """True when the sources leave it to a clinician."""
    sources: Sources
    disagreements: Disagreements = Field(default_factory=dict)

    @cached_property
    def questions(self) -> frozenset[str]:
        """The answers that decide whether it holds."""
        return questions_of(self.when) | ({self.wait.after} if self.wait else frozenset())

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that decide whether it holds."""
        return facts_of(self.when)

    def ends_on(self, facts: Facts) -> date | None:
        """The day from which this rule no longer stands in the way, or None when that is not known."""
        if self.wait:
            return self.wait.ends_on(facts)
        if self.until is None:
            return None
        end = self.until.ends_on(facts)
        named = facts.answers.get(self.until.after, facts.today)
        # "I take it now" and "my last dose was last year" contradict each other: then no day is known.
        return end if isinstance(named, date) and named >= facts.today else None


class DepthLimit(Document):
    """No deeper than this, for some devices and areas."""

    max_mm: Annotated[Decimal, Field(gt=0, le=10, decimal_places=2)]
    """Millimetres."""
    scope: Scope = Scope()
    areas: tuple[Code, ...] = ()
    """Empty means any."""
    sentence: Sentence
    sources: Sources
    disagreements: Disagreements = Field(default_factory=dict)


class ExcludedAreas(Document):
    """Areas that are never needled."""

    areas: tuple[Code, ...]
    sentence: Sentence
    sources: Sources


class Policy(Document):
    """A figure that the chain chose because no source gives one."""

    value: Annotated[int, Field(ge=1, le=3660)]
    sentence: Sentence
    sources: Sources


class Policies(Document):
    """The chain's own figures, in days."""

    clearance_days: Policy
    """How long a clearance holds after the consult was decided."""
    declaration_days: Policy
    """How long a declaration counts; an older one is requested again before anything is decided by it."""


class NotExpressed(Document):
    """What the sources say and the rules cannot express: for people to read."""

    text: Sentence
    why: Sentence
    sources: Sources
    disputed_by: tuple[Cited, ...] = ()
