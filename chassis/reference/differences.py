"""What differs between two documents, for a director to read before signing."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from chassis.reference.canonical import Json

_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One path whose content differs. An object that is new or gone is one difference, with all that is in it."""

    path: str
    """With dots: ``rules.R05.wait.days``."""
    change: Literal["added", "removed", "changed"]
    """What became of it."""
    before: Json = None
    """Its content in the earlier document; null when it was added."""
    after: Json = None
    """Its content in the later document; null when it was removed."""


def differences(before: Json, after: Json) -> list[Difference]:
    """Every path in which ``after`` differs from ``before``, in the order of the paths."""
    return list(_between(before, after, ""))


def _between(before: Json, after: Json, path: str) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            here = f"{path}.{key}" if path else key
            yield from _between(before.get(key, _ABSENT), after.get(key, _ABSENT), here)
    elif before is _ABSENT:
        yield Difference(path, "added", after=after)
    elif after is _ABSENT:
        yield Difference(path, "removed", before=before)
    elif not _same(before, after):
        yield Difference(path, "changed", before, after)


def _same(before: Json, after: Json) -> bool:
    """Equal as JSON: in Python ``True == 1``, in JSON not."""
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)


def as_lines(found: Iterable[Difference]) -> list[str]:
    """The same as text: ``+`` added, ``-`` removed, ``~`` changed."""
    return [line for each in found for line in _lines(each)]


def _lines(one: Difference) -> Iterator[str]:
    if one.change == "changed":
        yield f"~ {one.path}"
        yield f"    before: {_text(one.before)}"
        yield f"    after:  {_text(one.after)}"
    elif one.change == "added":
        yield f"+ {one.path}: {_text(one.after)}"
    else:
        yield f"- {one.path}: {_text(one.before)}"


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
