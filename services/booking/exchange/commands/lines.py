"""A timer takes an import line by line: some lines in a transaction, each of them whole or not at all.

While an import is checked, each line is taken and undone again, so what the check says is what happens. What dies in
between goes on with the first line that was not handled.
"""

from typing import Any
from uuid import UUID

import structlog

from chassis.data.errors import is_conflict, is_infrastructure
from chassis.data.rows import Row
from chassis.refusals import Refusal
from chassis.run.logs import describe
from chassis.work import Work
from services.booking.exchange.commands.alone import alone_in
from services.booking.exchange.commands.appointments import take_appointment
from services.booking.exchange.commands.courses import take_course
from services.booking.exchange.commands.errors import list_errors
from services.booking.exchange.commands.patients import take_patient
from services.booking.exchange.domain.importing import Importing, Line, Taken, unchanged
from services.booking.exchange.domain.kinds import ImportKind, ImportState, LineOutcome
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.store.import_lines import change_line, next_lines
from services.booking.exchange.store.imported_records import keep_known, known_as
from services.booking.exchange.store.imports import change_import, drop_file, importing_of, lock_import
from services.booking.people.domain.refusals import PatientMayExist

log = structlog.get_logger()

TAKE_LINES = "import-lines"
"""The timer that takes the next lines; its key is the import."""
_PIECES = {ImportKind.PATIENTS: 25, ImportKind.COURSES: 10, ImportKind.APPOINTMENTS: 1}
"""Lines in a transaction. An appointment locks practitioner, room and device after its patient, so it is alone."""
_TAKERS = {
    ImportKind.PATIENTS: take_patient,
    ImportKind.COURSES: take_course,
    ImportKind.APPOINTMENTS: take_appointment,
}
_OURS = "This line met a mistake of Needlepoint, and nothing of it was taken: tell the operator, enter it by hand."
_BEING_TAKEN = (ImportState.CHECKING, ImportState.APPLYING)


class _OnlyTried(Exception):
    """The line can be taken; it was undone again."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


async def take_lines(work: Work, import_id: UUID) -> None:
    """Take the next lines, and set the timer for those after them."""
    row = await lock_import(work, import_id)
    state = ImportState(row.state)
    if state not in _BEING_TAKEN:
        return
    importing = importing_of(row)
    most = _PIECES[importing.kind]
    lines = await next_lines(work, import_id, state.value, most)
    for line in lines:
        result = await _take(work, importing, line)
        await change_line(work, import_id, line.line, phase=state.value, **result)
    if len(lines) == most:
        await work.set_timer(TAKE_LINES, str(import_id), work.now)
    elif state is ImportState.CHECKING:
        await change_import(work, import_id, state=ImportState.CHECKED.value)
    else:
        await change_import(work, import_id, state=ImportState.APPLIED.value, ended_at=work.now)
        await drop_file(work, import_id)
        await list_errors(work, row)


async def _take(work: Work, importing: Importing, row: Row) -> dict[str, Any]:
    """The columns that say what became of a line."""
    if row.cells is None:
        return {"outcome": LineOutcome.REFUSED.value}  # it could not be read; why is stored already
    try:
        taken = await _taken(work, importing, row)
    except LineRefused as refusal:
        outcome = LineOutcome.CONFLICT if refusal.conflict else LineOutcome.REFUSED
        return _wrong(outcome, [{"column": column, "sentence": sentence} for column, sentence in refusal.problems])
    except Refusal as refusal:
        return _wrong(LineOutcome.REFUSED, _problems_of(refusal))
    except Exception as error:
        if is_infrastructure(error) or is_conflict(error):
            raise
        log.exception("import_line_failed", import_id=str(importing.id), line=row.line, error=describe(error))
        return _wrong(LineOutcome.REFUSED, [{"column": "", "sentence": _OURS}])
    undone = importing.applied_by is None and taken.outcome is LineOutcome.CREATED
    ids = {} if undone else {"subject_id": taken.subject_id, "patient_id": taken.patient_id}
    return {"outcome": taken.outcome.value, "problems": [], **ids}


async def _taken(work: Work, importing: Importing, row: Row) -> Taken:
    """Take a line, whole or not at all; while the import is checked, not at all."""
    try:
        async with alone_in(work) as alone:
            known = await known_as(alone, importing, importing.kind, row.external_id)
            line = Line(row.line, row.cells, known)
            taken = unchanged(line)
            if taken is None:
                taken = await _TAKERS[importing.kind](alone, importing, line)
                await keep_known(alone, importing, line.external_id, taken, line.digest)
            if importing.applied_by is None:
                raise _OnlyTried(taken)
    except _OnlyTried as tried:
        return tried.taken
    return taken


def _wrong(outcome: LineOutcome, problems: list[dict[str, Any]]) -> dict[str, Any]:
    return {"outcome": outcome.value, "problems": problems, "subject_id": None}


def _problems_of(refusal: Refusal) -> list[dict[str, Any]]:
    """What booking refuses, in its own words; of a patient who may exist, who that is and how to say so."""
    if not isinstance(refusal, PatientMayExist):
        return [{"column": "", "sentence": refusal.detail}]
    candidates = [each["patient_id"] for each in refusal.values["candidates"]]
    sentence = (
        "This person may be a patient already: look at the candidates. Put the id of the one who it is into same_as, "
        "or say in new_because how you know that it is somebody else."
    )
    return [{"column": "same_as", "sentence": sentence, "candidates": candidates}]
