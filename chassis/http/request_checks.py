"""Checks for all routes: query parameters that do not exist or are given twice, and NUL characters."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant

from chassis.refusals import FieldError, Invalid

NUL = "\x00"
HOLDS_NUL = "The request holds the character NUL: leave it out."
LEAVE_OUT_NUL = "Leave out the character NUL."
NO_SUCH_PARAMETER = "There is no such query parameter here. There are: {known}."
NO_SUCH_NAME = "There is no such parameter."
GIVEN_TWICE = "A query parameter is given twice: give it once."
GIVE_ONCE = "Give this once."


class UnknownParameter(Invalid):
    """The address has a query parameter that this route does not have, or one of them twice."""


class NulCharacter(Invalid):
    """A text contains the character NUL (U+0000), which PostgreSQL cannot store."""


def query_parameters(dependant: Dependant) -> frozenset[str]:
    """The query parameters of a route and of everything that it depends on."""
    names = {parameter.alias for parameter in dependant.query_params}
    return frozenset(names.union(*(query_parameters(inner) for inner in dependant.dependencies)))


async def check_request(request: Request, known: frozenset[str]) -> None:
    """Raise UnknownParameter or NulCharacter. Called after authentication, when the body was read."""
    given = request.query_params.multi_items()
    _check_names([name for name, _ in given], known)
    texts: list[tuple[str, str, str]] = [(name, "query", value) for name, value in given]
    texts += [(name, "path", str(value)) for name, value in request.path_params.items()]
    texts += [(place, "body", text) for place, text in _texts_of(await request.body())]
    held = [FieldError(field, LEAVE_OUT_NUL, part) for field, part, text in texts if NUL in text]
    if held:
        raise NulCharacter(HOLDS_NUL, errors=held)


def _check_names(given: list[str], known: frozenset[str]) -> None:
    there_are = ", ".join(sorted(known)) or "none"
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UnknownParameter(NO_SUCH_PARAMETER, known=there_are, errors=_at_names(unknown, NO_SUCH_NAME))
    twice = [name for name, times in Counter(given).items() if times > 1]
    if twice:
        raise UnknownParameter(GIVEN_TWICE, errors=_at_names(twice, GIVE_ONCE))


def _at_names(names: Iterable[str], sentence: str) -> list[FieldError]:
    # An unknown name is the caller's own text, so it is repeated only when it is short and of plain letters.
    plain = [name if name.isascii() and name.isidentifier() and len(name) <= 60 else "" for name in names]
    return [FieldError(name, sentence, "query") for name in dict.fromkeys(plain)]


def _texts_of(body: bytes) -> Iterator[tuple[str, str]]:
    """The body's texts with their paths; empty, after one quick search, unless one of them can contain NUL."""
    if b"\\u0000" in body:
        try:
            yield from _walk(json.loads(body), "")
        except (ValueError, RecursionError):
            return  # not JSON: refused as such where it is read


def _walk(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if NUL in name:
                yield place, name
            else:
                yield from _walk(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _walk(inner, f"{place}.{position}" if place else str(position))
