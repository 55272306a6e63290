"""What is asked, listed or limited and changes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from chassis.reference.documents import Problem
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.possibilities import ANOTHER, TooManyCases, devices_of, plan_for
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.soundness.cases import cases_of, clinics_of


def idle_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Answers, labels, zones, conditions and limits that change nothing for anybody."""
    yield from _answer_problems(rule_set)
    yield from _listed_only_problems(rule_set)
    yield from _limit_problems(rule_set)
    named = {label for rule in rule_set.rules.values() for label in rule.scope.labels}
    named |= {label for limit in rule_set.depth_limits.values() for label in limit.scope.labels}
    for code in rule_set.labels:
        if code not in named:
            yield Problem(f"labels.{code}", "No rule and no limit is about this label: write them, or remove it.")
    zones = {zone for limit in rule_set.depth_limits.values() for zone in limit.zones}
    for zone in rule_set.zones:
        if zone not in zones:
            yield Problem(f"zones.{zone}", "No limit is about this zone: write it, or remove the zone.")
    for code in rule_set.conditions:
        rules = [rule for rule in rule_set.rules.values() if rule.condition == code]
        if rules and all(rule.outcome is Outcome.DECLINED for rule in rules):
            yield Problem(f"conditions.{code}", "Only refusals name it, so it never reaches a clearance: correct them.")


def _answer_problems(rule_set: RuleSet) -> Iterable[Problem]:
    for stage in ScreeningStage:
        for question in rule_set.asked(stage):
            reading = {code: rule for code, rule in rule_set.of_stage(stage).items() if question in rule.read}
            if reading and not any(_matters(rule_set, question, code, rule) for code, rule in reading.items()):
                yield Problem(
                    f"questions.{stage}.{question}",
                    "Whatever is answered, every rule holds as before: correct the rules that read it.",
                )


def _matters(rule_set: RuleSet, question: str, code: str, rule: Rule) -> bool:
    """Whether the answer alone can make the difference to a rule."""
    truths: dict[object, object] = {}
    try:
        for case in cases_of(rule_set, [rule]):
            truth = rule_set.truth(code, case.facts)
            if truths.setdefault(case.without(question), truth) is not truth:
                return True
    except TooManyCases:
        return True  # that there are too many cases is a problem by itself
    return False


def _listed_only_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """A rule about areas or concerns that holds only for those that are not listed."""
    for code, rule in rule_set.rules.items():
        named = {"area", "concern"} & rule.facts
        if named and not any(
            rule_set.truth(code, case.facts) is True
            for case in cases_of(rule_set, [rule])
            if all(case.found[name] != ANOTHER for name in named)
        ):
            yield Problem(f"rules.{code}", "It holds for no area and concern that are listed: correct it.")


def _limit_problems(rule_set: RuleSet) -> Iterable[Problem]:
    clinics = clinics_of(rule_set, rule_set.overlays)
    binding = {
        next(iter(rule_set.depth_limits_for(plan, clinic)), None) for plan in _plans(rule_set) for clinic in clinics
    }
    for code in rule_set.depth_limits:
        if code not in binding:
            yield Problem(
                f"depth_limits.{code}", "Another limit is always as shallow or shallower: remove it, or correct it."
            )


def _plans(rule_set: RuleSet) -> Iterable[Plan]:
    for device, area, zone in product(devices_of(rule_set), (*rule_set.areas, ANOTHER), (None, *rule_set.zones)):
        yield replace(plan_for(device, {"area": area}), zone=zone)
