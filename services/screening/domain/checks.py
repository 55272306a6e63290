"""The checks of a rule set beyond its types. Each problem has a path, what is wrong and what to do."""

from collections import Counter
from collections.abc import Iterable, Mapping

from chassis.reference.documents import Problem
from contracts.vocabulary import Modality
from services.screening.domain.branching_checks import branching_problems
from services.screening.domain.expressions import AnsweredNumber, FactTest, NumberTest, WordTest, Yes
from services.screening.domain.facts import NOT_SURE, Facts
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.overlays import overlay_problems
from services.screening.domain.plans import NAMED
from services.screening.domain.possibilities import ANY_DAY, TooManyCases, can_clear, can_clear_the_day, can_fire
from services.screening.domain.questions import PLAIN_KINDS, Kind, Question
from services.screening.domain.replacements import replacement_problems
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import BIRTH, TODAY, Rule, Scope
from services.screening.domain.soundness import soundness_problems
from services.screening.domain.spans import Span
from services.screening.domain.stated_checks import leaves_of, stated_problems, unlisted

KNOWN_AT: Mapping[ScreeningStage, frozenset[str]] = {
    ScreeningStage.CONSULT: frozenset({"age", "skin_type", "suitable", "plan_listed", "too_deep"} | NAMED),
    ScreeningStage.DAY_OF: frozenset({"has_conditions"}),
}
"""What is known when a stage is decided. A rule about anything else would send everybody to review."""


def rule_set_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Every problem of a rule set, so that all can be corrected at once."""
    found = [*_question_problems(rule_set), *_label_problems(rule_set), *_word_problems(rule_set)]
    found += [*stated_problems(rule_set), *branching_problems(rule_set), *overlay_problems(rule_set)]
    for code, rule in rule_set.rules.items():
        found += _rule_problems(rule_set, f"rules.{code}", rule)
        found += replacement_problems(rule_set, code)
    # Possible outcomes are checked only once the rules are consistent, and what is meant once outcomes are possible.
    return found or [*_firing_problems(rule_set), *_outcome_problems(rule_set)] or list(soundness_problems(rule_set))


def _question_problems(rule_set: RuleSet) -> Iterable[Problem]:
    for stage in ScreeningStage:
        path, asked = f"questions.{stage}", rule_set.asked(stage)
        rules = rule_set.of_stage(stage).values()
        read = {code for rule in rules for code in rule.read} | {rule.until.after for rule in rules if rule.until}
        places = Counter(question.place for question in asked.values())
        for code, question in asked.items():
            yield from _kind_problems(f"{path}.{code}", question)
            if code not in read and question.kind is not Kind.TEXT:
                yield Problem(f"{path}.{code}", "No rule reads the answer: remove the question, or write the rule.")
            if code in (TODAY, BIRTH):
                yield Problem(f"{path}.{code}", "This word means a day that is known anyway: choose another code.")
            if question.choices and question.kind is not Kind.YES_NO:
                yield Problem(f"{path}.{code}.choices", "Only a question with yes and no has choices: leave them out.")
            for word in sorted({"yes", "no", NOT_SURE} & question.choices.keys()):
                yield Problem(f"{path}.{code}.choices.{word}", "This word is an answer anyway: choose another code.")
            if places[question.place] > 1:
                yield Problem(f"{path}.{code}.place", "Another question has this place: choose one between.")


def _kind_problems(path: str, question: Question) -> Iterable[Problem]:
    bounds = question.number
    if (bounds is not None) != (question.kind is Kind.NUMBER_OR_NO):
        yield Problem(f"{path}.number", "Only a question of kind number_or_no says which numbers it takes.")
    if bounds is not None and not (
        bounds.least < bounds.most and bounds.take(bounds.least) and bounds.take(bounds.most)
    ):
        yield Problem(f"{path}.number", "Give a least number below the most, with no more digits than may be given.")
    if question.details and question.kind not in PLAIN_KINDS:
        yield Problem(f"{path}.details", "A number and a text have no details: leave them out.")


def _reading_problems(path: str, rule: Rule, asked: Mapping[str, Question]) -> Iterable[Problem]:
    """Free text decides nothing, and a number is compared."""
    for code in sorted(rule.read & set(asked)):
        if asked[code].kind is Kind.TEXT:
            yield Problem(f"{path}.when", f"{code} is free text, which no rule can read: ask something that one can.")
    for leaf in rule.leaves():
        about = leaf.yes if isinstance(leaf, Yes) else None if isinstance(leaf, FactTest) else leaf.question
        question = asked.get(about) if about is not None else None
        if question is not None and (question.kind is Kind.NUMBER_OR_NO) != isinstance(leaf, AnsweredNumber):
            yield Problem(f"{path}.when", f"Compare the number of {about} with below or above; only of a number.")


def _label_problems(rule_set: RuleSet) -> Iterable[Problem]:
    covering = Counter((model, label.modality) for label in rule_set.labels.values() for model in label.models)
    for code, label in rule_set.labels.items():
        for model in label.models:
            if covering[model, label.modality] > 1:
                yield Problem(
                    f"labels.{code}.models", f"Another label covers {model} as well: one label rules a device."
                )
    limits = rule_set.depth_limits.values()
    if not any(not (limit.areas or limit.zones or limit.overlay) and limit.scope == Scope() for limit in limits):
        yield Problem("depth_limits", "No limit holds for every device and area: add one without scope and areas.")
    for code, limit in rule_set.depth_limits.items():
        yield from _scope_problems(rule_set, f"depth_limits.{code}.scope", limit.scope)


def _word_problems(rule_set: RuleSet) -> Iterable[Problem]:
    for code, limit in rule_set.depth_limits.items():
        yield from unlisted(f"depth_limits.{code}.areas", limit.areas, rule_set.areas, "area")
        yield from unlisted(f"depth_limits.{code}.zones", limit.zones, rule_set.zones, "zone")
    for code, place in rule_set.places.items():
        yield from unlisted(f"places.{code}.touches", place.touches, rule_set.areas, "area")
    yield from unlisted("excluded_areas.areas", rule_set.excluded_areas.areas, rule_set.areas, "area")
    used = {rule.condition for rule in rule_set.rules.values()}
    for code in rule_set.conditions:
        if code not in used:
            yield Problem(f"conditions.{code}", "No rule has this condition: remove it, or name it in a rule.")
    models = [model for label in rule_set.labels.values() for model in label.models]
    listed: Mapping[str, Iterable[object]] = {
        "area": rule_set.areas,
        "concern": rule_set.concerns,
        "modality": tuple(Modality),
        "device_model": models,
    }
    for path, leaf in leaves_of(rule_set):
        if isinstance(leaf, WordTest):
            yield from unlisted(path, leaf.test[1], listed[leaf.fact], leaf.fact)
        if isinstance(leaf, NumberTest) and leaf.fact == "skin_type":
            yield from unlisted(path, _numbers(leaf), range(1, 7), "skin type (1 to 6)")


def _numbers(leaf: NumberTest) -> Iterable[int]:
    wanted = leaf.test[1]
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _scope_problems(rule_set: RuleSet, path: str, scope: Scope) -> Iterable[Problem]:
    yield from unlisted(f"{path}.labels", scope.labels, rule_set.labels, "label")


def _rule_problems(rule_set: RuleSet, path: str, rule: Rule) -> Iterable[Problem]:
    asked = rule_set.asked(rule.stage)
    yield from _scope_problems(rule_set, f"{path}.scope", rule.scope)
    for code in sorted(rule.read - set(asked)):
        yield Problem(f"{path}.when", f"Nobody asks {code} at this stage: ask it, or correct the code.")
    for fact in sorted(rule.facts - KNOWN_AT[rule.stage]):
        yield Problem(f"{path}.when", f"{fact} is not known at this stage, so the rule would send everybody to review.")
    if rule.stage is ScreeningStage.DAY_OF and rule.scope != Scope():
        yield Problem(f"{path}.scope", "A day-of rule cannot depend on the device: leave the scope out.")
    if rule.precaution and not rule.scope.labels:
        yield Problem(f"{path}.precaution", "Without labels the rule holds for every device anyway: leave this out.")
    if rule.condition is not None and rule.condition not in rule_set.conditions:
        yield Problem(f"{path}.condition", f"There is no condition {rule.condition}: list it, or correct the code.")
    yield from _reading_problems(path, rule, asked)
    yield from _effect_problems(path, rule)
    yield from _wait_problems(path, rule, asked)


def _effect_problems(path: str, rule: Rule) -> Iterable[Problem]:
    if rule.outcome is Outcome.CLEARED:
        yield Problem(f"{path}.outcome", "A rule that clears has no effect: without rules everybody is cleared.")
    if rule.outcome is Outcome.CLEARED_WITH_CONDITIONS and rule.condition is None:
        yield Problem(f"{path}.condition", "Say which condition the clearance has.")
    if rule.overridable and rule.outcome not in (Outcome.DEFERRED, Outcome.DECLINED):
        yield Problem(f"{path}.overridable", "Only a deferral or a refusal can be overridden: leave this out.")


def _wait_problems(path: str, rule: Rule, asked: Mapping[str, Question]) -> Iterable[Problem]:
    by_birthday = rule.until is not None and rule.until.after == BIRTH
    if (rule.wait or rule.until) and rule.outcome not in (Outcome.DEFERRED, Outcome.REVIEW) and not by_birthday:
        yield Problem(f"{path}.outcome", "The rule names a wait, so its outcome has to be deferred, or a review.")
    if by_birthday and rule.until and rule.until.span != Span(years=rule.until.span.years or 1):
        yield Problem(f"{path}.until.span", "A birthday is counted in years: give years only.")
    if rule.wait and rule.until:
        yield Problem(f"{path}.until", "Give either wait or until, for a rule can name one day.")
    for name, wait in (("wait", rule.wait), ("until", rule.until)):
        if wait is None or (name == "until" and wait.after in (TODAY, BIRTH)):
            continue
        if wait.after not in asked:
            yield Problem(f"{path}.{name}.after", f"Nobody asks {wait.after} at this stage: ask it, or correct it.")
        elif not asked[wait.after].dated:
            yield Problem(f"{path}.{name}.after", f"The answer to {wait.after} is not a day: wait from one that is.")


def _firing_problems(rule_set: RuleSet) -> Iterable[Problem]:
    for code, rule in rule_set.rules.items():
        try:
            if not can_fire(rule_set, rule, code):
                yield Problem(f"rules.{code}", "No patient, plan and device can make this rule hold: correct it.")
        except TooManyCases:
            yield Problem(f"rules.{code}.when", "The rule looks at too many things at once: split it.")


def _outcome_problems(rule_set: RuleSet) -> Iterable[Problem]:
    for stage in ScreeningStage:
        reached = {rule.outcome for rule in rule_set.of_stage(stage).values()}
        for outcome in Outcome:
            if outcome is not Outcome.CLEARED and outcome not in reached:
                yield Problem("rules", f"No {stage} rule has the outcome {outcome}: nothing could ever be {outcome}.")
    for code, label in rule_set.labels.items():
        if not can_clear(rule_set, (label.models[0], label.modality)):
            yield Problem(f"labels.{code}", "Not even a healthy adult could be cleared with this device.")
    if not can_clear_the_day(rule_set):
        yield Problem("rules", "Not even a day on which every answer is no would be cleared.")
    if not any(_reviews_unlisted(rule) for rule in rule_set.of_stage(ScreeningStage.CONSULT).values()):
        yield Problem(
            "rules",
            "A plan with an unknown area or concern would be judged as if it were known: add a rule for every device,"
            ' {"fact": "plan_listed", "is": false}, that sends it to review.',
        )


def _reviews_unlisted(rule: Rule) -> bool:
    unlisted = Facts(ANY_DAY, plan_listed=False)
    always = rule.scope == Scope() and rule.wait is None and rule.when.truth(unlisted) is True
    return always and SEVERITY[rule.outcome] >= SEVERITY[Outcome.REVIEW]
