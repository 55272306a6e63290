"""The OpenAPI document of a service: FastAPI's, with what FastAPI cannot know: scopes, refusals, headers, examples."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from chassis.access.policy import Policy
from chassis.http.declared import refusals_of, scope_of
from chassis.http.door_documents import add_door_paths
from chassis.http.examples import ExampleMaker
from chassis.http.hook_documents import add_hook_paths
from chassis.http.problem_answers import header, problem_answers
from chassis.http.problems import Problem
from chassis.http.shared_answers import share_answers
from chassis.service import Service

Document = dict[str, Any]

_HEADERS: Document = {
    "X-Correlation-Id": {
        "description": "Names this request in the logs. Send one of your own to choose it.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "The version of what was answered. Send it as If-Match to change it.",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": 'The address of the next page, with rel="next"; left out on the last one.',
        "schema": {"type": "string"},
    },
    "Idempotency-Replayed": {
        "description": "true when the same key and request were answered before: nothing was done again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Content-Language": {"description": "The language of `detail`.", "schema": {"type": "string"}},
    "Retry-After": {
        "description": "Seconds to wait before the request is sent again.",
        "schema": {"type": "integer"},
    },
    "WWW-Authenticate": {"description": "Bearer.", "schema": {"type": "string"}},
}


def openapi_of(service: Service, policy: Policy, routes: list[APIRoute]) -> Document:
    """The document. Raises TypeError when two operations have one name."""
    app = FastAPI()
    app.router.routes = list(routes)
    document = get_openapi(
        title=f"Needlepoint {service.name}",
        version="1",
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[{"name": tag} for tag in sorted({str(tag) for route in routes for tag in route.tags})],
    )
    document = _with_plain_names(document)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= _problem_schemas()
    document["components"]["headers"] = dict(_HEADERS)
    maker = ExampleMaker(schemas, service.examples)
    seen: set[str] = set()
    for route, operation in _operations(document, routes):
        if operation["operationId"] in seen:
            raise TypeError(f"{service.name} has two operations {operation['operationId']}: name one of them otherwise")
        seen.add(operation["operationId"])
        _describe(route, policy, operation)
        _add_headers(route, operation)
        _add_problems(route, operation)
        _add_examples(operation, maker)
    add_hook_paths(document, service.hooks)
    add_door_paths(document, service.doors, maker)
    share_answers(document)
    return document


_DESCRIPTION = (
    "Manners that all services share (paging, errors, idempotency, edits, languages) are described in docs/api.md, "
    "every type of problem in docs/problems.md."
)


def _with_plain_names(document: Document) -> Document:
    """``PlanForm-Input`` becomes ``PlanFormInput``, also as a title: generators of clients name classes by it.

    A time of day is ``time-local``: the format ``time`` needs an offset (RFC 3339).
    """
    text = json.dumps(document).replace('"format": "time"', '"format": "time-local"')
    for name in document.get("components", {}).get("schemas", {}):
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{name.replace("-", "")}"')
    renamed: Document = json.loads(text)
    schemas = renamed.get("components", {}).get("schemas", {})
    for name in [name for name in schemas if "-" in name]:
        plain = name.replace("-", "")
        schemas[plain] = {**schemas.pop(name), "title": plain}
    return renamed


def _operations(document: Document, routes: list[APIRoute]) -> Iterator[tuple[APIRoute, Document]]:
    for route in routes:
        for method in sorted(route.methods or ()):
            yield route, document["paths"][route.path_format][method.lower()]


def _describe(route: APIRoute, policy: Policy, operation: Document) -> None:
    scope = scope_of(route)
    roles = [role.value for role in policy.holders(scope)] if scope else []
    operation["x-scope"] = str(scope)
    operation["x-roles"] = roles
    operation["description"] = f"{route.description}\n\nOpen to: {', '.join(roles)}."


def _success_of(operation: Document) -> Document:
    [status] = [status for status in operation["responses"] if status.startswith("2")]
    answer: Document = operation["responses"][status]
    return answer


def _add_headers(route: APIRoute, operation: Document) -> None:
    names = ["X-Correlation-Id"]
    if route.dependant.response_param_name:  # a route takes its response to tag it with a version
        names.append("ETag")
    if "after" in {parameter["name"] for parameter in operation.get("parameters", ())}:
        names.append("Link")
    if "POST" in (route.methods or ()):
        names.append("Idempotency-Replayed")
    _success_of(operation)["headers"] = {name: header(name) for name in names}


def _add_problems(route: APIRoute, operation: Document) -> None:
    responses = operation["responses"]
    for status in [status for status in responses if status == "422" or status.endswith("XX")]:
        del responses[status]  # FastAPI's own words
    responses |= problem_answers(refusals_of(route))


def _problem_schemas() -> Document:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inner: Document = schema.pop("$defs")
    return {"Problem": {**schema, "additionalProperties": True}, **inner}


def _add_examples(operation: Document, maker: ExampleMaker) -> None:
    for content in (operation.get("requestBody", {}), _success_of(operation)):
        for media in content.get("content", {}).values():
            if "schema" in media and "examples" not in media and media["schema"].get("format") != "binary":
                media["example"] = maker.example_of(media["schema"])
    for parameter in operation.get("parameters", ()):
        if "example" not in parameter and parameter["in"] != "header":
            parameter["example"] = maker.example_of(parameter["schema"], parameter["name"])
