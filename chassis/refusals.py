"""Requests that are understood and refused. Pure: domain code raises these by name, HTTP turns them into problems."""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from chassis.language import ENGLISH, choose_form, say_date, say_time

_PLACE = re.compile(r"\{(\w+)(?::([^{}]+))?\}")


@runtime_checkable
class Translatable(Protocol):
    """A sentence, or a part of one, with its values: a phrase, the error of a field, or what a package says."""

    @property
    def sentence(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


class Refusal(Exception):
    """The request was understood and refused, and nothing changed (HTTP 409 unless a subclass says otherwise).

    ``sentence`` says what is wrong and what to do. It may name values in braces, ``Deferred("Not before {day}.",
    day=day)``: it is translated as it stands, and the values are written in the reader's language. Words that follow
    a number have their forms in braces of their own, ``"{count} {count:slot|slots}"``. Values that the
    sentence does not name become members of the problem document. ``errors`` names the fields that are wrong.
    """

    status: ClassVar[int] = 409
    retry_after: int = 2
    """Seconds after which a request that was refused for lack of room or of a dependency may be sent again."""
    shows_patients: ClassVar[bool] = False
    """True where the refusal itself says something of patients: the access log records them as read."""

    def __init__(self, sentence: str, /, *, errors: "Sequence[FieldError]" = (), **values: Any) -> None:
        super().__init__(fill_in(sentence, values))
        self.sentence = sentence
        self.values = values
        self.errors = errors

    @property
    def detail(self) -> str:
        """The sentence in English."""
        return fill_in(self.sentence, self.values)

    @property
    def extra(self) -> dict[str, Any]:
        """The values that the sentence does not name."""
        named = places_of(self.sentence)
        return {name: value for name, value in self.values.items() if name not in named}


@dataclasses.dataclass(frozen=True)
class Phrase:
    """A part of a sentence that is translated by itself, with values of its own: "between {first} and {last}"."""

    sentence: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    code: str | None = None
    """What is wrong, for programs: it stays the same when the words change."""

    def __str__(self) -> str:
        """In English."""
        return fill_in(self.sentence, self.values)


@dataclasses.dataclass(frozen=True)
class FieldError:
    """One field of a request that cannot be accepted."""

    field: str
    """Dotted, with places in lists counted from 0: ``plan.depth_mm``, ``items.2.scan``; empty for the whole body."""
    sentence: str
    """What is wrong and what to give instead; may name values in braces, as a refusal's does."""
    part: str = "body"
    """body, query, path or header."""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    code: str | None = None
    """As that of a phrase; None: the problem has no code of its own."""

    @property
    def problem(self) -> str:
        """The sentence in English."""
        return fill_in(self.sentence, self.values)


def places_of(sentence: str) -> set[str]:
    """The names in braces."""
    return {found[1] for found in _PLACE.finditer(sentence)}


def fill_in(
    sentence: str, values: Mapping[str, Any], write: Callable[[Any], str] | None = None, language: str = ENGLISH
) -> str:
    """The sentence with its values as ``write`` writes them; braces that name no value stay as they are.

    Of ``{count:cartridge|cartridges}`` the form is taken that goes with the number in ``language``, the sentence's own.
    """
    say_value = write or say

    def written(place: re.Match[str]) -> str:
        name, forms = place.groups()
        if name not in values:
            return place[0]
        return choose_form(forms.split("|"), values[name], language) if forms else say_value(values[name])

    return _PLACE.sub(written, sentence)


def say(value: Any, language: str = ENGLISH) -> str:
    """A value of a sentence: days in words, moments on the clock of their own zone, numbers without needless zeros."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Translatable):
        return fill_in(value.sentence, value.values)
    if isinstance(value, list | tuple):
        return ", ".join(say(each, language) for each in value)
    if isinstance(value, datetime) and isinstance(value.tzinfo, ZoneInfo):
        return say_time(value, value.tzinfo, language)
    if isinstance(value, date) and not isinstance(value, datetime):
        return say_date(value, language)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


class Invalid(Refusal):
    """The request is invalid, whatever the state of the data: change it (422)."""

    status = 422


class NotFound(Refusal):
    """It does not exist, or this caller may not see it: check the id (404)."""

    status = 404


class Unauthenticated(Refusal):
    """Nobody is signed in, or not validly: sign in and send the token (401)."""

    status = 401


class Forbidden(Refusal):
    """This person may not do this: ask somebody who may (403)."""

    status = 403


class Stale(Refusal):
    """It has changed since the caller read it: read it again, then edit (412)."""

    status = 412


class Unavailable(Refusal):
    """A dependency does not answer at the moment: try again later (503)."""

    status = 503


class PreconditionRequired(Refusal):
    """An edit must say which version it is based on: send the ETag that was read as If-Match (428)."""

    status = 428
