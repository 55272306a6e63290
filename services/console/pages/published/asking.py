"""What a rule asks, on the page of its part: shown as lines of a form, or as it is written where lines cannot. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.pages.published.conditions import (
    ABOUT_FACT,
    ABOUT_QUESTION,
    EMPTY,
    FACTS,
    MORE_LINES,
    MOST_LINES,
    WHEN,
    Condition,
    Line,
    condition_of,
)
from services.console.pages.published.parts import Path

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


def asking_of(document: Any, path: Path, typed: Condition | None = None) -> Asking | None:
    """What the part at this path asks, or was typed; None where it asks nothing."""
    when = _at(document, (*path, WHEN))
    if not isinstance(when, Mapping):
        return None
    shown = condition_of(when)
    condition = typed if typed and shown else shown
    lines = list(condition.lines) if condition else []
    more = min(MORE_LINES, MOST_LINES - len(lines))
    return Asking(condition, [*lines, *[EMPTY] * more], json.dumps(when, ensure_ascii=False, indent=2))


def when_at(document: Any, path: Path) -> Any:
    """As a document has it."""
    return _at(document, (*path, WHEN))


def questions_of(document: Mapping[str, Any]) -> dict[str, str]:
    """What can be looked at in answers, by how a form names it, with the beginning of the question."""
    found: dict[str, str] = {}
    stages = document.get("questions")
    for stage in stages.values() if isinstance(stages, Mapping) else ():
        for code, question in stage.items() if isinstance(stage, Mapping) else ():
            text = question.get("text") if isinstance(question, Mapping) else None
            found[ABOUT_QUESTION + code] = _short(str(text or code))
    return dict(sorted(found.items(), key=lambda each: each[1]))


def facts() -> dict[str, str]:
    """What can be looked at in patient, skin and plan."""
    return {ABOUT_FACT + code: words for code, words in FACTS.items()}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _at(document: Any, path: Path) -> Any:
    for key in path:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document
