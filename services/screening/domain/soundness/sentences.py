"""Whether a rule does what its sentence says. A director signs the sentence; the data decides.

Figures and units are compared in every language of figures, words of outcomes only in English rule sets.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from chassis.reference.documents import Problem
from contracts.vocabulary import Modality
from services.screening.domain.expressions import CreamTest, NumberTest
from services.screening.domain.outcomes import SEVERITY, Outcome
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import BIRTH, Rule
from services.screening.domain.spans import Span

ROMAN: Final = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI"}
AT_LEAST: Final = (
    (r"a clinician (?:reviews|decides|asks|looks)", Outcome.REVIEW),
    (r"doctor's consent", Outcome.REVIEW),
    (r"not evaluated", Outcome.REVIEW),
    (r"\bdeclined\b", Outcome.DECLINED),
    (r"are not treated|found the patient unsuitable", Outcome.DECLINED),
    (r"contraindicat", Outcome.DEFERRED),
    (r": wait until", Outcome.DEFERRED),
    (r"^No needling", Outcome.DECLINED),
)
"""What a rule has to be at least when its sentence says this."""
NO_ANAESTHETIC: Final = re.compile(r"anaesthetic is unsuitable|treats without it|leaves out the topical anaesthetic")
ONE_DAY: Final = re.compile(r"24 hours|tomorrow|1 day")
WORDS: Final = {"one": "1", "two": "2", "three": "3", "four": "4", "six": "6"}


def sentence_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Each rule, limit and policy whose data and sentence differ."""
    english = rule_set.language.split("-")[0] == "en"
    for code, rule in rule_set.rules.items():
        path = f"rules.{code}"
        yield from _span_problems(path, rule, english)
        yield from _fact_problems(path, rule)
        if english:
            yield from _word_problems(rule_set, path, rule)
    for code, limit in rule_set.depth_limits.items():
        if not _has_number(limit.sentence, limit.max_mm):
            yield Problem(f"depth_limits.{code}.max_mm", f"The sentence does not say {_plain(limit.max_mm)} mm.")
    for code, cream in rule_set.anaesthetic_limits.items():
        if cream.max_percent is not None and not _has_number(cream.sentence, cream.max_percent):
            yield Problem(f"anaesthetic_limits.{code}.max_percent", f"The sentence does not say {cream.max_percent} %.")
    for name in ("clearance_days", "declaration_days"):
        policy = getattr(rule_set.policies, name)
        if not _has_number(policy.sentence, policy.value):
            yield Problem(f"policies.{name}.value", f"The sentence does not say {policy.value}.")


def _span_problems(path: str, rule: Rule, english: bool) -> Iterable[Problem]:
    for name, wait in (("wait", rule.wait), ("until", rule.until)):
        if wait is None or wait.after == BIRTH or _says(rule.sentence, wait.span, english):
            continue
        yield Problem(f"{path}.{name}.span", f"The sentence does not say {wait.span}: make both the same.")


def _says(sentence: str, span: Span, english: bool) -> bool:
    if str(span) in ("1 day", "24 hours"):
        return bool(ONE_DAY.search(sentence)) or not english
    if english:
        sentence = " ".join(WORDS.get(word, word) for word in sentence.split(" "))
    amounts = str(span).split(" and ")
    return all(
        re.search(rf"\b{re.escape(each.removesuffix('s'))}", sentence)
        if english
        else _has_number(sentence, each.split()[0])
        for each in amounts
    )


def _fact_problems(path: str, rule: Rule) -> Iterable[Problem]:
    for leaf in rule.when.leaves():
        if isinstance(leaf, NumberTest) and leaf.fact == "age" and not _has_number(rule.sentence, leaf.test[1]):
            yield Problem(f"{path}.when", f"The sentence does not say the age {leaf.test[1]}: make both the same.")
        if isinstance(leaf, CreamTest) and not _has_number(rule.sentence, leaf.test[1]):
            yield Problem(f"{path}.when", f"The sentence does not say {leaf.test[1]} %: make both the same.")
        if isinstance(leaf, NumberTest) and leaf.fact == "skin_type":
            ends = [ROMAN[number] for number in (min(leaf.test[1]), max(leaf.test[1])) if number in ROMAN]
            for end in ends:
                if not re.search(rf"\b{end}\b", rule.sentence):
                    yield Problem(f"{path}.when", f"The sentence does not say skin type {end}: make both the same.")


def _word_problems(rule_set: RuleSet, path: str, rule: Rule) -> Iterable[Problem]:
    for pattern, least in AT_LEAST:
        said = re.search(pattern, rule.sentence)
        if said and SEVERITY[rule.outcome] < SEVERITY[least]:
            words = said.group().strip(": ")
            yield Problem(f"{path}.outcome", f"The sentence says “{words}”, so it has to be {least} at least.")
    if NO_ANAESTHETIC.search(rule.sentence) and rule.anaesthetic_allowed:
        yield Problem(f"{path}.anaesthetic_allowed", "The sentence leaves the anaesthetic out: this must as well.")
    if rule.sentence.startswith("RF ") and rule.scope.modalities != (Modality.RF,):
        yield Problem(f"{path}.scope", "The sentence is about RF: name that modality, and no other.")
    if rule.sentence.startswith("Pen or roller") and set(rule.scope.modalities) != {Modality.PEN, Modality.ROLLER}:
        yield Problem(f"{path}.scope", "The sentence is about pens and rollers: name both modalities, and no other.")
    named = {code for code, label in rule_set.labels.items() if label.name.split()[0] in rule.sentence}
    if named and rule.scope.labels and not named & set(rule.scope.labels):
        yield Problem(f"{path}.scope.labels", f"The sentence names {', '.join(sorted(named))}, the scope does not.")


def _has_number(sentence: str, number: int | str | Decimal) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(_plain(number))}(?:\.0+)?(?![\d]|\.\d)", sentence) is not None


def _plain(number: int | str | Decimal) -> str:
    return f"{Decimal(number).normalize():f}"
