"""How an OpenAPI document describes what an operation refuses."""

from collections.abc import Iterable
from typing import Any

from chassis.http.problem_catalogue import ProblemType, problem_type
from chassis.http.problems import MEDIA_TYPE
from chassis.refusals import Refusal

Document = dict[str, Any]


def header(name: str) -> Document:
    """A header of an answer, described once in the components."""
    return {"$ref": f"#/components/headers/{name}"}


def problem_answers(refusals: Iterable[type[Refusal]]) -> Document:
    """The answers, by status."""
    by_status: dict[int, list[ProblemType]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(problem_type(refusal))
    return {str(status): _answer(status, types) for status, types in sorted(by_status.items())}


def _answer(status: int, types: list[ProblemType]) -> Document:
    headers = ["X-Correlation-Id", "Content-Language"]
    headers += {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status, [])
    return {
        "description": "; ".join(f"`{each.slug}`: {each.meaning}" for each in types),
        "headers": {name: header(name) for name in headers},
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {each.slug: {"summary": each.title, "value": each.example()} for each in types},
            }
        },
    }
