"""No rule of any published schema can change unnoticed, whatever the schema looks like."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.registry import EVENTS
from tools.contracts.compatibility import incompatibilities
from tools.contracts.publication import schema_of


def mutations(node: Any) -> Iterator[tuple[str, Any]]:
    """Every schema that differs from this one in one rule, with the place of the difference."""
    if not isinstance(node, dict):
        return
    for name in ("type", "format", "x-topic", "x-key", "minimum", "maximum", "additionalProperties"):
        if name in node:
            yield name, {**node, name: 99 if isinstance(node[name], int) else "other"}
            yield f"no {name}", {rule: value for rule, value in node.items() if rule != name}
    for name in ("enum", "required", "anyOf"):
        for place in range(len(node.get(name, ()))):
            yield f"{name} without {place}", {**node, name: node[name][:place] + node[name][place + 1 :]}
        if name == "enum" and name in node:
            yield "enum with another", {**node, name: [*node[name], "another"]}
    for name in node.get("properties", {}):
        yield f"no {name}", {**node, "properties": {n: p for n, p in node["properties"].items() if n != name}}
    for holder in ("properties", "$defs"):
        for name, inner in node.get(holder, {}).items():
            yield from (
                (f"{name}: {at}", {**node, holder: {**node[holder], name: new}}) for at, new in mutations(inner)
            )
    if "items" in node:
        yield from ((f"items: {at}", {**node, "items": new}) for at, new in mutations(node["items"]))


@pytest.mark.parametrize("published", [schema_of(kind) for kind in EVENTS], ids=lambda schema: schema["title"])
def test_no_single_rule_of_any_event_can_change_unnoticed(published: dict[str, Any]) -> None:
    changed = list(mutations(published))
    assert len(changed) > 5
    assert [place for place, schema in changed if not incompatibilities(published, schema)] == []
    assert incompatibilities(published, copy.deepcopy(published)) == []


names = st.sampled_from(["a", "b", "c"])
plain = st.one_of(
    st.fixed_dictionaries({"type": st.sampled_from(["string", "integer", "null", "boolean"])}),
    st.fixed_dictionaries({"type": st.just("string"), "enum": st.lists(names, min_size=1, unique=True)}),
    st.fixed_dictionaries({"type": st.just("integer")}, optional={"minimum": st.integers(), "maximum": st.integers()}),
    st.fixed_dictionaries({"const": st.none() | st.booleans() | st.integers(0, 1)}),
    names.map(lambda name: {"$ref": f"#/$defs/{name}"}),
)


def _composed(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    objects = st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(names, inner)},
        optional={"required": st.lists(names, unique=True), "additionalProperties": inner | st.booleans()},
    )
    arrays = st.fixed_dictionaries({"type": st.just("array"), "items": inner})
    unions = st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)})
    return st.one_of(objects, arrays, unions)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Schemas whose types refer to themselves and to each other, always by way of an object."""
    schemas = st.recursive(plain, _composed, max_leaves=6)
    kinds = {name: {"type": "object", "properties": draw(st.dictionaries(names, schemas))} for name in "abc"}
    return {"$defs": kinds, "type": "object", "properties": draw(st.dictionaries(names, schemas))}


@given(documents())
def test_a_schema_is_compatible_with_itself(document: dict[str, Any]) -> None:
    assert incompatibilities(document, copy.deepcopy(document)) == []


@given(documents(), documents())
def test_any_two_schemas_can_be_compared(published: dict[str, Any], current: dict[str, Any]) -> None:
    sentences = incompatibilities(published, current)
    assert all(isinstance(sentence, str) for sentence in sentences)
