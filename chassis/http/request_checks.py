"""Checks of what a request holds, the same for all routes, before a database connection is used."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any, NoReturn, get_args
from urllib.parse import unquote, urlencode

from fastapi import Request
from fastapi.dependencies.models import Dependant

from chassis.http.field_errors import NOT_JSON, SENTENCES
from chassis.http.problems import not_understood
from chassis.plain_text import has_hidden, seen
from chassis.refusals import FieldError, Invalid, Refusal
from chassis.run.limit_settings import LimitSettings

NUL = "\x00"
HOLDS_NUL = "The request holds the character NUL: leave it out."
LEAVE_OUT_NUL = "Leave out the character NUL."
NO_SUCH_PARAMETER = "There is no such query parameter here. There are: {known}."
NO_SUCH_NAME = "There is no such parameter."
GIVEN_TWICE = "A query parameter is given twice: give it once."
GIVE_ONCE = "Give this once."
NOT_SENT_AS_JSON = "Send the body as JSON, with the header Content-Type: application/json."
NOT_PLAIN = "Send the body as it is, not compressed: leave out the header Content-Encoding."
NOT_UTF_8 = "Send the body in UTF-8, and no other charset in the header Content-Type."
GIVEN_TWICE_IN_BODY = "One object has this name twice, and only one of the values could count: keep one of them."
NOT_A_NUMBER = "NaN, Infinity and numbers beyond 1.8e308 are not accepted."
HALF_A_CHARACTER = "This holds a character that is not text: type it again."
TOO_DEEP = "Objects and lists are nested too deeply: give at most {most} levels."
TOO_LONG = "Give at most {most} {most:character|characters}."
TOO_MANY = "Give at most {most} {most:item|items}."
DEEPEST = 40
"""Levels of objects and lists in a body."""
_DIGITS = re.compile(r"-?[0-9]+")


class UnknownParameter(Invalid):
    """The address has a query parameter that this route does not have, or one of them twice."""


class NulCharacter(Invalid):
    """A text contains the character NUL (U+0000), which PostgreSQL cannot store."""


class NotStorable(Invalid):
    """A number, date or text is beyond what the database can store: give another value."""


class NotSentAsJson(Refusal):
    """The body is of another type than JSON, compressed or not in UTF-8: send plain application/json (415)."""

    status = 415


def query_parameters(dependant: Dependant) -> frozenset[str]:
    """The query parameters of a route and of everything that it depends on."""
    names = {parameter.alias for parameter in dependant.query_params}
    return frozenset(names.union(*(query_parameters(inner) for inner in dependant.dependencies)))


def whole_numbers(dependant: Dependant) -> frozenset[str]:
    """Those parameters of the query and the path, likewise, that are whole numbers."""
    given = [*dependant.query_params, *dependant.path_params]
    names = {each.alias for each in given if int in (each.field_info.annotation, *get_args(each.field_info.annotation))}
    return frozenset(names.union(*(whole_numbers(inner) for inner in dependant.dependencies)))


def check_request(request: Request, known: frozenset[str], numbers: frozenset[str] = frozenset()) -> None:
    """Raise UnknownParameter, NulCharacter or NotUnderstood for the address and the headers.

    Called after authentication. ``numbers`` are written in digits: pydantic alone takes ``1_0`` for 10.
    """
    given = request.query_params.multi_items()
    _check_names([name for name, _ in given], known)
    texts: list[tuple[str, str, str]] = [(name, "query", value) for name, value in given]
    texts += [(name, "path", str(value)) for name, value in request.path_params.items()]
    _refuse_nul(FieldError(field, LEAVE_OUT_NUL, part) for field, part, text in texts if NUL in text)
    odd = [(field, part) for field, part, text in texts if field in numbers and not _DIGITS.fullmatch(text)]
    if odd:
        raise not_understood([FieldError(field, SENTENCES["int_parsing"], part) for field, part in odd])
    if any(b"\0" in value for _, value in request.headers.raw):
        raise NulCharacter(HOLDS_NUL)


def _refuse_nul(found: Iterable[FieldError]) -> None:
    errors = list(found)
    if errors:
        raise NulCharacter(HOLDS_NUL, errors=errors)


def _check_names(given: list[str], known: frozenset[str]) -> None:
    there_are = ", ".join(sorted(known)) or "none"
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UnknownParameter(NO_SUCH_PARAMETER, known=there_are, errors=_at_names(unknown, NO_SUCH_NAME))
    twice = [name for name, times in Counter(given).items() if times > 1]
    if twice:
        raise UnknownParameter(GIVEN_TWICE, errors=_at_names(twice, GIVE_ONCE))


def _at_names(names: Iterable[str], sentence: str) -> list[FieldError]:
    return [FieldError(name, sentence, "query") for name in dict.fromkeys(map(_repeatable, names))]


def _repeatable(name: str) -> str:
    """An unknown name is the caller's own text, so it is repeated only when it is short and of plain letters."""
    return name if name.isascii() and name.isidentifier() and len(name) <= 60 else ""


def leave_out_hidden(request: Request) -> None:
    """What a search is asked for has no signs that nobody sees. Called before the query is read."""
    if has_hidden(unquote(request.scope["query_string"].decode("latin-1"))):
        plain = [(name, seen(value)) for name, value in request.query_params.multi_items()]
        request.scope["query_string"] = urlencode(plain).encode()
        del request._query_params


async def read_json(request: Request, limits: LimitSettings) -> None:
    """Read the body, where there is one, for FastAPI, without signs that nobody sees.

    Raises NotSentAsJson, NotUnderstood or NulCharacter.
    """
    body = await request.body()
    if not body:
        return
    _require_json_in_utf_8(request)
    try:
        text = body.decode("utf-8-sig")  # some programs begin UTF-8 with a byte order mark
        value = _DECODER.decode(text)
    except _Twice as twice:
        _not_understood(FieldError(_repeatable(twice.name), GIVEN_TWICE_IN_BODY))
    except _NotFinite:
        _not_understood(FieldError("", NOT_A_NUMBER))
    except json.JSONDecodeError as error:
        _not_understood(FieldError("", NOT_JSON, values={"position": error.pos}))
    except RecursionError:
        _not_understood(FieldError("", TOO_DEEP, values={"most": DEEPEST}))
    except ValueError as error:  # not UTF-8, or a number with thousands of digits
        _not_understood(FieldError("", NOT_JSON, values={"position": getattr(error, "start", 0)}))
    _check_size(value, body, limits)
    if b"\\u" in body or has_hidden(text):
        value = _seen(value)
    request._json = value  # what request.json() returns from now on


def _require_json_in_utf_8(request: Request) -> None:
    kind, _, parameters = request.headers.get("Content-Type", "").lower().partition(";")
    kind = kind.strip()
    if not (kind.startswith("application/") and (kind == "application/json" or kind.endswith("+json"))):
        raise NotSentAsJson(NOT_SENT_AS_JSON)
    if request.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity"):
        raise NotSentAsJson(NOT_PLAIN)
    charset = _CHARSET.search(parameters)
    if charset and charset[1] not in ("utf-8", "utf8", "us-ascii"):
        raise NotSentAsJson(NOT_UTF_8)


_CHARSET = re.compile(r"(?:^|[;\s])charset\s*=\s*\"?([^\s;\"]*)")


class _NotFinite(Exception):
    pass


class _Twice(Exception):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise _Twice(next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1))
    return read


def _no_constant(_: str) -> NoReturn:
    raise _NotFinite


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _NotFinite
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)


def _seen(value: Any) -> Any:
    """The same with its texts as people see them; names of fields stay, so that a strange one is refused."""
    if isinstance(value, str):
        return seen(value)
    if isinstance(value, list):
        return [_seen(each) for each in value]
    return {name: _seen(each) for name, each in value.items()} if isinstance(value, dict) else value


def _not_understood(error: FieldError) -> NoReturn:
    raise not_understood([error])


def _check_size(value: Any, body: bytes, limits: LimitSettings) -> None:
    """Look at every part of a body that is long, nested or has escapes; others cannot hold what is refused here."""
    if (
        len(body) > limits.limit_text_characters
        or body.count(b",") >= limits.limit_list_items
        or body.count(b"[") + body.count(b"{") > DEEPEST
        or b"\\u" in body
    ):
        found = list(_walk(value, "", 0, limits))
        _refuse_nul(error for error in found if error.sentence == LEAVE_OUT_NUL)
        if found:
            raise not_understood(found)


def _walk(value: Any, place: str, depth: int, limits: LimitSettings) -> Iterator[FieldError]:
    if isinstance(value, str):
        yield from _text(value, place, limits)
    elif isinstance(value, dict | list):
        if depth >= DEEPEST:
            yield FieldError(place, TOO_DEEP, values={"most": DEEPEST})
            return
        if len(value) > limits.limit_list_items:
            yield FieldError(place, TOO_MANY, values={"most": limits.limit_list_items})
            return
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in items:
            wrong = list(_text(step, place, limits)) if isinstance(step, str) else []
            yield from wrong or _walk(inner, f"{place}.{step}" if place else str(step), depth + 1, limits)


def _text(text: str, place: str, limits: LimitSettings) -> Iterator[FieldError]:
    if NUL in text:
        yield FieldError(place, LEAVE_OUT_NUL)
    elif len(text) > limits.limit_text_characters:
        yield FieldError(place, TOO_LONG, values={"most": limits.limit_text_characters})
    elif any("\ud800" <= character <= "\udfff" for character in text):
        yield FieldError(place, HALF_A_CHARACTER)
