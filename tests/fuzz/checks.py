"""What schemathesis checks of each answer besides its own checks."""

from typing import Any

import schemathesis

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:needlepoint:problem:"
OF_NO_OPERATION = (f"{PREFIX}no-such-address", f"{PREFIX}method-not-allowed")

schemathesis.serializer.alias("message/rfc822", "text/plain")  # a mail is text to whoever sends it


@schemathesis.check
def problem_is_documented(context: schemathesis.CheckContext, response: Any, case: schemathesis.Case[Any]) -> None:
    """A refusal is of a type that the operation documents for its status."""
    if not (response.headers.get("content-type") or [""])[0].startswith(MEDIA_TYPE):
        return
    if case.method.upper() != case.operation.method.upper():
        return  # of another operation, whose address has a parameter in that place
    problem = response.json()
    if response.status_code in (404, 405) and problem["type"] in OF_NO_OPERATION:
        return  # not an answer of the operation
    documented = case.operation.definition.raw["responses"].get(str(response.status_code), {})
    if "$ref" in documented:
        documented = case.operation.schema.raw_schema["components"]["responses"][documented["$ref"].rpartition("/")[2]]
    slugs = documented.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
    slug = problem["type"].removeprefix(PREFIX)
    assert slug in slugs, f"{response.status_code} {slug} is not documented; there are {', '.join(slugs)}"


@schemathesis.check
def headers_of_every_answer(context: schemathesis.CheckContext, response: Any, case: schemathesis.Case[Any]) -> None:
    """No cache keeps an answer, and nothing is told of the server."""
    assert response.headers.get("cache-control") == ["no-store"]
    assert response.headers.get("x-content-type-options") == ["nosniff"]
    assert "server" not in response.headers
