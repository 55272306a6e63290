"""What each single fact changes for an adult against whom nothing else speaks, per device."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from chassis.refusals import fill_in
from contracts.vocabulary import Modality
from services.screening.domain.decisions import assess, known_to
from services.screening.domain.facts import NOT_SURE, Answer, Detailed, Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.plans import Finding
from services.screening.domain.possibilities import ADULT, ANOTHER, ANY_DAY
from services.screening.domain.questions import Detail, Kind, Question
from services.screening.domain.results import Result, result_of
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.soundness.nets import healthy_adult

CONSULT: Final = ScreeningStage.CONSULT
THERE, ELSEWHERE = "there", "elsewhere"
"""A clinic where an overlay holds, and one where none does."""
AGES: Final = (16, 17, 18, 21, 22, 80)
Device = tuple[str, Modality]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that is otherwise."""

    code: str
    words: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Effect:
    """What one fact changes with one device."""

    device: Device
    code: str
    words: str
    result: Result


def device_named(rule_set: RuleSet, name: str) -> Device | None:
    """The first model of a label, or a device without a label, by the label's code or the kind of device."""
    if name in rule_set.labels:
        label = rule_set.labels[name]
        return label.models[0], label.modality
    return (ANOTHER, Modality(name)) if name in set(Modality) else None


@dataclass(frozen=True, slots=True)
class Added:
    """What an overlay makes of one fact where it holds."""

    effect: Effect
    elsewhere: Result
    """What follows from the same fact at a clinic without overlays."""


def added_by(rule_set: RuleSet, overlay: str, device: Device) -> Iterable[Added]:
    """The facts that are judged otherwise at the clinics of one overlay, as if it were the only one."""
    alone = _only(rule_set, overlay)
    there, elsewhere = every_result(alone, device, clinic=THERE), every_result(alone, device, clinic=ELSEWHERE)
    for effect, other in zip(there, elsewhere, strict=True):
        if effect.result != other.result:
            yield Added(effect, other.result)


def _only(rule_set: RuleSet, overlay: str) -> RuleSet:
    overlays = {
        code: each.model_copy(update={"clinics": (THERE,) if code == overlay else ()})
        for code, each in rule_set.overlays.items()
    }
    return rule_set.model_copy(update={"overlays": overlays})


def every_result(rule_set: RuleSet, device: Device, clinic: str | None = None) -> Iterable[Effect]:
    """What follows from each fact with a device, first from none; at a clinic without overlays unless one is named."""
    for fact in single_facts(rule_set, device):
        facts = replace(fact.facts, clinic=clinic) if clinic else fact.facts
        decided = assess(rule_set, CONSULT, known_to(rule_set, facts))
        yield Effect(device, fact.code, fact.words, result_of(decided))


def single_facts(rule_set: RuleSet, device: Device) -> Iterable[Fact]:
    """A healthy adult, and then with one fact otherwise each."""
    healthy = _healthy(rule_set, device)
    yield Fact("healthy", "nothing is the matter", healthy)
    for code, question in rule_set.asked(CONSULT).items():
        for words, answer in _answers(question, min(healthy.beside)):
            yield Fact(code, words, replace(healthy, answers={**healthy.answers, code: answer}))
    for kind in rule_set.findings:
        yield Fact(kind, "found", replace(healthy, findings=(Finding(kind),)))
    yield Fact("suitable", "found unsuitable", replace(healthy, suitable=False))
    for age in AGES:
        yield Fact("age", fill_in("{age} {age:year|years}", {"age": age}), _aged(healthy, age))
    for skin_type in range(1, 7):
        yield Fact("skin_type", f"skin type {skin_type}", replace(healthy, skin_type=skin_type))
    yield from _plans(rule_set, healthy)


def _healthy(rule_set: RuleSet, device: Device) -> Facts:
    return _aged(healthy_adult(rule_set, device), ADULT)


def _aged(facts: Facts, age: int) -> Facts:
    return replace(facts, age=age, born=date(ANY_DAY.year - age, 1, 1))


def _answers(question: Question, elsewhere: str) -> Iterable[tuple[str, Answer]]:
    if question.kind is Kind.TEXT:
        return
    if question.number is not None:
        bounds = (question.number.least, question.number.most)
        yield from ((f"{number} {question.number.unit}", number) for number in bounds)
        yield "not sure", NOT_SURE
        return
    dated = question.kind is Kind.DATE_OR_NO
    yes = ANY_DAY if dated else True
    yield ("today" if dated else "yes"), yes
    yield "not sure", NOT_SURE
    yield from ((choice, choice) for choice in question.choices)
    if Detail.OVER_SINCE in question.details:
        yield "over since yesterday", Detailed(yes, over_since=ANY_DAY - timedelta(days=1))
    if Detail.ON in question.details:
        yield "of today", Detailed(yes, on=ANY_DAY)
    if Detail.PLACES in question.details:
        yield f"in a place that the plan does not touch ({elsewhere})", Detailed(yes, places=(elsewhere,))


def _plans(rule_set: RuleSet, healthy: Facts) -> Iterable[Fact]:
    plan = healthy.plan
    assert plan is not None
    changes: list[tuple[str, str, dict[str, object]]] = [
        ("depth_mm", "deeper than every limit", {"depth_mm": Decimal(9)}),
        ("infused", "infused, with a reason", {"product_infused": True, "infusion_reasoned": True}),
        ("infused", "infused, without a reason", {"product_infused": True}),
        ("cream", "a cream", {"cream": True}),
        ("cream", "a cream of 10 %", {"cream": True, "cream_percent": Decimal(10)}),
        ("cream", "a cream that is covered", {"cream": True, "cream_wrapped": True}),
    ]
    for name, listed in (("area", rule_set.areas), ("concern", rule_set.concerns)):
        changes += [(name, word, {name: word}) for word in listed]
    for zone in rule_set.zones:
        areas = (area for limit in rule_set.depth_limits.values() if zone in limit.zones for area in limit.areas)
        changes.append(("zone", zone, {"zone": zone, "area": next(areas, plan.area)}))
    for code, words, different in changes:
        yield Fact(code, words, replace(healthy, plan=replace(plan, **different)))  # type: ignore[arg-type]
