"""What is behind the figure of no-shows: the appointments that patients missed, called off, or of which nobody noted
what became of them."""

from urllib.parse import urlencode

from starlette.responses import Response

from services.console.access import FIGURES_SEE
from services.console.pages.lists import PAGE
from services.console.pages.names import names_of
from services.console.pages.owner.figures import csv_of
from services.console.pages.owner.files import csv_file
from services.console.pages.owner.reading import MOST_ROWS, UTC, asked_for, require_one_file
from services.console.pages.registry import Asked, page
from services.console.pages.today.view import KINDS
from services.console.pages.words import word
from services.console.queries.attendance import appointments_that

ENDS = {"missed": word("Did not come"), "cancelled": word("Called off"), "unsaid": word("Not noted")}
"""Those that lead here, what the figure is about first."""


@page("/owner/attendance", FIGURES_SEE)
async def attendance(asked: Asked) -> Response:
    """The appointments of the period that ended as ``how`` says, the last first."""
    wanted, how = await asked_for(asked), _how(asked)
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


@page("/owner/attendance-appointments.csv", FIGURES_SEE)
async def attendance_csv(asked: Asked) -> Response:
    """The same without who the patients are, all of them."""
    wanted, how = await asked_for(asked), _how(asked)
    found = await appointments_that(asked.work, how, wanted.chosen, wanted.days.first, wanted.days.after, MOST_ROWS)
    require_one_file(more=len(found) > MOST_ROWS)
    clinics = {each.id: each for each in wanted.clinics}
    asked.work.access.show(found)
    titles = ["appointment_id", "clinic", "kind", "starts_at", "how"]
    rows = [[each.id, clinics[each.clinic_id].name, each.kind, each.starts_at.isoformat(), how] for each in found]
    return csv_file("attendance-appointments", csv_of(titles, rows))


def _how(asked: Asked) -> str:
    return asked.given.one_of("how", ENDS) or next(iter(ENDS))
