"""The checks of what rules look at in answers besides yes and no: places, times, choices, findings."""

from collections.abc import Iterable, Mapping

from chassis.reference.documents import Problem
from services.screening.domain.expressions import Leaf
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Detail, Question
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.stated import Dated, Elsewhere, Found, Over, Says, Stated

_ASKED: Mapping[type[object], Detail] = {Elsewhere: Detail.PLACES, Over: Detail.OVER_SINCE}


def stated_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """A rule that looks at what no answer can say, and an answer that says what no rule looks at."""
    for code, rule in rule_set.rules.items():
        for path, leaf in _leaves(code, rule):
            if isinstance(leaf, Stated):
                yield from _leaf_problems(path, leaf, rule_set, rule)
    for stage in ScreeningStage:
        for code, question in rule_set.asked(stage).items():
            yield from _unread(rule_set, stage, code, question)
    used = {leaf.found for _, leaf in leaves_of(rule_set) if isinstance(leaf, Found)}
    for code in rule_set.findings:
        if code not in used:
            yield Problem(f"findings.{code}", "No rule looks at this finding: remove it, or write the rule.")


def leaves_of(rule_set: RuleSet) -> Iterable[tuple[str, Leaf]]:
    """Everything that the rules look at, each with its path."""
    return (found for code, rule in rule_set.rules.items() for found in _leaves(code, rule))


def unlisted(path: str, words: Iterable[object], listed: Iterable[object], what: str) -> Iterable[Problem]:
    """The words that are not listed."""
    known = tuple(listed)
    for word in words:
        if word not in known:
            yield Problem(path, f"{word} is not a known {what}: list it, or correct the word.")


def _leaves(code: str, rule: Rule) -> Iterable[tuple[str, Leaf]]:
    yield from ((f"rules.{code}.when", leaf) for leaf in rule.when.leaves())
    if rule.unless is not None:
        yield from ((f"rules.{code}.unless", leaf) for leaf in rule.unless.leaves())


def _leaf_problems(path: str, leaf: Stated, rule_set: RuleSet, rule: Rule) -> Iterable[Problem]:
    if isinstance(leaf, Found):
        yield from unlisted(path, (leaf.found,), rule_set.findings, "finding")
        return
    question = rule_set.asked(rule.stage).get(leaf.question)
    if question is None:
        return  # "Nobody asks this" is said by the check of the rule itself
    if isinstance(leaf, Says):
        yield from unlisted(path, leaf.within, ("yes", "no", *question.choices), f"answer to {leaf.says}")
    elif isinstance(leaf, Dated):
        if not question.dated:
            yield Problem(path, f"The answer to {leaf.day} names no day: look at one that does.")
    elif _ASKED[type(leaf)] not in question.details:
        yield Problem(path, f"{leaf.question} does not ask for {_ASKED[type(leaf)]}: ask for it, or leave this out.")


def _unread(rule_set: RuleSet, stage: ScreeningStage, code: str, question: Question) -> Iterable[Problem]:
    rules = rule_set.of_stage(stage)
    leaves = [leaf for name, rule in rules.items() for _, leaf in _leaves(name, rule) if isinstance(leaf, Stated)]
    waits = {wait.after for rule in rules.values() for wait in (rule.wait, rule.until) if wait}
    read = {_ASKED[type(leaf)] for leaf in leaves if type(leaf) in _ASKED and leaf.question == code}
    if code in waits | {leaf.day for leaf in leaves if isinstance(leaf, Dated)}:
        read.add(Detail.ON)
    for detail in question.details:
        if detail not in read:
            yield Problem(f"questions.{stage}.{code}.details", f"No rule looks at {detail}: leave it out.")
    says = any(isinstance(leaf, Says) and leaf.says == code for leaf in leaves)
    if question.choices and not says:
        yield Problem(f"questions.{stage}.{code}.choices", "No rule looks at the choices: leave them out.")
