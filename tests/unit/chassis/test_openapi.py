"""What each service says about its API."""

import copy
import json
from collections.abc import Collection, Iterator
from typing import Any

import pytest
from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import MetaData

from chassis.access.actors import Role
from chassis.access.admission import allow
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope
from chassis.http import Page, PageQuery, api_router, refuses
from chassis.http.app import roles_of, routes_of
from chassis.http.declared import refusals_of
from chassis.http.doors import Door, PublicAddress, Reading
from chassis.http.hooks import Hook
from chassis.http.openapi import openapi_of
from chassis.http.shared_answers import share_answers, with_answers_in_place
from chassis.refusals import NotFound, Refusal
from chassis.service import Service
from needlepoint.trial.system import SERVICES

PUBLISHED = {service.name: openapi_of(service, service.whole_policy, routes_of(service)) for service in SERVICES}
DOCUMENTS = {name: with_answers_in_place(document) for name, document in PUBLISHED.items()}
ROUTES = [
    (service, route, DOCUMENTS[service.name]["paths"][route.path_format][method.lower()])
    for service in SERVICES
    for route in routes_of(service)
    for method in route.methods or ()
]
OPERATIONS = [pytest.param(operation, route, id=f"{service.name}-{route.name}") for service, route, operation in ROUTES]
OPEN_TO = [
    pytest.param(operation, route, roles_of(service, route), id=f"{service.name}-{route.name}")
    for service, route, operation in ROUTES
]
"""Each operation with its roles. Services share the routes of a worklist, and open them to others."""
COMMON = {"unauthenticated", "forbidden", "unavailable", "not-understood", "unknown-parameter", "nul-character"}


def problems_of(operation: dict[str, Any]) -> set[str]:
    answers = (answer.get("content", {}).get("application/problem+json") for answer in operation["responses"].values())
    return {slug for answer in answers if answer for slug in answer["examples"]}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_is_valid_openapi(name: str) -> None:
    OpenAPIV31SpecValidator(PUBLISHED[name]).validate()
    assert json.loads(json.dumps(PUBLISHED[name])) == PUBLISHED[name]


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_answer_that_several_operations_give_is_written_once(name: str) -> None:
    plain = copy.deepcopy(DOCUMENTS[name])
    assert json.dumps(plain).count("#/components/responses/") == 0
    share_answers(plain)
    assert plain == PUBLISHED[name]
    answers = [
        json.dumps(answer)
        for operations in PUBLISHED[name]["paths"].values()
        for operation in operations.values()
        for answer in operation["responses"].values()
        if "application/problem+json" in answer.get("content", {})
    ]
    assert len(answers) == len(set(answers))


def examples_of(operation: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every example of an operation's body and answers, with its schema."""
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        for content in body.get("content", {}).values():
            given = {"given": {"value": content["example"]}} if "example" in content else content.get("examples", {})
            for example in given.values():
                yield content["schema"], example["value"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_example_is_what_its_schema_says(name: str) -> None:
    components = {"components": DOCUMENTS[name]["components"]}
    examples = [
        example for path in DOCUMENTS[name]["paths"].values() for each in path.values() for example in examples_of(each)
    ]
    assert examples
    for schema, example in examples:
        assert [error.message for error in Draft202012Validator(schema | components).iter_errors(example)] == []


def is_file(schema: dict[str, Any]) -> bool:
    """Bytes, of which no example is written down."""
    return schema.get("format") == "binary"


@pytest.mark.parametrize(("operation", "route", "roles"), OPEN_TO)
def test_an_operation_says_what_it_does_for_whom_and_what_it_refuses(
    operation: dict[str, Any], route: APIRoute, roles: Collection[str]
) -> None:
    assert operation["operationId"] == route.endpoint.__name__
    assert " " in operation["summary"] or operation["summary"].istitle()
    assert not operation["summary"].endswith(".")
    assert operation["x-roles"] == sorted(roles)
    assert f"Open to: {', '.join(operation['x-roles'])}." in operation["description"]
    assert problems_of(operation) >= COMMON
    assert "500" in operation["responses"]
    for status, answer in operation["responses"].items():
        assert answer["headers"]["X-Correlation-Id"]
        if status != "204":
            for content in answer["content"].values():
                assert content["schema"]
                assert is_file(content["schema"]) or "example" in content or content["examples"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_two_models_of_an_api_share_a_name(name: str) -> None:
    """FastAPI would write the modules into their names, and a client's generator would drop one of the two."""
    models = DOCUMENTS[name]["components"]["schemas"]
    assert [model for model in models if model.startswith(("services__", "chassis__"))] == []


@pytest.mark.parametrize(("operation", "route"), OPERATIONS)
def test_the_example_of_a_request_is_one_that_is_taken(operation: dict[str, Any], route: APIRoute) -> None:
    if route.body_field is None:
        return
    [content] = operation["requestBody"]["content"].values()
    _, errors = route.body_field.validate(content["example"], {}, loc=("body",))
    assert not errors
    assert content["example"]


@pytest.mark.parametrize(("operation", "route"), OPERATIONS)
def test_an_edit_needs_the_version_that_it_is_based_on(operation: dict[str, Any], route: APIRoute) -> None:
    if "PATCH" in (route.methods or ()):
        assert {"412", "428"} <= set(operation["responses"])
        assert [each["name"] for each in operation["parameters"] if each["in"] == "header"] == ["If-Match"]
        assert "ETag" in operation["responses"]["200"]["headers"]


DOORS = Scope("doors:open", About.SHARED)
POLICY = Policy({Role.OPERATOR: {DOORS}})
NAMED = {"name": "front"}


class TooMany(Refusal):
    """There are more than fit: send fewer."""


def described(router: APIRouter) -> dict[str, Any]:
    gathered = APIRouter()
    gathered.routes += router.routes
    service = Service(
        name="door", metadata=MetaData(), migrations="", router=gathered, policy=POLICY, examples={"name": "front"}
    )
    paths: dict[str, Any] = with_answers_in_place(openapi_of(service, service.whole_policy, routes_of(service)))[
        "paths"
    ]
    return paths


def test_declared_refusals_roles_and_headers_are_described() -> None:
    router = api_router("doors")

    @router.get("/doors", dependencies=[allow(DOORS)])
    async def list_doors(paging: PageQuery) -> Page[str]:
        """Every door. They come by name; nothing else is said."""
        raise NotImplementedError

    @router.post("/doors", status_code=201, dependencies=[allow(DOORS)])
    @refuses(TooMany, NotFound)
    async def add_door(response: Response) -> str:
        """Add a door."""
        raise NotImplementedError

    doors = described(router)["/v1/doors"]
    assert doors["get"]["summary"] == "Every door"
    assert set(doors["get"]["responses"]["200"]["headers"]) == {"X-Correlation-Id", "Link"}
    assert "not-a-cursor" in problems_of(doors["get"])
    assert problems_of(doors["post"]) >= {"too-many", "not-found", "key-missing", "key-reused", "key-too-long"}
    conflicts = doors["post"]["responses"]["409"]["description"].split("; ")
    assert "`too-many`: There are more than fit: send fewer." in conflicts
    assert set(doors["post"]["responses"]["201"]["headers"]) == {"X-Correlation-Id", "ETag", "Idempotency-Replayed"}
    assert set(doors["post"]["responses"]["503"]["headers"]) >= {"Retry-After"}
    [key] = [each for each in doors["post"]["parameters"] if each["name"] == "Idempotency-Key"]
    assert key["required"]


@pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
def test_two_operations_of_one_name_are_refused() -> None:
    router = api_router("doors")
    for path in ("/a", "/b"):

        @router.get(path, dependencies=[allow(DOORS)])
        async def read_door() -> str:
            """A door."""
            raise NotImplementedError

    with pytest.raises(TypeError, match="two operations read_door"):
        described(router)


def test_every_refusal_that_is_answered_has_words() -> None:
    for service in SERVICES:
        for route in routes_of(service):
            assert all(refusal.__doc__ for refusal in refusals_of(route))


HOOKS = [
    pytest.param(hook, DOCUMENTS[service.name], id=hook.path.removeprefix("/hooks/"))
    for service in SERVICES
    for hook in service.hooks
]


@pytest.mark.parametrize(("hook", "document"), HOOKS)
def test_what_providers_call_is_in_the_document_with_its_signature_and_its_refusals(
    hook: Hook, document: dict[str, Any]
) -> None:
    operation = document["paths"][hook.path]["post"]
    [security] = operation["security"]
    scheme = document["components"]["securitySchemes"][next(iter(security))]
    assert (scheme["in"], scheme["name"]) == ("header", hook.signed_by)
    assert operation["x-roles"] == []
    assert " " in operation["summary"]
    assert problems_of(operation) >= {"forbidden", "body-too-large", "too-many-requests", "not-understood"}
    assert str(hook.done) in operation["responses"]
    [content] = operation["requestBody"]["content"].values()
    assert not list(Draft202012Validator(content["schema"]).iter_errors(content["example"]))
    assert ("get" in document["paths"][hook.path]) == (hook.greet is not None)


ADDRESSES = [
    pytest.param(door, DOCUMENTS[service.name], id=door.path.removeprefix("/links/"))
    for service in SERVICES
    for door in service.doors
]


@pytest.mark.parametrize(("door", "document"), ADDRESSES)
def test_what_a_link_opens_is_in_the_document_without_a_token_and_with_its_refusals(
    door: PublicAddress, document: dict[str, Any]
) -> None:
    [(method, operation)] = document["paths"][door.path].items()
    assert method == ("post" if isinstance(door, Door) else "get")
    assert (operation["security"], operation["x-roles"]) == ([], [])
    assert " " in operation["summary"]
    assert problems_of(operation) >= {"too-many-requests", "unavailable"}
    if isinstance(door, Door):
        assert problems_of(operation) >= {"link-unknown", "not-understood", "not-sent-as-json"}
        [content] = operation["requestBody"]["content"].values()
        door.form.model_validate(content["example"])
    if isinstance(door, Reading):
        assert "not-found" in problems_of(operation)
