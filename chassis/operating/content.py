"""What an event says, for somebody who may not read about patients: ids and moments as they are, the rest as kinds.

Words are hidden whatever they are: a reason code is a short word of small letters, and so is a name.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

DEEPEST = 8
MOST_MEMBERS = 100
LONGEST_NAME = 60


def content_of(value: bytes) -> Any:
    """The JSON in a record's value; None where it is none."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def without_words(value: Any, depth: int = 0) -> Any:
    """The same structure, in which only ids and moments are legible."""
    if depth >= DEEPEST:
        return "(more)"
    if isinstance(value, Mapping):
        members = list(value.items())[:MOST_MEMBERS]
        return {str(name)[:LONGEST_NAME]: without_words(each, depth + 1) for name, each in members}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [without_words(each, depth + 1) for each in value[:MOST_MEMBERS]]
    if isinstance(value, str):
        return value if _is_id(value) or _is_moment(value) else "(text)"
    if isinstance(value, bool):
        return "(yes or no)"
    return None if value is None else "(number)"


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    """A date with its time and zone: a birthday has neither."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
