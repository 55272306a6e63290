"""What is behind the figure of no-shows: the appointments that patients missed, called off, or of which nobody noted
what became of them."""

from urllib.parse import urlencode

from starlette.responses import Response

from services.console.access import FIGURES_SEE
from services.console.pages.lists import PAGE
from services.console.pages.names import names_of
from services.console.pages.owner.reading import UTC, asked_for
from services.console.pages.registry import Asked, page
from services.console.pages.today.view import KINDS
from services.console.pages.words import word
from services.console.queries.attendance import appointments_that

ENDS = {"missed": word("Did not come"), "cancelled": word("Called off"), "unsaid": word("Not noted")}
"""Those that lead here, what the figure is about first."""


@page("/owner/attendance", FIGURES_SEE)
async def attendance(asked: Asked) -> Response:
    """The appointments of the period that ended as ``how`` says, the last first."""
    wanted = await asked_for(asked)
    how = asked.given.get("how", "")
    how = how if how in ENDS else next(iter(ENDS))
    found = await appointments_that(asked.work, how, wanted.chosen, wanted.days.first, wanted.days.after, PAGE)
    shown, clinics = found[:PAGE], {each.id: each for each in wanted.clinics}
    asked.work.access.show(shown)
    return asked.draw(
        "owner/attendance",
        zone=UTC,
        wanted=wanted,
        how=how,
        ends=ENDS,
        kinds=KINDS,
        appointments=[(each, clinics[each.clinic_id]) for each in shown],
        more=len(found) > PAGE,
        names=await names_of(asked, [str(each.patient_id) for each in shown]),
        query=urlencode(wanted.query),
    )
