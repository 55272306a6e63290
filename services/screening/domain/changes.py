"""Single changes of facts that could stop a rule from holding."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from services.screening.domain.accounts import because
from services.screening.domain.decisions import Reason, by_area
from services.screening.domain.expressions import AnsweredNumber, FactTest, Leaf, NumberTest, WordTest, Yes
from services.screening.domain.facts import Answer, Detailed, Facts, detailed
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.questions import Kind
from services.screening.domain.rule_sets import BEARS, RuleSet
from services.screening.domain.rules import BIRTH, TODAY
from services.screening.domain.spans import age_on, birthday
from services.screening.domain.stated import Elsewhere, Found, Over, Says


class Apply(Protocol):
    """The facts with a change."""

    def __call__(self, facts: Facts) -> Facts: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is otherwise. Two changes are the same when they say the same."""

    code: str
    """Of the question, the finding or the fact."""
    words: str
    rank: int
    """What is more likely to come true, or easier to do, comes first."""
    apply: Apply = dataclasses.field(compare=False, repr=False)
    day: date | None = None
    """The day that has to come."""


def ways_out(rule_set: RuleSet, stage: ScreeningStage, facts: Facts, reason: Reason) -> tuple[Change, ...]:
    """What could make a rule stop holding, each by itself. Whether it does is tried."""
    rule = reason.rule
    facts = next(each for each in by_area(rule_set, facts) if rule_set.truth(reason.code, each) is not False)
    found = [*_of_days(facts, reason), *_of_leaves(rule_set, stage, because(rule.when, facts), facts)]
    for wait in (rule.wait, rule.until):
        if wait is not None and wait.after not in (TODAY, BIRTH):
            found.append(_answer(rule_set, stage, wait.after, False, "no"))
    if rule.unless is not None:
        found += _liftings(rule_set, stage, rule.unless.leaves(), facts)
    if facts.plan is not None and (rule.scope.labels or rule.scope.modalities):
        found += _other_devices(rule_set, reason.code, facts.plan)
    return tuple(dict.fromkeys(found))


def _of_days(facts: Facts, reason: Reason) -> Iterable[Change]:
    if reason.until is not None and reason.until > facts.today:
        yield _day(reason.until)


def _day(day: date) -> Change:
    return Change("today", f"from {day}", 0, partial(_on, day=day), day)


def _on(facts: Facts, day: date) -> Facts:
    age = age_on(day, facts.born) if facts.born else facts.age
    return dataclasses.replace(facts, today=day, age=age)


def _of_leaves(rule_set: RuleSet, stage: ScreeningStage, leaves: Iterable[Leaf], facts: Facts) -> Iterable[Change]:
    for leaf in leaves:
        if isinstance(leaf, Yes):
            yield from _opposite(rule_set, stage, leaf, facts)
        elif isinstance(leaf, AnsweredNumber):
            yield _answer(rule_set, stage, leaf.number, leaf.bound, str(leaf.bound))
        elif isinstance(leaf, Found):
            name = rule_set.findings.get(leaf.found, leaf.found)
            yield Change(leaf.found, f"without the finding “{name}”", 2, partial(_without, kind=leaf.found))
        elif isinstance(leaf, FactTest):
            yield from _of_fact(rule_set, leaf, facts)
        elif leaf.truth(facts):
            yield _answer(rule_set, stage, leaf.question, False, "no")


def _opposite(rule_set: RuleSet, stage: ScreeningStage, leaf: Yes, facts: Facts) -> Iterable[Change]:
    if leaf.truth(facts) is not False:
        yield _answer(rule_set, stage, leaf.yes, False, "no")
    elif rule_set.asked(stage)[leaf.yes].kind is Kind.YES_NO:
        yield _answer(rule_set, stage, leaf.yes, True, "yes")


def _answer(rule_set: RuleSet, stage: ScreeningStage, code: str, answer: Answer, words: str) -> Change:
    """The question stands as it is asked; as its code where this form has it not."""
    asked = rule_set.asked(stage).get(code)
    question = f"“{asked.text}”" if asked else code
    return Change(code, f"with {question} answered with {words}", 1, partial(_answered, code=code, answer=answer))


def _answered(facts: Facts, code: str, answer: Answer) -> Facts:
    return dataclasses.replace(facts, answers={**facts.answers, code: answer})


def _without(facts: Facts, kind: str) -> Facts:
    return dataclasses.replace(facts, findings=tuple(each for each in facts.findings if each.kind != kind))


def _of_fact(rule_set: RuleSet, leaf: FactTest, facts: Facts) -> Iterable[Change]:
    test, wanted = leaf.test
    if isinstance(leaf, NumberTest) and leaf.fact == "age" and test == "below" and facts.born:
        yield _day(birthday(facts.born, wanted))
    if isinstance(leaf, WordTest) and leaf.fact == "area" and facts.plan:
        for area in rule_set.areas:
            if area != facts.plan.area:
                yield _planned("area", f"for the area {rule_set.place_names.get(area, area)}", 4, area=area)
    if leaf.fact == "suitable":
        yield Change("suitable", "when the practitioner finds the patient suitable", 2, _suitable)
    if leaf.fact == "too_deep" and facts.plan:
        limit = rule_set.max_depth_mm(facts.plan, facts.clinic)
        yield _planned("depth_mm", f"planned no deeper than {limit} mm", 2, depth_mm=limit)
    if leaf.fact in ("infused", "infused_without_reason"):
        yield _planned("infused", "when no product is carried into the skin", 2, product=None, product_infused=False)
        yield _planned("infused_without_reason", "with a reason for the infusion", 2, infusion_reasoned=True)
    if leaf.fact in ("cream_planned", "cream_percent", "cream_covered"):
        yield _planned("cream_planned", "without an anaesthetic cream", 2, cream=False)


def _suitable(facts: Facts) -> Facts:
    return dataclasses.replace(facts, suitable=True)


def _planned(code: str, words: str, rank: int, **different: object) -> Change:
    return Change(code, words, rank, partial(_with_plan, different=tuple(different.items())))


def _with_plan(facts: Facts, different: tuple[tuple[str, object], ...]) -> Facts:
    plan = facts.plan
    assert plan is not None
    return dataclasses.replace(facts, plan=dataclasses.replace(plan, **dict(different)))  # type: ignore[arg-type]


def _liftings(rule_set: RuleSet, stage: ScreeningStage, leaves: Iterable[Leaf], facts: Facts) -> Iterable[Change]:
    """What somebody could state that lifts a rule."""
    with_answer = partial(_answer, rule_set, stage)
    for leaf in leaves:
        if isinstance(leaf, Elsewhere) and facts.beside:
            elsewhere = _stated(facts, leaf.elsewhere, places=(min(facts.beside),))
            yield with_answer(leaf.elsewhere, elsewhere, "a place that the plan does not touch")
        elif isinstance(leaf, Over):
            over = _stated(facts, leaf.over, over_since=facts.today)
            yield with_answer(leaf.over, over, "the day since when it is over")
        elif isinstance(leaf, Says):
            said = {"yes": True, "no": False}.get(leaf.within[0], leaf.within[0])
            yield with_answer(leaf.says, said, leaf.within[0])


def _stated(facts: Facts, code: str, places: tuple[str, ...] = (), over_since: date | None = None) -> Answer:
    said = detailed(facts.answers.get(code))
    answer = True if said.answer is False else said.answer
    return Detailed(answer, places or said.places, said.on, over_since or said.over_since, said.which)


def _other_devices(rule_set: RuleSet, code: str, plan: Plan) -> Iterable[Change]:
    for label in rule_set.labels.values():
        other = dataclasses.replace(plan, device_model=label.models[0], modality=label.modality)
        if rule_set.bearing(code, other) not in BEARS:
            words = f"with {label.name} instead of {plan.device_model}"
            yield _planned("device_model", words, 3, device_model=label.models[0], modality=label.modality)
