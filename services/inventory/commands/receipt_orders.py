"""A delivery beside the order and the delivery note that it belongs to: what is unusual is asked before it is kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.refusals import FieldError
from chassis.work import Work
from services.inventory.commands.purchase_orders import require_receivable
from services.inventory.domain.purchase_order_refusals import OrderElsewhere
from services.inventory.domain.purchase_orders import spoken_number
from services.inventory.domain.receipt_questions import (
    Awaited,
    Doubt,
    Question,
    question_about_note,
    questions_about_dates,
    questions_about_letters,
    questions_about_numbers,
    questions_about_order,
    unanswered,
)
from services.inventory.domain.receipt_refusals import OverDeliveryRefused, ReceiptQuestioned
from services.inventory.domain.receipts import Labelled
from services.inventory.store.clinics import Clinic
from services.inventory.store.known_lots import lots_in_other_letters, numbers_in_other_letters
from services.inventory.store.purchase_orders import find_order, lines_and_received
from services.inventory.store.receipts import find_policy, note_received_at
from services.inventory.tables import products


async def ask_about(
    work: Work,
    clinic: Clinic,
    labels: Mapping[int, Labelled],
    *,
    order_id: UUID | None,
    note: str | None,
    accepts: Sequence[Doubt],
) -> list[Doubt]:
    """What is unusual about a delivery and was accepted. Under the clinic's lock.

    Raises OrderUnknown, OrderElsewhere, OrderNotDraft, OrderOver, ReceiptQuestioned, OverDeliveryRefused.
    """
    return answered(await questions_about(work, clinic, labels, order_id=order_id, note=note), accepts)


async def questions_about(
    work: Work, clinic: Clinic, labels: Mapping[int, Labelled], *, order_id: UUID | None, note: str | None
) -> list[Question]:
    """What is unusual about a delivery.

    Raises OrderUnknown, OrderElsewhere, OrderNotDraft, OrderOver, OverDeliveryRefused.
    """
    policy = await find_policy(work)
    questions = await ask_about_order(work, clinic, labels, order_id, policy)
    questions += questions_about_numbers(labels) if order_id is None else []
    questions += await _about_dates(work, labels, clinic.day_of(work.now), policy)
    questions += await _about_letters(work, labels)
    return questions + (await ask_about_note(work, clinic, note) if note is not None else [])


async def ask_about_order(
    work: Work, clinic: Clinic, labels: Mapping[int, Labelled], order_id: UUID | None, policy: Row | None
) -> list[Question]:
    """What is unusual about it beside its order. Raises as ``ask_about`` does."""
    if order_id is None:
        return []
    order = await find_order(work, order_id)
    if order.clinic_id != clinic.id:
        raise OrderElsewhere(
            "{number} is delivered to another clinic: name an order of this one, or none.",
            number=spoken_number(order.number),
        )
    require_receivable(order)
    lines, received = await lines_and_received(work, order_id)
    questions = questions_about_order(labels, Awaited(spoken_number(order.number), lines, received))
    over = [question for question in questions if question.doubt is Doubt.OVER_DELIVERED]
    if over and policy is not None and policy.over_delivery == "refuse":
        raise OverDeliveryRefused("Nothing was received: {problem}", errors=_errors(over), problem=over[0].asks)
    return questions


async def ask_about_note(work: Work, clinic: Clinic, note: str) -> list[Question]:
    """Whether the clinic has received something under the delivery note already."""
    before = await note_received_at(work, clinic.id, note)
    return question_about_note(note, None if before is None else clinic.day_of(before))


def answered(questions: Sequence[Question], accepts: Sequence[Doubt]) -> list[Doubt]:
    """What was unusual and accepted. Raises ReceiptQuestioned while something is not."""
    left = unanswered(questions, accepts)
    if left:
        raise ReceiptQuestioned(
            "Nothing was received yet: {problem}",
            errors=_errors(left),
            problem=left[0].asks,
            accepts=sorted({question.doubt.value for question in questions}),
        )
    return sorted({question.doubt for question in questions})


async def _about_dates(work: Work, labels: Mapping[int, Labelled], today: date, policy: Row | None) -> list[Question]:
    of = products.c
    statement = select(of.gtin, of.least_days_left).where(of.gtin.in_(sorted({each.gtin for each in labels.values()})))
    of_chain = None if policy is None else policy.least_days_left
    least = {row.gtin: row.least_days_left or of_chain for row in await work.execute(statement)}
    return questions_about_dates(labels, today, least)


async def _about_letters(work: Work, labels: Mapping[int, Labelled]) -> list[Question]:
    named = {(each.gtin, each.lot) for each in labels.values()}
    numbers = {(each.gtin, each.serial) for each in labels.values() if each.serial is not None}
    return questions_about_letters(
        labels, await lots_in_other_letters(work, named), await numbers_in_other_letters(work, numbers)
    )


def _errors(questions: Sequence[Question]) -> list[FieldError]:
    return [
        FieldError(
            "delivery_note" if question.item is None else f"items.{question.item}.scan",
            question.asks.sentence,
            values=question.asks.values,
        )
        for question in questions
    ]
