"""Rules that are always accompanied by one that is as strict, and that add nothing to it."""

from collections.abc import Iterable
from datetime import date

from chassis.reference.documents import Problem
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import SEVERITY
from services.screening.domain.possibilities import TooManyCases
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Rule
from services.screening.domain.soundness.cases import cases_of


def hidden_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Each rule that no decision could ever need, with the one that hides it."""
    for code in rule_set.rules:
        if hiding := next((other for other in _candidates(rule_set, code) if _hides(rule_set, other, code)), None):
            yield Problem(
                f"rules.{code}",
                f"Whenever it holds, {hiding} holds as well, which is as strict and says as much: remove one of them,"
                " or correct it.",
            )


def _candidates(rule_set: RuleSet, code: str) -> Iterable[str]:
    """The rules that look at no more than this one does, and could take its place."""
    rule = rule_set.rules[code]
    looked_at = rule.read | rule.facts
    for other, each in rule_set.of_stage(rule.stage).items():
        if other == code or not (each.read | each.facts) <= looked_at:
            continue
        if _findings(each) <= _findings(rule) and _says_as_much(each, rule):
            yield other


def _findings(rule: Rule) -> set[object]:
    return {leaf for leaf in rule.when.leaves() if getattr(leaf, "found", None)}


def _says_as_much(hiding: Rule, hidden: Rule) -> bool:
    """Whether outcome, condition and anaesthetic of a rule leave nothing that the other adds. Days are compared by
    case."""
    return (
        SEVERITY[hiding.outcome] >= SEVERITY[hidden.outcome]
        and hidden.condition in (None, hiding.condition)
        and (hidden.anaesthetic_allowed or not hiding.anaesthetic_allowed)
        and (hidden.overridable or not hiding.overridable)
    )


def _hides(rule_set: RuleSet, hiding: str, hidden: str) -> bool:
    """Whether a rule holds in every case of another, with a day that is no earlier. Of two that hide each other, the
    first is kept."""
    if _never_apart(rule_set, hiding, hidden):
        both = _says_as_much(rule_set.rules[hidden], rule_set.rules[hiding])
        mutual = both and (rule_set.rules[hidden].read | rule_set.rules[hidden].facts) <= (
            rule_set.rules[hiding].read | rule_set.rules[hiding].facts
        )
        return not (mutual and _never_apart(rule_set, hidden, hiding)) or _number(hiding) < _number(hidden)
    return False


def _never_apart(rule_set: RuleSet, hiding: str, hidden: str) -> bool:
    rules, together = [rule_set.rules[hidden], rule_set.rules[hiding]], False
    try:
        for case in cases_of(rule_set, rules):
            facts = case.facts
            if rule_set.truth(hidden, facts) is not True:
                continue
            together = rule_set.truth(hiding, facts) is True and _no_earlier(rules[1], rules[0], facts)
            if not together:
                return False
    except TooManyCases:
        return False
    return together


def _no_earlier(hiding: Rule, hidden: Rule, facts: Facts) -> bool:
    """Whether the day that a rule names is no earlier than that of the other, where that names one."""
    day = hidden.ends_on(facts)
    return day is None or day <= (hiding.ends_on(facts) or date.min)


def _number(code: str) -> tuple[int, str]:
    digits = "".join(character for character in code if character.isdigit())
    return int(digits or 0), code
