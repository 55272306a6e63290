"""Published JSON Schemas: one file for each event type that was ever published, in contracts/schemas.

The schema says what is on the wire; anybody may write a reader from it. It is written from the models by
``make contracts`` and held true by ``make check``. Beside it, in contracts/examples,
lies a past event of every type, which must stay readable for ever.
"""

import json
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DecimalSchema, TimeSchema

from contracts.event import Event
from contracts.registry import EVENTS
from contracts.vocabulary import CLOSED
from tools.contracts.compatibility import Schema, incompatibilities

ROOT = Path(__file__).parents[2] / "contracts"
"""Where ``schemas`` and ``examples`` are."""

_BOUNDS = {"ge": "x-minimum", "gt": "x-exclusiveMinimum", "le": "x-maximum", "lt": "x-exclusiveMaximum"}


@dataclass(frozen=True)
class Problem:
    """A problem of an event type that must be corrected before it is merged."""

    event_type: str
    """CloudEvents type."""
    sentence: str
    """What is wrong and what to do."""

    def __str__(self) -> str:
        return f"{self.event_type}: {self.sentence}"


class PublishRefused(Exception):
    """Publishing would have broken old events or old readers; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class _OnTheWire(GenerateJsonSchema):
    def decimal_schema(self, schema: DecimalSchema) -> JsonSchemaValue:
        """A decimal travels as text, where JSON Schema knows no bounds: they are kept as ``x-`` members."""
        bounds = {name: str(schema[bound]) for bound, name in _BOUNDS.items() if bound in schema}  # type: ignore[literal-required]
        return {**super().decimal_schema(schema), "format": "decimal", **bounds}

    def time_schema(self, schema: TimeSchema) -> JsonSchemaValue:
        """A time of day on a local clock. JSON Schema's own format ``time`` asks for an offset, which it has not."""
        return {**super().time_schema(schema), "format": "local-time", "pattern": r"^[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?$"}


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The schema as it is published: JSON Schema 2020-12, with CloudEvents type, topic and key as ``x-`` members."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:needlepoint:schema:{event.type_name()}",
        "x-type": event.type_name(),
        "x-topic": event.topic,
        "x-key": event.key_field,
        **event.model_json_schema(mode="serialization", schema_generator=_OnTheWire),
    }


def publish(root: Path = ROOT, events: Sequence[type[Event]] = EVENTS) -> list[Path]:
    """Write the schemas that are new or better described; returns the files written.

    Raises PublishRefused, and writes nothing, when a published schema would be replaced by an incompatible one.
    """
    published = published_in(root)
    broken = [problem for event in events for problem in _broken(event, published)]
    if broken:
        raise PublishRefused(broken)
    written = []
    for event in events:
        schema = schema_of(event)
        if schema != published.get(event.type_name()):
            file = root / "schemas" / f"{event.type_name()}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            written.append(file)
    return written


def check(root: Path = ROOT, events: Sequence[type[Event]] = EVENTS) -> list[Problem]:
    """All differences between models, published schemas and examples; empty without any."""
    published = published_in(root)
    examples = {file.stem: file.read_bytes() for file in (root / "examples").glob("*.json")}
    problems = list(broken_promises(published, examples, events))
    for event in events:
        name, schema = event.type_name(), schema_of(event)
        if name not in published:
            problems.append(Problem(name, "is not published. Run `make contracts` and commit the file."))
        elif schema != published[name] and not incompatibilities(published[name], schema):
            problems.append(Problem(name, "has changed compatibly. Run `make contracts` and commit."))
        if name not in examples:
            problems.append(Problem(name, f"has no example. Write one to contracts/examples/{name}.json."))
    return problems


def unfinished(events: Sequence[type[Event]] = EVENTS) -> list[Problem]:
    """What declarations in ``contracts`` still lack: a place in the registry, docstrings, words that may grow."""
    unregistered = sorted(event.type_name() for event in _declared() - set(events))
    problems = [Problem(name, "is not in EVENTS in contracts/registry.py. Add it there.") for name in unregistered]
    for event in events:
        schema = schema_of(event)
        problems += [Problem(event.type_name(), f"{each} has no docstring.") for each in _silent(schema)]
        problems += [
            Problem(event.type_name(), f"{each} is a closed list of words. Make the field a Word (decision 0016).")
            for each in _closed_lists(schema)
        ]
    return problems


def _declared() -> set[type[Event]]:
    """Every event in ``contracts``. Imports all of it."""
    modules = [import_module(module.name) for module in pkgutil.walk_packages([str(ROOT)], "contracts.")]
    kinds = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    return {each for each in kinds if issubclass(each, Event) and each is not Event}


def _silent(schema: Schema) -> Iterator[str]:
    """The values and fields of a schema without a description."""
    for kind in (schema, *schema.get("$defs", {}).values()):
        fields = {f"{kind['title']}.{name}": field for name, field in kind.get("properties", {}).items()}
        said = {kind["title"]: kind, **fields} if fields else {}
        yield from (name for name, each in said.items() if not each.get("description"))


def _closed_lists(schema: Schema) -> Iterator[str]:
    """The enums of a schema to which nobody has agreed that every new word is a new version."""
    agreed = {kind.__name__ for kind in CLOSED}
    yield from (name for name, kind in schema.get("$defs", {}).items() if "enum" in kind and name not in agreed)


def broken_promises(
    published: dict[str, Schema], examples: dict[str, bytes], events: Sequence[type[Event]] = EVENTS
) -> Iterator[Problem]:
    """What was published once, in ``published`` and ``examples`` by CloudEvents type, and does not hold any more."""
    by_type = {event.type_name(): event for event in events}
    for name in sorted(published.keys() | examples.keys()):
        if name not in by_type:
            yield Problem(
                name,
                "was published but is missing in contracts/registry.py. Old events must stay readable: restore it.",
            )
            continue
        yield from _broken(by_type[name], published)
        if name in examples:
            yield from _unreadable(by_type[name], examples[name])


def published_in(root: Path) -> dict[str, Schema]:
    """The published schemas by CloudEvents type."""
    return {file.stem: json.loads(file.read_bytes()) for file in (root / "schemas").glob("*.json")}


def _broken(event: type[Event], published: dict[str, Schema]) -> Iterator[Problem]:
    """Incompatible changes since it was published."""
    name = event.type_name()
    for sentence in incompatibilities(published[name], schema_of(event)) if name in published else ():
        remedy = f"Undo it, or make a v{event.version + 1} beside v{event.version}."
        yield Problem(name, f"{sentence}. {remedy}")


def _unreadable(event: type[Event], example: bytes) -> Iterator[Problem]:
    try:
        event.model_validate_json(example)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        yield Problem(
            event.type_name(), f"its example, a past event, cannot be read any more: {place}: {first['msg']}."
        )
