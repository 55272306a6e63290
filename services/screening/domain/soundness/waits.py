"""Waits, limits and conditions that contradict each other, or what the rule itself says."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from chassis.reference.documents import Problem
from services.screening.domain.expressions import CreamTest, NumberTest
from services.screening.domain.outcomes import Outcome
from services.screening.domain.questions import Kind
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import BIRTH, Rule

SHORTEST_NEEDLE: Final = Decimal("0.5")
"""Millimetres (s0, s1): a limit below it is one that no plan can meet."""


def wait_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Each wait, limit and condition that cannot be meant."""
    for code, rule in rule_set.rules.items():
        yield from _day_problems(rule_set, f"rules.{code}", rule)
        yield from _birthday_problems(f"rules.{code}", rule)
    yield from _condition_problems(rule_set)
    yield from _cream_problems(rule_set)
    yield from _touch_problems(rule_set)
    for code, limit in rule_set.depth_limits.items():
        if limit.max_mm < SHORTEST_NEEDLE:
            yield Problem(
                f"depth_limits.{code}.max_mm",
                f"No needle is so short, so no plan can meet this: {SHORTEST_NEEDLE} mm is the shortest.",
            )


def _day_problems(rule_set: RuleSet, path: str, rule: Rule) -> Iterable[Problem]:
    """A rule about something that has a day waits from that day."""
    asked = rule_set.asked(rule.stage)
    dated = {code for code in rule.questions if code in asked and asked[code].kind is Kind.DATE_OR_NO}
    for name, wait in (("wait", rule.wait), ("until", rule.until)):
        others = sorted(dated - {wait.after}) if wait is not None else []
        if wait is not None and wait.after in dated and others:
            yield Problem(
                f"{path}.{name}.after",
                f"The rule is about the day of {others[0]}, and waits from that of {wait.after}.",
            )


def _birthday_problems(path: str, rule: Rule) -> Iterable[Problem]:
    if rule.until is None or rule.until.after != BIRTH:
        return
    bounds = [leaf.below for leaf in rule.when.leaves() if isinstance(leaf, NumberTest) and leaf.fact == "age"]
    if rule.until.span.years not in bounds:
        yield Problem(f"{path}.until.span", "The rule ends at another age than that on this birthday: use the same.")


def _condition_problems(rule_set: RuleSet) -> Iterable[Problem]:
    allowed: dict[str, set[bool]] = defaultdict(set)
    for rule in rule_set.rules.values():
        if rule.condition is not None:
            allowed[rule.condition].add(rule.anaesthetic_allowed)
    for code, rule in rule_set.rules.items():
        if rule.condition is not None and rule.outcome is Outcome.DECLINED:
            yield Problem(f"rules.{code}.condition", "A refusal has no conditions: leave it out, or be milder.")
        if rule.condition is not None and len(allowed[rule.condition]) > 1 and rule.anaesthetic_allowed:
            yield Problem(
                f"rules.{code}.anaesthetic_allowed",
                f"Other rules with the condition {rule.condition} leave the anaesthetic out: this must as well.",
            )


def _cream_problems(rule_set: RuleSet) -> Iterable[Problem]:
    limits = [limit.max_percent for limit in rule_set.anaesthetic_limits.values() if limit.max_percent is not None]
    for code, rule in rule_set.rules.items():
        bounds = [leaf.above for leaf in rule.when.leaves() if isinstance(leaf, CreamTest) and leaf.above is not None]
        if limits and bounds and min(bounds) != min(limits):
            yield Problem(
                f"rules.{code}.when",
                f"The rule begins above {min(bounds)} %, the limit is {min(limits)} %: use the same.",
            )


def _touch_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Of two areas that are places as well, each touches the other or neither does."""
    places = {code: place for code, place in rule_set.places.items() if code in rule_set.areas}
    for code, place in places.items():
        if code not in place.touches:
            yield Problem(f"places.{code}.touches", "An area touches itself: add it.")
        for other in place.touches:
            back = places[other].touches if other in places else (other,)
            if other != code and code not in back:
                yield Problem(
                    f"places.{code}.touches", f"It touches {other}, and {other} does not touch it: add it there."
                )
