"""Files from other software."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import IMPORTS_READ, IMPORTS_SETTLE, IMPORTS_WRITE
from services.booking.exchange.commands import errors
from services.booking.exchange.commands import imports as commands
from services.booking.exchange.commands.imports import MOST_PARTS
from services.booking.exchange.domain.kinds import ImportKind, ImportState, LineOutcome
from services.booking.exchange.domain.refusals import (
    FileNotRead,
    FileTooLarge,
    HasErrors,
    LineSettled,
    NotSentAsCsv,
    WrongImportState,
)
from services.booking.exchange.forms.imports import (
    ImportApplyForm,
    ImportForm,
    ImportLineView,
    ImportPartView,
    ImportView,
    LineSettleForm,
)
from services.booking.exchange.queries import imports as queries
from services.booking.people.domain.refusals import ClosedForGood

router = api_router("imports")

_EXAMPLE = "external_id,given_name,family_name,date_of_birth,channel\n4711,Rosa,Almeida,1990-05-04,email\n"
_FILE = {"schema": {"type": "string", "format": "binary", "examples": [_EXAMPLE]}}
_CSV = {"requestBody": {"required": True, "content": {"text/csv": _FILE}}}


@router.post("/imports", status_code=201, dependencies=[allow(IMPORTS_WRITE)])
@refuses(ClosedForGood, NotFound)
async def begin_import(work: Transaction, form: ImportForm) -> ImportView:
    """Say what file comes, from which software, and how it is written; its parts follow."""
    return await queries.read_import(work, await commands.begin_import(work, form))


@router.put("/imports/{import_id}/parts/{number}", dependencies=[allow(IMPORTS_WRITE)], openapi_extra=_CSV)
@refuses(FileTooLarge, Invalid, NotFound, NotSentAsCsv, WrongImportState)
async def send_import_part(
    work: Transaction, import_id: UUID, number: Annotated[int, Path(ge=1, le=MOST_PARTS)], request: Request
) -> ImportPartView:
    """Send a part of the file as it is: a small file is part 1, a large one is cut anywhere.

    Sent again, it takes the place of the one before.
    """
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return await commands.receive_part(work, import_id, number, media_type, await request.body())


@router.post("/imports/{import_id}/check", dependencies=[allow(IMPORTS_WRITE)])
@refuses(FileNotRead, FileTooLarge, NotFound, WrongImportState)
async def check_import(work: Transaction, import_id: UUID) -> ImportView:
    """Read the file and try every line, without changing anything. What cannot be read is refused as a whole."""
    await commands.check_import(work, import_id)
    return await queries.read_import(work, import_id)


@router.post("/imports/{import_id}/apply", dependencies=[allow(IMPORTS_WRITE)])
@refuses(HasErrors, NotFound, WrongImportState)
async def apply_import(work: Transaction, import_id: UUID, form: ImportApplyForm) -> ImportView:
    """Take the lines of a checked file, each whole or not at all; what is wrong is work for the front desk."""
    await commands.apply_import(work, import_id, form)
    return await queries.read_import(work, import_id)


@router.post("/imports/{import_id}/discard", dependencies=[allow(IMPORTS_WRITE)])
@refuses(NotFound, WrongImportState)
async def discard_import(work: Transaction, import_id: UUID) -> ImportView:
    """Delete a file of which nothing was applied."""
    await commands.discard_import(work, import_id)
    return await queries.read_import(work, import_id)


@router.get("/imports", dependencies=[allow(IMPORTS_READ)])
async def list_imports(
    work: Transaction,
    paging: PageQuery,
    clinic_id: UUID | None = None,
    kind: ImportKind | None = None,
    state: ImportState | None = None,
) -> Page[ImportView]:
    """Imports of the caller's clinics, the newest first."""
    return await queries.list_imports(work, paging, clinic_id, kind, state)


@router.get("/imports/{import_id}", dependencies=[allow(IMPORTS_READ)])
@refuses(NotFound)
async def read_import(work: Transaction, import_id: UUID) -> ImportView:
    """How far an import is."""
    return await queries.read_import(work, import_id)


@router.get("/imports/{import_id}/lines", dependencies=[allow(IMPORTS_READ)])
@refuses(NotFound)
async def list_import_lines(
    work: Transaction,
    import_id: UUID,
    paging: PageQuery,
    outcome: LineOutcome | None = None,
    unsettled: bool = False,
) -> Page[ImportLineView]:
    """What became of each line, in the order of the file: the column, what is wrong, and what to do."""
    return await queries.list_lines(work, import_id, paging, outcome, unsettled)


@router.post("/imports/{import_id}/lines/{line}/settle", dependencies=[allow(IMPORTS_SETTLE)])
@refuses(Invalid, LineSettled, NotFound)
async def settle_import_line(
    work: Transaction, import_id: UUID, line: Annotated[int, Path(ge=1, le=10_000_000)], form: LineSettleForm
) -> ImportLineView:
    """Say what becomes of a line that could not be taken: which patient it is, or why nothing has to be done."""
    return await errors.settle_line(work, import_id, line, form)
