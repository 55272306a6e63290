"""The event catalogue, docs/events.md: who publishes, who consumes, what every field means.

Generated from the models in contracts/ and the reactions that the services register.
"""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from contracts.event import Digest, Event, Language, Word
from contracts.registry import EVENTS
from tools.contracts.publication import schema_of

_OPENING = """\
# Events

Every event that the services publish. A topic's name says who publishes on it; its events are delivered in the order
in which they were committed, per key. Every event is a CloudEvent in Kafka's binary mode with a
[published schema](../contracts/schemas) and a [past event that stays readable](../contracts/examples).
How an event may change: [decision 0003](decisions/0003-event-evolution.md). A *word* is text of an open vocabulary to
which its publisher may add; [decision 0016](decisions/0016-open-words.md) says what each reader does with a new one.
The same for programs: [asyncapi.json](asyncapi.json), an AsyncAPI 3 document.

This page is written from `contracts/` and the services' reactions by `make contracts`. Do not edit it.
"""

_WORDS = {"date-time": "moment", "local-time": "local time", "decimal": "decimal, as text", "string": "text"}
_PATTERNS = {
    TypeAdapter(kind).json_schema()["pattern"]: name
    for kind, name in ((Word, "word"), (Language, "language tag"), (Digest, "SHA-256"))
}

Listeners = Mapping[str, Collection[type[Any]]]
"""Service name to the events that it reacts to."""


def render(listeners: Listeners, events: Sequence[type[Event]] = EVENTS) -> str:
    """The page."""
    topics = by_topic(events)
    parts = [_OPENING, _overview(topics, listeners)]
    for topic, members in topics.items():
        parts += [_topic(topic, members), *(_event(event, listeners) for event in members)]
    return "\n".join(parts)


def by_topic(events: Sequence[type[Event]]) -> dict[str, list[type[Event]]]:
    """The events of each topic, in the order of the registry."""
    topics: dict[str, list[type[Event]]] = {}
    for event in events:
        topics.setdefault(event.topic, []).append(event)
    return topics


def purpose_of(members: Sequence[type[Event]]) -> str:
    """What a topic is for: the first line of the module that declares its events."""
    said = (sys.modules[members[0].__module__].__doc__ or "").strip().splitlines()[:1]
    about = said[0].removeprefix(f"{members[0].topic}:").strip() if said else ""
    return f"{about[:1].upper()}{about[1:]}"


def _overview(topics: Mapping[str, Sequence[type[Event]]], listeners: Listeners) -> str:
    rows = [
        (
            f"[{topic}](#{topic.replace('.', '')})",
            members[0].topic.split(".", 1)[0],
            f"`{members[0].key_field}`",
            ", ".join(f"[{_title(event)}](#{_title(event).lower().replace(' ', '-')})" for event in members),
            _consumers(members, listeners),
        )
        for topic, members in topics.items()
    ]
    return _table(("topic", "published by", "key", "events", "consumed by"), rows)


def _topic(topic: str, members: Sequence[type[Event]]) -> str:
    return f"## {topic}\n\n{purpose_of(members)}\n"


def _event(event: type[Event], listeners: Listeners) -> str:
    name = event.type_name()
    schema = schema_of(event)
    links = f"[schema](../contracts/schemas/{name}.json) · [example](../contracts/examples/{name}.json)"
    consumers = f"Consumed by {_consumers([event], listeners)}."
    table = _table(("field", "type", "meaning"), list(_fields(schema, schema)))
    return f"### {_title(event)}\n\n{schema['description']}\n\n`{name}` · {links}\n\n{consumers}\n\n{table}"


def _title(event: type[Event]) -> str:
    return event.__name__ if event.version == 1 else f"{event.__name__} v{event.version}"


def _consumers(members: Collection[type[Any]], listeners: Listeners) -> str:
    return ", ".join(name for name, events in listeners.items() if set(events) & set(members)) or "nobody yet"


def _fields(owner: Mapping[str, Any], document: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str, str]]:
    """Name, type and meaning of every field; those of nested facts follow with dotted names."""
    for name, field in owner["properties"].items():
        absent = "" if name in owner.get("required", ()) else f"; {field.get('default')!r} when left out"
        yield f"`{before}{name}`", _type(field, document) + absent, field.get("description", "")
        for inner in _facts(field, document):
            yield from _fields(inner, document, f"{before}{name}.")


def _facts(field: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    field = _resolved(field, document)
    for member in (*field.get("anyOf", ()), *([field["items"]] if "items" in field else ())):
        yield from _facts(member, document)
    if "properties" in field:
        yield field


def _type(field: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    field = _resolved(field, document)
    if "anyOf" in field:
        return " or ".join(_type(member, document) for member in field["anyOf"])
    if "enum" in field:
        return " · ".join(f"`{word}`" for word in field["enum"])
    if field.get("type") == "array":
        return f"list of: {_type(field['items'], document)}"
    if "properties" in field:
        return str(field["title"])
    if field.get("pattern") in _PATTERNS:
        return _PATTERNS[field["pattern"]]
    kind = str(field.get("format") or field.get("type"))
    return _WORDS.get(kind, kind) + _bounds(field)


def _bounds(field: Mapping[str, Any]) -> str:
    words = {"minimum": "from", "maximum": "to"}
    bounds = [f"{word} {field[bound]}" for bound, word in words.items() if bound in field]
    return f", {' '.join(bounds)}" if bounds else ""


def _resolved(field: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in field:
        return field
    return document["$defs"][field["$ref"].removeprefix("#/$defs/")]  # type: ignore[no-any-return]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *map(_cells, rows)))


def _cells(row: Sequence[str]) -> list[str]:
    return [cell.replace("\n", " ").replace("|", "\\|").replace("``", "`") for cell in row]
