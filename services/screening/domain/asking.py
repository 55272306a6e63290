"""Which questions a form asks: all that may matter, given what is answered and planned.

A question that is left out counts as not answered, which is never a "no". A rule that depends on its answer is
unknown then, so the question is asked after all.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from services.screening.domain.decisions import missing_answers
from services.screening.domain.facts import Answer, Facts, affirmed
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Again
from services.screening.domain.rule_sets import RuleSet


def asked_now(rule_set: RuleSet, stage: ScreeningStage, cases: Iterable[Facts]) -> tuple[str, ...]:
    """The codes of the questions that are asked, in order. Each case is what is known beside one plan."""
    asked = set()
    for facts in cases:
        needed = set(missing_answers(rule_set, stage, facts))
        for code, question in rule_set.asked(stage).items():
            left_out = question.asked_unless is not None and question.asked_unless.leaves_out(facts)
            if not left_out or code in needed:
                asked.add(code)
    return tuple(code for code in rule_set.asked(stage) if code in asked)


def needed_now(rule_set: RuleSet, stage: ScreeningStage, cases: Iterable[Facts]) -> tuple[str, ...]:
    """The codes of the questions that have no answer and could matter to any of the plans, in order."""
    needed = {code for facts in cases for code in missing_answers(rule_set, stage, facts)}
    return tuple(code for code in rule_set.asked(stage) if code in needed)


def may_have_changed(rule_set: RuleSet, declared: Mapping[str, Answer], cases: Iterable[Facts]) -> tuple[str, ...]:
    """The questions of the declaration that are asked again on the day of a session, in order.

    Those whose answer may change at any time; and those that were answered with yes, a day or "not sure", unless they
    are about the whole of a life.
    """
    stage = ScreeningStage.CONSULT
    questions = rule_set.asked(stage)
    return tuple(
        code
        for code in asked_now(rule_set, stage, cases)
        if questions[code].again is Again.ALWAYS
        or (questions[code].again is Again.IF_YES and code in declared and affirmed(declared[code]) is not False)
    )


def edition_of(digest: str, declaration_id: UUID | None, codes: Sequence[str]) -> str:
    """What a form of the day was made from, as one word: other rules, another declaration or other questions differ."""
    return sha256("\n".join((digest, str(declaration_id), *codes)).encode()).hexdigest()[:16]
