"""A timer takes an import line by line: some lines in a transaction, each of them whole or not at all.

Patients who raise no question are taken together first. While an import is checked, what is taken is undone again, and
each patient is compared with those of the lines before, so what the check says is what happens. What dies in between
goes on with the first line that was not handled.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

import structlog

from chassis.alone import alone_in
from chassis.data.errors import is_conflict, is_infrastructure
from chassis.data.rows import Row
from chassis.refusals import Refusal
from chassis.run.logs import describe
from chassis.work import Work
from services.booking.exchange.commands.appointments import take_appointment
from services.booking.exchange.commands.appointments_before import lines_in_the_way as in_the_way
from services.booking.exchange.commands.courses import lines_in_the_way as same_course
from services.booking.exchange.commands.courses import take_course
from services.booking.exchange.commands.errors import list_errors
from services.booking.exchange.commands.lines_alike import changed_before, compare_with_lines_before
from services.booking.exchange.commands.patients import take_patient
from services.booking.exchange.commands.patients_together import take_patients
from services.booking.exchange.domain.importing import Importing, Line, Taken, unchanged
from services.booking.exchange.domain.kinds import ImportKind, ImportState, LineOutcome
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.store.import_lines import RESULT, keep_results, next_lines
from services.booking.exchange.store.imported_records import keep_known, known_as
from services.booking.exchange.store.imports import change_import, drop_file, importing_of, lock_import
from services.booking.people.domain.refusals import PatientMayExist

log = structlog.get_logger()

TAKE_LINES = "import-lines"
"""The timer that takes the next lines; its key is the import."""
_PIECES = {ImportKind.PATIENTS: 200, ImportKind.COURSES: 10, ImportKind.APPOINTMENTS: 1}
"""Lines in a transaction: each new patient holds three locks until its end. An appointment locks practitioner, room and
device after its patient, so it is alone."""
FEWEST_TOGETHER = 2
"""Lines of patients; a single one is taken alone at once."""
_TAKERS = {
    ImportKind.PATIENTS: take_patient,
    ImportKind.COURSES: take_course,
    ImportKind.APPOINTMENTS: take_appointment,
}
_OURS = "This line met a mistake of Needlepoint, and nothing of it was taken: tell the operator, enter it by hand."
_BEING_TAKEN = (ImportState.CHECKING, ImportState.APPLYING)
T = TypeVar("T")


class _OnlyTried(Exception):
    """It can be taken; it was undone again."""


async def take_lines(work: Work, import_id: UUID, after: int = 0) -> None:
    """Take the next lines ``after`` one, and set the timer for those that follow."""
    row = await lock_import(work, import_id)
    state = ImportState(row.state)
    if state not in _BEING_TAKEN:
        return
    importing = importing_of(row)
    most = _PIECES[importing.kind]
    lines = await next_lines(work, import_id, state.value, after, most)
    taken = await _take_together(work, importing, lines)
    results: dict[int, dict[str, Any]] = {}
    for line in lines:
        if line.line in taken:
            result = _result(importing, taken[line.line])
        else:
            result = await _take(work, importing, line)
            if importing.beside_others and importing.kind is ImportKind.PATIENTS:
                result = await _take_after_changes(work, importing, line, result, lines, results)
        results[line.line] = result | {name: result.get(name, line[name]) for name in RESULT}
        if importing.kind is not ImportKind.PATIENTS:  # the lines after it are compared with it
            await keep_results(work, import_id, state.value, {line.line: results.pop(line.line)})
    if importing.beside_others and importing.kind is ImportKind.PATIENTS:
        await compare_with_lines_before(work, importing, lines, results)
    if results:
        await keep_results(work, import_id, state.value, results)
    if len(lines) == most:
        await work.set_timer(TAKE_LINES, str(import_id), work.now, {"after": lines[-1].line})
    elif state is ImportState.CHECKING:
        await change_import(work, import_id, state=ImportState.CHECKED.value)
    else:
        await change_import(work, import_id, state=ImportState.APPLIED.value, ended_at=work.now)
        await drop_file(work, import_id)
        await list_errors(work, row)


async def _take_together(work: Work, importing: Importing, lines: Sequence[Row]) -> dict[int, Taken]:
    """What became of the lines that could be taken together, by number: none, when anything goes wrong.

    Then it is not known with which line, so all are taken alone.
    """
    rows = [line for line in lines if line.cells is not None]
    if importing.kind is not ImportKind.PATIENTS or len(rows) < FEWEST_TOGETHER:
        return {}
    try:
        return await _taken(work, importing, lambda alone: take_patients(alone, importing, rows))
    except Exception as error:
        if is_infrastructure(error) or is_conflict(error):
            raise
        log.exception("import_lines_taken_alone", import_id=str(importing.id), error=describe(error))
        return {}


async def _take_after_changes(
    work: Work,
    importing: Importing,
    row: Row,
    result: dict[str, Any],
    rows: Sequence[Row],
    results: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    """The same for a patient who looks like one whom an earlier line changes: they are compared after that."""
    before: list[Row] = []
    while more := await changed_before(work, importing, result, row, before, rows, results):
        before = sorted([*before, *more], key=lambda each: int(each.line))
        result = await _take(work, importing, row, before)
    return result


async def _take(work: Work, importing: Importing, row: Row, after: Sequence[Row] = ()) -> dict[str, Any]:
    """The columns that say what became of a line, ``after`` others that are taken, and undone, with it."""
    if row.cells is None:
        return {"outcome": LineOutcome.REFUSED.value}  # it could not be read; why is stored already
    try:
        taken = await _taken(work, importing, lambda alone: _taken_after(alone, importing, row, after))
    except LineRefused as refusal:
        outcome = LineOutcome.CONFLICT if refusal.conflict else LineOutcome.REFUSED
        problems = [{"column": column, "sentence": sentence} for column, sentence in refusal.problems]
        return _wrong(outcome, problems + await _lines_in_the_way(work, importing, row))
    except Refusal as refusal:
        return _wrong(LineOutcome.REFUSED, _problems_of(refusal) + await _lines_in_the_way(work, importing, row))
    except Exception as error:
        if is_infrastructure(error) or is_conflict(error):
            raise
        log.exception("import_line_failed", import_id=str(importing.id), line=row.line, error=describe(error))
        return _wrong(LineOutcome.REFUSED, [{"column": "", "sentence": _OURS}])
    return _result(importing, taken)


def _result(importing: Importing, taken: Taken) -> dict[str, Any]:
    undone = importing.applied_by is None and taken.outcome is LineOutcome.CREATED
    ids = {} if undone else {"subject_id": taken.subject_id, "patient_id": taken.patient_id}
    kept = {} if taken.foreseen is None else {"keys": taken.foreseen.keys, "foreseen": taken.foreseen.rows}
    return {"outcome": taken.outcome.value, "problems": [], **ids, **kept}


async def _taken(work: Work, importing: Importing, take: Callable[[Work], Awaitable[T]]) -> T:
    """Take lines, whole or not at all; while the import is checked, not at all."""
    with suppress(_OnlyTried):
        async with alone_in(work) as alone:
            taken = await take(alone)
            if importing.applied_by is None:
                raise _OnlyTried
    return taken


async def _taken_after(work: Work, importing: Importing, row: Row, others: Sequence[Row]) -> Taken:
    for each in others:
        with suppress(Refusal, LineRefused):  # somebody has changed the record since: then it says so when applied
            async with alone_in(work) as alone:
                await _taken_alone(alone, importing, each)
    return await _taken_alone(work, importing, row)


async def _taken_alone(work: Work, importing: Importing, row: Row) -> Taken:
    line = Line(row.line, row.cells, await known_as(work, importing, importing.kind, row.external_id))
    taken = unchanged(line)
    if taken is None:
        taken = await _TAKERS[importing.kind](work, importing, line)
        await keep_known(work, importing, line.external_id, taken, line.digest)
    return taken


async def _lines_in_the_way(work: Work, importing: Importing, row: Row) -> list[dict[str, Any]]:
    """Of a line that could be taken if it were alone in its file: which lines before it are in the way."""
    if not importing.beside_others or importing.kind is ImportKind.PATIENTS:
        return []
    alone_in_file = replace(importing, beside_others=False)
    try:
        taken = await _taken(work, alone_in_file, lambda alone: _taken_alone(alone, alone_in_file, row))
    except (Refusal, LineRefused):
        return []
    if taken.foreseen is None:
        return []
    if importing.kind is ImportKind.COURSES:
        numbers = await same_course(work, importing, row, taken.foreseen)
    else:
        numbers = await in_the_way(work, importing, row.line, taken.foreseen)
    named = ", ".join(map(str, numbers))
    return [{"column": "", "sentence": f"It is in the way of what this file says before, in line {named}."}]


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
