"""Examples of requests and answers, made from their schemas and from a service's own values for its fields."""

from collections.abc import Mapping
from typing import Any

from chassis.operating.examples import EXAMPLES as OPERATING

Schema = Mapping[str, Any]

BY_FORMAT: Mapping[str, Any] = {
    "uuid": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10",
    "date-time": "2027-03-02T09:00:00Z",
    "date": "2027-03-02",
    "time-local": "12:30:00",
}
BY_NAME: Mapping[str, Any] = {
    "after": "q1Zb0JrT9nQ2l8yXcD4uVw7eHk5sAg3mPzoB6tRfIjE",
    "next": None,
    "kind": "rules",
    "version": "2026-11",
    "against": "2026-05",
    "extends": None,
    "WithdrawForm.reason": "Entered in error: the wait of R07 was too short.",
    "Written.extends": "2026-05",
    "Written.changes": {"rules": {"R07": {"wait_days": 21}}},
    "Written.content": None,
    "title": "November 2026",
    "summary": "What decides.",
    "in_force": "2026-11",
    "digest": "5d" * 32,
    "checked_by": "dr.costa",
    "created_by": "dr.costa",
    "signed_by": "dr.costa",
    "signature": "dr.costa",
    "withdrawn_by": None,
    "withdrawn_reason": None,
    "ProblemView.path": "rules.R07.wait_days",
    "ProblemView.problem": "Give a whole number.",
    "DifferenceView.path": "rules.R07.wait_days",
    "DifferenceView.before": 14,
    "DifferenceView.after": 21,
    "ComparisonView.text": "rules.R07.wait_days: 14 → 21",
    "SourceView.key": "s4",
    "KindView.name": "rules",
    "language": "en",
    "actor": "ana.reis@clinic.example",
    "AccessView.roles": "front_desk",
    "AccessView.action": "patients:read",
    "AccessView.operation": "read_patient",
    "AccessView.reason": "staff",
    "AccessView.outcome": "read",
    "WorklistItemView.kind": "review_waiting",
    "WorklistItemView.closed_why": None,
    "WorklistItemView.closed_at": None,
    "WorklistItemView.waits_minutes": 95,
    "claimed_by": "dr.costa",
    "ArchiveView.service": "booking",
    "PartView.name": "appointments",
    "PartView.title": "Appointments",
    "PartView.rows": [{"starts_at": "2026-11-03T10:00:00Z", "kind": "consult", "status": "booked"}],
    "AccessView.correlation_id": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10",
    **OPERATING,
}
"""Of the chassis' own fields; a service's come first."""
DEEPEST = 8
_JSON_TYPES: Mapping[str, Any] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


class ExampleMaker:
    """Makes one example of each schema of a document."""

    def __init__(self, schemas: Schema, by_name: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._by_name = {**BY_NAME, **by_name}
        self.missing: set[str] = set()
        """Fields of which only a person can give an example: add them to the service's examples."""

    def example_of(self, schema: Schema, name: str = "", depth: int = 0) -> Any:
        """An example; ``name`` is the field's, or ``Model.field``."""
        if "$ref" in schema:
            model = str(schema["$ref"]).rsplit("/", 1)[-1]
            return self._object(self._schemas[model], model, depth + 1)
        field = name.rpartition(".")[2]
        if name in self._by_name:
            return self._by_name[name]
        if field in self._by_name and self._fits(self._by_name[field], schema):
            return self._by_name[field]
        if schema.get("examples"):
            return schema["examples"][0]
        for members in (schema.get("anyOf"), schema.get("oneOf")):
            if members:
                return self.example_of(_likely(members), name, depth)
        return self._plain(schema, name, depth)

    def _fits(self, value: Any, schema: Schema) -> bool:
        """Whether a value for a field's name is one of this field's: the same name means two things in two models."""
        if "$ref" in schema:
            return self._fits(value, self._schemas[str(schema["$ref"]).rsplit("/", 1)[-1]])
        if members := schema.get("anyOf") or schema.get("oneOf"):
            return any(self._fits(value, member) for member in members)
        if "enum" in schema:
            return value in schema["enum"]
        kinds = _JSON_TYPES.get(str(schema.get("type")))
        return kinds is None or (isinstance(value, kinds) and (kinds is bool or not isinstance(value, bool)))

    def _object(self, schema: Schema, model: str, depth: int) -> Any:
        if "examples" in schema:
            return schema["examples"][0]
        if "properties" not in schema or depth > DEEPEST:
            return self.example_of(schema, model, depth)
        return {
            field: self.example_of(inner, f"{model}.{field}", depth) for field, inner in schema["properties"].items()
        }

    def _plain(self, schema: Schema, name: str, depth: int) -> Any:
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("default") is not None:
            return schema["default"]
        match schema.get("type"):
            case "array":
                return [self.example_of(schema["items"], name, depth + 1)] if depth <= DEEPEST else []
            case "object":
                return self._object(schema, name, depth + 1) if "properties" in schema else {}
            case "boolean":
                return False
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "null":
                return None
        if schema.get("format") in BY_FORMAT:
            return BY_FORMAT[schema["format"]]
        self.missing.add(name)
        return "…"


def _likely(members: list[Schema]) -> Schema:
    """Of several kinds, the first that is a value."""
    return next((member for member in members if member.get("type") != "null"), members[0])
