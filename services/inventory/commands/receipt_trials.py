"""A delivery is tried before it is received: label by label, and what would be asked about it. Nothing is kept."""

from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.commands.receipt_orders import questions_about
from services.inventory.commands.receipts import read_delivery
from services.inventory.domain.receipt_questions import FURTHER
from services.inventory.forms.receipts import (
    FurtherQuestionView,
    ReceiptForm,
    ReceiptQuestionView,
    ReceiptTrialItemView,
    ReceiptTrialView,
)
from services.inventory.store.clinics import lock_clinic
from services.inventory.store.products import names_of


async def try_delivery(work: Work, form: ReceiptForm, reader: Reader) -> ReceiptTrialView:
    """What receiving it would say now, in the language of ``reader``.

    Raises ClinicUnknown, OrderUnknown, OrderElsewhere, OrderNotDraft, OrderOver, OverDeliveryRefused.
    """
    clinic = await lock_clinic(work, form.clinic_id)
    labels, problems = await read_delivery(work, clinic, form.items)
    questions = await questions_about(work, clinic, labels, order_id=form.order_id, note=form.delivery_note)
    said = [{"doubt": each.doubt.value, "item": each.item, "sentence": reader.said(each.asks)} for each in questions]
    names = await names_of(work, {each.gtin for each in labels.values()})
    return ReceiptTrialView(
        items=[
            ReceiptTrialItemView.of(
                labels.get(number),
                names,
                [*map(reader.said, problems.get(number, []))],
                next((each.code for each in problems.get(number, []) if each.code), None),
            )
            for number in range(len(form.items))
        ],
        questions=[ReceiptQuestionView.model_validate(each) for each in said if each["doubt"] not in FURTHER],
        further_questions=[FurtherQuestionView.model_validate(each) for each in said if each["doubt"] in FURTHER],
        receivable=not problems and {each.doubt for each in questions} <= set(form.accepts),
    )
