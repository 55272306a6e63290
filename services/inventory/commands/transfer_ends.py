"""How far a transfer is: what of it is awaited, and what differs, on the worklist."""

from collections.abc import Collection, Iterable
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.transfers import OVERDUE, close_overdue
from services.inventory.domain.due_times import difference_due
from services.inventory.domain.transfers import TransferLine, TransferStatus, differing, status_of
from services.inventory.store.transfers import change_transfer
from services.inventory.worklist import TRANSFER_DIFFERENCE, WORKLIST


async def bring_up_to_date(
    work: Work,
    transfer: Row,
    lines: Iterable[TransferLine],
    differed: Collection[UUID],
    *,
    complete: bool,
    why: str,
) -> None:
    """How far the transfer is, after its lines changed; ``differed`` are those that were a difference before.

    ``why`` is a code for what closes a difference. Under the locks of both clinics, or of the one that sent it.
    """
    lines = list(lines)
    status = status_of(lines, complete=complete)
    await change_transfer(work, transfer.id, status=status.value)
    if status is TransferStatus.SENT:
        await work.set_timer(OVERDUE, str(transfer.id), transfer.expected_by)
    else:
        await close_overdue(work, transfer.id, status)
    differs = differing(lines, complete=complete)
    for id, line in differs.items():
        await WORKLIST.open(
            work,
            TRANSFER_DIFFERENCE,
            id,
            clinic_id=transfer.to_clinic_id if line.unsettled_surplus else transfer.from_clinic_id,
            patient_id=None,
            due_at=difference_due(work.now),
            about={"transfer_id": transfer.id},
        )
    for id in sorted(set(differed) - differs.keys()):
        await WORKLIST.close(work, TRANSFER_DIFFERENCE, id, why=why)
