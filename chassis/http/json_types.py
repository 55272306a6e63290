"""The type that a value has in JSON counts: pydantic alone takes ``true`` for 1, ``"5"`` for 5, ``"off"`` for false.

Text has no control characters, wherever a form has text.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from pydantic import AfterValidator
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from chassis.plain_text import lines, one_line


def _as_sent(text: str) -> str:
    return text


OneLine = AfterValidator(one_line)
"""For ``Annotated[str, OneLine]``: what stands on one line of a page, such as a name or a reference."""
AsSent = AfterValidator(_as_sent)
"""For text that no person typed: what scanners and gateways send keeps its control characters."""


def require_json_types(schema: CoreSchema) -> None:
    """Change a pydantic schema in place, so that it takes numbers from numbers and booleans from booleans.

    Text loses its odd line ends. A decimal may be text as well: JSON carries it exactly in that way. Keys of objects
    stay, because they are text.
    """
    _require(schema)  # type: ignore[arg-type]  # a TypedDict of many kinds


def _unless(kind: Literal["int_type", "float_type", "decimal_type"], *others: type) -> Callable[[Any], Any]:
    def of_its_type(value: Any) -> Any:
        if isinstance(value, others):
            raise PydanticKnownError(kind)
        return value

    return of_its_type


_READ: Mapping[str, Callable[[Any], Any]] = {
    "int": _unless("int_type", bool, str),
    "float": _unless("float_type", bool, str),
    "decimal": _unless("decimal_type", bool),
}
_DONE = (*_READ.values(), lines, one_line, _as_sent)


def _require(node: dict[str, Any]) -> None:
    kind = node["type"]
    if kind == "bool":
        node["strict"] = True
    elif kind == "str":
        inner: Any = dict(node)
        node.clear()
        node.update(core_schema.no_info_after_validator_function(lines, inner))
    elif kind in _READ and not node.get("strict"):
        inner = dict(node)
        node.clear()
        node.update(core_schema.no_info_before_validator_function(_READ[kind], inner))
    else:
        for inside in _inside(node):
            _require(inside)


def _inside(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if node["type"].startswith("function-") and node["function"]["function"] in _DONE:
        return
    for name in ("schema", "items_schema", "values_schema"):
        found = node.get(name, ())
        yield from [found] if isinstance(found, dict) else found
    choices = node.get("choices", ())
    for choice in choices.values() if isinstance(choices, dict) else choices:
        yield choice[0] if isinstance(choice, tuple) else choice
    fields = node.get("fields", {})
    yield from fields.values() if isinstance(fields, dict) else ()
