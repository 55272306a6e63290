"""Whether an event on the wire is what its published schema says: type, topic, key, and every field of it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker

from chassis.events.envelope import Delivery

Schema = dict[str, Any]


def violations(delivery: Delivery) -> list[str]:
    """What an event does against the schema that is published for its type, a sentence each; empty when it keeps to it.

    Stricter than a reader may be: a field that no schema names is one too many. ``delivery.topic`` has no prefix.
    """
    schema = _published().get(delivery.type)
    if schema is None:
        return [f"{delivery.type or 'an event without a type'} on {delivery.topic} has no published schema"]
    try:
        event = json.loads(delivery.value)
    except ValueError:
        return [f"{_named(delivery)} is not JSON"]
    return [f"{_named(delivery)}: {problem}" for problem in _problems(delivery, schema, event)]


def _named(delivery: Delivery) -> str:
    return f"{delivery.type} {delivery.event_id}"


def _problems(delivery: Delivery, schema: Schema, event: Any) -> Iterator[str]:
    if delivery.topic != schema["x-topic"]:
        yield f"it is on {delivery.topic}, and its topic is {schema['x-topic']}"
    if isinstance(event, dict) and delivery.key != str(event.get(schema["x-key"])):
        yield f"its key is {delivery.key}, and {schema['x-key']} is {event.get(schema['x-key'])}"
    for error in _validator(delivery.type).iter_errors(event):
        yield f"{error.json_path}: {error.message}"


@cache
def _published() -> Mapping[str, Schema]:
    folder = resources.files("contracts") / "schemas"
    schemas = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return {schema["x-type"]: schema for schema in schemas}


@cache
def _validator(event_type: str) -> Draft202012Validator:
    return Draft202012Validator(_closed(_published()[event_type]), format_checker=_FORMATS)


_FORMATS = FormatChecker(formats=())
"""The formats of our schemas, checked alike on every machine: jsonschema's own checks depend on what is installed."""


def _is_moment(text: object) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


def _is_day(text: object) -> bool:
    return not isinstance(text, str) or bool(date.fromisoformat(text))


def _is_uuid(text: object) -> bool:
    return not isinstance(text, str) or bool(UUID(text))


def _is_decimal(text: object) -> bool:
    return not isinstance(text, str) or Decimal(text).is_finite()


for _name, _check in {"date-time": _is_moment, "date": _is_day, "uuid": _is_uuid, "decimal": _is_decimal}.items():
    _FORMATS.checks(_name, raises=(ValueError, InvalidOperation))(_check)


def _closed(part: Any) -> Any:
    """The same schema, in which objects have no other fields than those named."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(each) for name, each in part.items()}
    return {"additionalProperties": False, **closed} if isinstance(part.get("properties"), dict) else closed
