"""What the documents of a kind are made of. Pure: pydantic only, so that a service's ``domain/`` may use it.

A document is strict: an unknown key, a wrong type and an unknown source are refused by path. Data that nothing reads
looks as if it were in force.
"""

from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError


class Document(BaseModel):
    """A document, or a part of one. ``Kind.read`` reads it from JSON, strictly."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class Problem(NamedTuple):
    """One thing that is wrong with a document."""

    path: str
    """Where, with dots: ``rules.R05.when``. Empty: the document as a whole."""
    problem: str
    """What is wrong and what to do, as a sentence."""

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem


class Sources:
    """The keys that a document may cite, and those that it did cite while it was read."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.cited: set[str] = set()


def _resolves(key: str, info: ValidationInfo) -> str:
    sources = info.context
    if isinstance(sources, Sources):
        if key not in sources.known:
            raise PydanticCustomError(
                "unknown_source",
                "No source has the key {key}. Correct it, or describe the source under `bibliography` of this version.",
                {"key": key},
            )
        sources.cited.add(key)
    return key


Cited = Annotated[str, AfterValidator(_resolves)]
"""The key of a source in the bibliography. Checked when a version is checked, by path."""

_SENTENCES = {
    "extra_forbidden": "Nothing reads this key. Remove it, or correct its name.",
    "missing": "This is missing.",
}


def problems_of(error: ValidationError) -> list[Problem]:
    """What pydantic found, as problems by path."""
    return [_problem(each) for each in error.errors(include_url=False, include_input=False)]


def _problem(details: ErrorDetails) -> Problem:
    path = ".".join(str(part) for part in details["loc"])
    sentence = _SENTENCES.get(details["type"]) or details["msg"].removeprefix("Value error, ")
    return Problem(path, sentence if sentence.endswith(".") else f"{sentence}.")
