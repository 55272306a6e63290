"""When a label's own rule takes the place of a precaution: it says so by name, and may not be milder without a reason.

A precaution is a sentence of one label that holds for every other device as well, as long as no label of that device
says anything else. What says something else is named, so that no new rule can switch a stricter one off unseen.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from chassis.reference.documents import Problem
from services.screening.domain.outcomes import SEVERITY
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Replacement, Rule, Wait

DAYS: Final = (date(2026, 1, 31), date(2028, 2, 29))
"""Lengths are compared from these days: months differ."""


def replacement_problems(rule_set: RuleSet, code: str) -> Iterable[Problem]:
    """What is wrong with what a rule says that it replaces."""
    rule = rule_set.rules[code]
    for replaced, replacement in rule.replaces.items():
        path, other = f"rules.{code}.replaces.{replaced}", rule_set.rules.get(replaced)
        if other is None or not other.precaution or other.stage is not rule.stage:
            yield Problem(
                path, f"{replaced} is not a precaution of this stage, so nothing can take its place: remove it."
            )
            continue
        yield from _fit_problems(path, replaced, rule, other)
        yield from _mildness_problems(path, replaced, rule, other, replacement)


def _fit_problems(path: str, replaced: str, rule: Rule, other: Rule) -> Iterable[Problem]:
    if not rule.scope.labels:
        yield Problem(path, "Only the rule of a label can take the place of a precaution: name the labels.")
    for label in sorted(set(rule.scope.labels) & set(other.scope.labels)):
        yield Problem(path, f"{replaced} is what label {label} itself says: it cannot be replaced there.")
    narrower = rule.wait is not None and (other.wait is None or other.wait.after != rule.wait.after)
    narrower = narrower or (rule.unless is not None and rule.unless != other.unless)
    if rule.when != other.when or narrower:
        yield Problem(
            path, f"The rule does not hold whenever {replaced} does: give both the same `when`, `unless` and day."
        )


def _mildness_problems(
    path: str, replaced: str, rule: Rule, other: Rule, replacement: Replacement
) -> Iterable[Problem]:
    milder = [*_milder_in(rule, other)]
    if milder and not (replacement.reason and replacement.sources):
        yield Problem(
            path,
            f"This is milder than {replaced} ({', '.join(milder)}): give a reason and the sources that support it.",
        )


def _milder_in(rule: Rule, other: Rule) -> Iterable[str]:
    if SEVERITY[rule.outcome] < SEVERITY[other.outcome]:
        yield f"{rule.outcome} instead of {other.outcome}"
    if rule.anaesthetic_allowed and not other.anaesthetic_allowed:
        yield "it allows the anaesthetic"
    if rule.overridable and not other.overridable:
        yield "a clinician may override it"
    if other.condition is not None and rule.condition != other.condition:
        yield f"without the condition {other.condition}"
    if is_shorter(rule.wait, other.wait) or is_shorter(rule.until, other.until):
        yield "a shorter wait"


def is_shorter(wait: Wait | None, other: Wait | None) -> bool:
    """An open end ("until it has healed") is longer than any length, so a length in its place is shorter."""
    if wait is None or other is None:
        return wait is not None
    return any(wait.span.after(day) < other.span.after(day) for day in DAYS)
