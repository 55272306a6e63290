"""Photos of the same place side by side. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def side_by_side(photos: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, Sequence[Mapping[str, Any]]]]:
    """By area and angle, each from the oldest to the newest; those that were withdrawn are left out."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in photos:
        if each["withdrawn_at"] is None:
            found.setdefault((each["area"], each["angle"]), []).append(each)
    return [(area, angle, sorted(of, key=lambda one: str(one["taken_at"]))) for (area, angle), of in found.items()]
