"""An import begins, gets the parts of its file, is read, applied or discarded."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.exchange.commands.lines import TAKE_LINES
from services.booking.exchange.domain.csv_files import Encoding, Separator, read_file
from services.booking.exchange.domain.importing import full_parts, require_state
from services.booking.exchange.domain.kinds import COLUMNS, WRONG, ImportKind, ImportState
from services.booking.exchange.domain.refusals import FileNotRead, FileTooLarge, HasErrors, NotSentAsCsv
from services.booking.exchange.forms.imports import ImportApplyForm, ImportForm, ImportPartView
from services.booking.exchange.store.import_lines import count_outcomes, keep_lines
from services.booking.exchange.store.imports import (
    change_import,
    drop_file,
    drop_parts,
    keep_import,
    keep_part,
    lock_import,
    part_sizes,
    whole_file,
)
from services.booking.people.store.clinics import require_home, zone_of

DISCARD = "discard-import"
"""The timer that discards an import that nobody applied; its key is the import."""
KEPT = timedelta(days=30)
"""How long a file is kept that nobody applies: it is about people who may not be patients. Policy."""
MOST_BYTES = 16 * 1024 * 1024
"""Of a whole file: some 100,000 lines. Policy."""
MOST_PARTS = 100


async def begin_import(work: Work, form: ImportForm) -> UUID:
    """Raises Forbidden, NotFound, and ClosedForGood for patients, whose home the clinic would become."""
    work.access.authorize(where=form.clinic_id)
    if form.kind is ImportKind.PATIENTS:
        await require_home(work, form.clinic_id)
    else:
        await zone_of(work, form.clinic_id)
    import_id = new_id()
    received = {"received_by": work.actor.subject, "received_at": work.now}
    columns = {"id": import_id, "state": ImportState.RECEIVING.value, **form.model_dump(mode="json")}
    await keep_import(work, columns | {"clinic_id": form.clinic_id} | received)
    await work.set_timer(DISCARD, str(import_id), work.now + KEPT)
    work.audit("import.begun", f"import/{import_id}", kind=form.kind.value, source=form.source)
    return import_id


async def receive_part(work: Work, import_id: UUID, number: int, media_type: str, content: bytes) -> ImportPartView:
    """Store a part; sent again, it takes the place of the one before.

    Raises NotSentAsCsv, FileTooLarge, Invalid, WrongImportState.
    """
    row = await _locked(work, import_id)
    if media_type != "text/csv":
        raise NotSentAsCsv("Send the file with the header Content-Type: text/csv.")
    require_state(ImportState(row.state), ImportState.RECEIVING)
    if not content:
        raise Invalid("The part is empty: send the content of the file.")
    sizes = await part_sizes(work, import_id) | {number: len(content)}
    if sum(sizes.values()) > MOST_BYTES:
        raise FileTooLarge("The file has more than {most} bytes: divide it into several.", most=MOST_BYTES)
    await keep_part(work, import_id, number, content)
    return ImportPartView(import_id=import_id, number=number, bytes=len(content))


async def check_import(work: Work, import_id: UUID) -> None:
    """Read the file, and have each line tried. Raises FileNotRead, FileTooLarge, WrongImportState."""
    row = await _locked(work, import_id)
    require_state(ImportState(row.state), ImportState.RECEIVING)
    if not full_parts(await part_sizes(work, import_id)):
        raise FileNotRead("A part of the file is missing: send parts 1, 2 and so on, without a gap.")
    kind = ImportKind(row.kind)
    content = await whole_file(work, import_id)
    lines = await asyncio.to_thread(read_file, content, Encoding(row.encoding), Separator(row.separator), COLUMNS[kind])
    if not lines:
        raise FileNotRead("The file has a header and nothing else: send a line for each record.")
    await keep_lines(work, import_id, lines)
    await drop_parts(work, import_id)
    await change_import(work, import_id, state=ImportState.CHECKING.value, lines=len(lines))
    await work.set_timer(TAKE_LINES, str(import_id), work.now)


async def apply_import(work: Work, import_id: UUID, form: ImportApplyForm) -> None:
    """Take the lines that have no errors. Raises HasErrors, WrongImportState."""
    row = await _locked(work, import_id)
    require_state(ImportState(row.state), ImportState.CHECKED)
    outcomes = await count_outcomes(work, import_id)
    wrong = sum(outcomes.get(each.value, 0) for each in WRONG)
    if form.only_without_errors and wrong:
        raise HasErrors(
            "{wrong} {wrong:line has|lines have} errors, so nothing was applied: correct the file.", wrong=wrong
        )
    await change_import(work, import_id, state=ImportState.APPLYING.value, applied_by=work.actor.subject)
    await work.cancel_timer(DISCARD, str(import_id))
    await work.set_timer(TAKE_LINES, str(import_id), work.now)
    work.audit("import.applied", f"import/{import_id}", kind=row.kind, source=row.source, lines=row.lines)


async def discard_import(work: Work, import_id: UUID) -> None:
    """Delete the file; nothing of it was taken. Raises WrongImportState."""
    row = await _locked(work, import_id)
    require_state(ImportState(row.state), *_NOT_APPLIED)
    await work.cancel_timer(DISCARD, str(import_id))
    await _discard(work, import_id)
    work.audit("import.discarded", f"import/{import_id}", kind=row.kind, source=row.source)


async def discard_when_forgotten(work: Work, import_id: UUID) -> None:
    """Nobody applied it in time."""
    row = await lock_import(work, import_id)
    if ImportState(row.state) in _NOT_APPLIED:
        await _discard(work, import_id)


_NOT_APPLIED = (ImportState.RECEIVING, ImportState.CHECKING, ImportState.CHECKED)


async def _discard(work: Work, import_id: UUID) -> None:
    await drop_file(work, import_id)
    ended: dict[str, Any] = {"state": ImportState.DISCARDED.value, "ended_at": work.now}
    await change_import(work, import_id, **ended)


async def _locked(work: Work, import_id: UUID) -> Row:
    """Raises NotFound, Forbidden."""
    row = await lock_import(work, import_id)
    work.access.authorize(where=row.clinic_id)
    return row
