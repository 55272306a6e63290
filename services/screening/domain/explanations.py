"""Rules that were considered and do not hold, each with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import BEARS, Bearing, RuleSet
from services.screening.domain.rules import Rule


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
    bearing = rule_set.bearing(code, facts.plan) if facts.plan else Bearing.EVERY_DEVICE
    if bearing not in BEARS:
        replacing = [other for other, each in rule_set.rules.items() if code in each.replaces]
        return f"{bearing} ({', '.join(replacing)})" if bearing is Bearing.REPLACED else str(bearing)
    if rule.wait is None or rule.wait.running(facts) is not False:
        return None
    end = rule.wait.ends_on(facts)
    return None if end is None else f"The wait of {rule.wait.span} ended on {end}."
