"""Whether a schema of an API may change as it did; requests and answers are judged from opposite sides."""

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

Schema = Mapping[str, Any]

_LOWEST = {"minimum", "exclusiveMinimum", "minLength", "minItems"}
_HIGHEST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems"}
_SHAPES = {"format", "pattern", "multipleOf", "uniqueItems"}


class Side(Enum):
    """Who writes what the schema describes."""

    REQUEST = "client"
    """A client does: the schema may only allow more."""
    ANSWER = "service"
    """The service does: the schema may only promise more."""


def schema_changes(old: Schema, new: Schema, published: Schema, current: Schema, side: Side, where: str) -> list[str]:
    """What yesterday's client would not survive, a sentence each. Two documents, since references point into each."""
    return list(_Comparison(published, current, side).of(old, new, where))


class _Comparison:
    def __init__(self, published: Schema, current: Schema, side: Side) -> None:
        self._published, self._current, self._side = published, current, side
        self._under_way: set[tuple[str, str]] = set()

    @property
    def _request(self) -> bool:
        return self._side is Side.REQUEST

    def of(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        """Compare kind by kind: a client must find what it sends among the new, and know all of the new answers."""
        before, after = _kinds(old, self._published), _kinds(new, self._current)
        if len(before) == len(after) == 1:
            yield from self._one(before[0], after[0], where)
            return
        wanted, offered = (before, after) if self._request else (after, before)
        for kind in wanted:
            pairs = [(kind, other) if self._request else (other, kind) for other in offered]
            if not any(not list(self._one(first, second, where)) for first, second in pairs):
                word = "may no longer be" if self._request else "may now be"
                yield f"{where} {word} {_named(kind)}"

    def _one(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        pair = _text(old), _text(new)
        if pair in self._under_way:
            return  # a type that contains itself: this pair is being compared further up
        self._under_way.add(pair)
        try:
            yield from self._rules(old, new, where)
        finally:
            self._under_way.discard(pair)

    def _rules(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        if old.get("type") != new.get("type"):
            if (new if self._request else old).get("type") is not None:
                yield f"{where} was {_named(old)} and is now {_named(new)}"
            return
        yield from self._words(old, new, where)
        yield from self._bounds(old, new, where)
        yield from self._fields(old, new, where)
        for inner in ("items", "additionalProperties"):
            if isinstance(old.get(inner), Mapping) and isinstance(new.get(inner), Mapping):
                yield from self.of(old[inner], new[inner], f"each of {where}")

    def _words(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        before, after = _allowed(old), _allowed(new)
        wanted, offered = (before, after) if self._request else (after, before)
        if offered is None:
            return
        if wanted is None:
            yield f"{where} is {'now one of a few words' if self._request else 'no longer one of a few words'}"
            return
        for word in (word for word in wanted if word not in offered):
            yield f"{where} {'may no longer' if self._request else 'may now'} be {word!r}"

    def _bounds(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        """A client's own values must stay within bounds. What the service answers, no client checks."""
        if not self._request:
            if old.get("format") != new.get("format"):
                yield f"{where} was {_named(old)} and is now {_named(new)}"
            return
        for rule in sorted(_LOWEST | _HIGHEST):
            before, after = old.get(rule), new.get(rule)
            if after is None or before == after:
                continue
            if before is None or (after > before) == (rule in _LOWEST):
                yield f"{where} now has {rule} {after}"
        for rule in sorted(_SHAPES):
            if rule in new and old.get(rule) != new[rule]:
                yield f"{where} now has {rule} {new[rule]}"

    def _fields(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            if name not in after:
                yield f"{where} lost the field {name}"
            else:
                yield from self.of(before[name], after[name], f"{where}, {name}")
        if self._request:
            for name in sorted(needed_after - needed_before):
                yield f"{where} now needs the field {name}"
        else:
            for name in sorted(needed_before - needed_after):
                if name in after:
                    yield f"{where} may now come without the field {name}"


def _kinds(schema: Schema, document: Schema) -> list[Schema]:
    """The members of a union, in place of references; a schema that is no union is one."""
    while "$ref" in schema:
        target: Any = document
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    members = schema.get("anyOf") or schema.get("oneOf")
    if members:
        return [kind for member in members for kind in _kinds(member, document)]
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": kind} for kind in schema["type"]]
    return [schema]


def _allowed(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _named(schema: Schema) -> str:
    return str(schema.get("title") or schema.get("format") or schema.get("type") or "anything")


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
