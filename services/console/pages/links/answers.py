"""From the fields of a form to answers as screening reads them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Fields = Mapping[str, Sequence[str]]


def answers_in(questions: Iterable[Mapping[str, Any]], fields: Fields) -> dict[str, Any]:
    """The answer to each question, by its code; null takes back what was answered before."""
    return {each["code"]: _answer(each, fields) for each in questions}


def _answer(question: Mapping[str, Any], fields: Fields) -> Any:
    code = question["code"]
    given, value = _one(fields, code), _one(fields, f"{code}.value").strip()
    if question["kind"] == "text":
        return value or (False if given == "no" else None)
    if given in ("no", "not_sure"):
        return False if given == "no" else given
    if given != "yes":
        return None
    plain: Any = True if question["kind"] == "yes_no" else _valued(question, value)
    return _with_details(question, plain, fields)


def _valued(question: Mapping[str, Any], value: str) -> Any:
    """A day or a number. What cannot be read goes as it was typed, and screening says what is wrong with it."""
    if question["kind"] != "number":
        return value
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def _with_details(question: Mapping[str, Any], plain: Any, fields: Fields) -> Any:
    code = question["code"]
    details: dict[str, Any] = {}
    if question["choices"]:
        details["which"] = list(fields.get(f"{code}.which", ()))
    if "places" in question["details"]:
        details["places"] = list(fields.get(f"{code}.places", ()))
    for name in ("on", "over_since"):
        if name in question["details"]:
            details[name] = _one(fields, f"{code}.{name}")
    said = {name: each for name, each in details.items() if each}
    return {"answer": plain, **said} if said else plain


def _one(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")
