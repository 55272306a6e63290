"""Why something was decided, and whether it would be decided in the same way again."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.http.languages import ReadBy
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening.access import SCREENINGS_EXPLAIN, SCREENINGS_READ
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.forms.explanations import Explanation, RerunView
from services.screening.queries.reruns import explanation_of, rerun_of

router = api_router("screenings")


@router.get("/screenings/{screening_id}/explanation", dependencies=[allow(SCREENINGS_READ)])
@refuses(NotFound, NotJson, ReferenceAltered, ScreeningNotFound)
async def explain_screening(screening_id: UUID, work: Transaction, reader: ReadBy) -> Explanation:
    """A decision in words, by the version that decided: the same answer for ever.

    Clinicians see every rule: that it holds, because of which facts it does not, or why it is not about this device;
    and what would have to be otherwise. Patients and the front desk read what they need to know, without reasons.
    """
    return await explanation_of(work, screening_id, reader)


@router.get("/screenings/{screening_id}/rerun", dependencies=[allow(SCREENINGS_EXPLAIN)])
@refuses(NotFound, NotJson, ReferenceAltered, ScreeningNotFound)
async def rerun_screening(screening_id: UUID, work: Transaction) -> RerunView:
    """Decide once more from the stored facts by the stored version. Nothing is changed; any difference is listed."""
    return await rerun_of(work, screening_id)
