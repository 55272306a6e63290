"""Whether an HTTP API may change as it did: yesterday's client must be able to send and to read what it does.

Requests: nothing that was accepted is refused. Unknown fields and parameters are refused, so none may go away.
Answers: nothing that a client relies on goes away or becomes something else. New fields, addresses, problem types and
optional parameters are fine.
"""

from collections.abc import Iterator
from typing import Any

from chassis.http.shared_answers import with_answers_in_place
from tools.openapi.schemas import Side, schema_changes

Document = dict[str, Any]


def breaking_changes(published: Document, current: Document) -> list[str]:
    """What a client of the published API would not survive, a sentence each; empty when the change is safe."""
    published, current = with_answers_in_place(published), with_answers_in_place(current)
    found: list[str] = []
    for path, operations in published["paths"].items():
        for method, before in operations.items():
            name = f"{method.upper()} {path}"
            after = current["paths"].get(path, {}).get(method)
            if after is None:
                found.append(f"{name} is gone")
            else:
                found += _of_operation(name, before, after, published, current)
    return found


def _of_operation(name: str, before: Document, after: Document, old: Document, new: Document) -> Iterator[str]:
    if before["operationId"] != after["operationId"]:
        yield f"{name} is now called {after['operationId']}: generated clients lose {before['operationId']}"
    for role in before["x-roles"]:
        if role not in after["x-roles"]:
            yield f"{name} is no longer open to {role}"
    yield from _of_parameters(name, before, after, old, new)
    yield from _of_body(name, before, after, old, new)
    yield from _of_answers(name, before, after, old, new)


def _of_parameters(name: str, before: Document, after: Document, old: Document, new: Document) -> Iterator[str]:
    earlier = {(each["in"], each["name"]): each for each in before.get("parameters", ())}
    later = {(each["in"], each["name"]): each for each in after.get("parameters", ())}
    for key, parameter in earlier.items():
        where = f"{name}: the {key[0]} parameter {key[1]}"
        if key not in later:
            yield f"{where} is gone, and would be refused"
            continue
        if later[key].get("required") and not parameter.get("required"):
            yield f"{where} is now required"
        yield from schema_changes(parameter["schema"], later[key]["schema"], old, new, Side.REQUEST, where)
    for key in later.keys() - earlier.keys():
        if later[key].get("required"):
            yield f"{name}: the {key[0]} parameter {key[1]} is new and required"


def _of_body(name: str, before: Document, after: Document, old: Document, new: Document) -> Iterator[str]:
    earlier, later = before.get("requestBody"), after.get("requestBody")
    if earlier is None:
        if later and later.get("required"):
            yield f"{name} now needs a body"
        return
    if later is None:
        return  # a body that nobody reads
    if later.get("required") and not earlier.get("required"):
        yield f"{name} now needs a body"
    for media_type, content in earlier["content"].items():
        if media_type not in later["content"]:
            yield f"{name} no longer takes {media_type}"
            continue
        sent = later["content"][media_type]["schema"]
        yield from schema_changes(content["schema"], sent, old, new, Side.REQUEST, f"{name}: the body")


def _of_answers(name: str, before: Document, after: Document, old: Document, new: Document) -> Iterator[str]:
    for status, answer in before["responses"].items():
        if status not in after["responses"]:
            if status.startswith("2"):
                yield f"{name} no longer answers {status}"
            continue
        for media_type, content in answer.get("content", {}).items():
            now = after["responses"][status].get("content", {}).get(media_type)
            if now is None:
                yield f"{name} no longer answers {status} as {media_type}"
            else:
                where = f"{name}: the answer {status}"
                yield from schema_changes(content["schema"], now["schema"], old, new, Side.ANSWER, where)
        for header in answer.get("headers", {}):
            if header not in after["responses"][status].get("headers", {}):
                yield f"{name}: the answer {status} no longer has the header {header}"
