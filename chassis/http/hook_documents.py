"""What an OpenAPI document says of the addresses that providers call: who may, what is sent, and what is answered."""

from collections.abc import Iterable, Mapping
from typing import Any

from chassis.http.gate import LIMITS
from chassis.http.hooks import Hook
from chassis.http.problem_answers import header, problem_answers
from chassis.http.problems import NotUnderstood, OurMistake
from chassis.http.public_operations import Document, add_tag, described
from chassis.http.request_checks import NotStorable
from chassis.refusals import Forbidden, Refusal, Unavailable

REFUSALS: tuple[type[Refusal], ...] = (Forbidden, Unavailable, NotUnderstood, NotStorable, OurMistake, *LIMITS)
"""What any hook may refuse."""
OF_A_BODY = (NotUnderstood, NotStorable)
TAG = "hooks"
OPEN_TO = "whoever the provider's words or signature prove, and nobody by a role."


def add_hook_paths(document: Document, hooks: Iterable[Hook]) -> None:
    """Describe each hook as an operation that nobody has a role for: the provider's signature lets a call in."""
    for hook in hooks:
        name = f"signature_{hook.signed_by.lower().replace('-', '_')}"
        document["components"].setdefault("securitySchemes", {})[name] = {
            "type": "apiKey",
            "in": "header",
            "name": hook.signed_by,
            "description": "The provider's signature over the call.",
        }
        operations = {"post": _taking(hook) | {"security": [{name: []}]}}
        if hook.greet:
            operations["get"] = _greeting(hook)
        document["paths"][hook.path] = operations
        add_tag(document, TAG)


def _taking(hook: Hook) -> Document:
    done: Document = {"description": "It was taken.", "headers": {"X-Correlation-Id": header("X-Correlation-Id")}}
    if hook.done != 204:
        done["content"] = {"text/plain": {"schema": {"type": "string"}, "example": "taken"}}
    return {
        **_described(hook, hook.take, hook.take.__name__),
        "parameters": _parameters(hook.query, required=False),
        "requestBody": {
            "required": True,
            "content": {hook.sent.media_type: {"schema": hook.sent.schema, "example": hook.sent.example}},
        },
        "responses": {str(hook.done): done, **_refused(REFUSALS)},
    }


def _greeting(hook: Hook) -> Document:
    assert hook.greet is not None
    return {
        **_described(hook, hook.greet, f"greet_{hook.take.__name__.removeprefix('take_')}"),
        "parameters": _parameters(hook.greeted_with, required=True),
        "responses": {
            "200": {
                "description": "The challenge, as it came.",
                "headers": {"X-Correlation-Id": header("X-Correlation-Id")},
                "content": {"text/plain": {"schema": {"type": "string"}, "example": "1158201444"}},
            },
            **_refused(tuple(each for each in REFUSALS if each not in OF_A_BODY)),
        },
        "security": [],
    }


def _parameters(examples: Mapping[str, str], *, required: bool) -> list[Document]:
    return [
        {"name": name, "in": "query", "required": required, "schema": {"type": "string"}, "example": example}
        for name, example in examples.items()
    ]


def _described(hook: Hook, function: Any, name: str) -> Document:
    return described(function, name, TAG, str(hook.scope), OPEN_TO)


def _refused(refusals: tuple[type[Refusal], ...]) -> Document:
    return problem_answers(sorted(refusals, key=lambda each: each.__name__))
