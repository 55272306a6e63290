"""Records that looked alike when one of them was registered."""

from uuid import UUID

from chassis.access.rows import within
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.people.domain.duplicates import PairStatus
from services.booking.people.forms.possible_duplicates import PossibleDuplicateView
from services.booking.people.store.possible_duplicates import named_pairs
from services.booking.people.tables import possible_duplicates as of


async def list_possible_duplicates(
    work: Work, paging: Paging, *, clinic_id: UUID | None, patient_id: UUID | None, status: PairStatus
) -> Page[PossibleDuplicateView]:
    """Those of the caller's clinics, the longest waiting first; it shows both people. Raises Forbidden."""
    seen = within(work.access.reach(where=clinic_id), patient=of.c.patient_id, clinics=[of.c.clinic_id])
    wanted = equal_to({of.c.status: status, of.c.clinic_id: clinic_id, of.c.patient_id: patient_id})
    statement = named_pairs().where(seen, *wanted)
    found = await page(work, statement, [of.c.id], paging, PossibleDuplicateView.model_validate)
    for each in found.items:
        work.access.concerns(each.other_id, each.clinic_id)
    return found
