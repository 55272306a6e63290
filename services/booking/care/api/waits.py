"""/figures/waits: how long patients wait."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.figures import DaysQuery, FiguresView
from chassis.http import Page, PageQuery, Transaction, api_router
from services.booking.access import FIGURES_READ
from services.booking.care.forms.waits import Wait, WaitsView, WaitView
from services.booking.care.queries import waits as queries

router = api_router("figures")


@router.get("/figures/waits", dependencies=[allow(FIGURES_READ)])
async def read_waits(work: Transaction, days: DaysQuery, clinic_id: UUID | None = None) -> FiguresView[WaitsView]:
    """How long patients waited at the clinic, for a consult, and from the consult to the first session.

    A visit and a consult count on the local day for which they are booked, a session on the one on which it took
    place. What was noted by mistake and withdrawn does not count, nor do void sessions.
    """
    return await queries.waits_of(work, days, clinic_id)


@router.get("/figures/waits/each", dependencies=[allow(FIGURES_READ)])
async def list_waits(
    work: Transaction,
    paging: PageQuery,
    days: DaysQuery,
    clinic_id: UUID | None = None,
    what: Wait = Wait.WAITING,
) -> Page[WaitView]:
    """The waits behind the figure, each with its patient; the longest come first, those that are not known last."""
    return await queries.list_waits(work, paging, days, clinic_id=clinic_id, what=what)
