"""Who the patients of a page are."""

from collections.abc import Iterable
from uuid import UUID

from chassis.refusals import Unavailable
from services.console.neighbours import Refused
from services.console.pages.registry import Asked

MOST = 200
"""Patients whose names booking says at once."""


async def names_of(asked: Asked, patients: Iterable[UUID | str | None]) -> dict[str, str]:
    """Their names by id, as far as the signed-in person may know them; none while booking does not answer."""
    ids = sorted({str(each) for each in patients if each})
    names: dict[str, str] = {}
    for start in range(0, len(ids), MOST):
        try:
            found = await asked.read_from("booking", "/patients/names", ids=",".join(ids[start : start + MOST]))
        except (Refused, Unavailable):
            return names
        names |= {each["patient_id"]: each["name"] for each in found["items"]}
    return names
