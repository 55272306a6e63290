"""Everything that a service holds, in files; the same in every service that exports."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse

from chassis.access.admission import allow
from chassis.export.access import EXPORT_READ
from chassis.export.reading import Exporting, zip_of
from chassis.export.sheets import Export
from chassis.http import Transaction, api_router

router = api_router("export")


class ZipAnswer(StreamingResponse):
    """A zip that is made while it is sent."""

    media_type = "application/zip"


async def _export(request: Request) -> Export:
    export: Export = request.app.state.export
    return export


_ZIP = {
    "schema": {"type": "string", "format": "binary", "examples": ["(a zip with a CSV file for each kind of record)"]}
}


@router.get(
    "/export",
    response_class=ZipAnswer,
    responses={200: {"description": "A zip.", "content": {"application/zip": _ZIP}}},
    dependencies=[allow(EXPORT_READ)],
)
async def export_everything(
    work: Transaction,
    request: Request,
    export: Annotated[Export, Depends(_export)],
    clinic_id: UUID | None = None,
) -> ZipAnswer:
    """Everything that this service holds of the caller's clinics, or of one, as CSV files in a zip.

    `columns.csv` says what each column means. Whoever is in it is in the access log; the export itself is in the audit
    log. A zip that cannot be opened broke off: ask again.
    """
    work.access.reach(where=clinic_id)
    where = f"clinic/{clinic_id}" if clinic_id else "chain"
    name: str = request.app.state.service_name
    work.audit("exported", where, service=name)
    state = request.app.state
    again = request.state.extend
    exporting = Exporting(state.transactions, state.access_log, work.access, work.cause, clinic_id, again)
    named = {"Content-Disposition": f'attachment; filename="needlepoint-{name}-{work.now:%Y-%m-%d}.zip"'}
    return ZipAnswer(zip_of(export, exporting), headers=named)
