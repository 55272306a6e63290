"""Transfers, locked through both of their clinics, with their lines and steps."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.transfer_refusals import TransferNotOpen, TransferUnknown
from services.inventory.domain.transfers import TransferLine, TransferStatus
from services.inventory.store.clinics import Clinic, lock_two_clinics
from services.inventory.transfer_tables import transfer_lines, transfer_steps, transfers

_COUNTS = ("arrived", "settled", "surplus", "surplus_settled", "opened_in")
_PARTS = ("id", "gtin", "lot", "serial", "sent", *_COUNTS)


async def clinics_of_transfer(work: Work, transfer_id: UUID) -> tuple[UUID, UUID]:
    """From where to where; a transfer keeps its clinics. Raises TransferUnknown."""
    ends = select(transfers.c.from_clinic_id, transfers.c.to_clinic_id).where(transfers.c.id == transfer_id)
    row = (await work.execute(ends)).first()
    if row is None:
        raise TransferUnknown("There is no such transfer from or to a clinic of yours: list GET /v1/transfers.")
    return row.from_clinic_id, row.to_clinic_id


async def lock_transfer(work: Work, ends: tuple[UUID, UUID], transfer_id: UUID) -> tuple[Row, Clinic, Clinic]:
    """The transfer, the clinic that sent it and the one that receives it; both are locked."""
    sender, receiver = await lock_two_clinics(work, *ends)
    return (await work.execute(select(transfers).where(transfers.c.id == transfer_id))).one(), sender, receiver


def require_open(transfer: Row, *statuses: TransferStatus) -> None:
    """Raises TransferNotOpen unless it is in one of the statuses."""
    if transfer.status not in {status.value for status in statuses}:
        raise TransferNotOpen(
            "Nothing of this transfer waits for that: it is {transfer_status}. Read it with GET /v1/transfers/{id}.",
            transfer_status=transfer.status,
            id=transfer.id,
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


async def change_transfer(work: Work, transfer_id: UUID, **values: Any) -> None:
    """Change columns of one."""
    await work.execute(update(transfers).where(transfers.c.id == transfer_id).values(**values))


def _line(transfer_id: UUID, line: TransferLine) -> dict[str, Any]:
    return {"transfer_id": transfer_id, **{part: getattr(line, part) for part in _PARTS}}
