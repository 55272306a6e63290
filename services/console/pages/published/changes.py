"""What a draft changes in the version before, as a merge patch that a form edits. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.console.pages.published.parts import Path, value_at


def changed(changes: Mapping[str, Any], base: Any, values: Mapping[Path, Any]) -> dict[str, Any]:
    """A merge patch of ``base`` that says ``values`` too; what is as in ``base`` is left out of it."""
    found: Any = dict(changes)
    for path, value in values.items():
        found = _set(found, base, path, value)
    return dict(found)


def unsaid(changes: Mapping[str, Any], base: Any, paths: Iterable[Path]) -> dict[str, Any]:
    """The same without what these paths remove, where the version before has nothing there."""
    found = dict(changes)
    for path in paths:
        if value_at(base, path) is None:
            found = taken_back(found, path)
    return found


def copied(changes: Mapping[str, Any], base: Any, document: Any, path: Path, code: str) -> dict[str, Any]:
    """The same with another part like the one at ``path``, under a name of its own beside it."""
    return changed(changes, base, {(*path[:-1], code): value_at(document, path)})


def taken_out(changes: Mapping[str, Any], base: Any, path: Path) -> dict[str, Any]:
    """The same without what is there: what ``base`` has is removed from it, what only the draft has is forgotten."""
    key, *rest = path
    inner, there = (each.get(key) if isinstance(each, Mapping) else None for each in (changes, base))
    found = dict(changes)
    if rest:
        found[key] = taken_out(inner if isinstance(inner, Mapping) else {}, there, tuple(rest))
        if found[key] == {}:
            del found[key]
    elif isinstance(base, Mapping) and key in base:
        found[key] = None
    else:
        found.pop(key, None)
    return found


def taken_back(changes: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The same without what is changed there."""
    key, *rest = path
    found = dict(changes)
    if rest and isinstance(found.get(key), Mapping):
        found[key] = taken_back(found[key], tuple(rest))
    if not rest or found.get(key) == {}:
        found.pop(key, None)
    return found


def _set(changes: Any, base: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    key, *rest = path
    inner, there = (each.get(key) if isinstance(each, Mapping) else None for each in (changes, base))
    said = dict(changes) if isinstance(changes, Mapping) else {}
    said[key] = _set(inner, there, tuple(rest), value)
    same = said[key] == {} if rest else type(there) is type(value) and there == value
    if same and isinstance(base, Mapping) and key in base and (not rest or isinstance(there, Mapping)):
        del said[key]
    return said
