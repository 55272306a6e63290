"""docs/asyncapi.json is an AsyncAPI 3 document that any tool can read, and tells the truth about events on the wire."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from chassis.events.envelope import Cause, to_message
from chassis.ids import new_id
from contracts.registry import EVENTS
from needlepoint.services import listeners
from tests.support.kept import alone, kept
from tools.contracts.asyncapi import document

REPOSITORY = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads((REPOSITORY / "docs/asyncapi.json").read_bytes())
SPECIFICATION = "@asyncapi/specs@6.11.1"
"""The npm package in which the authors of AsyncAPI publish its JSON Schemas."""


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    """The JSON Schema of AsyncAPI 3.0.0, fetched once and kept in ``.parts``."""
    folder = kept(f"asyncapi-{SPECIFICATION.rsplit('@', 1)[1]}")
    schema = folder / "package/schemas/3.0.0.json"
    with alone(folder):
        if not schema.is_file():
            _fetch(folder)
    return Draft7Validator(json.loads(schema.read_bytes()))


def _fetch(folder: Path) -> None:
    """The package, unpacked into ``folder``. Where npm cannot bring it the test is skipped, but not in CI."""
    folder.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    wanted = ["pack", "--silent", SPECIFICATION, "--pack-destination", str(folder)]
    packed = subprocess.run([npm, *wanted], capture_output=True, text=True, check=False) if npm else None
    if packed is None or packed.returncode != 0:
        why = f"npm cannot bring {SPECIFICATION}: {packed.stderr.strip() if packed else 'it is not installed'}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    shutil.unpack_archive(folder / packed.stdout.strip(), folder, filter="data")


def test_it_is_valid(specification: Draft7Validator) -> None:
    assert [f"{error.json_path}: {error.message}" for error in specification.iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize("gone", [("info", "title"), ("operations", "booking.publishes.booking.clinics", "action")])
def test_the_specification_would_notice_what_is_missing(specification: Draft7Validator, gone: tuple[str, ...]) -> None:
    broken = deepcopy(DOCUMENT)
    *path, last = gone
    place = broken
    for step in path:
        place = place[step]
    del place[last]
    assert not specification.is_valid(broken)


def test_every_reference_leads_somewhere() -> None:
    references = set(_references(DOCUMENT))
    assert len(references) > len(EVENTS)
    for reference in references:
        file, _, pointer = reference.partition("#/")
        target = json.loads((REPOSITORY / "docs" / file).read_bytes()) if file else DOCUMENT
        for step in filter(None, pointer.split("/")):
            target = target[step]
        assert target, reference


def test_every_event_is_published_by_one_service_and_received_by_those_that_react_to_it() -> None:
    by_action: dict[str, set[tuple[str, str]]] = {"send": set(), "receive": set()}
    for operation in DOCUMENT["operations"].values():
        names = {message["$ref"].rsplit("/", 1)[1] for message in operation["messages"]}
        by_action[operation["action"]] |= {(operation["tags"][0]["name"], name) for name in names}
    assert by_action["send"] == {(event.topic.split(".", 1)[0], event.type_name()) for event in EVENTS}
    assert by_action["receive"] == {
        (name, event.type_name()) for name, events in listeners().items() for event in events
    }


def test_the_headers_are_those_of_an_event_on_the_wire() -> None:
    message = to_message(
        id=new_id(),
        type=EVENTS[0].type_name(),
        topic=EVENTS[0].topic,
        key="a key",
        payload="{}",
        headers=Cause("a request", new_id(), "00-11111111111111111111111111111111-2222222222222222-01").headers(),
        at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
    described = DOCUMENT["components"]["messageTraits"]["cloudEvent"]["headers"]
    sent = {name: value.decode() for name, value in message.headers}
    assert described["properties"].keys() == sent.keys()
    assert [error.message for error in Draft7Validator(described).iter_errors(sent)] == []


def test_an_event_without_a_consumer_is_described_all_the_same() -> None:
    alone = document({"booking": ()}, EVENTS[:1])
    assert list(alone["operations"]) == ["booking.publishes.booking.clinics"]
    assert list(alone["components"]["messages"]) == [EVENTS[0].type_name()]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)
