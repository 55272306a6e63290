"""A change of a published API that clients would not survive is named; others pass."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from needlepoint.trial.system import SERVICES
from tools.openapi.compatibility import breaking_changes
from tools.openapi.publication import broken_since, check, files_of

Document = dict[str, Any]
Change = Callable[[Document], object]

PUBLISHED: Document = {
    "paths": {
        "/v1/rooms/{id}": {
            "patch": {
                "operationId": "change_room",
                "x-roles": ["front_desk", "operator"],
                "parameters": [
                    {"in": "path", "name": "id", "required": True, "schema": {"type": "string", "format": "uuid"}},
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 200}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RoomForm"}}},
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RoomView"}}},
                    },
                    "409": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "RoomForm": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 300},
                    "floor": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                    "use": {"type": "string", "enum": ["talk", "treat"]},
                },
            },
            "RoomView": {
                "type": "object",
                "required": ["name", "use"],
                "properties": {
                    "name": {"type": "string"},
                    "use": {"type": "string", "enum": ["talk", "treat"]},
                    "beds": {"type": "array", "items": {"$ref": "#/components/schemas/Bed"}},
                },
            },
            "Bed": {"type": "object", "required": ["number"], "properties": {"number": {"type": "integer"}}},
        }
    },
}


def changed(change: Change) -> list[str]:
    current = copy.deepcopy(PUBLISHED)
    change(current)
    return breaking_changes(PUBLISHED, current)


def operation(document: Document) -> Document:
    found: Document = document["paths"]["/v1/rooms/{id}"]["patch"]
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def fields(document: Document, name: str) -> Document:
    found: Document = schema(document, name)["properties"]
    return found


BREAKING: dict[str, tuple[Change, str]] = {
    "an address goes away": (lambda d: d["paths"].clear(), "is gone"),
    "an operation gets another name": (
        lambda d: operation(d).update(operationId="edit_room"),
        "is now called edit_room",
    ),
    "a role may not any more": (
        lambda d: operation(d).update({"x-roles": ["operator"]}),
        "no longer open to front_desk",
    ),
    "a parameter goes away": (lambda d: operation(d)["parameters"].pop(), "limit is gone"),
    "a parameter is needed": (lambda d: operation(d)["parameters"][1].update(required=True), "is now required"),
    "a new parameter is needed": (
        lambda d: operation(d)["parameters"].append({"in": "query", "name": "why", "required": True, "schema": {}}),
        "why is new and required",
    ),
    "a parameter is bounded": (
        lambda d: operation(d)["parameters"][1]["schema"].update(maximum=100),
        "now has maximum 100",
    ),
    "a field may not be sent any more": (lambda d: fields(d, "RoomForm").pop("floor"), "lost the field floor"),
    "a field is needed": (lambda d: schema(d, "RoomForm")["required"].append("floor"), "now needs the field floor"),
    "null is refused": (lambda d: fields(d, "RoomForm").update(floor={"type": "integer"}), "may no longer be null"),
    "a word is refused": (lambda d: fields(d, "RoomForm")["use"]["enum"].remove("talk"), "may no longer be 'talk'"),
    "a pattern is asked": (lambda d: fields(d, "RoomForm")["name"].update(pattern="^A"), "now has pattern ^A"),
    "a field is not answered any more": (lambda d: fields(d, "RoomView").pop("name"), "lost the field name"),
    "a field may be missing": (lambda d: schema(d, "RoomView")["required"].remove("use"), "come without the field use"),
    "a field becomes something else": (
        lambda d: fields(d, "Bed").update(number={"type": "string"}),
        "was integer and is now string",
    ),
    "null is answered": (
        lambda d: fields(d, "RoomView").update(name={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "may now be null",
    ),
    "a new word is answered": (lambda d: fields(d, "RoomView")["use"]["enum"].append("rest"), "may now be 'rest'"),
    "another status is answered": (
        lambda d: operation(d)["responses"].update({"201": operation(d)["responses"].pop("200")}),
        "no longer answers 200",
    ),
    "a header goes away": (lambda d: operation(d)["responses"]["200"].pop("headers"), "no longer has the header ETag"),
    "another media type": (
        lambda d: operation(d)["requestBody"].update(content={"text/plain": {"schema": {}}}),
        "no longer takes application/json",
    ),
}

SAFE: dict[str, Change] = {
    "nothing changes": lambda d: None,
    "a new address": lambda d: d["paths"].update({"/v1/beds": {"get": operation(copy.deepcopy(d))}}),
    "a new role": lambda d: operation(d)["x-roles"].append("practitioner"),
    "a new parameter": lambda d: operation(d)["parameters"].append({"in": "query", "name": "why", "schema": {}}),
    "a new field may be sent": lambda d: fields(d, "RoomForm").update(note={"type": "string"}),
    "a field need not be sent any more": lambda d: schema(d, "RoomForm").update(required=[]),
    "a new word may be sent": lambda d: fields(d, "RoomForm")["use"]["enum"].append("rest"),
    "longer text may be sent": lambda d: fields(d, "RoomForm")["name"].update(maxLength=500),
    "a new field is answered": lambda d: fields(d, "RoomView").update(note={"type": "string"}),
    "a word is not answered any more": lambda d: fields(d, "RoomView")["use"]["enum"].remove("talk"),
    "a new refusal": lambda d: operation(d)["responses"].update({"412": {}}),
    "a refusal less": lambda d: operation(d)["responses"].pop("409"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change_is_named(name: str) -> None:
    change, sentence = BREAKING[name]
    [found] = changed(change)
    assert sentence in found


@pytest.mark.parametrize("name", SAFE)
def test_a_change_that_clients_survive_passes(name: str) -> None:
    assert changed(SAFE[name]) == []


def test_a_type_that_contains_itself_is_compared_once() -> None:
    document = copy.deepcopy(PUBLISHED)
    fields(document, "Bed")["beside"] = {"$ref": "#/components/schemas/Bed"}
    assert breaking_changes(document, copy.deepcopy(document)) == []


def test_what_is_published_and_is_not_what_the_code_says_is_named(tmp_path: Path) -> None:
    files = files_of(SERVICES)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert list(check(SERVICES, tmp_path)) == []
    (tmp_path / "docs/problems.md").write_text("nothing")
    (tmp_path / "docs/openapi/inventory.json").unlink()
    (tmp_path / "docs/openapi/elsewhere.json").write_text("{}")
    [changed_page, missing, left_over] = sorted(check(SERVICES, tmp_path), key=lambda each: each.split(" ")[1:])
    assert "docs/problems.md is not what the code says" in changed_page + missing + left_over
    assert "docs/openapi/inventory.json is missing" in changed_page + missing + left_over
    assert "docs/openapi/elsewhere.json is of no service" in changed_page + missing + left_over


def test_without_that_revision_nothing_is_compared(tmp_path: Path) -> None:
    assert list(broken_since(SERVICES, tmp_path, "no-such-revision")) == []
