"""The AsyncAPI 3 document, docs/asyncapi.json: the same as docs/events.md for programs that draw, check or generate.

One document describes the whole system: a channel a topic, a message an event type, and for each service what it sends
and what it receives. Payloads are the published schemas, referred to where they are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.event import Event
from contracts.registry import EVENTS
from tools.contracts.event_catalogue import Listeners, by_topic, purpose_of
from tools.contracts.publication import ROOT

Document = dict[str, Any]

_DESCRIPTION = """\
Every event that the services of Needlepoint publish, and who reacts to it.

Events are CloudEvents 1.0 in Kafka's binary mode: attributes in headers, JSON in the value, uncompressed. Per key they
are delivered in the order in which they were committed, at least once: drop those whose `ce_source` and `ce_id` you
have seen. Believe only the source that belongs to the topic. Old events stay readable. A change that an old reader
would not survive is a new version beside the old one. Text with the pattern of a word is an open vocabulary: a new word
may come at any time."""

_HEADERS: Document = {
    "type": "object",
    "required": ["ce_id", "ce_source", "ce_type", "ce_specversion", "ce_time", "ce_correlationid"],
    "properties": {
        "ce_id": {"type": "string", "format": "uuid", "description": "The event: the same when it is delivered again."},
        "ce_source": {"type": "string", "description": "Who published it, e.g. `/needlepoint/booking`."},
        "ce_type": {"type": "string", "description": "The event type with its version."},
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_time": {"type": "string", "format": "date-time", "description": "UTC. When it was committed."},
        "ce_subject": {"type": "string", "description": "The key."},
        "ce_partitionkey": {"type": "string", "description": "The key."},
        "ce_correlationid": {"type": "string", "description": "The same for all that follows from one request."},
        "ce_causationid": {"type": "string", "description": "The event that this one was a reaction to."},
        "ce_traceparent": {"type": "string", "description": "W3C trace context."},
        "content-type": {"type": "string", "const": "application/json"},
    },
}


def render(listeners: Listeners, events: Sequence[type[Event]] = EVENTS) -> str:
    """The document as JSON."""
    return json.dumps(document(listeners, events), indent=2, ensure_ascii=False) + "\n"


def document(listeners: Listeners, events: Sequence[type[Event]] = EVENTS) -> Document:
    """The document."""
    topics = by_topic(events)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Needlepoint events",
            "version": "1.0.0",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The Kafka cluster that all services share.",
                "variables": {"bootstrap": {"default": "localhost:9092", "description": "One of its brokers."}},
            }
        },
        "channels": {topic: _channel(topic, members) for topic, members in topics.items()},
        "operations": dict(_operations(topics, listeners)),
        "components": {
            "messages": {event.type_name(): _message(event) for event in events},
            "messageTraits": {
                "cloudEvent": {
                    "headers": _HEADERS,
                    "correlationId": {"location": "$message.header#/ce_correlationid"},
                    "contentType": "application/json",
                }
            },
        },
    }


def _channel(topic: str, members: Sequence[type[Event]]) -> Document:
    return {
        "address": topic,
        "title": topic,
        "description": purpose_of(members),
        "messages": {event.type_name(): {"$ref": f"#/components/messages/{event.type_name()}"} for event in members},
        "bindings": {"kafka": {"topic": topic, "bindingVersion": "0.5.0"}},
    }


def _operations(topics: Mapping[str, Sequence[type[Event]]], listeners: Listeners) -> Iterator[tuple[str, Document]]:
    for topic, members in topics.items():
        publisher = topic.split(".", 1)[0]
        yield f"{publisher}.publishes.{topic}", _operation("send", publisher, topic, members)
        for name, consumed in listeners.items():
            wanted = [event for event in members if event in consumed]
            if wanted:
                yield f"{name}.reacts_to.{topic}", _operation("receive", name, topic, wanted)


def _operation(action: str, service: str, topic: str, members: Sequence[type[Event]]) -> Document:
    channel = f"#/channels/{topic}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "summary": f"{service} {'publishes' if action == 'send' else 'reacts to'} {_names(members)}",
        "tags": [{"name": service}],
        "messages": [{"$ref": f"{channel}/messages/{event.type_name()}"} for event in members],
    }


def _names(members: Sequence[type[Event]]) -> str:
    *first, last = [event.__name__ for event in members]
    return f"{', '.join(first)} and {last}" if first else last


def _message(event: type[Event]) -> Document:
    name = event.type_name()
    example = json.loads((ROOT / "examples" / f"{name}.json").read_bytes())
    return {
        "name": name,
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"$ref": f"../contracts/schemas/{name}.json"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"`{event.key_field}`: order is kept by it."},
                "bindingVersion": "0.5.0",
            }
        },
        "examples": [{"name": "past", "summary": "An event that was published.", "payload": example}],
    }
