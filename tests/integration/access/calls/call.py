"""A request of the access matrix, with the names of a world where its values will be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request, with names of the world in braces."""

    path: str
    query: Json = field(default_factory=dict)
    body: Json | None = None
    if_match: str | None = None
    """An old version: who may change it is asked before whether the version is the present one."""
    hides: str | None = None
    """For a list that shows everybody their own: what must not be in it for who may not see it."""
    finds: bool = True
    """False where somebody who may ask finds nothing, as their role shows other rows."""
    of_patient: bool = True
    """False where what is asked for is about no patient, so that nobody asks about their own record."""


def filled(what: Any, world: Mapping[str, Any]) -> Any:
    """The same with the world's values in place of the names."""
    if isinstance(what, str):
        whole = world.get(what.strip("{}")) if what.startswith("{") and what.endswith("}") else None
        return whole if isinstance(whole, dict) else what.format_map(world)
    if isinstance(what, dict):
        return {name: filled(value, world) for name, value in what.items()}
    return [filled(each, world) for each in what] if isinstance(what, list) else what


WHY = {"reason": "Seen in person and agreed."}
OF_ONE = {"patient_id": "{patient}", "clinic_id": "{clinic}"}
DAYS = {"first": "2027-03-01", "last": "2027-03-28"}
"""Of a figure."""
