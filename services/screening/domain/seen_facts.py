"""What a rule looked at, in a clinician's words: an answer, a finding, or what is known about patient and plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from services.screening.domain.expressions import FactTest, Leaf, Yes
from services.screening.domain.facts import NOT_SURE, Answer, Facts, Told, detailed
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.stated import Found


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at."""

    code: str
    """Of the question, the finding or the fact."""
    words: str
    """What was known about it, e.g. ``“Do you scar easily?” was answered with no``."""


def seen_in(rule_set: RuleSet, stage: ScreeningStage, leaves: Iterable[Leaf], facts: Facts) -> tuple[Seen, ...]:
    """What these parts of conditions look at, each once."""
    return tuple(dict.fromkeys(_seen(rule_set, stage, leaf, facts) for leaf in leaves))


def seen_answer(rule_set: RuleSet, stage: ScreeningStage, code: str, facts: Facts) -> Seen:
    """An answer, or that there is none. The question stands as it was asked; as its code where this form has it not."""
    answer, asked = facts.answers.get(code), rule_set.asked(stage).get(code)
    question = f"“{asked.text}”" if asked else code
    return Seen(code, f"{question} was {_answered(rule_set, stage, code, answer)}")


def _seen(rule_set: RuleSet, stage: ScreeningStage, leaf: Leaf, facts: Facts) -> Seen:
    if isinstance(leaf, Yes):
        return seen_answer(rule_set, stage, leaf.yes, facts)
    if isinstance(leaf, FactTest):
        return Seen(leaf.fact, _known(leaf.fact, facts.named(leaf.fact)))
    if isinstance(leaf, Found):
        return Seen(leaf.found, _found(rule_set, leaf, facts))
    return seen_answer(rule_set, stage, leaf.question, facts)


def _answered(rule_set: RuleSet, stage: ScreeningStage, code: str, answer: Answer | None) -> str:
    if answer is None:
        return "not answered"
    said, choices = detailed(answer), rule_set.asked(stage)[code].choices
    if isinstance(said.answer, Told):
        return "answered in words"
    if isinstance(said.answer, bool):
        words = "yes" if said.answer else "no"
    else:
        words = "“not sure”" if said.answer == NOT_SURE else choices.get(str(said.answer), str(said.answer))
    more = [
        f"in {', '.join(rule_set.place_names.get(place, place) for place in said.places)}" if said.places else "",
        f"of {said.on}" if said.on else "",
        f"over since {said.over_since}" if said.over_since else "",
        ", ".join(choices.get(each, each) for each in said.which),
    ]
    return f"answered with {words}" + "".join(f", {each}" for each in more if each)


def _known(name: str, value: bool | int | str | Decimal | None) -> str:
    words = _NAMES.get(name, name)
    if value is None:
        return f"{words} is not known"
    if name in _SAID:
        return _SAID[name][bool(value)]
    return f"{words} is {value}"


def _found(rule_set: RuleSet, leaf: Found, facts: Facts) -> str:
    name = rule_set.findings.get(leaf.found, leaf.found)
    places = [place for each in facts.findings if each.kind == leaf.found for place in each.places]
    if not any(each.kind == leaf.found for each in facts.findings):
        return f"the finding “{name}” was not recorded"
    where = f" in {', '.join(rule_set.place_names.get(place, place) for place in places)}" if places else ""
    beside = "" if leaf.truth(facts) else ", which the plan does not touch"
    return f"the finding “{name}” was recorded{where}{beside}"


_NAMES = {
    "age": "the age",
    "skin_type": "the skin type",
    "depth_mm": "the planned depth in mm",
    "cream_percent": "the lidocaine of the planned cream in percent",
    "area": "the area",
    "concern": "the concern",
    "modality": "the kind of device",
    "device_model": "the device",
    "suitable": "whether the practitioner found the patient suitable",
    "plan_listed": "whether the rules list the words of the plan",
    "too_deep": "whether the plan is deeper than the limit",
    "has_conditions": "whether the clearance has conditions",
}
_SAID = {
    "suitable": ("the practitioner found the patient unsuitable", "the practitioner found the patient suitable"),
    "plan_listed": ("the plan names what these rules do not list", "these rules list all words of the plan"),
    "too_deep": ("the plan is not deeper than the limit", "the plan is deeper than the limit"),
    "has_conditions": ("the clearance has no conditions", "the clearance has conditions"),
    "cream_planned": ("no anaesthetic cream is planned", "an anaesthetic cream is planned"),
    "cream_covered": ("the cream is not to be covered", "the cream is to be covered"),
    "infused": ("no product is carried into the skin", "a product is carried into the skin"),
    "infused_without_reason": ("nothing is infused without a reason", "a product is infused without a reason"),
}
