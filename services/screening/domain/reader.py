"""From JSON to a rule set, refusing data that could not decide safely. Pure: the text comes from the caller."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.vocabulary import Area, Modality, Outcome, ScreeningStage
from services.screening.domain.calendar import Span
from services.screening.domain.expressions import read_expression
from services.screening.domain.rules import (
    Citation,
    DepthLimit,
    Disagreement,
    ExcludedAreas,
    Kind,
    Label,
    Policy,
    Question,
    Rule,
    RuleSet,
    Scope,
    Wait,
)
from services.screening.domain.unknown_words import UNKNOWN_WORDS

GRADES = frozenset({"A", "B", "C", "S", "policy"})


def read_rule_set(rule_set: str, questions: str, rules: str) -> RuleSet:
    """A rule set from the text of its three files. Raises ValueError that names what is wrong."""
    head, asked, listed = json.loads(rule_set), json.loads(questions), json.loads(rules)
    policy, excluded = head["policies"]["clearance_days"], head["excluded_areas"]
    read = RuleSet(
        version=head["version"],
        title=head["title"],
        in_force_from=date.fromisoformat(head["in_force_from"]),
        digest=_digest(head, asked, listed),
        clearance_days=Policy(policy["value"], policy["sentence"], policy["source"]),
        labels=tuple(
            Label(label["code"], label["name"], Modality(label["modality"]), tuple(label["models"]))
            for label in head["labels"]
        ),
        questions={
            stage: tuple(Question(item["code"], Kind(item["kind"]), item["text"]) for item in asked[stage.value])
            for stage in ScreeningStage
        },
        rules={rule.code: rule for rule in (*map(_rule, listed), *UNKNOWN_WORDS)},
        depth_limits=tuple(_depth_limit(limit) for limit in head["depth_limits"]),
        excluded=ExcludedAreas(
            tuple(map(Area, excluded["areas"])), excluded["sentence"], Citation(excluded["source"], excluded["grade"])
        ),
        not_expressed=tuple(head["not_expressed"]),
    )
    problems = [*_problems(read)]
    if len(read.rules) != len(listed) + len(UNKNOWN_WORDS):
        problems.append("two rules have one code")
    if problems:
        raise ValueError(f"rule set {read.version}: " + "; ".join(problems))
    return read


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _scope(data: Mapping[str, Any]) -> Scope:
    return Scope(
        labels=tuple(data.get("labels", ())),
        modalities=tuple(map(Modality, data.get("modalities", ()))),
        also_silent_labels=data.get("also_silent_labels", False),
    )


def _wait(data: Mapping[str, Any] | None) -> Wait | None:
    if data is None:
        return None
    return Wait(data["after"], Span(**{unit: amount for unit, amount in data.items() if unit != "after"}))


def _citations(data: Mapping[str, Any]) -> tuple[Citation, ...]:
    return tuple(Citation(cited["source"], cited["grade"]) for cited in data["sources"])


def _disagreements(data: Mapping[str, Any]) -> tuple[Disagreement, ...]:
    return tuple(Disagreement(**other) for other in data.get("disagreements", ()))


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        code=data["code"],
        topic=data["topic"],
        stage=ScreeningStage(data["stage"]),
        sentence=data["sentence"],
        when=read_expression(data["when"]),
        scope=_scope(data),
        outcome=Outcome(data["outcome"]),
        wait=_wait(data.get("wait")),
        until=_wait(data.get("until")),
        condition=data.get("condition"),
        anaesthetic_allowed=data.get("anaesthetic_allowed", True),
        overridable=data.get("overridable", False),
        sources=_citations(data),
        disagreements=_disagreements(data),
    )


def _depth_limit(data: Mapping[str, Any]) -> DepthLimit:
    return DepthLimit(
        code=data["code"],
        max_mm=Decimal(data["max_mm"]),
        scope=_scope(data),
        areas=tuple(map(Area, data["areas"])),
        sentence=data["sentence"],
        sources=_citations(data),
        disagreements=_disagreements(data),
    )


def _problems(rule_set: RuleSet) -> Iterable[str]:
    labels = {label.code for label in rule_set.labels}
    if not any(not limit.areas and not limit.scope.labels for limit in rule_set.depth_limits):
        yield "no depth limit holds everywhere"
    for stage, questions in rule_set.questions.items():
        kinds = {question.code: question.kind for question in questions}
        rules = rule_set.of_stage(stage)
        if unused := set(kinds) - {code for rule in rules for code in rule.questions()}:
            yield f"nothing looks at {sorted(unused)}"
        for rule in rules:
            yield from _rule_problems(rule, kinds, labels)


def _rule_problems(rule: Rule, kinds: Mapping[str, Kind], labels: set[str]) -> Iterable[str]:
    if unknown := rule.questions() - set(kinds):
        yield f"{rule.code} looks at {sorted(unknown)}, which nobody asks"
    if not set(rule.scope.labels) <= labels:
        yield f"{rule.code} names a label that is not listed"
    if rule.stage is ScreeningStage.DAY_OF and (rule.scope.labels or rule.scope.modalities):
        yield f"{rule.code} is checked on the day and cannot depend on the device"
    grades = [cited.grade for cited in rule.sources] + [other.grade for other in rule.disagreements]
    if not rule.sources or not set(grades) <= GRADES:
        yield f"{rule.code} is not cited with a known grade"
    if rule.outcome is Outcome.CLEARED or (rule.outcome is Outcome.CLEARED_WITH_CONDITIONS) > bool(rule.condition):
        yield f"{rule.code} has no effect"
    if (rule.wait or rule.until) and rule.outcome is not Outcome.DEFERRED:
        yield f"{rule.code} waits, but defers nobody"
    if rule.wait and kinds.get(rule.wait.after) is not Kind.DATE_OR_NO:
        yield f"{rule.code} waits from something that is not a day"
    if not rule.anaesthetic_allowed and rule.outcome is Outcome.CLEARED:
        yield f"{rule.code} forbids the anaesthetic without saying so"
