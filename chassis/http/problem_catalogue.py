"""Problem types as they are documented: the class of a refusal is its type, its docstring is its meaning."""

import re
from dataclasses import dataclass
from typing import Any

from chassis.http.problems import TYPE_PREFIX, slug_of, title_of
from chassis.refusals import Refusal

_STATUS = re.compile(r" \(\d{3}\)(?=[.,:]|$)")
"""The status is said beside the words."""
_EXAMPLE_ID = "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"


@dataclass(frozen=True)
class ProblemType:
    """One type of problem."""

    slug: str
    """The end of its URN, e.g. ``slot-taken``."""
    title: str
    status: int
    meaning: str
    """When it is answered, and what to do."""

    def example(self) -> dict[str, Any]:
        """A problem document of this type."""
        return {
            "type": TYPE_PREFIX + self.slug,
            "title": self.title,
            "status": self.status,
            "detail": self.meaning,
            "instance": "/v1/…",
            "correlation_id": _EXAMPLE_ID,
        }


def problem_type(refusal: type[Refusal]) -> ProblemType:
    """The type that ``refusal`` is answered as. Raises TypeError when it has no docstring of its own."""
    words = refusal.__doc__
    if not words:
        raise TypeError(f"{refusal.__name__} has no docstring: say when it is answered, and what to do")
    return ProblemType(
        slug_of(refusal.__name__),
        title_of(refusal.__name__),
        refusal.status,
        _STATUS.sub("", " ".join(words.split("\n\n")[0].split())),
    )
