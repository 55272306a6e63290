"""Transfers, locked through both of their clinics, with their lines and steps."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.transfer_refusals import LineUnknown, StepStays, TransferNotOpen, TransferUnknown
from services.inventory.domain.transfers import TransferLine, TransferStatus, TransferStep
from services.inventory.store.clinics import Clinic, lock_two_clinics
from services.inventory.tables import transfer_lines, transfer_steps, transfers

_COUNTS = ("arrived", "settled", "surplus", "surplus_settled", "opened_in")
_PARTS = ("id", "gtin", "lot", "serial", "sent", *_COUNTS)


async def clinics_of_transfer(work: Work, transfer_id: UUID) -> tuple[UUID, UUID]:
    """From where to where; a transfer keeps its clinics. Raises TransferUnknown."""
    ends = select(transfers.c.from_clinic_id, transfers.c.to_clinic_id).where(transfers.c.id == transfer_id)
    row = (await work.execute(ends)).first()
    if row is None:
        raise TransferUnknown("There is no such transfer from or to a clinic of yours: look at the list of transfers.")
    return row.from_clinic_id, row.to_clinic_id


async def lock_transfer(work: Work, ends: tuple[UUID, UUID], transfer_id: UUID) -> tuple[Row, Clinic, Clinic]:
    """The transfer, the clinic that sent it and the one that receives it; both are locked."""
    sender, receiver = await lock_two_clinics(work, *ends)
    return (await work.execute(select(transfers).where(transfers.c.id == transfer_id))).one(), sender, receiver


def require_open(transfer: Row, *statuses: TransferStatus) -> None:
    """Raises TransferNotOpen unless it is in one of the statuses."""
    if transfer.status not in {status.value for status in statuses}:
        raise TransferNotOpen(
            "Nothing of this transfer waits for that any more: look at it again.", transfer_status=transfer.status
        )


async def lines_of(work: Work, transfer_id: UUID) -> list[TransferLine]:
    """The lines of a transfer, in the order in which they were sent."""
    statement = select(transfer_lines).where(transfer_lines.c.transfer_id == transfer_id)
    rows = await work.execute(statement.order_by(transfer_lines.c.id))
    return [TransferLine(**{part: row[part] for part in _PARTS}) for row in rows]


async def insert_transfer(work: Work, values: Mapping[str, Any], lines: Collection[TransferLine]) -> None:
    """A new transfer."""
    await work.execute(insert(transfers).values(**values))
    await work.execute(insert(transfer_lines), [_line(values["id"], line) for line in lines])


async def keep_lines(work: Work, lines: Iterable[TransferLine]) -> None:
    """Write what became of lines that are there."""
    statement = update(transfer_lines).where(transfer_lines.c.id == bindparam("of_line"))
    rows = [{"of_line": line.id, **{part: getattr(line, part) for part in _COUNTS}} for line in lines]
    if rows:
        await work.execute(statement.values({part: bindparam(part) for part in _COUNTS}), rows)


async def keep_steps(work: Work, transfer_id: UUID, steps: Iterable[Mapping[str, Any]]) -> None:
    """Write down what happened, and who says so."""
    said = {"transfer_id": transfer_id, "at": work.now, "by": work.actor.subject}
    unsaid = {"reason": "", "sender_entry": None, "receiver_entry": None}
    rows = [{**unsaid, **said, **step} for step in steps]
    if rows:
        await work.execute(insert(transfer_steps), rows)


async def insert_lines(work: Work, transfer_id: UUID, lines: Collection[TransferLine]) -> None:
    """Lines of what arrived and was not sent."""
    if lines:
        await work.execute(insert(transfer_lines), [_line(transfer_id, line) for line in lines])


async def standing_step(work: Work, transfer_id: UUID, step_id: UUID) -> Row:
    """A step that was not taken back. Raises LineUnknown, StepStays."""
    this = (transfer_steps.c.id == step_id) & (transfer_steps.c.transfer_id == transfer_id)
    row = (await work.execute(select(transfer_steps).where(this))).first()
    if row is None:
        raise LineUnknown("The transfer has no such step: look at the transfer again.")
    if row.taken_back_at is not None:
        raise StepStays("This step was taken back already: read the transfer.")
    return row


async def mark_taken_back(work: Work, step_id: UUID, reason: str) -> None:
    """It was a mistake; it stays readable."""
    back = {"taken_back_at": work.now, "taken_back_by": work.actor.subject, "taken_back_because": reason}
    await work.execute(update(transfer_steps).where(transfer_steps.c.id == step_id).values(**back))


async def line_under_way(work: Work, gtin: str, serial: str) -> tuple[Row, UUID] | None:
    """The transfer with which a numbered cartridge is under way, and its line."""
    of = transfer_lines.c
    under_way = (of.gtin == gtin) & (of.serial == serial) & (of.sent > of.arrived + of.settled)
    open_ = transfers.c.status.in_([TransferStatus.SENT.value, TransferStatus.DIFFERS.value])
    joined = select(transfers, of.id.label("line_id")).join(transfer_lines, of.transfer_id == transfers.c.id)
    row = (await work.execute(joined.where(under_way, open_))).first()
    return None if row is None else (row, row.line_id)


async def step_of_session(work: Work, gtin: str, serial: str, session_id: UUID) -> tuple[Row, Row] | None:
    """The transfer of a cartridge that a session opened on the way, and the step that says so."""
    of, step = transfer_lines.c, transfer_steps.c
    this = (of.gtin == gtin) & (of.serial == serial) & (of.opened_in == session_id)
    opened = (step.what == TransferStep.OPENED.value) & step.taken_back_at.is_(None)
    joined = select(transfer_steps).join(transfer_lines, of.id == step.line_id).where(this, opened)
    found = (await work.execute(joined)).first()
    if found is None:
        return None
    return (await work.execute(select(transfers).where(transfers.c.id == found.transfer_id))).one(), found


async def change_transfer(work: Work, transfer_id: UUID, **values: Any) -> None:
    """Change columns of one."""
    await work.execute(update(transfers).where(transfers.c.id == transfer_id).values(**values))


def _line(transfer_id: UUID, line: TransferLine) -> dict[str, Any]:
    return {"transfer_id": transfer_id, **{part: getattr(line, part) for part in _PARTS}}
