"""JSON Merge Patch (RFC 7396): what a version changes in the one that it extends."""

from chassis.reference.canonical import Json


def merge_patch(target: Json, patch: Json) -> Json:
    """``target`` with ``patch`` applied; neither is changed. ``null`` removes a member, any other value replaces it.

    Objects are merged member by member, and lists are replaced whole: that is why collections are objects by code.
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def ineffective(target: Json, patch: Json, path: str = "") -> list[str]:
    """The paths that ``patch`` removes although ``target`` does not have them: usually a misspelt key."""
    if not isinstance(patch, dict):
        return []
    there = target if isinstance(target, dict) else {}
    found = []
    for key, value in patch.items():
        here = f"{path}.{key}" if path else key
        if value is None and key not in there:
            found.append(here)
        found += ineffective(there.get(key), value, here)
    return found
