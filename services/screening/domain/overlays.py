"""The checks of overlays: what a jurisdiction or a clinic adds may only be stricter than the rules of the chain.

An overlay has rules and depth limits of its own, which come on top. The most severe rule decides and the shallowest
limit binds, so what is added cannot make anything milder; what would be without effect, or would switch a rule of the
chain off, is refused.
"""

from collections.abc import Iterable

from chassis.reference.documents import Problem
from services.screening.domain.outcomes import SEVERITY
from services.screening.domain.replacements import is_shorter
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import DepthLimit, Rule, Scope

_BEFORE = "An overlay may only be stricter than the chain's rules"


def overlay_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """What is wrong with the overlays of a rule set."""
    for code, rule in rule_set.rules.items():
        if rule.overlay is not None:
            yield from _rule_problems(rule_set, f"rules.{code}", rule, rule.overlay)
    for code, limit in rule_set.depth_limits.items():
        if limit.overlay is not None:
            yield from _limit_problems(rule_set, f"depth_limits.{code}", limit, limit.overlay)
    everywhere = rule_set.policies.clearance_days.value
    belonging = {rule.overlay for rule in rule_set.rules.values()}
    belonging |= {limit.overlay for limit in rule_set.depth_limits.values()}
    for code, overlay in rule_set.overlays.items():
        if overlay.clearance_days is not None and overlay.clearance_days >= everywhere:
            yield Problem(f"overlays.{code}.clearance_days", f"{_BEFORE}: give fewer days than {everywhere}.")
        if overlay.clearance_days is None and code not in belonging:
            yield Problem(f"overlays.{code}", "Nothing belongs to this overlay: add its rules, or remove it.")


def _rule_problems(rule_set: RuleSet, path: str, rule: Rule, overlay: str) -> Iterable[Problem]:
    if overlay not in rule_set.overlays:
        yield Problem(f"{path}.overlay", f"There is no overlay {overlay}: list it, or correct the code.")
    if rule.replaces:
        yield Problem(f"{path}.replaces", f"{_BEFORE}: it cannot take the place of one.")
    for code, other in rule_set.rules.items():
        if other.overlay is None and _about_the_same(rule, other) and _is_milder(rule, other):
            yield Problem(path, f"{_BEFORE}, and this is milder than {code}: remove it, or make it stricter.")


def _about_the_same(rule: Rule, other: Rule) -> bool:
    """Whether the chain's rule holds wherever the overlay's does, and for the same reason."""
    same = rule.stage is other.stage and rule.when == other.when and rule.unless == other.unless
    return same and (other.scope == Scope() or other.scope == rule.scope)


def _is_milder(rule: Rule, other: Rule) -> bool:
    if rule.outcome is other.outcome:
        return is_shorter(rule.wait, other.wait) or is_shorter(rule.until, other.until)
    return SEVERITY[rule.outcome] < SEVERITY[other.outcome]


def _limit_problems(rule_set: RuleSet, path: str, limit: DepthLimit, overlay: str) -> Iterable[Problem]:
    if overlay not in rule_set.overlays:
        yield Problem(f"{path}.overlay", f"There is no overlay {overlay}: list it, or correct the code.")
    for code, other in rule_set.depth_limits.items():
        everywhere = other.overlay is None and other.scope in (Scope(), limit.scope) and not other.zones
        if everywhere and (not other.areas or other.areas == limit.areas) and limit.max_mm >= other.max_mm:
            yield Problem(f"{path}.max_mm", f"{_BEFORE}: give less than the {other.max_mm} mm of {code}.")
