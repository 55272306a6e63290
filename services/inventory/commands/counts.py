"""Counts: people write down what they find, and somebody else says whether the books follow."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import Phrase
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.labels import Problems, read_lines
from services.inventory.commands.placed_numbers import put_in_place
from services.inventory.commands.products import read_gtin
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.commands.transfers import refuse_moves
from services.inventory.domain.count_refusals import CountedByYou, CountInvalid, CountUnderWay
from services.inventory.domain.counts import CountStatus, Variance, variances
from services.inventory.domain.due_times import count_due
from services.inventory.domain.ledger import Entry
from services.inventory.domain.movements import Act, plan, require_there
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.receipts import Labelled
from services.inventory.forms.counts import CountDecisionForm, CountedForm, CountForm
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.counts import (
    change_count,
    entered_late,
    insert_count_lines,
    lock_count,
    lots_apart,
    lots_on_shelf,
    replace_lines,
    standing_lines,
    undecided_count,
    unopened_numbers,
)
from services.inventory.store.lots import keep_lots
from services.inventory.store.serials import is_numbered_only, numbered_only, place_serials, serials_named
from services.inventory.store.stock import counts_on_shelf, introduce_lot, load_shelf
from services.inventory.tables import counts
from services.inventory.worklist import COUNT_VARIANCE, WORKLIST

_APART = frozenset(place.value for place in (Place.QUARANTINE, Place.DISCARDED, Place.RETURNED))
"""Where a cartridge is not counted: a person, or a recall, put it there by its number."""


async def start(work: Work, form: CountForm) -> UUID:
    """Begin to count. Nothing is frozen: people use and receive cartridges meanwhile.

    Raises ClinicUnknown, GtinInvalid, CountInvalid; CountUnderWay, because two counts would each correct what both
    found. Answers the count's id.
    """
    if form.lot is not None and form.gtin is None:
        raise CountInvalid("A lot belongs to a product: name its GTIN as well.")
    clinic = await lock_clinic(work, form.clinic_id)
    gtin = None if form.gtin is None else read_gtin(form.gtin)
    if other := await undecided_count(work, clinic.id, gtin, form.lot):
        raise CountUnderWay(
            "{who} began to count this on {day}, and it is not decided yet: count there, or withdraw that count.",
            who=other.started_by,
            day=clinic.day_of(other.started_at),
            count_id=str(other.id),
        )
    count_id = new_id()
    values = {
        "id": count_id,
        "clinic_id": clinic.id,
        "gtin": gtin,
        "lot": form.lot,
        "status": CountStatus.COUNTING.value,
        "note": form.note,
        "started_at": work.now,
        "started_by": work.actor.subject,
    }
    await work.execute(insert(counts).values(**values))
    work.audit("count started", f"count/{count_id}", clinic=str(clinic.id))
    return count_id


async def write_down(work: Work, count_id: UUID, form: CountedForm) -> None:
    """Keep what somebody counted, beside what the books say at this moment: movements afterwards do not matter.

    Raises CountUnknown, Forbidden, CountNotOpen, and TransferRefused with what is wrong by item.
    """
    count, clinic = await lock_count(work, count_id, CountStatus.COUNTING)
    labels, problems = await read_lines(work, form.items, clinic.day_of(work.now))
    refuse_moves(form.items, problems | await _problems(work, count, clinic, labels, again=form.again))
    await keep_lots(work, labels.values())
    keys = {(each.gtin, each.lot) for each in labels.values()}
    if form.again:
        await replace_lines(work, count_id, keys)
    there = await counts_on_shelf(work, clinic.id, keys)
    lines = [
        {"gtin": each.gtin, "lot": each.lot, "serial": each.serial, "counted": each.quantity}
        | {"expected": there[each.gtin, each.lot]}
        for each in labels.values()
    ]
    await insert_count_lines(work, count_id, lines)


async def submit(work: Work, count_id: UUID) -> None:
    """Everybody has counted: what is in the scope and was not counted is not there.

    Raises CountUnknown, Forbidden, CountNotOpen.
    """
    count, clinic = await lock_count(work, count_id, CountStatus.COUNTING)
    counted = {(line.gtin, line.lot) for line in await standing_lines(work, count_id)}
    missing = [
        {"gtin": gtin, "lot": lot, "serial": None, "counted": 0, "expected": there}
        for (gtin, lot), there in sorted((await lots_on_shelf(work, count)).items())
        if (gtin, lot) not in counted
    ]
    await insert_count_lines(work, count_id, missing)
    differs = any([await _differs(work, clinic, each) for each in variances(await standing_lines(work, count_id))])
    status = CountStatus.TO_APPROVE if differs else CountStatus.AGREES
    submitted = {"submitted_at": work.now, "submitted_by": work.actor.subject}
    await change_count(work, count_id, status=status.value, **submitted)
    if differs:
        due_at = count_due(work.now)
        await WORKLIST.open(work, COUNT_VARIANCE, count_id, clinic_id=clinic.id, patient_id=None, due_at=due_at)
    work.audit("count submitted", f"count/{count_id}", status=status.value)


async def approve(work: Work, count_id: UUID, form: CountDecisionForm) -> None:
    """The books follow the shelf: what is missing is lost, what is too much is found. The entries name the count.

    What is found of a recalled or expired lot does not reach the shelf. Raises CountUnknown, Forbidden, CountNotOpen,
    CountedByYou, ClaimedByAnother, NotAtThatPlace when less is there by now than is to be lost: count it again.
    """
    count, clinic = await lock_count(work, count_id, CountStatus.TO_APPROVE)
    lines = await _of_others(work, count)
    for each in variances(lines):
        await _post(work, clinic, count_id, each, form.reason)
    await _decide(work, count_id, CountStatus.APPROVED, form.reason, why="approved")


async def reject(work: Work, count_id: UUID, form: CountDecisionForm) -> None:
    """It is not believed: it is counted again, and nothing moves. Raises as `approve`."""
    count, _ = await lock_count(work, count_id, CountStatus.TO_APPROVE)
    lines = await _of_others(work, count)
    if nothing := {(line.gtin, line.lot) for line in lines if line.counted == 0}:
        await replace_lines(work, count_id, nothing)
    await _decide(work, count_id, CountStatus.COUNTING, form.reason, why="rejected")


async def withdraw(work: Work, count_id: UUID, form: CountDecisionForm) -> None:
    """It is not carried on with; what was counted stays readable. Raises CountUnknown, Forbidden, CountNotOpen."""
    await lock_count(work, count_id, CountStatus.COUNTING, CountStatus.TO_APPROVE)
    await _decide(work, count_id, CountStatus.WITHDRAWN, form.reason, why="withdrawn")


async def _decide(work: Work, count_id: UUID, status: CountStatus, reason: str, *, why: str) -> None:
    decided = {"decided_at": work.now, "decided_by": work.actor.subject, "decided_because": reason}
    await change_count(work, count_id, status=status.value, **decided)
    await WORKLIST.close(work, COUNT_VARIANCE, count_id, why=why)
    work.audit(f"count {why}", f"count/{count_id}", reason=reason)


async def _of_others(work: Work, count: Row) -> list[Row]:
    """The lines of a count of which the caller counted none. Raises CountedByYou, ClaimedByAnother."""
    lines = list(await standing_lines(work, count.id))
    if work.actor.subject in {count.submitted_by, *(line.by for line in lines)}:
        raise CountedByYou("You counted or submitted this: somebody else says whether the books follow.")
    await WORKLIST.require_free(work, COUNT_VARIANCE, count.id)
    return lines


def _recalled(label: Labelled) -> Phrase:
    return Phrase(
        "Lot {lot} is recalled, and by the books it lies in quarantine: take it off the shelf, and count it with what"
        " lies apart.",
        {"lot": label.lot},
    )


def _expired(label: Labelled) -> Phrase:
    return Phrase(
        "Lot {lot} expired on {expires_on}, and by the books it was thrown away: take it off the shelf, and do that.",
        {"lot": label.lot, "expires_on": label.expires_on},
    )


_APART_AS: Mapping[Place, Callable[[Labelled], Phrase]] = {Place.QUARANTINE: _recalled, Place.DISCARDED: _expired}


async def _problems(work: Work, count: Row, clinic: Clinic, labels: dict[int, Labelled], *, again: bool) -> Problems:
    before = [] if again else await standing_lines(work, count.id)
    scanned = {(line.gtin, line.serial) for line in before if line.serial is not None}
    problems: Problems = {}
    known = await serials_named(work, {(each.gtin, each.serial) for each in labels.values() if each.serial is not None})
    lots = {(each.gtin, each.lot) for each in labels.values()}
    numbered = await numbered_only(work, lots, count.clinic_id)
    apart = await lots_apart(work, clinic, lots)
    for number, each in labels.items():
        seen = known.get((each.gtin, each.serial or ""))
        if count.gtin not in (None, each.gtin) or count.lot not in (None, each.lot):
            problems[number] = [
                Phrase(
                    "Lot {lot} of {gtin} is not what this count is of: start another for it.",
                    {"lot": each.lot, "gtin": each.gtin},
                )
            ]
        elif (each.gtin, each.lot) in apart:
            problems[number] = [_APART_AS[apart[each.gtin, each.lot]](each)]
        elif each.serial is None and (each.gtin, each.lot) in numbered:
            problems[number] = [
                Phrase("Each cartridge of lot {lot} has a number here: scan each one that is there.", {"lot": each.lot})
            ]
        elif each.serial is not None and (each.gtin, each.serial) in scanned:
            problems[number] = [
                Phrase("Cartridge {serial} was counted already: count each cartridge once.", {"serial": each.serial})
            ]
        elif seen is not None and (wrong := _wrong_with_number(each, seen)):
            problems[number] = [wrong]
        if each.serial is not None:
            scanned.add((each.gtin, each.serial))
    return problems


def _wrong_with_number(label: Labelled, seen: Row) -> Phrase | None:
    """Why a number that was seen before cannot lie on the shelf of this lot."""
    if seen.used_in or seen.discarded_in:
        return Phrase(
            "Cartridge {serial} was opened in a session: put it aside, it serves nobody.", {"serial": label.serial}
        )
    if seen.lot != label.lot:
        return Phrase(
            "Cartridge {serial} was received as part of lot {lot}: compare the label.",
            {"serial": label.serial, "lot": seen.lot},
        )
    if seen.place in _APART:
        return Phrase(
            "By the books cartridge {serial} is {place}: take it off the shelf, or take back what was entered, and"
            " count it then.",
            {"serial": label.serial, "place": Phrase(WHERE[Place(seen.place)])},
        )
    return None


async def _differs(work: Work, clinic: Clinic, lot: Variance) -> bool:
    return bool(lot.difference or any(await _numbers(work, clinic, lot)))


async def _numbers(work: Work, clinic: Clinic, lot: Variance) -> tuple[set[str], set[str]]:
    """The numbers that were found beside the books, and those that the books have and nobody found."""
    known = await unopened_numbers(work, clinic.id, lot.gtin, lot.lot)
    missing = known - set(lot.serials) if await is_numbered_only(work, lot.gtin, lot.lot, clinic.id) else set()
    return set(lot.serials) - known, missing


async def _post(work: Work, clinic: Clinic, count_id: UUID, lot: Variance, reason: str) -> None:
    shelf = await load_shelf(work, clinic, lot.gtin, lots_named=[lot.lot], holders_of=lot.lot)
    on_shelf = await introduce_lot(work, shelf, lot.lot)
    found, missing = await _numbers(work, clinic, lot)
    difference = lot.difference
    if difference < 0 and lot.counted_at is not None:
        opened_before = await entered_late(work, clinic.id, lot.gtin, lot.lot, lot.counted_at)
        difference = min(0, difference + opened_before)
    if difference:
        act = Act.FIND if difference > 0 else Act.LOSE
        for kind, way, count in plan(act, abs(difference), on_shelf.balance.lost):
            if act is Act.LOSE:
                require_there(on_shelf.balance, lot.lot, way[0], count)
            shelf.stock.move_by_hand(Entry(lot.lot, kind, count, way, count_id, reason, new_id()))
        await settle(work, shelf)
        await set_expiry(work, clinic, lot.gtin, lot.lot, on_shelf.expires_on)
        await account_for_opened(work, clinic, lot.gtin, lot.lot)
    await put_in_place(work, [(lot.gtin, lot.lot, number) for number in found], clinic.id, Place.ON_HAND)
    await put_aside_recalled(work, clinic, [(lot.gtin, lot.lot)] if found else [])
    await place_serials(work, [(lot.gtin, lot.lot, number) for number in missing], clinic.id, Place.LOST)
