"""Lines that could not be taken are work for the front desk, until a later file takes them or somebody settles them."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.calendar.domain.due_times import FIX_WITHIN
from services.booking.exchange.commands.patients import require_here
from services.booking.exchange.domain.importing import Taken
from services.booking.exchange.domain.kinds import WRONG, ImportKind, ImportState, LineOutcome
from services.booking.exchange.domain.refusals import LineRefused, LineSettled
from services.booking.exchange.forms.imports import ImportLineView, LineSettleForm
from services.booking.exchange.store.import_lines import (
    change_line,
    count_unsettled,
    find_line,
    settle_lines_fixed_by,
)
from services.booking.exchange.store.imported_records import keep_known
from services.booking.exchange.store.imports import importing_of, lock_import
from services.booking.worklist import IMPORT_WITH_ERRORS, WORKLIST


async def list_errors(work: Work, row: Row) -> None:
    """After an import was applied: open its errors, and close those of earlier ones that it has fixed."""
    for earlier in sorted(await settle_lines_fixed_by(work, row)):
        await _close_when_settled(work, earlier, "fixed_by_import")
    if await count_unsettled(work, row.id):
        due_at = work.now + FIX_WITHIN
        await WORKLIST.open(work, IMPORT_WITH_ERRORS, row.id, clinic_id=row.clinic_id, patient_id=None, due_at=due_at)


async def settle_line(work: Work, import_id: UUID, number: int, form: LineSettleForm) -> ImportLineView:
    """Say what becomes of a line: a patient who is registered here, or nothing, with the reason.

    Raises NotFound, Forbidden, LineSettled, Invalid.
    """
    row = await lock_import(work, import_id)
    work.access.authorize(where=row.clinic_id)
    line = await find_line(work, import_id, number)
    if row.state != ImportState.APPLIED.value or line.outcome not in {each.value for each in WRONG}:
        raise LineSettled("Nothing has to be done about this line.")
    if line.settled_at is not None:
        raise LineSettled("This line was settled by {who}.", who=line.settled_by)
    changed = {"settled_by": work.actor.subject, "settled_at": work.now, "settled_because": form.reason}
    if form.patient_id is not None:
        changed |= await _link(work, row, line, form.patient_id)
    await change_line(work, import_id, number, **changed)
    work.audit("import.line_settled", f"import/{import_id}", line=number)
    await _close_when_settled(work, import_id, "settled")
    return ImportLineView.model_validate({**line._mapping, **changed})


async def _link(work: Work, row: Row, line: Row, patient_id: UUID) -> dict[str, object]:
    """From now on the other software's id means this patient. Raises Invalid."""
    if row.kind != ImportKind.PATIENTS.value or line.external_id is None:
        raise Invalid("Only a line of patients that has an external_id is linked to a patient: leave patient_id out.")
    importing = importing_of(row)
    try:
        patient = await require_here(work, importing, patient_id, "patient_id")
    except LineRefused as refusal:
        raise Invalid("There is no such patient at this clinic: look for the patient again.") from refusal
    work.access.concerns(patient.id, patient.home_clinic_id)
    taken = Taken(LineOutcome.LINKED, patient.id, patient.id, patient.version)
    await keep_known(work, importing, line.external_id, taken, digest="")
    return {"patient_id": patient.id, "subject_id": patient.id}


async def _close_when_settled(work: Work, import_id: UUID, why: str) -> None:
    if not await count_unsettled(work, import_id):
        await WORKLIST.close(work, IMPORT_WITH_ERRORS, import_id, why)
