"""The possible outcomes of a rule set: whether each rule can hold, and whether anybody can be cleared.

Tried out rather than proved: a rule looks at few things, each of which matters in few places, so all of them can be
tried.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, Final

from contracts.vocabulary import Modality
from services.screening.domain.decisions import Decision, assess, known_to
from services.screening.domain.expressions import AnsweredNumber, CreamTest, DepthTest, NumberTest
from services.screening.domain.facts import Answer, Facts
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.plans import Finding, Plan
from services.screening.domain.questions import Kind, Question
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.stated import Dated, Found

MOST_CASES: Final = 100_000
"""A rule with more cases than this is refused: people could not read it either."""
ANY_DAY: Final = date(2026, 1, 15)
"""Waits are lengths, so any day serves."""
ANOTHER: Final = "another"
"""A word that no rule set lists, and a device that no label covers."""
ADULT: Final = 40


class TooManyCases(Exception):
    """A rule has too many cases to try all of them."""


def can_fire(rule_set: RuleSet, rule: Rule, code: str) -> bool:
    """Whether any patient, plan and device make the rule hold. Raises TooManyCases."""
    answers, facts = _answers(rule_set, rule), values_for(rule_set, rule)
    devices = tuple(devices_of(rule_set)) if rule.stage is ScreeningStage.CONSULT else (None,)
    if prod(map(len, (*answers.values(), *facts.values(), devices))) > MOST_CASES:
        raise TooManyCases
    return any(
        _holds(rule_set, code, dict(zip(answers, answered, strict=True)), dict(zip(facts, found, strict=True)), device)
        for device in devices
        for answered in product(*answers.values())
        for found in product(*facts.values())
    )


def can_clear(rule_set: RuleSet, device: tuple[str, Modality]) -> bool:
    """Whether a healthy adult of any skin type can be cleared without conditions for some area with a device."""
    model, modality = device
    answers: dict[str, Answer] = dict.fromkeys(rule_set.asked(ScreeningStage.CONSULT), False)
    plans = (
        Plan(concern, area, modality, model, Decimal(1)) for area in rule_set.areas for concern in rule_set.concerns
    )
    cases = (
        Facts(ANY_DAY, answers, age=ADULT, skin_type=skin_type, suitable=True, plan=plan)
        for plan in plans
        for skin_type in range(1, 7)
    )
    return any(_clears(rule_set, ScreeningStage.CONSULT, known_to(rule_set, facts)) for facts in cases)


def can_clear_the_day(rule_set: RuleSet) -> bool:
    """Whether a day on which nothing is wrong is cleared."""
    answers: dict[str, Answer] = dict.fromkeys(rule_set.asked(ScreeningStage.DAY_OF), False)
    return _clears(rule_set, ScreeningStage.DAY_OF, Facts(ANY_DAY, answers, has_conditions=False))


def _clears(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> bool:
    decision = assess(rule_set, stage, facts)
    return isinstance(decision, Decision) and decision.outcome is Outcome.CLEARED


def _holds(
    rule_set: RuleSet,
    code: str,
    answers: dict[str, Answer],
    found: dict[str, Any],
    device: tuple[str, Modality] | None,
) -> bool:
    plan = None
    if device:
        plan = plan_for(device, found)
    facts = Facts(ANY_DAY, answers, plan=plan, born=ANY_DAY, **found)
    return rule_set.truth(code, facts) is True


def plan_for(device: tuple[str, Modality], found: dict[str, Any]) -> Plan:
    """The plan that has what is found; what it does not name is left in ``found``."""
    infused, unreasoned = found.pop("infused", False), found.pop("infused_without_reason", False)
    return Plan(
        concern=found.pop("concern", ANOTHER),
        area=found.pop("area", ANOTHER),
        modality=device[1],
        device_model=device[0],
        depth_mm=found.pop("depth_mm", Decimal(1)),
        cream=found.pop("cream_planned", None),
        cream_percent=found.pop("cream_percent", None),
        cream_wrapped=found.pop("cream_covered", None),
        product_infused=infused or unreasoned,
        infusion_reasoned=not unreasoned,
    )


def _answers(rule_set: RuleSet, rule: Rule) -> Mapping[str, tuple[Answer, ...]]:
    asked = rule_set.asked(rule.stage)
    days = {leaf.day: leaf for leaf in rule.when.leaves() if isinstance(leaf, Dated)}
    return {
        code: (*_possible(asked[code], days.get(code)), *numbers_for(asked[code], code, [rule]))
        for code in sorted(rule.read)
    }


def numbers_for(question: Question, code: str, rules: Iterable[Rule]) -> tuple[Decimal, ...]:
    """The numbers that can make a difference to these rules: the bounds, and those on either side of each test."""
    if question.number is None:
        return ()
    step = Decimal(1).scaleb(-question.number.decimals)
    leaves = (leaf for rule in rules for leaf in rule.leaves())
    tests = [leaf.bound for leaf in leaves if isinstance(leaf, AnsweredNumber) and leaf.number == code]
    near = (number for bound in tests for number in (bound - step, bound, bound + step))
    return tuple(sorted({*filter(question.number.take, (question.number.least, question.number.most, *near))}))


def _possible(question: Question, dated: Dated | None) -> Iterable[Answer]:
    """No, and the answers that can make a difference to a rule."""
    yield False
    if question.kind is Kind.NUMBER_OR_NO:
        return
    if question.kind is Kind.YES_NO:
        yield True
        yield from question.choices
        return
    yield ANY_DAY
    if dated:
        yield ANY_DAY + timedelta(days=1)
        yield date(ANY_DAY.year - 50, 1, 1)


def values_for(rule_set: RuleSet, rule: Rule) -> Mapping[str, tuple[Any, ...]]:
    """For each fact that a rule looks at, the values that can make a difference; devices are tried apart."""
    values: dict[str, tuple[Any, ...]] = {
        "age": tuple(sorted({value for bound in _bounds(rule, "age") for value in (bound - 1, bound, bound + 1)})),
        "skin_type": tuple(range(1, 7)),
        "area": (*rule_set.areas, ANOTHER),
        "concern": (*rule_set.concerns, ANOTHER),
        "depth_mm": tuple(
            sorted({value for bound in _bounds(rule, "depth_mm") for value in (bound - 1, bound, bound + 1)})
        ),
        "suitable": (False, True),
        "plan_listed": (False, True),
        "has_conditions": (False, True),
        "too_deep": (False, True),
        "cream_planned": (False, True),
        "cream_covered": (False, True),
        "cream_percent": tuple(sorted({bound + 1 for bound in _bounds(rule, "cream_percent")})),
        "infused": (False, True),
        "infused_without_reason": (False, True),
        "findings": ((), *(((Finding(leaf.found),)) for leaf in rule.when.leaves() if isinstance(leaf, Found))),
    }
    named = rule.facts | {"findings" for leaf in rule.when.leaves() if isinstance(leaf, Found)}
    return {name: values[name] for name in sorted(named & set(values))}


def _bounds(rule: Rule, fact: str) -> Iterable[Any]:
    lifting = rule.unless.leaves() if rule.unless else ()
    for leaf in (*rule.when.leaves(), *lifting):
        if isinstance(leaf, NumberTest | DepthTest | CreamTest) and leaf.fact == fact:
            _, wanted = leaf.test
            yield from wanted if isinstance(wanted, tuple | list) else (wanted,)


def devices_of(rule_set: RuleSet) -> Iterable[tuple[str, Modality]]:
    yield from ((label.models[0], label.modality) for label in rule_set.labels.values())
    yield from ((ANOTHER, modality) for modality in Modality)
