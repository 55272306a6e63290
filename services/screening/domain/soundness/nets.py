"""What no rule set may let through, whatever else it says; and what every rule set has to leave possible."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from chassis.reference.documents import Problem
from contracts.vocabulary import Modality
from services.screening.domain.decisions import Decision, assess, known_to
from services.screening.domain.facts import Answer, Facts
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome, ScreeningStage
from services.screening.domain.plans import Finding, Plan
from services.screening.domain.possibilities import ADULT, ANOTHER, ANY_DAY, devices_of
from services.screening.domain.rule_sets import RuleSet

MINOR: Final = 17
"""Nobody under 18 is treated (s4)."""


def net_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Each thing that would be let through, and each word under which nobody could be cleared."""
    yield from _let_through(rule_set)
    yield from _never_cleared(rule_set)
    answers: dict[str, Answer] = dict.fromkeys(rule_set.asked(ScreeningStage.DAY_OF), False)
    unmet = assess(rule_set, ScreeningStage.DAY_OF, Facts(ANY_DAY, answers, has_conditions=True))
    if isinstance(unmet, Decision) and unmet.outcome in CLEARANCES:
        yield Problem("rules", "A day on which the clearance's conditions were not met would be cleared.")


def healthy_adult(rule_set: RuleSet, device: tuple[str, Modality], **different: Any) -> Facts:
    """An adult whose every answer is no, with a shallow plan for the first area, at a clinic without an overlay."""
    area = next(each for each in rule_set.areas if each not in rule_set.excluded_areas.areas)
    plan = Plan(next(iter(rule_set.concerns)), area, device[1], device[0], Decimal("0.5"))
    answers: dict[str, Answer] = dict.fromkeys(rule_set.asked(ScreeningStage.CONSULT), False)
    facts = Facts(ANY_DAY, answers, age=ADULT, skin_type=3, suitable=True, plan=plan, clinic=ANOTHER)
    return known_to(rule_set, replace(facts, **different))


def outcome_of(rule_set: RuleSet, facts: Facts) -> Outcome:
    """The outcome of a consult; what cannot be decided is as good as a review."""
    decision = assess(rule_set, ScreeningStage.CONSULT, facts)
    return decision.outcome if isinstance(decision, Decision) else Outcome.REVIEW


def _let_through(rule_set: RuleSet) -> Iterable[Problem]:
    for whom, least, different in (
        ("whom the practitioner found unsuitable", Outcome.REVIEW, {"suitable": False}),
        ("of 17 years", Outcome.DEFERRED, {"age": MINOR}),
    ):
        for device in devices_of(rule_set):
            outcome = outcome_of(rule_set, healthy_adult(rule_set, device, **different))
            if SEVERITY[outcome] < SEVERITY[least]:
                yield Problem("rules", f"A patient {whom} would be {_words(outcome)} with {_device(device)}.")
                break
    for kind in rule_set.findings:
        found = (healthy_adult(rule_set, device, findings=(Finding(kind),)) for device in devices_of(rule_set))
        if all(outcome_of(rule_set, facts) is Outcome.CLEARED for facts in found):
            yield Problem(f"findings.{kind}", "A patient in whom this was found would be cleared with every device.")
    yield from _plans_let_through(rule_set)


def _plans_let_through(rule_set: RuleSet) -> Iterable[Problem]:
    for device in devices_of(rule_set):
        healthy = healthy_adult(rule_set, device)
        assert healthy.plan is not None
        deep = replace(healthy.plan, depth_mm=rule_set.max_depth_mm(healthy.plan, healthy.clinic) + 1)
        # Rule sets that know no findings are of before plans were judged by their depth; the session record refuses it.
        if rule_set.findings and _outcome(rule_set, healthy, deep) is Outcome.CLEARED:
            yield Problem("rules", f"A plan deeper than its limit would be cleared silently with {_device(device)}.")
            break
    for area in rule_set.excluded_areas.areas:
        for device in devices_of(rule_set):
            healthy = healthy_adult(rule_set, device)
            assert healthy.plan is not None
            if _outcome(rule_set, healthy, replace(healthy.plan, area=area)) in CLEARANCES:
                yield Problem("excluded_areas.areas", f"{area} is never needled, and a plan for it would be cleared.")
                break


def _never_cleared(rule_set: RuleSet) -> Iterable[Problem]:
    """Words under which not even a healthy adult could be cleared with any device."""
    for path, name, words in (
        ("areas", "area", [each for each in rule_set.areas if each not in rule_set.excluded_areas.areas]),
        ("concerns", "concern", list(rule_set.concerns)),
    ):
        for word in words:
            if not any(_clears(rule_set, device, **{name: word}) for device in devices_of(rule_set)):
                yield Problem(f"{path}.{word}", f"Not even a healthy adult could be cleared for this {name}.")
    for modality in Modality:
        if not any(_clears(rule_set, (ANOTHER, modality), area=area) for area in rule_set.areas):
            yield Problem("rules", f"Not even a healthy adult could be cleared with a {modality} that has no label.")


def _clears(rule_set: RuleSet, device: tuple[str, Modality], **different: Any) -> bool:
    healthy = healthy_adult(rule_set, device)
    assert healthy.plan is not None
    return _outcome(rule_set, healthy, replace(healthy.plan, **different)) is Outcome.CLEARED


def _outcome(rule_set: RuleSet, facts: Facts, plan: Plan) -> Outcome:
    return outcome_of(rule_set, known_to(rule_set, replace(facts, plan=plan)))


def _device(device: tuple[str, Modality]) -> str:
    return f"a {device[1]} without a label" if device[0] == ANOTHER else device[0]


def _words(outcome: Outcome) -> str:
    return outcome.value.replace("_", " ")
