"""/recalls/…: what people report about a recall."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import RECALLS_CLOSE, STOCK_RECALL, STOCK_WRITE
from services.inventory.commands import recall_steps as commands
from services.inventory.domain.refusals import ClinicUnknown, RecallClosed, RecallUnknown, RecallWasWithdrawn
from services.inventory.forms.recall_steps import (
    ConfirmationForm,
    ConfirmationView,
    EffectCheckedForm,
    SupplierInformedForm,
)
from services.inventory.forms.recalls import RecallSummary

router = api_router("recall steps")


@router.post("/recalls/{recall_id}/clinics/{clinic_id}/confirm", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, RecallClosed, RecallUnknown, RecallWasWithdrawn)
async def confirm_put_aside(
    work: Transaction, recall_id: UUID, clinic_id: UUID, form: ConfirmationForm
) -> ConfirmationView:
    """The clinic counted what lies apart; said again, it is put right. While it differs from the books, it is open."""
    return await commands.confirm_put_aside(work, recall_id, clinic_id, form)


@router.post("/recalls/{recall_id}/supplier-informed", dependencies=[allow(STOCK_RECALL)])
@refuses(RecallUnknown, RecallWasWithdrawn)
async def note_supplier_informed(work: Transaction, recall_id: UUID, form: SupplierInformedForm) -> RecallSummary:
    """The supplier knows what the chain has of it; said again, it is put right."""
    return await commands.note_supplier_informed(work, recall_id, form.reference)


@router.post("/recalls/{recall_id}/effect-checked", dependencies=[allow(RECALLS_CLOSE)])
@refuses(RecallUnknown, RecallWasWithdrawn)
async def note_effect_checked(work: Transaction, recall_id: UUID, form: EffectCheckedForm) -> RecallSummary:
    """Somebody checked that the recall reached everybody whom it concerns; said again, it is put right."""
    return await commands.note_effect_checked(work, recall_id, form.found)
