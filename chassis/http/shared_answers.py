"""Answers that many operations of an OpenAPI document give: written once, in its components, and referred to."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chassis.http.problems import MEDIA_TYPE

Document = dict[str, Any]

_ANSWERS = "#/components/responses/"
_EXAMPLES = "#/components/examples/"


def share_answers(document: Document) -> None:
    """Move problem answers that several operations give to the components, and the example of each type of problem.

    An answer is named by its status and the types of problem in it: ``422.not-understood.unknown-parameter``.
    """
    components = document["components"]
    given = [(responses, status, _name(status, responses[status])) for responses, status in _problem_answers(document)]
    uses = Counter(name for _, _, name in given)
    shared: Document = {}
    for responses, status, name in given:
        if uses[name] > 1:
            shared[name] = responses[status]
            responses[status] = {"$ref": f"{_ANSWERS}{name}"}
    components["responses"] = dict(sorted(shared.items()))
    examples: Document = {}
    for answer in [*shared.values(), *(responses[status] for responses, status in _problem_answers(document))]:
        _share_examples(answer["content"][MEDIA_TYPE]["examples"], examples)
    components["examples"] = dict(sorted(examples.items()))


def with_answers_in_place(document: Document) -> Document:
    """The document as before `share_answers`: each operation with all of its answers, for who compares or checks them.

    A document that shares nothing comes back as it is.
    """
    components = document.get("components", {})
    examples = components.get("examples", {})
    answers = {name: _with_examples(answer, examples) for name, answer in components.get("responses", {}).items()}
    plain: Document = json.loads(json.dumps(document))
    for name in ("responses", "examples"):
        plain.get("components", {}).pop(name, None)
    for operations in plain["paths"].values():
        for operation in operations.values():
            operation["responses"] = {
                status: _with_examples(_of(answer, _ANSWERS, answers), examples)
                for status, answer in operation["responses"].items()
            }
    return plain


def _problem_answers(document: Document) -> Iterator[tuple[Document, str]]:
    """Where each problem answer stands: an operation's answers, and the status among them."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if MEDIA_TYPE in answer.get("content", {}):
                    yield operation["responses"], status


def _name(status: str, answer: Document) -> str:
    return ".".join((status, *answer["content"][MEDIA_TYPE]["examples"]))


def _share_examples(examples: Document, shared: Document) -> None:
    for slug, example in examples.items():
        shared[slug] = example
        examples[slug] = {"$ref": f"{_EXAMPLES}{slug}"}


def _with_examples(answer: Document, examples: Document) -> Document:
    contents = {
        media_type: content
        if "examples" not in content
        else {**content, "examples": {name: _of(one, _EXAMPLES, examples) for name, one in content["examples"].items()}}
        for media_type, content in answer.get("content", {}).items()
    }
    return {**answer, "content": contents} if contents else answer


def _of(value: Document, prefix: str, shared: Document) -> Document:
    """What a reference points to; anything else as it is."""
    target: Document = shared[value["$ref"].removeprefix(prefix)] if "$ref" in value else value
    return target
