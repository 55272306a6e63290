"""Device labels, rules, limits and policies: what a rule set is made of besides its questions."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Cited, Document
from contracts.vocabulary import Modality
from services.screening.domain.documents import (
    ClinicId,
    Code,
    Disagreements,
    LabelCode,
    RuleCode,
    Sentence,
    Sources,
)
from services.screening.domain.expressions import Expression, Leaf, facts_of, questions_of, stated_in
from services.screening.domain.facts import Facts, affirmed, day_of
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.spans import Span, birthday
from services.screening.domain.truth import Truth

TODAY = "today"
"""Where a wait begins that begins on the day of the decision."""
ADULT_YEARS = 18
"""The chain's policy where a rule set has none."""
BIRTH = "date_of_birth"
"""Where a wait begins that ends on a birthday."""


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
        if self.after == BIRTH:
            return birthday(facts.born, self.span.years or 0) if facts.born else None
        start = facts.today if self.after == TODAY else day_of(facts.answers.get(self.after))
        return None if start is None else self.span.after(start)

    def running(self, facts: Facts) -> Truth:
        """True while the wait is not over, or when no day says that it is. A day nobody is sure of: unknown."""
        yes, end = affirmed(facts.answers.get(self.after)), self.ends_on(facts)
        return yes if end is None or yes is False else end > facts.today


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


class Overlay(Document):
    """What a jurisdiction or a clinic adds to the rules of the chain. It only adds, so it can only be stricter."""

    name: Sentence
    """Whose it is, e.g. the jurisdiction."""
    clinics: Annotated[tuple[ClinicId, ...], Field(min_length=1)]
    """Where it holds."""
    clearance_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """A clearance given there holds for so many days, fewer than elsewhere."""
    sources: Sources


class Rule(Document):
    """One sentence of a source, and what follows when it holds."""

    stage: ScreeningStage
    overlay: Code | None = None
    """The overlay that it belongs to: it holds at that overlay's clinics only."""
    sentence: Sentence
    when: Expression
    unless: Expression | None = None
    """What lifts it, when it is certain: what is unknown never does."""
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
        """The answers without which it may be unknown whether it holds."""
        return questions_of(self.when) | ({self.wait.after} if self.wait else frozenset())

    @cached_property
    def read(self) -> frozenset[str]:
        """Every answer that it looks at."""
        lifting = questions_of(self.unless) | stated_in(self.unless) if self.unless else frozenset()
        return self.questions | stated_in(self.when) | lifting

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that decide whether it holds."""
        return facts_of(self.when) | (facts_of(self.unless) if self.unless else frozenset())

    def leaves(self) -> Iterable[Leaf]:
        """Everything that it looks at."""
        yield from self.when.leaves()
        if self.unless is not None:
            yield from self.unless.leaves()

    def lifted(self, facts: Facts) -> bool:
        """Whether something lifts it for certain."""
        return self.unless is not None and self.unless.truth(facts) is True

    def ends_on(self, facts: Facts) -> date | None:
        """The day from which this rule no longer stands in the way, or None when that is not known."""
        if self.wait:
            return self.wait.ends_on(facts)
        if self.until is None:
            return None
        end = self.until.ends_on(facts)
        if self.until.after in (TODAY, BIRTH):
            return end
        named = day_of(facts.answers.get(self.until.after))
        # "I take it now" and "my last dose was last year" contradict each other: then no day is known.
        return end if named is not None and named >= facts.today else None


class DepthLimit(Document):
    """No deeper than this, for some devices and areas."""

    max_mm: Annotated[Decimal, Field(gt=0, le=10, decimal_places=2)]
    """Millimetres."""
    overlay: Code | None = None
    """The overlay that it belongs to: it holds at that overlay's clinics only."""
    scope: Scope = Scope()
    areas: tuple[Code, ...] = ()
    """Empty means any."""
    zones: tuple[Code, ...] = ()
    """Zones of the face. Empty means any; a plan that names no zone may be in any."""
    sentence: Sentence
    sources: Sources
    disagreements: Disagreements = Field(default_factory=dict)

    def covers(self, plan: Plan) -> bool:
        """Whether it is about the plan's area and zone."""
        in_zone = not self.zones or plan.zone is None or plan.zone in self.zones
        return in_zone and (not self.areas or plan.area in self.areas)


class AnaestheticLimit(Document):
    """How an anaesthetic cream may be used at most, wherever one is allowed."""

    sentence: Sentence
    max_percent: Annotated[Decimal, Field(gt=0, le=100)] | None = None
    """Lidocaine, in percent."""
    sources: Sources


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


class Requirement(Document):
    """Something that the chain requires, or does without."""

    required: bool
    sentence: Sentence
    sources: Sources


class Policies(Document):
    """The chain's own figures: in days, unless their name says otherwise; and what it requires."""

    clearance_days: Policy
    """How long a clearance holds after the consult was decided."""
    declaration_days: Policy
    """How long a declaration counts; an older one is requested again before anything is decided by it."""
    adult_years: Policy | None = None
    """From this age on, in completed years, patients sign for themselves."""
    declaration_signature: Requirement | None = None
    """Whether a declaration that nobody signed may clear. Left out, it is required."""
    day_form: Requirement | None = None
    """Whether the check of the day needs the short form: what may have changed. Left out, it is required."""

    @property
    def signature_required(self) -> bool:
        """Whether what nobody signed decides nothing that clears."""
        return self.declaration_signature is None or self.declaration_signature.required

    @property
    def day_form_required(self) -> bool:
        """Whether nobody is checked on the day before what may have changed was asked."""
        return self.day_form is None or self.day_form.required

    @property
    def adult_from(self) -> int:
        """The same, for rule sets that do not say."""
        return self.adult_years.value if self.adult_years else ADULT_YEARS


class NotExpressed(Document):
    """What the sources say and the rules cannot express: for people to read."""

    text: Sentence
    why: Sentence
    sources: Sources
    disputed_by: tuple[Cited, ...] = ()
