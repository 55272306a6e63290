"""Rules, device labels, depth limits and the questionnaire: what a rule set is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from contracts.vocabulary import Area, Modality, Outcome, ScreeningStage
from services.screening.domain.calendar import Span
from services.screening.domain.expressions import Expression
from services.screening.domain.facts import Facts, Plan
from services.screening.domain.truth import Truth, all_of


@dataclass(frozen=True, slots=True)
class Citation:
    """Who says so. Grades: A regulator or label, B paper or society, C clinic page, S seed article, policy."""

    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What another source says instead. It stands beside the rule and is not used."""

    claim: str
    source: str
    grade: str


class Kind(StrEnum):
    """What an answer looks like."""

    YES_NO = "yes_no"
    DATE_OR_NO = "date_or_no"


@dataclass(frozen=True, slots=True)
class Question:
    """An item of the health declaration or of the day-of check."""

    code: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A device's label: which models it covers and what kind of device they are."""

    code: str
    name: str
    modality: Modality
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """A length of time after a day that the patient names (or after "today")."""

    after: str
    span: Span

    def ends_on(self, facts: Facts) -> date | None:
        """The first day after the wait, or None when no day was named."""
        start = facts.today if self.after == "today" else facts.answers.get(self.after)
        return self.span.after(start) if isinstance(start, date) else None

    def running(self, facts: Facts) -> Truth:
        """True while the wait is not over. No such day: false. A day nobody is sure of: unknown."""
        if facts.answers.get(self.after) is False:
            return False
        end = self.ends_on(facts)
        return None if end is None else end > facts.today


@dataclass(frozen=True, slots=True)
class Scope:
    """Which devices something is about. Empty means any."""

    labels: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    also_silent_labels: bool = False
    """True when it holds as well for a labelled device whose own label says nothing on the topic."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of a source, and what follows when it holds."""

    code: str
    """Opaque: it leaves screening in events, its sentence does not."""
    topic: str
    stage: ScreeningStage
    sentence: str
    when: Expression
    scope: Scope
    outcome: Outcome
    wait: Wait | None
    """The rule holds only while this runs, and then names the day from which the patient may come."""
    until: Wait | None
    """Names that day too, but has no part in whether the rule holds."""
    condition: str | None
    anaesthetic_allowed: bool
    overridable: bool
    """True when the sources leave it to a clinician."""
    sources: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]

    def questions(self) -> frozenset[str]:
        """The answers that decide whether it holds."""
        return self.when.questions() | ({self.wait.after} if self.wait else frozenset())

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


@dataclass(frozen=True, slots=True)
class DepthLimit:
    """No deeper than this, for some devices and areas. Millimetres."""

    code: str
    max_mm: Decimal
    scope: Scope
    areas: tuple[Area, ...]
    sentence: str
    sources: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class ExcludedAreas:
    """Areas that are never needled."""

    areas: tuple[Area, ...]
    sentence: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Policy:
    """A figure that the chain chose because no source gives one."""

    value: int
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of one version. A medical director signs its digest."""

    version: str
    title: str
    in_force_from: date
    digest: str
    """SHA-256 of the data, hexadecimal: a signature holds for exactly these words."""
    clearance_days: Policy
    labels: tuple[Label, ...]
    questions: Mapping[ScreeningStage, tuple[Question, ...]]
    rules: Mapping[str, Rule]
    depth_limits: tuple[DepthLimit, ...]
    excluded: ExcludedAreas
    not_expressed: tuple[Mapping[str, str], ...]
    """What the sources say and these rules cannot: for people to read."""

    def label_of(self, plan: Plan) -> str | None:
        """The label that covers the planned device; None when it has none of its own, or is used as another kind."""
        for label in self.labels:
            if plan.device_model in label.models and plan.modality is label.modality:
                return label.code
        return None

    def covers(self, scope: Scope, plan: Plan | None, topic: str | None = None) -> Truth:
        """Whether this is about the planned device. On a device with no label of its own every label's rules hold."""
        if plan is None:
            return None if scope.labels or scope.modalities else True
        if scope.modalities and plan.modality not in scope.modalities:
            return False
        label = self.label_of(plan)
        if not scope.labels or label is None or label in scope.labels:
            return True
        return scope.also_silent_labels and topic is not None and not self._speaks(label, topic)

    def _speaks(self, label: str, topic: str) -> bool:
        return any(label in rule.scope.labels for rule in self.rules.values() if rule.topic == topic)

    def truth(self, rule: Rule, facts: Facts) -> Truth:
        """Whether the rule holds: it is about this device, its sentence is true, and its wait still runs."""
        return all_of(
            (
                self.covers(rule.scope, facts.plan, rule.topic),
                rule.when.truth(facts),
                rule.wait.running(facts) if rule.wait else True,
            )
        )

    def of_stage(self, stage: ScreeningStage) -> tuple[Rule, ...]:
        """The rules that one kind of screening looks at."""
        return tuple(rule for rule in self.rules.values() if rule.stage is stage)
