"""Rules that were considered and do not hold, each with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import BEARS, Bearing, RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.stated import Dated, Elsewhere, Over, Says

OTHER_CLINICS: Final = "It holds at other clinics."


@dataclass(frozen=True, slots=True)
class Considered:
    """A rule that was considered and does not hold."""

    code: str
    rule: Rule
    why_not: str


def considered(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> Iterable[Considered]:
    """The rules whose condition the patient's answers meet, but whose wait is over or which are about other devices.

    Rules about facts alone (age, skin type) count as well: that a label for other devices would have said no is worth
    knowing.
    """
    for code, rule in rule_set.of_stage(stage).items():
        if rule.when.truth(facts) is True and (why_not := _why_not(rule_set, code, facts)):
            yield Considered(code, rule, why_not)


def _why_not(rule_set: RuleSet, code: str, facts: Facts) -> str | None:
    rule = rule_set.rules[code]
    if not rule_set.holds_at(rule.overlay, facts.clinic):
        return OTHER_CLINICS
    bearing = rule_set.bearing(code, facts.plan) if facts.plan else Bearing.EVERY_DEVICE
    if bearing not in BEARS:
        return other_device(rule_set, code, bearing)
    if rule.lifted(facts):
        return lifted_by(rule, facts)
    if rule.wait is None or rule.wait.running(facts) is not False:
        return None
    end = rule.wait.ends_on(facts)
    return None if end is None else f"The wait of {rule.wait.span} ended on {end}."


def other_device(rule_set: RuleSet, code: str, bearing: Bearing) -> str:
    """In words, why a rule is not about the planned device, with the rules that replace it there."""
    replacing = [other for other, each in rule_set.rules.items() if code in each.replaces]
    return f"{bearing} ({', '.join(replacing)})" if bearing is Bearing.REPLACED else str(bearing)


def lifted_by(rule: Rule, facts: Facts) -> str:
    """In words, what lifts a rule: a place, a time, or what else somebody stated."""
    leaves = rule.unless.leaves() if rule.unless else ()
    said = [_SAID[type(leaf)] for leaf in leaves if type(leaf) in _SAID and leaf.truth(facts) is True]
    return " ".join(dict.fromkeys(said)) or "Area, device or skin type of this plan lift it."


_SAID = {
    Elsewhere: "It is said to be in a place that the plan does not touch.",
    Over: "It is said to be over.",
    Says: "What was said besides lifts it.",
    Dated: "The day that was named lifts it.",
}
