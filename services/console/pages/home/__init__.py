"""The first page: the clinics of whoever is signed in, with how each is doing."""

from uuid import UUID

from starlette.responses import Response

from services.console.access import PAGES_OPEN, TODAY_SEE, WORKLISTS_SEE
from services.console.pages.registry import Asked, page
from services.console.queries.clinics import clinics_seen
from services.console.queries.overview import overview_of


@page("/", PAGES_OPEN)
async def first_page(asked: Asked) -> Response:
    """The page that the person works on, at the clinic where they were last, or at their only one."""
    seen = await clinics_seen(asked.work)
    last = asked.signed_in.session.clinic_id
    chosen = next((each.id for each in seen if each.id == last or len(seen) == 1), None)
    where = _page_of(asked, chosen) if chosen else None
    return asked.go(where or "/clinics")


@page("/clinics", PAGES_OPEN)
async def clinics(asked: Asked) -> Response:
    """All of them, to choose from."""
    seen = await clinics_seen(asked.work)
    rows = [(each, _page_of(asked, each.id)) for each in seen]
    return asked.draw("home", rows=rows, counts=await overview_of(asked.work, seen))


def _page_of(asked: Asked, clinic_id: UUID) -> str | None:
    """The first page of a clinic that the person may see."""
    for name, scope in (("today", TODAY_SEE), ("worklists", WORKLISTS_SEE)):
        if asked.may(scope, clinic_id):
            return f"/c/{clinic_id}/{name}"
    return None
