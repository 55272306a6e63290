"""The questions of a form of screening, and an answer as the fields of a page show it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TODAY, CHANGE = "a-", "c-"
"""How the names of fields begin in a form of the day: how the skin is, and what has changed since the declaration. The
same code may stand in both."""


def all_questions(questionnaire: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Questions, numbers and texts in the order of the form, each with what its answer looks like."""
    found = [
        *questionnaire["items"],
        *({**each, "kind": "number"} for each in questionnaire["numbers"]),
        *({**each, "kind": "text"} for each in questionnaire["texts"]),
    ]
    plain: dict[str, Any] = {"details": [], "choices": []}
    return sorted(({**plain, **each} for each in found), key=lambda each: int(each["place"]))


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
