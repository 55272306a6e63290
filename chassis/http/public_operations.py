"""What OpenAPI documents say alike of addresses beside the API, which nobody has a role for: hooks and links."""

from inspect import getdoc
from typing import Any

Document = dict[str, Any]


def add_tag(document: Document, tag: str) -> None:
    """Name a tag in the document, once."""
    if {"name": tag} not in document["tags"]:
        document["tags"].append({"name": tag})


def described(function: Any, name: str, tag: str, scope: str, open_to: str) -> Document:
    """An operation's words, from its function's docstring. ``open_to``: whom it lets in."""
    words = getdoc(function) or ""
    return {
        "tags": [tag],
        "summary": words.split(". ")[0].split("\n")[0].removesuffix("."),
        "description": f"{words}\n\nOpen to: {open_to}",
        "operationId": name,
        "x-scope": scope,
        "x-roles": [],
    }
