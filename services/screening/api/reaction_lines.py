"""Who is asked, in order, to acknowledge a serious reaction."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatchUnlessNew, Transaction, api_router, tag_version
from services.screening import queries
from services.screening.access import CHAIN_LINE_EDIT, REACTION_LINES_EDIT, REACTION_LINES_READ
from services.screening.commands import reaction_lines as commands
from services.screening.forms.reaction_lines import LineForm, LineView

router = api_router("reaction lines")


@router.get("/clinics/{clinic_id}/reaction-line", dependencies=[allow(REACTION_LINES_READ)])
async def read_reaction_line(clinic_id: UUID, work: Transaction, response: Response) -> LineView:
    """A clinic's own line, and with the chain's everybody who is asked."""
    return _tagged(response, await queries.line_of_clinic(work, clinic_id))


@router.put("/clinics/{clinic_id}/reaction-line", dependencies=[allow(REACTION_LINES_EDIT)])
async def set_reaction_line(
    clinic_id: UUID, form: LineForm, work: Transaction, version: IfMatchUnlessNew, response: Response
) -> LineView:
    """Set a clinic's line. It counts for whoever is asked from now on."""
    await commands.set_line_of_clinic(work, clinic_id, form, version)
    return _tagged(response, await queries.shown_line(work, clinic_id))


@router.get("/reaction-line", dependencies=[allow(CHAIN_LINE_EDIT)])
async def read_chain_reaction_line(work: Transaction, response: Response) -> LineView:
    """The line of the chain, which follows every clinic's own."""
    return _tagged(response, await queries.line_of_chain(work))


@router.put("/reaction-line", dependencies=[allow(CHAIN_LINE_EDIT)])
async def set_chain_reaction_line(
    form: LineForm, work: Transaction, version: IfMatchUnlessNew, response: Response
) -> LineView:
    """Set the line of the chain."""
    await commands.set_line_of_chain(work, form, version)
    return _tagged(response, await queries.line_of_chain(work))


def _tagged(response: Response, line: LineView) -> LineView:
    tag_version(response, line.version)
    return line
