"""How a message names what is recalled: in the facts that a template about one lot knows, so that any says it."""

from collections.abc import Sequence
from typing import Protocol

_IN_SUBJECT = 60
"""Characters of names that a subject holds."""


class Recalled(Protocol):
    """A lot of a recall."""

    @property
    def lot(self) -> str:
        """The lot."""

    @property
    def serials(self) -> Sequence[str]:
        """The only cartridges of it that are recalled; empty: all of them."""


def in_words(lots: Sequence[Recalled], reason: str) -> dict[str, str]:
    """The facts ``lot`` and ``reason``; no word of any language is added.

    ``lot`` is every lot, with its serial numbers in brackets where only those are recalled. Names that do not fit into
    a subject are cut there to the first lots and how many more there are, and all of them stand behind the reason:
    somebody takes them off the shelf by it, so none is left out.
    """
    names = [f"{each.lot} ({', '.join(each.serials)})" if each.serials else each.lot for each in lots]
    every = ", ".join(names)
    if len(every) <= _IN_SUBJECT:
        return {"lot": every, "reason": reason}
    shown = [each.lot for each in lots]
    kept = 1
    while kept < len(shown) and len(", ".join(shown[: kept + 1])) <= _IN_SUBJECT:
        kept += 1
    more = f" +{len(shown) - kept}" if kept < len(shown) else ""
    return {"lot": ", ".join(shown[:kept]) + more, "reason": f"{reason} [{every}]"}
