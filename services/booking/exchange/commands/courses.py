"""A line of a file becomes the balance of a course that was begun elsewhere."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.alone import alone_in
from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.refusals import Refusal
from chassis.work import Work
from services.booking.care.commands.course_balances import keep_balance
from services.booking.care.commands.validity import check_patient
from services.booking.care.store.course_balances import change_balance, find_balance, open_like, stands_alike
from services.booking.exchange.commands.named_patients import require_named
from services.booking.exchange.domain.importing import Foreseen, Importing, Line, Taken
from services.booking.exchange.domain.kinds import LineOutcome
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.forms.lines import balance_in
from services.booking.exchange.store.import_lines import lines_like
from services.booking.exchange.store.imported_records import known_as


async def take_course(work: Work, importing: Importing, line: Line) -> Taken:
    """Keep or change the balance of a line. Nothing is cleared by it. Raises LineRefused."""
    form, last = balance_in(importing, line, local_day(work.now, importing.zone))
    patient = await require_named(work, importing, line.cells["patient"])
    if importing.beside_others:
        await _take_lines_before(work, importing, line, patient.id)
    foreseen = Foreseen((_of_patient(patient.id),)) if importing.applied_by is None else None
    facts = {**form.model_dump(mode="json"), "last_session_on": last}
    await _require_alone(work, line, patient.id, facts)
    if line.known is None:
        balance_id = await keep_balance(work, patient, importing.clinic_id, importing.source, facts)
        return Taken(LineOutcome.CREATED, balance_id, patient.id, 1, foreseen)
    balance = await find_balance(work, line.known.subject_id)
    _require_as_imported(balance, patient, line.known.version)
    await change_balance(work, balance, **facts)
    await check_patient(work, patient.id)
    return Taken(LineOutcome.UPDATED, balance.id, patient.id, balance.version + 1, foreseen)


async def lines_in_the_way(work: Work, importing: Importing, row: Row, foreseen: Foreseen) -> Sequence[int]:
    """The earlier lines that are about the same course as this one."""
    before = await lines_like(work, importing.id, foreseen.keys, row.line)
    return [each.line for each in before if all(each.cells[name] == row.cells[name] for name in _SAME_COURSE)]


_SAME_COURSE = ("concern", "area", "modality")


async def _require_alone(work: Work, line: Line, patient_id: UUID, facts: dict[str, Any]) -> None:
    """Raises LineRefused when another balance says the same, or what is left of the same course."""
    own = line.known.subject_id if line.known else None
    if await stands_alike(work, patient_id, facts, but=own):
        raise LineRefused(
            (
                "",
                "The same course is entered already, with as many sessions and the same last day: take this line out, "
                "or end the balance that is wrong.",
            )
        )
    if facts["performed"] == facts["sessions"]:
        return
    if await open_like(work, patient_id, [facts[name] for name in _SAME_COURSE], but=own):
        raise LineRefused(
            (
                "",
                "This patient has a course of the same concern, area and kind of device already, of which sessions "
                "are left: take one of the two lines out, or end the balance that is wrong.",
            )
        )


async def _take_lines_before(work: Work, importing: Importing, line: Line, patient_id: UUID) -> None:
    """Take the earlier lines of this patient, which were only tried, once more: they are undone with this one."""
    alone_in_file = replace(importing, beside_others=False)
    for row in await lines_like(work, importing.id, [_of_patient(patient_id)], line.number):
        known = await known_as(work, importing, importing.kind, row.external_id)
        with suppress(Refusal, LineRefused):  # somebody has changed the record since: then it says so when applied
            async with alone_in(work) as alone:
                await take_course(alone, alone_in_file, Line(row.line, row.cells, known))


def _of_patient(patient_id: UUID) -> str:
    return f"patient:{patient_id}"


def _require_as_imported(balance: Row, patient: Row, version: int) -> None:
    """Raises LineRefused when somebody has ended the balance, or a course here goes on with it."""
    if balance.patient_id != patient.id:
        raise LineRefused(("patient", "This course was imported for another patient: correct the id."), conflict=True)
    if balance.course_id is not None:
        raise LineRefused(("", "A course here goes on with this one: what it says now counts here."), conflict=True)
    if balance.version != version or balance.ended_at is not None:
        raise LineRefused(("", "This balance was changed here after it was imported: dismiss the line."), conflict=True)
