"""/transfers: what goes from one clinic to another."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.worklist.items import ClaimedByAnother, ItemClosed
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import transfers as commands
from services.inventory.commands.transfer_arrivals import receive
from services.inventory.commands.transfer_corrections import take_back
from services.inventory.commands.transfer_differences import settle
from services.inventory.commands.transfer_trials import try_sending
from services.inventory.domain.refusals import ClinicUnknown, ClosedForGood, GtinInvalid, NotAtThatPlace
from services.inventory.domain.transfer_refusals import (
    LineUnknown,
    NothingToSettle,
    SessionsFallShort,
    StepStays,
    TransferArrived,
    TransferInvalid,
    TransferNotOpen,
    TransferRefused,
    TransferUnknown,
)
from services.inventory.domain.transfers import TransferStatus
from services.inventory.forms.transfers import (
    ArrivalForm,
    CancellationForm,
    PostponementForm,
    SettlementForm,
    TakingBackForm,
    TransferForm,
    TransferSummary,
    TransferTrialView,
    TransferView,
)
from services.inventory.queries import transfers as queries

router = api_router("transfers")


@router.post("/transfers", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClosedForGood, ClinicUnknown, SessionsFallShort, TransferInvalid, TransferRefused, TransferUnknown)
async def send_transfer(work: Transaction, form: TransferForm) -> TransferView:
    """Send cartridges to another clinic, all of them or none: they are in transit until that clinic receives them."""
    work.access.authorize(where=form.from_clinic_id)
    return await queries.show_transfer(work, await commands.send(work, form))


@router.post("/transfers/try", dependencies=[allow(STOCK_WRITE)])
@refuses(ClosedForGood, ClinicUnknown, SessionsFallShort, TransferInvalid, TransferRefused, TransferUnknown)
async def try_transfer(work: Transaction, form: TransferForm) -> TransferTrialView:
    """Whether these cartridges could be sent now, while they are scanned. Nothing is sent."""
    work.access.authorize(where=form.from_clinic_id)
    return TransferTrialView(cartridges=await try_sending(work, form))


@router.get("/transfers", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_transfers(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: Annotated[UUID | None, Query(description="Sent from or to this clinic.")] = None,
    from_clinic_id: UUID | None = None,
    to_clinic_id: UUID | None = None,
    status: TransferStatus | None = None,
    overdue: bool | None = None,
    gtin: GtinQuery = None,
    lot: str | None = None,
) -> Page[TransferSummary]:
    """Transfers from or to the caller's clinics, the newest first; `from` and `to` are of when they were sent."""
    return await queries.list_transfers(
        work,
        paging,
        period,
        clinic_id=clinic_id,
        from_clinic_id=from_clinic_id,
        to_clinic_id=to_clinic_id,
        status=status,
        overdue=overdue,
        gtin=gtin,
        lot=lot,
    )


@router.get("/transfers/{transfer_id}", dependencies=[allow(STOCK_READ)])
@refuses(TransferUnknown)
async def read_transfer(work: Transaction, transfer_id: UUID) -> TransferView:
    """A transfer, its lines, and what became of them."""
    return await queries.show_transfer(work, transfer_id)


@router.post("/transfers/{transfer_id}/receive", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, TransferNotOpen, TransferRefused, TransferUnknown)
async def receive_transfer(work: Transaction, transfer_id: UUID, form: ArrivalForm) -> TransferView:
    """Receive what arrived at the other clinic, by scan or by product and lot.

    The rest stays in transit, or is a difference when nothing more is to come.
    """
    await receive(work, transfer_id, form)
    return await queries.show_transfer(work, transfer_id)


@router.post("/transfers/{transfer_id}/postpone", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, TransferInvalid, TransferNotOpen, TransferUnknown)
async def postpone_transfer(work: Transaction, transfer_id: UUID, form: PostponementForm) -> TransferView:
    """It is expected on another day."""
    await commands.postpone(work, transfer_id, form)
    return await queries.show_transfer(work, transfer_id)


@router.post("/transfers/{transfer_id}/cancel", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, TransferArrived, TransferNotOpen, TransferUnknown)
async def cancel_transfer(work: Transaction, transfer_id: UUID, form: CancellationForm) -> TransferView:
    """It never left, or was brought back: all of it is on the shelf of the clinic that sent it."""
    await commands.cancel(work, transfer_id, form)
    return await queries.show_transfer(work, transfer_id)


@router.post("/transfers/{transfer_id}/settle", dependencies=[allow(STOCK_WRITE)])
@refuses(
    ClaimedByAnother,
    ClinicUnknown,
    ItemClosed,
    LineUnknown,
    NotAtThatPlace,
    NothingToSettle,
    TransferNotOpen,
    TransferUnknown,
)
async def settle_transfer(work: Transaction, transfer_id: UUID, form: SettlementForm) -> TransferView:
    """Say what became of a difference between what was sent and what arrived."""
    await settle(work, transfer_id, form)
    return await queries.show_transfer(work, transfer_id)


@router.post("/transfers/{transfer_id}/steps/{step_id}/take-back", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, LineUnknown, NotAtThatPlace, StepStays, TransferNotOpen, TransferUnknown)
async def take_back_transfer_step(
    work: Transaction, transfer_id: UUID, step_id: UUID, form: TakingBackForm
) -> TransferView:
    """What was received, or settled as missing, by mistake is in transit again."""
    await take_back(work, transfer_id, step_id, form)
    return await queries.show_transfer(work, transfer_id)
