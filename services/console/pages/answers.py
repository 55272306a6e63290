"""An answer of a health form, as the fields of a page show it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shown:
    """An answer, taken apart for the fields of a form."""

    given: str
    """``yes``, ``no``, ``not_sure`` or empty."""
    value: str = ""
    """A day, a number or words."""
    places: Sequence[str] = ()
    which: Sequence[str] = ()
    on: str = ""
    over_since: str = ""


def shown_answer(kind: str, answer: Any) -> Shown:
    """An answer as screening has it, or as it was typed."""
    if answer is None:
        return Shown("")
    if isinstance(answer, Mapping):
        plain = shown_answer(kind, answer.get("answer"))
        which = answer.get("which") or plain.which
        more = {name: answer.get(name) or "" for name in ("on", "over_since")}
        return Shown(plain.given, plain.value, answer.get("places") or (), which, **more)
    if answer is True:
        return Shown("yes")
    if answer is False:
        return Shown("no")
    if answer == "not_sure":
        return Shown("not_sure")
    return Shown("yes", which=(str(answer),)) if kind == "yes_no" else Shown("yes", str(answer))
