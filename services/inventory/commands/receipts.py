"""A delivery: every label is read and checked, then all of it is received, or none."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from cartridge_codes.gtin import lot_key
from chassis.ids import new_id
from chassis.refusals import Phrase
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.labels import Problems, read_scans, refuse_items, unpacked
from services.inventory.commands.order_progress import follow_order
from services.inventory.commands.receipt_orders import ask_about
from services.inventory.commands.received_numbers import clinics_that_opened, follow_numbers
from services.inventory.commands.stock import settle
from services.inventory.domain.places import Place
from services.inventory.domain.purchase_orders import spoken_number
from services.inventory.domain.receipt_questions import FURTHER
from services.inventory.domain.receipts import Known, Labelled, ReceivedBefore, contradictions, problems_of
from services.inventory.domain.refusals import ReceiptRefused
from services.inventory.forms.receipts import AwaitingOrderView, ReceiptForm, ReceiptItem, ReceiptView, ReceivedView
from services.inventory.store.clinics import Clinic, lock_clinic, lock_clinics
from services.inventory.store.lots import expiries_of
from services.inventory.store.purchase_orders import orders_awaiting
from services.inventory.store.recalled_serials import recalled_among
from services.inventory.store.recalls import standing_recalls
from services.inventory.store.receipts import keep_receipt
from services.inventory.store.stock import load_shelf
from services.inventory.tables import clinics, lots, products, serials

NOT_RECEIVED = "Nothing was received: {wrong} of {items} {items:item|items} cannot be. Item {first}: {problem}"


async def receive(work: Work, form: ReceiptForm) -> ReceiptView:
    """Put a scanned delivery on a clinic's shelf. Short reservations are filled from it at once.

    What was opened of it before it was scanned is accounted for, and its incident closed.

    Raises ClinicUnknown, and ReceiptRefused that names each item: one unreadable, expired, recalled or
    contradictory label and nothing is received, because somebody has to check the box. What is unusual beside its order
    and note is asked first: OrderUnknown, OrderElsewhere, OrderNotDraft, OrderOver, ReceiptQuestioned,
    OverDeliveryRefused.
    """
    clinic = await lock_clinic(work, form.clinic_id)
    labels, problems = await read_delivery(work, clinic, form.items)
    _refuse(form.items, problems)
    accepted = await ask_about(
        work, clinic, labels, order_id=form.order_id, note=form.delivery_note, accepts=form.accepts
    )
    receipt_id = new_id()
    stated = {"order_id": form.order_id, "delivery_note": form.delivery_note, "accepted": accepted}
    await keep_receipt(work, id=receipt_id, clinic_id=clinic.id, **stated)
    await _write_down_lots(work, form.items, labels)
    opened = await _write_down_serials(work, clinic, form.items, labels, receipt_id)
    clinics = await _lock_where_opened(work, clinic, opened)
    await _put_on_shelf(work, clinic, labels, receipt_id)
    for gtin, numbers in opened.items():
        await follow_numbers(work, clinics, gtin, numbers)
    for gtin, lot in sorted({(each.gtin, each.lot) for each in labels.values()}):
        await account_for_opened(work, clinic, gtin, lot)
    await follow_order(work, form.order_id)
    work.audit(
        "delivery received",
        str(receipt_id),
        clinic=str(clinic.id),
        cartridges=sum(each.quantity for each in labels.values()),
        typed=sorted({lot_key(each.gtin, each.lot) for each in labels.values() if each.typed}),
    )
    return ReceiptView(
        id=receipt_id,
        clinic_id=clinic.id,
        received_at=work.now,
        items=[_received(each) for each in labels.values()],
        accepted=[each.value for each in accepted if each not in FURTHER],
        further_accepted=[each.value for each in accepted if each in FURTHER],
        awaited_by=[] if form.order_id else await _awaited_by(work, clinic, labels),
        order_id=form.order_id,
        delivery_note=form.delivery_note,
    )


async def read_delivery(
    work: Work, clinic: Clinic, items: Sequence[ReceiptItem]
) -> tuple[dict[int, Labelled], Problems]:
    """The labels of a delivery, and why they cannot be received, by item."""
    today = clinic.day_of(work.now)
    scans = {number: (item.scan, item.quantity) for number, item in enumerate(items)}
    labels, unread = read_scans(scans, today)
    labels = await unpacked(work, scans, labels)
    return labels, unread | problems_of(labels, today, await _known(work, clinic, labels))


def _received(label: Labelled) -> ReceivedView:
    return ReceivedView(**{name: getattr(label, name) for name in ReceivedView.model_fields})


async def _awaited_by(work: Work, clinic: Clinic, labels: Mapping[int, Labelled]) -> list[AwaitingOrderView]:
    awaiting = await orders_awaiting(work, clinic.id, {each.gtin for each in labels.values()})
    return [AwaitingOrderView(id=row.id, number=spoken_number(row.number)) for row in awaiting]


def _refuse(items: Sequence[ReceiptItem], problems: Problems) -> None:
    refuse_items(items, problems, ReceiptRefused, NOT_RECEIVED)


async def _known(work: Work, clinic: Clinic, labels: Mapping[int, Labelled]) -> Known:
    keys = sorted({(each.gtin, each.lot) for each in labels.values()})
    numbered = {(each.gtin, each.serial) for each in labels.values() if each.serial is not None}
    received = tuple_(serials.c.gtin, serials.c.serial).in_(numbered) & serials.c.clinic_id.is_not(None)
    there = select(serials, clinics.c.name).join(clinics, clinics.c.id == serials.c.clinic_id).where(received)
    of_delivery = select(products.c.gtin, products.c.retired_at).where(products.c.gtin.in_({gtin for gtin, _ in keys}))
    catalogue = (await work.execute(of_delivery)).all()
    return Known(
        products=frozenset(row.gtin for row in catalogue),
        retired=frozenset(row.gtin for row in catalogue if row.retired_at is not None),
        expiries=await expiries_of(work, keys),
        recalled=frozenset(await standing_recalls(work, keys)),
        recalled_serials=frozenset(await recalled_among(work, numbered)),
        serials={
            (row.gtin, row.serial): ReceivedBefore(
                row.used_in or row.discarded_in, Place(row.place), None if row.clinic_id == clinic.id else row.name
            )
            for row in await work.execute(there)
        },
    )


async def _write_down_lots(work: Work, items: Sequence[ReceiptItem], labels: Mapping[int, Labelled]) -> None:
    """Another clinic may write the same lot down right now, with another expiry: what is there then counts."""
    rows = {(each.gtin, each.lot): each.expires_on for each in labels.values()}
    made = {(each.gtin, each.lot): each.made_on for each in labels.values() if each.made_on}
    values = [
        {"gtin": gtin, "lot": lot, "expires_on": expires_on, "made_on": made.get((gtin, lot))}
        for (gtin, lot), expires_on in sorted(rows.items())
    ]
    fresh = insert(lots)
    first_made = {"made_on": fresh.excluded.made_on}
    unsaid = lots.c.made_on.is_(None) & fresh.excluded.made_on.is_not(None)
    key = [lots.c.gtin, lots.c.lot]
    await work.execute(fresh.on_conflict_do_update(index_elements=key, set_=first_made, where=unsaid), values)
    _refuse(items, contradictions(labels, await expiries_of(work, rows.keys())))


async def _write_down_serials(
    work: Work, clinic: Clinic, items: Sequence[ReceiptItem], labels: Mapping[int, Labelled], receipt_id: UUID
) -> dict[str, set[str]]:
    """Answers the numbers that a session opened before they were received, by product."""
    receipt = {
        "clinic_id": clinic.id,
        "receipt_id": receipt_id,
        "received_in": clinic.id,
        "received_at": work.now,
        "received_by": work.actor.subject,
    }
    opened: defaultdict[str, set[str]] = defaultdict(set)
    numbered = sorted((each.gtin, each.serial, at) for at, each in labels.items() if each.serial is not None)
    for gtin, serial, number in numbered:
        came = {"lot": labels[number].lot, **receipt}
        fresh = insert(serials).values(gtin=gtin, serial=serial, **came)
        only_opened = serials.c.clinic_id.is_(None)
        key = [serials.c.gtin, serials.c.serial]
        known = fresh.on_conflict_do_update(index_elements=key, set_=came, where=only_opened)
        row = (await work.execute(known.returning(serials.c.used_in, serials.c.discarded_in))).first()
        if row is None:
            _refuse(items, {number: [Phrase("Cartridge {serial} was received already.", {"serial": serial})]})
        elif row.used_in or row.discarded_in:
            opened[gtin].add(serial)
    return opened


async def _lock_where_opened(
    work: Work, clinic: Clinic, opened: Mapping[str, Collection[str]]
) -> Mapping[UUID, Clinic]:
    """The clinic that receives numbers, and those whose sessions opened them.

    These are locked late and perhaps out of order: two who then wait for each other are run again.
    """
    elsewhere: set[UUID] = set()
    for gtin, numbers in opened.items():
        elsewhere |= await clinics_that_opened(work, gtin, numbers)
    elsewhere.discard(clinic.id)
    return {clinic.id: clinic} | (await lock_clinics(work, elsewhere) if elsewhere else {})


async def _put_on_shelf(work: Work, clinic: Clinic, labels: Mapping[int, Labelled], receipt_id: UUID) -> None:
    counts: Counter[tuple[str, str, date]] = Counter()
    for each in labels.values():
        counts[each.gtin, each.lot, each.expires_on] += each.quantity
    for gtin in sorted({gtin for gtin, _, _ in counts}):
        of_product = {lot: (expires_on, count) for (g, lot, expires_on), count in sorted(counts.items()) if g == gtin}
        shelf = await load_shelf(work, clinic, gtin, lots_named=list(of_product))
        for lot, (expires_on, count) in of_product.items():
            shelf.stock.receive(lot, expires_on, count, receipt_id)
            await set_expiry(work, clinic, gtin, lot, expires_on)
        await settle(work, shelf)
