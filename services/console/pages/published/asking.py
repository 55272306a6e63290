"""What a rule asks, on the page of its part: shown as lines of a form, or as it is written where lines cannot. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.pages.published.conditions import (
    ABOUT_FACT,
    ABOUT_FINDING,
    ABOUT_QUESTION,
    ASKED,
    EMPTY,
    FACTS,
    MORE_LINES,
    MOST_LINES,
    WHEN,
    Condition,
    Line,
    patch_between,
    shown_of,
    typed_condition,
    when_of,
)
from services.console.pages.published.parts import Path, value_at

Wrong = Mapping[str, Mapping[int, str]]
LONGEST = 70
"""Of a question in a choice."""


@dataclass(frozen=True)
class Asking:
    """What a part asks."""

    condition: Condition | None
    """None: it is more than lines show."""
    lines: Sequence[Line]
    """Those of the form, with empty ones below."""
    written: str
    """As JSON."""


def asking_of(document: Any, path: Path, typed: Condition | None = None, key: str = WHEN) -> Asking | None:
    """What the part at this path asks, or by ``key`` is lifted by, or what was typed; None where it asks nothing."""
    if not isinstance(value_at(document, (*path, WHEN)), Mapping):
        return None
    when = when_at(document, path, key)
    shown = shown_of(when, key)
    condition = typed if typed and shown else shown
    lines = list(condition.lines) if condition else []
    more = min(MORE_LINES, MOST_LINES - len(lines))
    return Asking(condition, [*lines, *[EMPTY] * more], json.dumps(when, ensure_ascii=False, indent=2))


def when_at(document: Any, path: Path, key: str = WHEN) -> Any:
    """As a document has it."""
    return value_at(document, (*path, key))


def typed_asks(form: Mapping[str, str], document: Any, base: Any, path: Path) -> tuple[dict[Path, Any], Wrong]:
    """What a part asks, and is lifted by, from now on, as changes of the version before; by key and line what is wrong.

    Nothing of what the form does not have.
    """
    values: dict[Path, Any] = {}
    wrong: dict[str, dict[int, str]] = {}
    for key in ASKED:
        now = when_at(document, path, key)
        if f"{key}-join" not in form or asking_of(document, path, key=key) is None or shown_of(now, key) is None:
            continue
        wanted, faults = when_of(typed_condition(form, key), now, key)
        values[(*path, key)] = patch_between(when_at(base, path, key), wanted)
        if faults:
            wrong[key] = faults
    return values, wrong


def questions_of(document: Mapping[str, Any]) -> dict[str, str]:
    """What can be looked at in answers, by how a form names it, with the beginning of the question."""
    found: dict[str, str] = {}
    stages = document.get("questions")
    for stage in stages.values() if isinstance(stages, Mapping) else ():
        for code, question in stage.items() if isinstance(stage, Mapping) else ():
            text = question.get("text") if isinstance(question, Mapping) else None
            found[ABOUT_QUESTION + code] = _short(str(text or code))
    return dict(sorted(found.items(), key=lambda each: each[1]))


def findings_of(document: Mapping[str, Any]) -> dict[str, str]:
    """What a practitioner may find, by how a form names it."""
    found = document.get("findings")
    named = found if isinstance(found, Mapping) else {}
    return {ABOUT_FINDING + str(code): _short(str(name)) for code, name in named.items()}


def facts() -> dict[str, str]:
    """What can be looked at in patient, skin and plan."""
    return {ABOUT_FACT + code: words for code, words in FACTS.items()}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
