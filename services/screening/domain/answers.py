"""Answers as they arrive, checked against the questions. No problem repeats an answer."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from chassis.refusals import FieldError
from services.screening.domain.facts import LONGEST_TEXT, NOT_SURE, Answer, Detailed, Flat, Told, detailed
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Detail, Kind, Question
from services.screening.domain.rule_sets import RuleSet

MOST_DIGITS: Final = 40
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)

EXPECTED: Final = {
    Kind.YES_NO: 'Answer true, false or "not_sure".',
    Kind.DATE_OR_NO: 'Answer a day such as "2026-11-02", false for none, or "not_sure".',
    Kind.NUMBER_OR_NO: 'Answer a number from {least} to {most} ({unit}), false for none, or "not_sure".',
    Kind.TEXT: "Answer in words, with 1 to {longest} characters, or false for nothing.",
}


def read_answers(
    rule_set: RuleSet, stage: ScreeningStage, given: Mapping[str, Any]
) -> tuple[dict[str, Answer], tuple[FieldError, ...]]:
    """The answers, and what is wrong with them; the answers count only when nothing is.

    Each is given flat, or as an object with ``answer`` and what the question asks besides.
    """
    asked = rule_set.asked(stage)
    problems = [FieldError(f"answers.{code}", "This is not asked.") for code in given if code not in asked]
    answers: dict[str, Answer] = {}
    for code, question in asked.items():
        if code in given:
            read = _Reading(rule_set, question, f"answers.{code}", problems).read(given[code])
            if read is not None:
                answers[code] = read
    return answers, tuple(problems)


def still_fitting(rule_set: RuleSet, stage: ScreeningStage, earlier: Mapping[str, Answer]) -> dict[str, Answer]:
    """The earlier answers that fit what is asked now.

    A question that changed its kind has to be answered again. Details that it does not ask any more are left out.
    """
    asked = rule_set.asked(stage)
    return {
        code: _without_unknown(rule_set, asked[code], answer)
        for code, answer in earlier.items()
        if code in asked and _fits(asked[code], detailed(answer).answer)
    }


def unanswered(missing: Iterable[str]) -> tuple[FieldError, ...]:
    """What is wrong with answers that are not there."""
    return tuple(FieldError(f"answers.{code}", "Answer this as well.") for code in missing)


def _fits(question: Question, answer: Flat) -> bool:
    if answer == NOT_SURE or answer is False:
        return True
    if question.kind is Kind.TEXT:
        return isinstance(answer, Told)
    if question.number is not None:
        return isinstance(answer, Decimal) and question.number.take(answer)
    if question.kind is Kind.DATE_OR_NO:
        return isinstance(answer, date)
    return answer is True or (isinstance(answer, str) and answer in question.choices)


def _number(given: Any) -> Decimal | None:
    """A number as JSON writes it, or as a string; what is no finite number is None."""
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal) or len(str(given)) > MOST_DIGITS:
        return None
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _told(given: Any) -> Told | None:
    words = given.strip() if isinstance(given, str) else ""
    return Told(words) if 0 < len(words) <= LONGEST_TEXT else None


def _without_unknown(rule_set: RuleSet, question: Question, answer: Answer) -> Answer:
    if not isinstance(answer, Detailed):
        return answer
    known = set(answer.places) <= set(rule_set.place_names) and Detail.PLACES in question.details
    return Detailed(
        answer.answer,
        places=answer.places if known else (),
        on=answer.on if Detail.ON in question.details else None,
        over_since=answer.over_since if Detail.OVER_SINCE in question.details else None,
        which=answer.which if set(answer.which) <= set(question.choices) else (),
    )


class _Reading:
    """One answer being read; what is wrong with it is added to the problems."""

    def __init__(self, rule_set: RuleSet, question: Question, path: str, problems: list[FieldError]) -> None:
        self._places, self._question = rule_set.place_names, question
        self._path, self._problems = path, problems

    def read(self, given: Any) -> Answer | None:
        """The answer, or None when something is wrong with it."""
        before = len(self._problems)
        details = dict(given) if isinstance(given, Mapping) else {"answer": given}
        answer = self._flat(details.pop("answer", None))
        details = {name: value for name, value in details.items() if value not in (None, [], ())}
        if answer is False and details:
            self._problems.append(FieldError(self._path, "A no has no details: leave them out."))
        read = self._detailed(answer, details) if answer is not None and details else answer
        return read if len(self._problems) == before else None

    def _flat(self, given: Any) -> Flat | None:
        answer: Flat | None = given if given is False or given == NOT_SURE else self._of_its_kind(given)
        if answer is None or not _fits(self._question, answer):
            bounds = self._question.number
            values: dict[str, Any] = {"longest": LONGEST_TEXT} if self._question.kind is Kind.TEXT else {}
            values |= {name: str(getattr(bounds, name)) for name in ("least", "most", "unit")} if bounds else {}
            self._problems.append(FieldError(self._path, EXPECTED[self._question.kind], values=values))
            return None
        return answer

    def _of_its_kind(self, given: Any) -> Flat | None:
        match self._question.kind:
            case Kind.DATE_OR_NO:
                return _day(given) if isinstance(given, str) else None
            case Kind.NUMBER_OR_NO:
                return _number(given)
            case Kind.TEXT:
                return _told(given)
        return given if isinstance(given, bool | str) else None

    def _detailed(self, answer: Flat, details: Mapping[str, Any]) -> Detailed:
        for name in details:
            if name not in self._question.details and not (name == "which" and self._question.choices):
                path = f"{self._path}.{name}"
                self._problems.append(FieldError(path, "The question does not ask for this: leave it out."))
        return Detailed(
            answer,
            places=self._codes("places", details, self._places),
            on=self._named_day("on", details),
            over_since=self._named_day("over_since", details),
            which=self._codes("which", details, self._question.choices),
        )

    def _codes(self, name: str, details: Mapping[str, Any], known: Iterable[str]) -> tuple[str, ...]:
        codes = tuple(details.get(name, ()))
        if not set(codes) <= set(known):
            path = f"{self._path}.{name}"
            self._problems.append(FieldError(path, "Choose among the codes that the questionnaire lists."))
        return codes

    def _named_day(self, name: str, details: Mapping[str, Any]) -> date | None:
        if name not in details:
            return None
        day = _day(details[name])
        if day is None:
            path = f"{self._path}.{name}"
            self._problems.append(FieldError(path, 'Give a day such as "2026-11-02".'))
        return day


def _day(given: str) -> date | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if EARLIEST < day < LATEST and given == day.isoformat() else None
