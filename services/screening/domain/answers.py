"""Answers as they arrive, checked against the questions. No problem repeats an answer."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from chassis.refusals import FieldError
from services.screening.domain.facts import NOT_SURE, Answer
from services.screening.domain.rules import Kind, Question

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)

EXPECTED: Final = {
    Kind.YES_NO: 'Answer true, false or "not_sure".',
    Kind.DATE_OR_NO: 'Answer a day such as "2026-11-02", false for none, or "not_sure".',
}


def read_answers(
    asked: Mapping[str, Question], given: Mapping[str, bool | str]
) -> tuple[dict[str, Answer], tuple[FieldError, ...]]:
    """The answers, and what is wrong with them; the answers count only when nothing is."""
    problems = [FieldError(f"answers.{code}", "This is not asked.") for code in given if code not in asked]
    answers: dict[str, Answer] = {}
    for code, question in asked.items():
        if code not in given:
            continue
        answer = _read(question.kind, given[code])
        if answer is None:
            problems.append(FieldError(f"answers.{code}", EXPECTED[question.kind]))
        else:
            answers[code] = answer
    return answers, tuple(problems)


def still_fitting(asked: Mapping[str, Question], earlier: Mapping[str, Answer]) -> dict[str, Answer]:
    """The earlier answers that fit what is asked now; a question that changed its kind has to be answered again."""
    return {code: answer for code, answer in earlier.items() if code in asked and _fits(asked[code].kind, answer)}


def unanswered(missing: Iterable[str]) -> tuple[FieldError, ...]:
    """What is wrong with answers that are not there."""
    return tuple(FieldError(f"answers.{code}", "Answer this as well.") for code in missing)


def _fits(kind: Kind, answer: Answer) -> bool:
    if answer == NOT_SURE or answer is False:
        return True
    return isinstance(answer, date) == (kind is Kind.DATE_OR_NO)


def _read(kind: Kind, given: bool | str) -> Answer | None:
    if given == NOT_SURE:
        return NOT_SURE
    if isinstance(given, bool):
        return given if kind is Kind.YES_NO or not given else None
    if kind is Kind.YES_NO:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if EARLIEST < day < LATEST and given == day.isoformat() else None
