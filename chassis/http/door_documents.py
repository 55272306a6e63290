"""What an OpenAPI document says of public addresses: what each takes, shows and refuses, without a token."""

from collections.abc import Iterable
from typing import Any, get_type_hints

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from chassis.http.doors import Door, Notice, PublicAddress, Reading
from chassis.http.examples import ExampleMaker
from chassis.http.gate import LIMITS
from chassis.http.problem_answers import header, problem_answers
from chassis.http.problems import NotUnderstood, OurMistake
from chassis.http.public_operations import Document, add_tag, described
from chassis.http.request_checks import NotSentAsJson, NotStorable, NulCharacter
from chassis.refusals import Refusal, Unavailable

REFUSALS: tuple[type[Refusal], ...] = (Unavailable, NotStorable, OurMistake, *LIMITS)
"""What any public address may refuse."""
OF_A_BODY = (NotUnderstood, NulCharacter, NotSentAsJson)
"""What a door may refuse as well."""
TAG = "links"


def add_door_paths(document: Document, doors: Iterable[PublicAddress], maker: ExampleMaker) -> None:
    """Describe each public address as an operation that needs no token and that nobody has a role for."""
    for door in doors:
        if isinstance(door, Door):
            document["paths"][door.path] = {"post": _opening(document, door, maker)}
        elif isinstance(door, Reading):
            document["paths"][door.path] = {"get": _reading(door)}
        else:
            document["paths"][door.path] = {"get": _showing(door)}
        add_tag(document, TAG)


def refusals_of_door(door: PublicAddress) -> list[type[Refusal]]:
    """What it may refuse: what its function declares by ``@refuses``, and what each address of its kind may."""
    function = function_of(door)
    every = REFUSALS + (OF_A_BODY if isinstance(door, Door) else ())
    return sorted({*every, *getattr(function, "refusals", ())}, key=lambda each: each.__name__)


def function_of(door: PublicAddress) -> Any:
    """What is called when somebody comes."""
    return door.open if isinstance(door, Door) else door.read if isinstance(door, Reading) else door.show


def _opening(document: Document, door: Door, maker: ExampleMaker) -> Document:
    sent = _schema(document, door.form, "validation")
    shown = _schema(document, get_type_hints(door.open)["return"], "serialization")
    return _described(door, let_in="whoever has what the form holds") | {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": sent, "example": maker.example_of(sent)}},
        },
        "responses": _answers(door, "application/json", {"schema": shown, "example": maker.example_of(shown)}),
    }


def _reading(door: Reading) -> Document:
    secret = {
        "name": "secret",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "example": "the-secret-is-shown-once",
    }
    text = {"schema": {"type": "string", "format": "binary"}}
    answers = _answers(door, door.media_type, text)
    answers["200"]["headers"]["ETag"] = header("ETag")
    answers["200"]["description"] = "What is read; 304 without a body where If-None-Match has its ETag."
    return _described(door, let_in="whoever has the secret in the address") | {
        "parameters": [secret],
        "responses": answers,
    }


def _showing(door: Notice) -> Document:
    shown = {"schema": {"type": "object", "additionalProperties": True}, "example": dict(door.example)}
    return _described(door, let_in="everybody") | {"responses": _answers(door, "application/json", shown)}


def _answers(door: PublicAddress, media_type: str, content: Document) -> Document:
    headers = {"X-Correlation-Id": header("X-Correlation-Id")}
    taken: Document = {"description": "Successful response", "headers": headers, "content": {media_type: content}}
    return {"200": taken, **problem_answers(refusals_of_door(door))}


def _schema(document: Document, model: type[BaseModel], mode: JsonSchemaMode) -> Document:
    """A reference to the model, which is put among the document's schemas with all that it holds."""
    schema = model.model_json_schema(mode=mode, ref_template="#/components/schemas/{model}")
    schemas = document["components"]["schemas"]
    for name, inner in {**schema.pop("$defs", {}), model.__name__: schema}.items():
        schemas.setdefault(name, inner)
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _described(door: PublicAddress, *, let_in: str) -> Document:
    function = function_of(door)
    scope = "none" if isinstance(door, Notice) else str(door.scope)
    return {**described(function, function.__name__, TAG, scope, f"{let_in}, without a token."), "security": []}
