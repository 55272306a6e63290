"""The life of one cartridge, read from what was stored about it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from chassis.data.rows import Row
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import PATIENTS_IDENTIFY, USES_READ
from services.inventory.domain.counts import CountStatus
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.refusals import SerialUnknown
from services.inventory.domain.serials import BY_HAND, Step, note_of_move, place_now, status_of
from services.inventory.forms.serials import SerialView, StepView
from services.inventory.forms.stored_sentences import said_again
from services.inventory.store.moved_serials import where_lot_went
from services.inventory.store.number_corrections import lots_written_down
from services.inventory.store.recalled_serials import names, place_of
from services.inventory.store.serials import find_serial
from services.inventory.tables import (
    chair_discards,
    count_lines,
    counts,
    incidents,
    ledger,
    moved_serials,
    recalls,
    serials,
    transfer_lines,
    transfer_steps,
    transfers,
    uses,
)

_UNKNOWN = "No cartridge with this product and serial number was received or opened at your clinics: compare the label."

_OF_TRANSFER = {
    "arrived": Step.MOVED,
    "damaged": Step.DISCARDED,
    "surplus": Step.MOVED,
    "kept": Step.MOVED,
    "lost": Step.MOVED,
    "sent_too": Step.MOVED,
    "taken_over": Step.MOVED,
    "discarded": Step.DISCARDED,
    "surplus_discarded": Step.DISCARDED,
}
_AT_SENDER = ("kept", "lost", "discarded")


async def show_serial(work: Work, gtin: str, serial: str, reader: Reader) -> SerialView:
    """Everything that is stored about it, at the clinics that the caller sees. Raises SerialUnknown.

    Why opening it was an incident is said in the language of ``reader``; what a person wrote stays as it is.
    """
    row = await find_serial(work, gtin, serial)
    if row is None:
        raise SerialUnknown(_UNKNOWN)
    work.access.reach()
    seen = [
        step.model_copy(update={"note": step.note and said_again(step.note, reader)})
        for step in await _steps(work, row)
        if step.clinic_id is None or work.access.may(USES_READ, where=step.clinic_id)
    ]
    if all(step.clinic_id is None for step in seen):
        raise SerialUnknown(_UNKNOWN)
    work.access.show(seen)
    alike = select(serials.c.serial).where(
        serials.c.gtin == gtin, func.lower(serials.c.serial) == serial.lower(), serials.c.serial != serial
    )
    opened = row.used_in is not None or row.discarded_in is not None
    went = None if opened or row.clinic_id is None else await where_lot_went(work, row.clinic_id, gtin, row.lot)
    place = place_of(row) if opened else place_now(Place(row.place), went)
    return SerialView(
        gtin=gtin,
        serial=serial,
        lot=row.lot,
        status=status_of(
            used=row.used_in is not None,
            discarded=row.discarded_in is not None,
            recalled=any(step.what is Step.RECALLED and step.withdrawn_at is None for step in seen),
            received=row.clinic_id is not None,
            place=place,
        ),
        clinic_id=row.clinic_id,
        place=place.value,
        like=sorted((await work.execute(alike)).scalars()),
        steps=sorted(seen, key=lambda step: step.at, reverse=True),
    )


async def _steps(work: Work, row: Row) -> list[StepView]:
    steps = []
    if row.received_at is not None:
        steps.append(_step(Step.RECEIVED, row.received_at, row.received_in, row.receipt_id, by=row.received_by))
    steps += await _transferred(work, row)
    steps += await _counted(work, row)
    steps += [_step(Step.MOVED, each.at, each.clinic_id, each.cause) for each in await _moves(work, row)]
    steps += await _moved_by_hand(work, row)
    for each in await _opened(work, row, uses):
        whom = each.patient_id if work.access.may(PATIENTS_IDENTIFY, where=each.clinic_id) else None
        said: dict[str, Any] = {"patient_id": whom, "note": each.incident}
        steps += _opened_and_back(Step.USED, Step.USE_WITHDRAWN, each.used_at, each, said)
    for each in await _opened(work, row, chair_discards):
        steps += _opened_and_back(Step.DISCARDED, Step.DISCARD_WITHDRAWN, each.discarded_at, each, {"note": each.cause})
    for each in await work.execute(select(recalls).where(names(row.gtin, row.lot, row.serial))):
        recalled = {"by": each.recalled_by, "note": each.reason, "withdrawn_at": each.withdrawn_at}
        steps.append(_step(Step.RECALLED, each.recalled_at, None, each.id, **recalled))
    return steps


async def _moves(work: Work, row: Row) -> list[Row]:
    of = ledger.c
    written = {row.lot, *await lots_written_down(work, row.gtin, row.serial)}
    this = (of.gtin == row.gtin) & of.lot.in_(written) & (of.note == note_of_move(row.serial))
    return list((await work.execute(select(ledger).where(this, of.kind == EntryKind.ARRIVE.value))).all())


async def _moved_by_hand(work: Work, row: Row) -> list[StepView]:
    """Held, released, returned, thrown away, lost and found by its number, and what of that was taken back."""
    moved = moved_serials.c
    this = (moved.gtin == row.gtin) & (moved.serial == row.serial)
    rows = await work.execute(select(ledger).join(moved_serials, moved.entry_id == ledger.c.id).where(this))
    steps = []
    for each in rows.all():
        kind = EntryKind(each.kind)
        what = Step.DISCARDED if kind is EntryKind.DISCARD else Step.MOVED
        how = "taken_back" if each.corrects is not None else BY_HAND[kind]
        steps.append(_step(what, each.at, each.clinic_id, each.id, by=each.actor, note=each.note, how=how))
    return steps


async def _transferred(work: Work, row: Row) -> list[StepView]:
    """Sent, arrived, brought back: as far as a transfer named its number."""
    of, line = transfers.c, transfer_lines.c
    this = (line.gtin == row.gtin) & (line.serial == row.serial)
    sent = select(transfers, line.sent).join(transfer_lines, line.transfer_id == of.id).where(this)
    steps = []
    for each in (await work.execute(sent)).all():
        if each.sent:
            said = {"by": each.sent_by, "how": "sent"}
            steps.append(_step(Step.MOVED, each.sent_at, each.from_clinic_id, each.id, **said))
        if each.cancelled_at is not None:
            said = {"by": each.cancelled_by, "note": each.cancelled_because, "how": "kept"}
            steps.append(_step(Step.MOVED, each.cancelled_at, each.from_clinic_id, each.id, **said))
    became = (
        select(transfer_steps, of.to_clinic_id, of.from_clinic_id)
        .join(transfer_lines, line.id == transfer_steps.c.line_id)
        .join(transfers, of.id == line.transfer_id)
        .where(this, transfer_steps.c.taken_back_at.is_(None))
    )
    for each in (await work.execute(became)).all():
        if each.what in _OF_TRANSFER:
            said = {"by": each.by, "note": each.reason or None, "how": each.what}
            where = each.from_clinic_id if each.what in _AT_SENDER else each.to_clinic_id
            steps.append(_step(_OF_TRANSFER[each.what], each.at, where, each.transfer_id, **said))
    return steps


async def _counted(work: Work, row: Row) -> list[StepView]:
    """Counts that found it, and that the books follow."""
    this = (count_lines.c.gtin == row.gtin) & (count_lines.c.serial == row.serial)
    believed = counts.c.status.in_([CountStatus.APPROVED.value, CountStatus.AGREES.value])
    found = select(count_lines, counts.c.clinic_id).join(counts, counts.c.id == count_lines.c.count_id)
    rows = await work.execute(found.where(this, believed, count_lines.c.replaced_at.is_(None)))
    return [_step(Step.MOVED, each.at, each.clinic_id, each.count_id, by=each.by, how="counted") for each in rows.all()]


async def _opened(work: Work, row: Row, table: Any) -> list[Row]:
    of = table.c
    statement = select(table, incidents.c.reason.label("incident")).outerjoin(
        incidents, incidents.c.id == of.incident_id
    )
    return list((await work.execute(statement.where(of.gtin == row.gtin, of.serial == row.serial))).all())


def _opened_and_back(what: Step, back: Step, at: Any, row: Row, said: dict[str, Any]) -> Iterator[StepView]:
    yield _step(what, at, row.clinic_id, row.session_id, **said)
    if row.withdrawn_at is not None:
        yield _step(back, row.withdrawn_at, row.clinic_id, row.session_id, **said)


def _step(what: Step, at: Any, clinic_id: UUID | None, cause: UUID | None, **said: Any) -> StepView:
    unsaid = {"patient_id": None, "by": None, "note": None}
    return StepView(what=what, at=at, clinic_id=clinic_id, cause=cause, **(unsaid | said))
