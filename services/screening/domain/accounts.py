"""Every rule of a version accounted for once: it holds, may hold, or does not hold, and because of which facts."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.screening.domain.decisions import by_area
from services.screening.domain.explanations import OTHER_CLINICS, lifted_by, other_device
from services.screening.domain.expressions import AllOf, AnyOf, Expression, Leaf, Not
from services.screening.domain.facts import Facts, affirmed, day_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import BEARS, Bearing, RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.seen_facts import Seen, seen_answer, seen_in


class Standing(StrEnum):
    """Where a rule stood when the decision was made."""

    HOLDS = "holds"
    MAY_HOLD = "may_hold"
    WAIT_OVER = "wait_over"
    LIFTED = "lifted"
    NOT_MET = "not_met"
    OTHER_DEVICE = "other_device"
    OTHER_STAGE = "other_stage"


STOOD = frozenset({Standing.HOLDS, Standing.MAY_HOLD})
"""The standings of a rule that is a reason of the decision."""


NEARLY = STOOD | {Standing.WAIT_OVER, Standing.LIFTED}
"""The standings of a rule that is a reason, or nearly was one."""
_ORDER = tuple(Standing)
"""From what stands in the way to what has nothing to do with the plan."""


@dataclass(frozen=True, slots=True)
class Account:
    """One rule, and why it is or is not a reason of the decision."""

    code: str
    rule: Rule
    standing: Standing
    why: str
    facts: tuple[Seen, ...] = ()
    """What the standing follows from."""
    over_since: date | None = None
    """The first day after the wait that was looked at and is over."""

    @property
    def is_worth_knowing(self) -> bool:
        """Whether it is a reason, or nearly was one: its wait is over, or something lifts it."""
        return self.standing in NEARLY


def accounts(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> tuple[Account, ...]:
    """Every rule of the set, in the order of its codes, each exactly once.

    Of a plan with several areas, a rule's account is that of the area in which it stands most in the way.
    """
    areas = by_area(rule_set, facts)
    return tuple(
        min((_in_area(rule_set, stage, each, code, areas) for each in areas), key=_in_the_way)
        for code in sorted(rule_set.rules)
    )


def _in_area(rule_set: RuleSet, stage: ScreeningStage, facts: Facts, code: str, areas: tuple[Facts, ...]) -> Account:
    account = _account(rule_set, stage, facts, code)
    if len(areas) == 1 or facts.plan is None or account.standing not in NEARLY:
        return account
    area = rule_set.areas.get(facts.plan.area, facts.plan.area)
    return dataclasses.replace(account, why=f"{account.why} Area: {area}.")


def _in_the_way(account: Account) -> int:
    return _ORDER.index(account.standing)


def because(expression: Expression, facts: Facts) -> tuple[Leaf, ...]:
    """The parts of a condition that make it true, false or unknown."""
    if isinstance(expression, Not):
        return because(expression.part, facts)
    if not isinstance(expression, AllOf | AnyOf):
        return (expression,)
    truth = expression.truth(facts)
    deciding = (part for part in expression.parts if part.truth(facts) is truth)
    return tuple(dict.fromkeys(leaf for part in deciding for leaf in because(part, facts)))


def _account(rule_set: RuleSet, stage: ScreeningStage, facts: Facts, code: str) -> Account:
    rule = rule_set.rules[code]
    if rule.stage is not stage:
        return Account(code, rule, Standing.OTHER_STAGE, _OTHER_STAGE[rule.stage])
    if not rule_set.holds_at(rule.overlay, facts.clinic):
        return Account(code, rule, Standing.NOT_MET, OTHER_CLINICS)
    bearing = rule_set.bearing(code, facts.plan) if facts.plan else Bearing.EVERY_DEVICE
    if bearing not in BEARS:
        return Account(code, rule, Standing.OTHER_DEVICE, other_device(rule_set, code, bearing))
    seen = seen_in(rule_set, stage, because(rule.when, facts), facts)
    if rule.when.truth(facts) is False:
        return Account(code, rule, Standing.NOT_MET, _sentence("Not met", seen), seen)
    if rule.unless is not None and rule.lifted(facts):
        lifting = seen_in(rule_set, stage, because(rule.unless, facts), facts)
        return Account(
            code, rule, Standing.LIFTED, f"Looked at, and lifted: {lifted_by(rule, facts)}", (*seen, *lifting)
        )
    if rule.wait is not None and rule.wait.running(facts) is False:
        return _wait_not_running(rule_set, stage, facts, code, seen)
    return _stands(rule_set, stage, facts, code, bearing, seen)


def _wait_not_running(
    rule_set: RuleSet, stage: ScreeningStage, facts: Facts, code: str, seen: tuple[Seen, ...]
) -> Account:
    rule = rule_set.rules[code]
    assert rule.wait is not None
    named = (seen_answer(rule_set, stage, rule.wait.after, facts),)
    end = rule.wait.ends_on(facts)
    if end is None or affirmed(facts.answers.get(rule.wait.after)) is False:
        return Account(code, rule, Standing.NOT_MET, _sentence("Not met", named), named)
    began = day_of(facts.answers.get(rule.wait.after))
    why = f"Looked at, and over: the wait of {rule.wait.span} after {began} ended on {end}."
    return Account(code, rule, Standing.WAIT_OVER, why, tuple(dict.fromkeys((*seen, *named))), over_since=end)


def _stands(
    rule_set: RuleSet, stage: ScreeningStage, facts: Facts, code: str, bearing: Bearing, seen: tuple[Seen, ...]
) -> Account:
    rule = rule_set.rules[code]
    if rule.wait is not None:
        seen = tuple(dict.fromkeys((*seen, seen_answer(rule_set, stage, rule.wait.after, facts))))
    if rule_set.truth(code, facts) is None:
        return Account(code, rule, Standing.MAY_HOLD, f"{_sentence('Not certain', seen)} {bearing}", seen)
    end = rule.ends_on(facts)
    until = f" It stands in the way until {end}." if end and end > facts.today else ""
    return Account(code, rule, Standing.HOLDS, f"{_sentence('Met', seen)} {bearing}{until}", seen)


def _sentence(lead: str, seen: Iterable[Seen]) -> str:
    said = "; ".join(each.words for each in seen)
    return f"{lead}: {said}." if said else f"{lead}."


_OTHER_STAGE = {
    ScreeningStage.CONSULT: "It belongs to the screening of a consult, and this is a check on the day.",
    ScreeningStage.DAY_OF: "It belongs to the check on the day of a session, and this is the screening of a consult.",
}
