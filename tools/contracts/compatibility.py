"""Checks the change of an event: old events must stay readable, and old readers must understand new ones.

Readers ignore fields that they do not know, and events are kept for ever. So a schema may only gain optional fields
with a default, or be described better; anything else needs a new version (docs/decisions/0003-event-evolution.md).
Schemas are JSON Schema 2020-12 as tools/contracts/publication.py writes them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

Schema = Mapping[str, Any]

_ONLY_WORDS = {"$defs", "$comment", "title", "description", "examples", "deprecated", "required", "default"}
"""Members that do not affect validity, and those that are compared with the object that holds them."""

_LOWEST = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "x-minimum", "x-exclusiveMinimum"}
_HIGHEST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "x-maximum", "x-exclusiveMaximum"}
_IDENTITY = {"$id": "id", "x-type": "CloudEvents type", "x-topic": "topic", "x-key": "key"}

_OLD_EVENTS = "events already published could not be read"
_OLD_READERS = "readers already deployed could not read it"


def incompatibilities(published: Schema, current: Schema) -> list[str]:
    """The changes that would break an old event or an old reader, a sentence each; empty when all are safe."""
    return list(_Comparison(published, current).of(published, current, "the event"))


class _Comparison:
    """Walks through two documents at once; it holds both, because ``$ref`` points into its own document."""

    def __init__(self, published: Schema, current: Schema) -> None:
        self._published, self._current = published, current
        self._under_way: set[tuple[str, str]] = set()

    def of(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        """Differences at one place, e.g. ``plan.depth_mm``. Unions are compared member by member, in any order."""
        before, after = _union(old, self._published), _union(new, self._current)
        gone = [member for member in before if not any(self._same(member, other) for other in after)]
        come = [member for member in after if not any(self._same(other, member) for other in before)]
        if len(gone) == len(come) == 1:
            yield from self._one(gone[0], come[0], where)
            return
        for member in gone:
            yield f"{where} may no longer be {_named(member)}: {_OLD_EVENTS}"
        for member in come:
            yield f"{where} may now be {_named(member)} as well: {_OLD_READERS}"

    def _same(self, old: Schema, new: Schema) -> bool:
        return not any(self._one(old, new, ""))

    def _one(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        pair = _text(old), _text(new)
        if pair in self._under_way:
            return  # a type that contains itself: this pair is being compared further up
        self._under_way.add(pair)
        try:
            yield from self._type(old, new, where)
        finally:
            self._under_way.discard(pair)

    def _type(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        if old.get("type") != new.get("type"):
            yield f"{where} was {_named(old)} and is now {_named(new)}: {_OLD_EVENTS}, and {_OLD_READERS}"
            return
        yield from self._fields(old, new, where)
        yield from _choices(old, new, where)
        for rule in sorted((set(old) | set(new)) - _ONLY_WORDS - {"properties", "enum", "const"}):
            before, after = old.get(rule), new.get(rule)
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from self.of(before, after, f"each of {where}" if rule == "items" else f"{where}, {rule}")
            elif _schemas(before) and _schemas(after) and len(before) == len(after):
                for place, (first, second) in enumerate(zip(before, after, strict=True), start=1):
                    yield from self.of(first, second, f"{rule} {place} of {where}")
            elif _text(before) != _text(after):
                yield _changed_rule(rule, before, after, where)

    def _fields(self, old: Schema, new: Schema, where: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            field = name if where == "the event" else f"{where}.{name}"
            if name not in after:
                yield f"{field} was removed or renamed: {_OLD_READERS}"
                continue
            if name in needed_after - needed_before:
                yield f"{field} is now required: {_OLD_EVENTS}"
            if name in needed_before - needed_after:
                yield f"{field} may now be left out: {_OLD_READERS}"
            if name not in needed_before | needed_after and _default(before[name]) != _default(after[name]):
                yield f"{field} has another default: events already published would change their meaning"
            yield from self.of(before[name], after[name], field)
        for name in (name for name in after if name not in before):
            field = name if where == "the event" else f"{where}.{name}"
            if name in needed_after:
                yield f"{field} is new and required: {_OLD_EVENTS}"
            elif "default" not in after[name]:
                yield f"{field} is new without a fixed default: {_OLD_EVENTS} the same way twice"
            elif old.get("additionalProperties") is False:
                yield f"{field} is new where new fields were forbidden: {_OLD_READERS}"


def _resolved(schema: Schema, document: Schema) -> Schema:
    """The schema behind ``$ref``, with what stands beside the reference."""
    while "$ref" in schema:
        target: Any = document
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
    return schema


def _union(schema: Schema, document: Schema) -> list[Schema]:
    schema = _resolved(schema, document)
    members = schema.get("anyOf") or schema.get("oneOf")
    if members:
        beside = {name: value for name, value in schema.items() if name not in ("anyOf", "oneOf")}
        return [inner for member in members for inner in _union({**beside, **member}, document)]
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": kind} for kind in schema["type"]]
    return [schema]


def _choices(old: Schema, new: Schema, where: str) -> Iterator[str]:
    """``enum`` and ``const``: a list of words that both sides must know."""
    before, after = _allowed(old), _allowed(new)
    if before is None and after is not None:
        yield f"{where} may now only be one of {', '.join(map(repr, after))}: {_OLD_EVENTS}"
    elif before is not None and after is None:
        yield f"{where} may now be anything, not only {', '.join(map(repr, before))}: {_OLD_READERS}"
    elif before is not None and after is not None:
        for word in (word for word in before if word not in after):
            yield f"{where} may no longer be {word!r}: {_OLD_EVENTS}"
        for word in (word for word in after if word not in before):
            yield f"{where} may now be {word!r} as well: {_OLD_READERS}"


def _allowed(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _changed_rule(name: str, before: Any, after: Any, where: str) -> str:
    if name in _IDENTITY:
        return f"{where} has another {_IDENTITY[name]}, {after} instead of {before}: its readers would not find it"
    if before is None:
        return f"{where} now has the rule {name} {after!r}: {_OLD_EVENTS}"
    if after is None:
        return f"{where} no longer has the rule {name} {before!r}: {_OLD_READERS}"
    change = f"{where} has {name} {after!r} instead of {before!r}"
    if name in _LOWEST | _HIGHEST:
        tighter = (float(after) > float(before)) == (name in _LOWEST)
        return f"{change}: {_OLD_EVENTS if tighter else _OLD_READERS}"
    return f"{change}: {_OLD_EVENTS}, or {_OLD_READERS}"


def _schemas(value: Any) -> TypeGuard[list[Schema]]:
    return isinstance(value, list) and all(isinstance(member, Mapping) for member in value)


def _default(schema: Schema) -> str:
    return _text({"default": schema["default"]} if "default" in schema else {})


def _text(value: Any) -> str:
    """As JSON, where true is not 1."""
    return json.dumps(value, sort_keys=True)


def _named(schema: Schema) -> str:
    words = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    kind = schema.get("format") or schema.get("type") or "anything"
    return f"one of {', '.join(map(repr, words))}" if words else str(kind)
