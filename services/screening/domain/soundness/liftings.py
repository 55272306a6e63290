"""What takes a rule out of force: a lifting that nobody stated, or a mild answer that switches a strict rule off."""

from collections.abc import Iterable

from chassis.reference.documents import Problem
from services.screening.domain.expressions import AllOf, AnyOf, Expression, Leaf, Not, Yes
from services.screening.domain.outcomes import SEVERITY, Outcome
from services.screening.domain.possibilities import devices_of, plan_for
from services.screening.domain.rule_sets import BEARS, RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.stated import Elsewhere, Over, Says, Stated

STRICT = frozenset({Outcome.DEFERRED, Outcome.REVIEW, Outcome.DECLINED})


def lifting_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Each rule that something milder could take out of force."""
    for code, rule in rule_set.rules.items():
        if rule.unless is not None:
            yield from _unless_problems(f"rules.{code}.unless", rule, rule.unless)
        yield from _switch_problems(rule_set, code, rule)


def _unless_problems(path: str, rule: Rule, unless: Expression) -> Iterable[Problem]:
    for leaf, negated in _signed(unless):
        if negated and isinstance(leaf, Stated):
            yield Problem(path, "What nobody stated would lift the rule: state what lifts it, without `not`.")
        if isinstance(leaf, Elsewhere | Over) and leaf.question not in rule.questions:
            yield Problem(
                path,
                f"Place or time of {leaf.question} would lift it, and it is not about that: name its own question.",
            )
        if rule.outcome in STRICT and isinstance(leaf, Yes):
            yield Problem(path, f"A plain answer to {leaf.yes} would lift it: state a place, a day or a choice.")
        if rule.outcome in STRICT and isinstance(leaf, Says) and {"yes", "no"} & set(leaf.within):
            yield Problem(path, f"A plain answer to {leaf.says} would lift it: state a place, a day or a choice.")


def _switch_problems(rule_set: RuleSet, code: str, rule: Rule) -> Iterable[Problem]:
    """A yes that is bad news elsewhere must not switch a strict rule off, unless one as strict takes over."""
    off = {leaf.yes for leaf, negated in _signed(rule.when) if negated and isinstance(leaf, Yes)}
    for question in sorted(off):
        on = {
            other: each
            for other, each in rule_set.of_stage(rule.stage).items()
            if any(isinstance(leaf, Yes) and leaf.yes == question and not no for leaf, no in _signed(each.when))
        }
        bad_news = any(each.outcome in STRICT for each in on.values())
        if rule.outcome in STRICT and bad_news and not _taken_over(rule_set, code, on):
            yield Problem(
                f"rules.{code}.when",
                f"A yes to {question} switches this off, and no rule as strict takes over: leave out the `not`.",
            )


def _taken_over(rule_set: RuleSet, code: str, on: dict[str, Rule]) -> bool:
    """Whether on every device of the rule one holds that is as strict."""
    severity = SEVERITY[rule_set.rules[code].outcome]
    as_strict = [other for other, each in on.items() if SEVERITY[each.outcome] >= severity]
    plans = (plan_for(device, {}) for device in devices_of(rule_set))
    return all(
        any(rule_set.bearing(other, plan) in BEARS for other in as_strict)
        for plan in plans
        if rule_set.bearing(code, plan) in BEARS
    )


def _signed(expression: Expression, negated: bool = False) -> Iterable[tuple[Leaf, bool]]:
    """Every part that looks at something, and whether a `not` is above it."""
    if isinstance(expression, Not):
        yield from _signed(expression.part, not negated)
    elif isinstance(expression, AllOf | AnyOf):
        for part in expression.parts:
            yield from _signed(part, negated)
    else:
        yield expression, negated
