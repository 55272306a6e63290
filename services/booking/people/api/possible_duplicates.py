"""Records that look like one person's, since somebody was registered all the same."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import MERGES_PROPOSE, MERGES_READ
from services.booking.people.commands import possible_duplicates as commands
from services.booking.people.domain.duplicates import PairStatus
from services.booking.people.domain.refusals import AlreadySettled
from services.booking.people.forms.possible_duplicates import PossibleDuplicateView, TwoPeopleForm
from services.booking.people.queries import possible_duplicates as queries

router = api_router("possible-duplicates")


@router.get("/possible-duplicates", dependencies=[allow(MERGES_READ)])
async def list_possible_duplicates(
    work: Transaction,
    paging: PageQuery,
    clinic_id: UUID | None = None,
    patient_id: UUID | None = None,
    status: PairStatus = PairStatus.OPEN,
) -> Page[PossibleDuplicateView]:
    """Of whom nobody knows yet whether they are one person, or what was found out, the longest waiting first."""
    return await queries.list_possible_duplicates(
        work, paging, clinic_id=clinic_id, patient_id=patient_id, status=status
    )


@router.post("/possible-duplicates/{pair_id}/confirm-two-people", dependencies=[allow(MERGES_PROPOSE)])
@refuses(AlreadySettled, NotFound)
async def confirm_two_people(work: Transaction, pair_id: UUID, form: TwoPeopleForm) -> PossibleDuplicateView:
    """These are two people, and it is not asked again.

    Said by mistake, or where they are one: `POST /v1/patients/{patient_id}/merge-proposals`.
    """
    return await commands.confirm_two_people(work, pair_id, form)
