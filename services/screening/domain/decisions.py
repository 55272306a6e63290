"""From facts to a decision: every rule that holds is a reason, the most severe of them decides.

Severity: cleared < cleared with conditions < deferred < review < declined. A missing answer never clears: while one
is missing that could matter nothing is decided, and "not sure" goes to a clinician.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome, ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Rule

LEFT_OUT: Final = frozenset({"lesion"})
"""Kinds of findings whose place is not needled."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds, or that may hold because the patient is not sure."""

    code: str
    rule: Rule
    certain: bool
    until: date | None
    """The day from which it no longer stands in the way, when that is known."""

    @property
    def outcome(self) -> Outcome:
        """What follows from it: a clinician looks at what nobody is sure of."""
        return self.rule.outcome if self.certain else Outcome.REVIEW


@dataclass(frozen=True, slots=True)
class Limits:
    """What a clearance covers besides its plan."""

    max_depth_mm: Decimal
    anaesthetic_allowed: bool
    excluded_areas: tuple[str, ...]
    further: Mapping[str, Decimal] = field(default_factory=dict)
    """How deep in each other area of the plan."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and everything it was decided by, most severe first."""

    outcome: Outcome
    eligible_from: date | None
    """The first day on which the patient may come, as far as days are known. It stands beside the outcome: a review
    may have one too, and means "not before"."""
    valid_until: date | None
    limits: Limits | None
    """None for day-of checks: those keep the limits of the clearance that they check."""
    reasons: tuple[Reason, ...]
    conditions: tuple[str, ...]
    """Codes of the rule set's conditions."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Nothing was decided: these questions are not answered, and could matter."""

    missing: tuple[str, ...]


def missing_answers(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> tuple[str, ...]:
    """Codes of the unanswered questions on which a rule depends that is neither true nor false yet, as asked."""
    return _missing(rule_set, stage, facts, _of_every_area(rule_set, stage, facts))


def assess(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> Decision | Incomplete:
    """Weigh the facts by a rule set. The same facts and rules give the same decision, whenever it is asked for."""
    found = _of_every_area(rule_set, stage, facts)
    if missing := _missing(rule_set, stage, facts, found):
        return Incomplete(missing)
    return decide(rule_set, stage, facts, _strictest(found))


def decide(rule_set: RuleSet, stage: ScreeningStage, facts: Facts, reasons: Iterable[Reason]) -> Decision:
    """The decision that follows from these reasons: the most severe wins, all are kept."""
    ordered = tuple(sorted(reasons, key=lambda reason: (-SEVERITY[reason.outcome], reason.code)))
    outcome = ordered[0].outcome if ordered else Outcome.CLEARED
    conditions = tuple(dict.fromkeys(reason.rule.condition for reason in ordered if reason.rule.condition))
    return Decision(
        outcome=outcome,
        eligible_from=_eligible_from(outcome, facts.today, ordered),
        valid_until=valid_until(rule_set, stage, outcome, facts.today, facts.clinic),
        limits=_limits(rule_set, facts, facts.plan, ordered) if facts.plan else None,
        reasons=ordered,
        conditions=conditions,
    )


def known_to(rule_set: RuleSet, facts: Facts) -> Facts:
    """The facts, with what this rule set says about the plan: whether it knows its words, its depth and its places."""
    if facts.plan is None:
        return facts
    return dataclasses.replace(
        facts,
        plan_listed=rule_set.lists(facts.plan, facts.findings),
        too_deep=facts.plan.depth_mm > rule_set.max_depth_mm(facts.plan, facts.clinic),
        beside=rule_set.beside(facts.plan),
        left_out=rule_set.left_out(facts.plan),
    )


def valid_until(
    rule_set: RuleSet, stage: ScreeningStage, outcome: Outcome, today: date, clinic: str | None
) -> date | None:
    """The last local day of a clearance: the day itself for a day-of check, the chain's policy for a consult's."""
    if outcome not in CLEARANCES:
        return None
    if stage is ScreeningStage.DAY_OF:
        return today
    return today + timedelta(days=rule_set.clearance_days(clinic))


def is_too_old(rule_set: RuleSet, declared_on: date, today: date) -> bool:
    """Whether a declaration has to be asked for again before anything is decided by it."""
    return (today - declared_on).days > rule_set.policies.declaration_days.value


def by_area(rule_set: RuleSet, facts: Facts) -> tuple[Facts, ...]:
    """The facts for each area of the plan, the first one as they are."""
    if facts.plan is None or not facts.plan.further:
        return (facts,)
    first, *others = facts.plan.each_area()
    return (
        dataclasses.replace(facts, plan=first),
        *(known_to(rule_set, dataclasses.replace(facts, plan=plan)) for plan in others),
    )


def _of_every_area(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> tuple[Reason, ...]:
    """Each rule that holds or may hold, once for every area of the plan in which it does."""
    return tuple(
        Reason(code, rule, certain=truth is True, until=rule.ends_on(each))
        for each in by_area(rule_set, facts)
        for code, rule in rule_set.of_stage(stage).items()
        if (truth := rule_set.truth(code, each)) is not False
    )


def _missing(rule_set: RuleSet, stage: ScreeningStage, facts: Facts, found: Iterable[Reason]) -> tuple[str, ...]:
    uncertain = {question for reason in found if not reason.certain for question in reason.rule.questions}
    return tuple(code for code in rule_set.asked(stage) if code in uncertain and code not in facts.answers)


def _strictest(found: Iterable[Reason]) -> Iterable[Reason]:
    """Of a rule that holds in several areas, the strictest reason."""
    strictest: dict[str, Reason] = {}
    for reason in found:
        strictest[reason.code] = max(strictest.get(reason.code, reason), reason, key=_strictness)
    return strictest.values()


def _strictness(reason: Reason) -> tuple[int, date]:
    return SEVERITY[reason.outcome], reason.until or date.max


def _eligible_from(outcome: Outcome, today: date, reasons: Iterable[Reason]) -> date | None:
    """Beside a review or a refusal the day means "not before"; of a deferral it is the day from which to come."""
    if outcome in CLEARANCES:
        return today
    in_the_way = [reason for reason in reasons if reason.outcome in (Outcome.DEFERRED, Outcome.DECLINED)]
    # One wait without an end ("until it has healed") leaves the day of a deferral open, whatever the others say; and
    # no day ends a refusal that has none.
    open_ended = any(reason.until is None and reason.outcome is outcome for reason in in_the_way)
    return None if open_ended else max((reason.until for reason in in_the_way if reason.until), default=None)


def _limits(rule_set: RuleSet, facts: Facts, plan: Plan, reasons: Iterable[Reason]) -> Limits:
    first, *others = plan.each_area()
    found = [place for finding in facts.findings if finding.kind in LEFT_OUT for place in finding.places]
    named = [*(place for each in (first, *others) for place in each.left_out), *found]
    treated = {each.area for each in (first, *others)}
    left_out = (place for place in named if place not in treated)
    return Limits(
        max_depth_mm=rule_set.max_depth_mm(first, facts.clinic),
        further={each.area: rule_set.max_depth_mm(each, facts.clinic) for each in others},
        anaesthetic_allowed=all(reason.rule.anaesthetic_allowed for reason in reasons),
        excluded_areas=tuple(dict.fromkeys((*rule_set.excluded_areas.areas, *left_out))),
    )
