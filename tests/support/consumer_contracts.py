"""Contracts between a listener and its publishers, verified from both sides.

``services/<listener>/needs.json`` states, for each event type that the listener reacts to, the fields that it reads.
The listener's test records what its reactions read of whole events and compares; the publisher's test publishes every
type that somebody needs, with those fields. After a change run the listener's test with ``NEEDLEPOINT_STATE_NEEDS=1``,
which writes the file, and commit it: whoever reviews it sees what the listener newly depends on.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import new_class
from typing import Any

from pydantic import BaseModel

from chassis.events.event import Event
from needlepoint.services import SERVICE_NAMES
from tests.support.running import Running

Needs = dict[str, set[str]]
"""By CloudEvents type: dotted paths of fields."""
SERVICES = Path(__file__).parents[2] / "services"


def stated_by(listener: str) -> Needs:
    """What a service says that it needs; nothing when it says nothing."""
    file = SERVICES / listener / "needs.json"
    found: dict[str, list[str]] = json.loads(file.read_bytes()) if file.is_file() else {}
    return {event_type: set(paths) for event_type, paths in found.items()}


@contextmanager
def reads_of(listener: Running) -> Iterator[Needs]:
    """Record which fields the reactions of a running service read while this is open."""
    types, reads = listener.service.reactions._types, Needs()
    originals = dict(types)
    for name, event in originals.items():
        reads[name] = set()
        types[name] = _Recorder(event, reads[name])  # type: ignore[assignment]
    try:
        yield reads
    finally:
        types.update(originals)


def assert_needs_what_it_reads(listener: str, reads: Needs) -> None:
    """Raises AssertionError when the service reads what it does not state, or states what it does not read."""
    leaves = {name: {path for path in paths if not _is_inner(path, paths)} for name, paths in reads.items()}
    if os.environ.get("NEEDLEPOINT_STATE_NEEDS"):
        text = json.dumps({name: sorted(paths) for name, paths in sorted(leaves.items())}, indent=2)
        (SERVICES / listener / "needs.json").write_text(f"{text}\n")
    stated = stated_by(listener)
    unstated = [(name, path) for name in leaves for path in sorted(leaves[name] - stated.get(name, set()))]
    unread = [(name, path) for name in stated for path in sorted(stated[name] - leaves.get(name, set()))]
    problems = [f"{listener} reads {path} of {name} and does not state it" for name, path in unstated]
    problems += [f"{listener} states {path} of {name} and does not read it" for name, path in unread]
    assert not problems, "\n".join(problems)


def assert_keeps_its_contracts(publisher: str, published: Sequence[Event]) -> None:
    """Raises AssertionError when a type or a field that somebody needs is not among what was published."""
    events = [(event.type_name(), json.loads(event.model_dump_json())) for event in published]
    problems = []
    for listener in SERVICE_NAMES:
        for event_type, paths in stated_by(listener).items():
            if event_type.startswith(f"needlepoint.{publisher}."):
                carried = [set(_paths(payload)) for name, payload in events if name == event_type]
                missing = sorted(path for path in paths if not any(path in each for each in carried))
                if missing:
                    what = f"it without {', '.join(missing)}" if carried else "none"
                    problems.append(f"{listener} needs {event_type}, and {publisher} published {what}")
    assert not problems, "\n".join(problems)


def _is_inner(path: str, paths: set[str]) -> bool:
    """True for a fact of which single fields are read: they are what is needed."""
    return any(other.startswith(f"{path}.") for other in paths)


def _paths(payload: Any, before: str = "") -> Iterator[str]:
    for name, value in payload.items():
        yield f"{before}{name}"
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{name}.")


class _Recorder:
    """Stands for an event type where reactions are given their events: those that it makes record what is read."""

    def __init__(self, event: type[Event], reads: set[str]) -> None:
        self.topic, self.source = event.topic, event.source
        self._event = event
        self._reads = reads

    def model_validate_json(self, json_data: str | bytes) -> Any:
        return _watched(self._event.model_validate_json(json_data), "", self._reads)


def _watched(fact: Any, before: str, reads: set[str]) -> Any:
    """The same fact, of a class that notes each field that is asked for."""
    kind = type(fact)
    names = set(kind.model_fields)

    def __getattribute__(self: Any, name: str) -> Any:  # noqa: N807
        value = super(watching, self).__getattribute__(name)
        if name not in names:
            return value
        path = f"{before}{name}"
        reads.add(path)
        return _watched(value, f"{path}.", reads) if isinstance(value, BaseModel) and not _watches(value) else value

    def model_dump(self: Any, **options: Any) -> dict[str, Any]:
        reads.update(f"{before}{name}" for name in names & set(options.get("include") or names))
        dumped: dict[str, Any] = kind.model_dump(self, **options)
        return dumped

    keywords = {"topic": kind.topic, "key": kind.key_field, "version": kind.version} if hasattr(kind, "topic") else {}
    members = {"__getattribute__": __getattribute__, "model_dump": model_dump, "__module__": kind.__module__}
    if hasattr(kind, "key_field"):
        key = fact.key  # asked for by the inbox; what a reaction reads is recorded from here on
        members["key"] = property(lambda self: key)
    watching: Any = new_class(kind.__name__, (kind,), keywords, lambda namespace: namespace.update(members))
    object.__setattr__(fact, "__class__", watching)
    return fact


def _watches(fact: BaseModel) -> bool:
    return "__getattribute__" in vars(type(fact))
