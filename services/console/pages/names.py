"""Who the patients of a page are."""

from collections.abc import Iterable
from uuid import UUID

from chassis.refusals import Unavailable
from services.console.neighbours import Refused
from services.console.pages.registry import Asked


async def names_of(asked: Asked, patients: Iterable[UUID | None]) -> dict[UUID, str]:
    """Their names, as far as the signed-in person may know them; none while booking does not answer."""
    ids = sorted({str(each) for each in patients if each})
    if not ids:
        return {}
    try:
        found = await asked.read_from("booking", "/patients/names", ids=",".join(ids))
    except (Refused, Unavailable):
        return {}
    return {UUID(each["patient_id"]): each["name"] for each in found["items"]}
