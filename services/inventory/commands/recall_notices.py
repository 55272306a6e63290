"""A notice names several lots of a product: each is recalled, all in one transaction, and all are worked on at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.inventory.stock import NoticedLot, RecallNoticeEntered
from services.inventory.commands.notice_names import NoticeNames, named_by
from services.inventory.commands.products import require_product
from services.inventory.commands.recall_letters import release_letters
from services.inventory.commands.recall_withdrawals import withdraw_recall
from services.inventory.commands.recalled_serials import (
    recall_numbers,
    recalled_numbers,
    require_numbers_confirmed,
)
from services.inventory.commands.recalls import close_recall, recall_lot, require_confirmed
from services.inventory.domain.refusals import LettersReleased, NoticeOver, RecallExists
from services.inventory.forms.recall_notices import RecallNoticeForm
from services.inventory.store.clinics import Clinic, lock_chain, lock_open_clinics
from services.inventory.store.recall_notices import read_notice, recalls_of
from services.inventory.store.recalls import standing_recalls
from services.inventory.tables import recall_notices


async def enter_notice(work: Work, form: RecallNoticeForm) -> UUID:
    """Recall what a notice names; what is recalled already stays as it is. Answers the notice's id.

    Raises NoticeInvalid, NoticeUnreadable, GtinInvalid, ProductUnknown, LotsUnconfirmed, SerialsUnconfirmed,
    RecallExists (all of it is recalled).
    """
    gtin, named = await named_by(work, form)
    await require_product(work, gtin)
    await lock_chain(work)
    clinics = await lock_open_clinics(work)
    await require_confirmed(work, gtin, named.lots, form.confirmed)
    before = await standing_recalls(work, [(gtin, lot) for lot in named.lots])
    for lot, numbers in named.numbers.items():
        if (gtin, lot) not in before:
            await require_numbers_confirmed(work, gtin, lot, numbers, form.confirmed_serials)
    fresh = await _not_recalled_yet(work, gtin, named, before)
    notice_id = await _write_down(work, form, gtin, named.lots)
    did = [await _recall(work, clinics, notice_id, gtin, lot, numbers, form.reason) for lot, numbers in fresh.items()]
    for clinic in clinics:
        work.publish(
            RecallNoticeEntered(
                notice_id=notice_id,
                clinic_id=clinic.id,
                gtin=gtin,
                reason=form.reason,
                lots=tuple(each[clinic.id] for each in did),
                entered_at=work.now,
            )
        )
    work.audit("recall notice entered", f"recall-notice/{notice_id}", gtin=gtin, lots=named.lots, number=form.number)
    return notice_id


async def _not_recalled_yet(
    work: Work, gtin: str, named: NoticeNames, before: Mapping[tuple[str, str], UUID]
) -> dict[str, list[str]]:
    """What is left of a notice, by lot: these cartridges, or all where none is named. Raises RecallExists."""
    recalled = await recalled_numbers(work, gtin, {each for numbers in named.numbers.values() for each in numbers})
    left: dict[str, list[str]] = {}
    for lot in named.lots:
        numbers = named.numbers.get(lot, ())
        fresh = [each for each in numbers if each not in recalled]
        if (gtin, lot) not in before and (fresh or not numbers):
            left[lot] = fresh
    if not left:
        whole = [before[gtin, lot] for lot in named.lots if (gtin, lot) in before]
        earlier = [*whole, *recalled.values()][0]
        raise RecallExists(
            "All that the notice names is recalled already: look at that recall.", recall_id=str(earlier)
        )
    return left


async def _write_down(work: Work, form: RecallNoticeForm, gtin: str, lots: Sequence[str]) -> UUID:
    notice_id = new_id()
    written = {"gtin": gtin, "lots": list(lots), "number": form.number, "reason": form.reason}
    entered = {"entered_at": work.now, "entered_by": work.actor.subject}
    await work.execute(insert(recall_notices).values(id=notice_id, **written, **entered))
    return notice_id


async def _recall(
    work: Work, clinics: Sequence[Clinic], notice_id: UUID, gtin: str, lot: str, numbers: Sequence[str], reason: str
) -> Mapping[UUID, NoticedLot]:
    """What the recall of a lot, or of these cartridges of it, did at each clinic."""
    if numbers:
        _, did = await recall_numbers(work, clinics, gtin, lot, numbers, reason, notice_id)
    else:
        _, did = await recall_lot(work, clinics, gtin, lot, reason, notice_id)
    return did


async def release_notice_letters(work: Work, notice_id: UUID) -> int:
    """Have everybody written to on whom a lot of the notice was used, as far as they are not. Answers how many.

    Raises NoticeUnknown, NoticeOver, LettersReleased.
    """
    waiting = [each for each in await _standing(work, notice_id) if each.letters_released_at is None]
    if not waiting:
        raise LettersReleased("The letters of this notice were released already: look at who knows.")
    return sum([await release_letters(work, each.id) for each in waiting])


async def close_notice(work: Work, notice_id: UUID, reason: str | None) -> None:
    """Everything of it is done, or a reason says why it need not be; the lots stay barred.

    Raises NoticeUnknown, NoticeOver, RecallStepsOpen.
    """
    open_ones = [each for each in await _standing(work, notice_id) if each.closed_at is None]
    if not open_ones:
        raise NoticeOver("Every recall of this notice is closed: open one of them again first.")
    for each in open_ones:
        await close_recall(work, each.id, reason)


async def withdraw_notice(work: Work, notice_id: UUID, reason: str) -> None:
    """The notice was a mistake: each of its recalls is withdrawn. One that is older than the notice stays.

    Raises NoticeUnknown, NoticeOver.
    """
    await lock_chain(work)
    its_own = [each for each in await _standing(work, notice_id) if each.notice_id == notice_id]
    if not its_own:
        raise NoticeOver("What stands of it was recalled before this notice: withdraw each recall by itself.")
    for each in its_own:
        await withdraw_recall(work, each.id, reason, notice_id=notice_id)


async def _standing(work: Work, notice_id: UUID) -> Sequence[Row]:
    notice = await read_notice(work, notice_id)
    standing = [each for each in await recalls_of(work, notice) if each.withdrawn_at is None]
    if not standing:
        raise NoticeOver("Every recall of this notice was withdrawn, so nothing of it is to be done.")
    return standing
