"""A FHIR R4 Questionnaire as a draft of questions. What cannot be expressed is a problem with its path.

Only what questions are made of is read: the rules that read the answers are written afterwards.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from re import fullmatch
from typing import Any

from chassis.refusals import FieldError
from services.screening.domain.documents import CODE
from services.screening.domain.fhir.names import (
    AGAIN,
    NAMED_DAY,
    NAMED_NUMBER,
    PARTS,
    PLAIN,
    PLAN,
    REPEATED,
    SECTION,
    Json,
    code_of,
    url_of,
)
from services.screening.domain.fhir.numbers import NUMBERS, read_numbers
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Detail

_READ = frozenset(
    {
        "linkId",
        "prefix",
        "text",
        "type",
        "item",
        "answerOption",
        "enableWhen",
        "enableBehavior",
        "extension",
        "required",
        "maxLength",
        "readOnly",
        "code",
    }
)
_HEAD = frozenset(
    {
        "resourceType",
        "id",
        "meta",
        "url",
        "version",
        "name",
        "title",
        "status",
        "date",
        "publisher",
        "contact",
        "description",
        "language",
        "subjectType",
        "contained",
        "text",
        "item",
        "code",
        "useContext",
        "jurisdiction",
        "purpose",
        "copyright",
        "approvalDate",
        "lastReviewDate",
        "effectivePeriod",
        "experimental",
        "identifier",
    }
)
"""What a Questionnaire may say about itself. Only its language, url, title and items are used."""
_DETAILS = frozenset(Detail)
_NAMED = {NAMED_DAY: "date_or_no", NAMED_NUMBER: "number_or_no"}
_STEP = 10
"""Between the places of questions that have none."""


@dataclass(slots=True)
class Drafted:
    """What a Questionnaire asks, as a rule set writes it, and what could not be expressed."""

    sections: dict[str, Json] = field(default_factory=dict)
    questions: dict[str, Json] = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)
    stage: ScreeningStage = ScreeningStage.CONSULT

    def changes(self) -> Json:
        """What a version that asks this changes in the one that it extends."""
        sections = {"sections": self.sections} if self.sections else {}
        return {**sections, "questions": {self.stage.value: self.questions}}


def read_questionnaire(sent: Mapping[str, Any]) -> Drafted:
    """The questions of a Questionnaire, with the problems of every item."""
    drafted = Drafted()
    if sent.get("resourceType") != "Questionnaire":
        drafted.problems.append(FieldError("resourceType", "Send a Questionnaire."))
    _refuse_unread("", sent, _HEAD, drafted.problems)
    if sent.get("url") == url_of(ScreeningStage.DAY_OF):
        drafted.stage = ScreeningStage.DAY_OF
    for path, item in _items(sent.get("item"), "item", drafted.problems):
        if item.get("type") == "group":
            _read_group(path, item, drafted)
        else:
            _read_question(path, item, None, drafted)
    if not drafted.questions:
        drafted.problems.append(FieldError("item", "There is no question in it."))
    return drafted


def _read_group(path: str, item: Mapping[str, Any], drafted: Drafted) -> None:
    link = str(item["linkId"])
    if link == PLAN:
        return  # what is planned comes from the consult; conditions name it
    code = link.removeprefix(SECTION)
    _refuse_unread(path, item, _READ - {"answerOption", "enableWhen", "enableBehavior"}, drafted.problems)
    if not _is_code(f"{path}.linkId", code, drafted.problems) or not _has_text(path, item, drafted.problems):
        return
    place = _place(item, len(drafted.sections))
    drafted.sections[code] = {"place": place, "title": item["text"]}
    for below, question in _items(item.get("item"), f"{path}.item", drafted.problems):
        if question.get("type") == "group":
            drafted.problems.append(FieldError(f"{below}.type", "A section has no sections: put its questions here."))
        else:
            _read_question(below, question, code, drafted)


def _read_question(path: str, item: Mapping[str, Any], section: str | None, drafted: Drafted) -> None:
    problems, code = drafted.problems, str(item["linkId"])
    _refuse_unread(path, item, _READ, problems)
    if not _is_code(f"{path}.linkId", code, problems) or not _has_text(path, item, problems):
        return
    if code in drafted.questions:
        problems.append(FieldError(f"{path}.linkId", "Another item has this linkId: choose one of its own."))
    options = _options(path, item, problems)
    kind = _kind(path, item, options, problems)
    question: Json = {"place": _place(item, len(drafted.questions)), "kind": kind, "text": item["text"]}
    choices = {each: text for each, text in options.items() if each not in (*PLAIN, *_NAMED)}
    details = _details(path, code, item, problems)
    condition = _asked_unless(path, item, problems)
    question |= {"number": read_numbers(path, item, _holding(code, item), problems)} if kind == "number_or_no" else {}
    question |= {"details": details} if details else {}
    question |= {"choices": choices} if choices else {}
    question |= {"section": section} if section else {}
    question |= {"asked_unless": condition} if condition else {}
    drafted.questions[code] = question | _again(path, item, problems, NUMBERS if kind == "number_or_no" else ())


def _kind(path: str, item: Mapping[str, Any], options: Mapping[str, str], problems: list[FieldError]) -> str:
    match item.get("type"):
        case "boolean":
            return "yes_no"
        case "date":
            return "date_or_no"
        case "decimal" | "integer":
            return "number_or_no"
        case "text" | "string":
            return "text"
        case "choice" if options:
            return next((kind for named, kind in _NAMED.items() if named in options), "yes_no")
        case "choice":
            problems.append(FieldError(f"{path}.answerOption", "List the choices, each as a valueCoding."))
        case _:
            problems.append(
                FieldError(
                    f"{path}.type",
                    "Such a question cannot be expressed: use boolean, choice, date, decimal, text or group.",
                )
            )
    return "yes_no"


def _holding(code: str, item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The item, and the one below it that takes the number."""
    return [item, *(each for _, each in _items(item.get("item"), "", []) if each["linkId"] == f"{code}.number")]


def _options(path: str, item: Mapping[str, Any], problems: list[FieldError]) -> dict[str, str]:
    """The codes of the choices, each with its text."""
    options: dict[str, str] = {}
    for number, option in enumerate(_listed(item.get("answerOption"))):
        here = f"{path}.answerOption.{number}"
        coding: Any = option.get("valueCoding") if isinstance(option, Mapping) else None
        code = code_of(coding)
        if code is None:
            problems.append(FieldError(here, "Give the choice as a valueCoding with a code."))
        elif code in (*PLAIN, *_NAMED) or _is_code(f"{here}.valueCoding.code", code, problems):
            text = coding.get("display")
            options[code] = text if isinstance(text, str) and text else code
    return options


def _details(path: str, code: str, item: Mapping[str, Any], problems: list[FieldError]) -> list[str]:
    """What the items below a question ask besides."""
    found = []
    for here, below in _items(item.get("item"), f"{path}.item", problems):
        of, _, part = str(below["linkId"]).rpartition(".")
        kind = "choice" if part in REPEATED else "decimal" if part == "number" else "date"
        if of != code or part not in PARTS or below.get("type") != kind:
            sentence = (
                "Below a question only {parts} can be asked, each with the question's linkId and a dot before it."
            )
            problems.append(FieldError(here, sentence, values={"parts": ", ".join(PARTS)}))
        elif part in _DETAILS:
            found.append(part)
    return found


def _asked_unless(path: str, item: Mapping[str, Any], problems: list[FieldError]) -> Json | None:
    """An item that is enabled when all of these are not so is needless when any of them is so."""
    tests = []
    for number, condition in enumerate(_listed(item.get("enableWhen"))):
        test = _test(condition)
        if test is None:
            problems.append(
                FieldError(
                    f"{path}.enableWhen.{number}",
                    "Write the condition with != and the answer that makes the question needless: an answer that is"
                    " still open must not hide a question.",
                )
            )
        else:
            tests.append(test)
    if not tests:
        return None
    every = len(tests) > 1 and item.get("enableBehavior", "any") == "any"
    return {"all": tests} if every else {"any": _together(tests)}


def _test(condition: Any) -> Json | None:
    if not isinstance(condition, Mapping) or not isinstance(condition.get("question"), str):
        return None
    code = code_of(condition.get("answerCoding"))
    operator, question = condition.get("operator"), condition["question"]
    if condition.get("answerBoolean") is not None:
        code = "yes" if condition["answerBoolean"] is True else "no"
    if operator == "=" and code == "yes":
        operator, code = "!=", "no"  # asked when it is yes: needless when it is no; a doubt asks
    if operator != "!=" or code is None:
        return None
    planned = question.removeprefix(f"{PLAN}.")
    return {"planned": planned, "in": [code]} if planned != question else {"says": question, "in": [code]}


def _together(tests: Iterable[Json]) -> list[Json]:
    """Tests of the same thing as one with several words."""
    joined: list[Json] = []
    for test in tests:
        if joined and {**joined[-1], "in": []} == {**test, "in": []}:
            joined[-1] = {**test, "in": [*joined[-1]["in"], *test["in"]]}
        else:
            joined.append(test)
    return joined


def _again(path: str, item: Mapping[str, Any], problems: list[FieldError], known: Collection[str] = ()) -> Json:
    again = {}
    for number, each in enumerate(_listed(item.get("extension"))):
        if isinstance(each, Mapping) and each.get("url") == AGAIN and each.get("valueCode") in ("always", "never"):
            again = {"again": each["valueCode"]}
        elif not (isinstance(each, Mapping) and each.get("url") in known):
            problems.append(FieldError(f"{path}.extension.{number}", "This extension is not known: leave it out."))
    return again


def _items(items: Any, path: str, problems: list[FieldError]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for number, item in enumerate(_listed(items)):
        if isinstance(item, Mapping) and isinstance(item.get("linkId"), str):
            yield f"{path}.{number}", item
        else:
            problems.append(FieldError(f"{path}.{number}", "An item needs a linkId."))


def _listed(given: Any) -> list[Any]:
    """What is not a list at all is one thing that is not understood."""
    if given is None:
        return []
    return given if isinstance(given, list) else [None]


def _place(item: Mapping[str, Any], before: int) -> int:
    prefix = item.get("prefix")
    return int(prefix) if isinstance(prefix, str) and fullmatch(r"[1-9][0-9]{0,4}", prefix) else (before + 1) * _STEP


def _is_code(path: str, code: str, problems: list[FieldError]) -> bool:
    if fullmatch(CODE, code):
        return True
    problems.append(FieldError(path, "A code has small letters, digits and underscores, and begins with a letter."))
    return False


def _has_text(path: str, item: Mapping[str, Any], problems: list[FieldError]) -> bool:
    text = item.get("text")
    if isinstance(text, str) and text.strip() == text and 0 < len(text) <= 1000 and "\n" not in text:
        return True
    problems.append(FieldError(f"{path}.text", "Give the text on one line, with 1 to 1000 characters."))
    return False


def _refuse_unread(path: str, given: Mapping[str, Any], read: frozenset[str], problems: list[FieldError]) -> None:
    for name in sorted(set(given) - read):
        where = f"{path}.{name}" if path else name
        problems.append(FieldError(where, "This cannot be expressed: leave it out."))
