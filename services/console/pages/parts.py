"""A page that is made of the answers of several services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOT_THEIRS = 403


@dataclass(frozen=True)
class Part:
    """One answer, or why there is none."""

    content: Any
    """None where there is no answer."""
    why_not: str | None = None
    """In the reader's language; None where it answered."""
    status: int = 200

    @property
    def items(self) -> Sequence[Mapping[str, Any]]:
        """Of a list; empty where it did not answer."""
        return self.content["items"] if self.content else ()

    @property
    def hidden(self) -> bool:
        """Whether it is not for this person, so that the page says nothing of it."""
        return self.status == NOT_THEIRS
