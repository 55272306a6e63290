"""What is wrong with a field of a request, in words for the person who filled it in, without their input."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.refusals import FieldError

_MOMENT = "Give the date and the time with its time zone, for example 2027-03-02T09:00+00:00."
_DAY = "Give a date, for example 2027-03-02."
_TIME = "Give a time of day, for example 09:30."
_TEXT = "Give text."
_WHOLE = "Give a whole number."
_NUMBER = "Give a number, for example 1.5."
_YES_NO = "Give true or false."
_ID = "Give an id as this API answers it: 36 characters, for example 01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10."
_OBJECT = "Give an object: names and values in braces."
_LIST = "Give a list: values in square brackets."

SENTENCES: Mapping[str, str] = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field: check its spelling.",
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "string_unicode": "This holds a character that is not text: type it again.",
    "string_too_short": "Give at least {min_length} {min_length:character|characters}.",
    "string_too_long": "Give at most {max_length} {max_length:character|characters}.",
    "string_pattern_mismatch": "This is not written as expected: look at the example in the API's documentation.",
    "string_not_ascii": "Use letters without accents, digits and signs only.",
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "timezone_offset": _MOMENT,
    "timezone_naive": "Give the date and the time without a time zone, for example 2027-03-02T09:00.",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": "Give a date without a time of day, for example 2027-03-02.",
    "date_past": "Give a day that has gone by.",
    "date_future": "Give a day that lies ahead.",
    "time_type": _TIME,
    "time_parsing": _TIME,
    "time_delta_type": "Give a length of time, for example PT30M.",
    "time_delta_parsing": "Give a length of time, for example PT30M.",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "Give a smaller number.",
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_digits": "Give at most {max_digits} {max_digits:digit|digits}.",
    "decimal_max_places": "Give at most {decimal_places} {decimal_places:digit|digits} after the point.",
    "decimal_whole_digits": "Give at most {whole_digits} {whole_digits:digit|digits} before the point.",
    "greater_than": "Give more than {gt}.",
    "greater_than_equal": "Give {ge} or more.",
    "less_than": "Give less than {lt}.",
    "less_than_equal": "Give {le} or less.",
    "multiple_of": "Give a multiple of {multiple_of}.",
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "uuid_version": _ID,
    "enum": "Choose one of: {expected}.",
    "literal_error": "Choose one of: {expected}.",
    "none_required": "Leave this empty.",
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "too_short": "Give at least {min_length}; there are {actual_length}.",
    "too_long": "Give at most {max_length}; there are more.",
    "url_parsing": "Give a web address, for example https://example.org/map.",
    "url_type": "Give a web address, for example https://example.org/map.",
    "url_scheme": "Give a web address that begins with https://.",
    "url_too_long": "Give at most {max_length} {max_length:character|characters}.",
}
"""By pydantic's name of the error. tests/unit/test_field_errors.py tries every error on every form."""

UNKNOWN = "This value is not understood: look at the example in the API's documentation."
NO_BODY = "Send a body: one JSON object."
NOT_JSON = "The body is not valid JSON: check it near character {position}."
NOT_SENT_AS_JSON = "Send the body as JSON, with the header Content-Type: application/json."
EMPTY = "Do not leave this empty."


def field_errors(errors: Sequence[Mapping[str, Any]], body: Any) -> list[FieldError]:
    """One error per field, from what pydantic found; ``body`` is what was sent."""
    found: dict[tuple[str, str], FieldError] = {}
    read: set[tuple[str, str]] = set()
    for error in errors:
        part, *place = error["loc"]
        field = _field(part, place, error["type"], body)
        # A union reports an error for each member: most useful is the first of a member that could read the value.
        at = (part, field)
        if at not in found or (error["type"] == "value_error" and at not in read):
            found[at] = _error(field, part, error, body)
        if error["type"] == "value_error":
            read.add(at)
    return list(found.values())


def _field(part: str, place: Sequence[int | str], kind: str, body: Any) -> str:
    if kind == "json_invalid":
        return ""
    if part != "body":
        return str(place[0]) if place else ""
    steps: list[str] = []
    here = body
    for step in place:
        # For a union, pydantic adds the names of types to the path; they are not part of what was sent.
        if _holds(here, step):
            here = here[step]
            steps.append(str(step))
        elif kind == "missing" and step == place[-1]:
            steps.append(str(step))
    return ".".join(steps)


def _holds(value: Any, step: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, Mapping) and step in value


def _error(field: str, part: str, error: Mapping[str, Any], body: Any) -> FieldError:
    sentence, values = _sentence(error, part, body)
    return FieldError(field, sentence, part, values)


def _sentence(error: Mapping[str, Any], part: str, body: Any) -> tuple[str, Mapping[str, Any]]:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "json_invalid":
        return NOT_JSON, {"position": error["loc"][-1]}
    if part == "body" and len(error["loc"]) == 1:
        if kind == "missing":
            return NO_BODY, {}
        if isinstance(body, bytes):
            return NOT_SENT_AS_JSON, {}
    if kind in ("value_error", "assertion_error"):
        return str(context["error"]), {}
    if context.get("min_length") == 1 and kind in ("string_too_short", "too_short"):
        return EMPTY, {}
    if "expected" in context:
        context = {"expected": str(context["expected"]).replace(" or ", ", ").replace("'", "")}
    return SENTENCES.get(kind, UNKNOWN), {name: value for name, value in context.items() if name != "error"}
