"""The checks of sections, of what makes a question needless, and of what is asked again."""

from collections.abc import Iterable, Mapping

from chassis.reference.documents import Problem
from contracts.vocabulary import Modality
from services.screening.domain.branching import AskedUnless
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Again, Kind, Question
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.stated import Says
from services.screening.domain.stated_checks import unlisted
from services.screening.domain.superseding import LASTING


def branching_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Questions in no section, conditions about what is not known yet, and lasting facts that are asked every day."""
    used = set()
    for stage in ScreeningStage:
        asked = rule_set.asked(stage)
        for code, question in asked.items():
            path = f"questions.{stage}.{code}"
            yield from _section_problems(path, question, rule_set)
            used.add(question.section)
            if question.asked_unless is not None:
                yield from _condition_problems(f"{path}.asked_unless", question.asked_unless, rule_set)
                yield from _earlier_problems(f"{path}.asked_unless", question, asked)
            if question.again is not Again.IF_YES and stage is ScreeningStage.DAY_OF:
                yield Problem(f"{path}.again", "It is asked on every day: leave this out.")
            if question.again is Again.ALWAYS and code in LASTING:
                yield Problem(f"{path}.again", "It is about the whole of a life: ask it again never, or if_yes.")
    for code in sorted(set(rule_set.sections) - used):
        yield Problem(f"sections.{code}", "No question is in this section: remove it, or put a question into it.")


def _section_problems(path: str, question: Question, rule_set: RuleSet) -> Iterable[Problem]:
    if question.section is not None:
        yield from unlisted(f"{path}.section", (question.section,), rule_set.sections, "section")


def _condition_problems(path: str, condition: AskedUnless, rule_set: RuleSet) -> Iterable[Problem]:
    if bool(condition.some) == bool(condition.every):
        yield Problem(path, "Give either any or all, with at least one test.")
    if any(len(test.within) > 1 for test in condition.every):
        yield Problem(path, "Under all, each test names one word: no form could show it otherwise.")
    words: Mapping[str, Iterable[object]] = {"modality": tuple(Modality), "area": rule_set.areas}
    for test in condition.tests:
        if not isinstance(test, Says):
            yield from unlisted(path, test.within, words[test.planned], test.planned)


def _earlier_problems(path: str, question: Question, asked: Mapping[str, Question]) -> Iterable[Problem]:
    """A form goes from top to bottom."""
    for test in question.asked_unless.tests if question.asked_unless else ():
        if not isinstance(test, Says):
            continue
        other = asked.get(test.says)
        if other is None or other.place >= question.place:
            yield Problem(path, f"{test.says} is not asked before this question: look at one that is.")
        else:
            yield from unlisted(path, test.within, ("yes", "no", *other.choices), f"answer to {test.says}")
            if other.kind is Kind.TEXT:
                yield Problem(path, f"{test.says} is free text, which decides nothing: look at another answer.")
