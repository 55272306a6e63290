"""A notice names several lots of a product: each is recalled, all in one transaction, and all are worked on at once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import FieldError
from chassis.work import Work
from services.inventory.commands.products import read_gtin, require_product
from services.inventory.commands.recall_letters import release_letters
from services.inventory.commands.recall_withdrawals import withdraw_recall
from services.inventory.commands.recalls import close_recall, recall_lot, require_confirmed
from services.inventory.domain.notices import read_codes
from services.inventory.domain.refusals import LettersReleased, NoticeInvalid, NoticeOver, RecallExists
from services.inventory.forms.recall_notices import RecallNoticeForm
from services.inventory.store.clinics import lock_chain, lock_open_clinics
from services.inventory.store.products import packed_in
from services.inventory.store.recall_notices import read_notice, recalls_of
from services.inventory.store.recalls import standing_recalls
from services.inventory.tables import recall_notices


async def enter_notice(work: Work, form: RecallNoticeForm) -> UUID:
    """Recall every lot that a notice names; one that is recalled already stays as it is. Answers the notice's id.

    Raises NoticeInvalid, NoticeUnreadable, GtinInvalid, ProductUnknown, LotsUnconfirmed, RecallExists (all of them
    are recalled).
    """
    gtin, lots = await _named(work, form)
    await require_product(work, gtin)
    await lock_chain(work)
    clinics = await lock_open_clinics(work)
    await require_confirmed(work, gtin, lots, form.confirmed)
    before = await standing_recalls(work, [(gtin, lot) for lot in lots])
    if len(before) == len(lots):
        earlier = before[gtin, lots[0]]
        raise RecallExists(
            f"Every lot of the notice is recalled already: read GET /v1/recalls/{earlier}.", recall_id=str(earlier)
        )
    notice_id = new_id()
    written = {"gtin": gtin, "lots": lots, "number": form.number, "reason": form.reason}
    entered = {"entered_at": work.now, "entered_by": work.actor.subject}
    await work.execute(insert(recall_notices).values(id=notice_id, **written, **entered))
    for lot in lots:
        if (gtin, lot) not in before:
            await recall_lot(work, clinics, gtin, lot, form.reason, notice_id)
    work.audit("recall notice entered", f"recall-notice/{notice_id}", gtin=gtin, lots=lots, number=form.number)
    return notice_id


async def _named(work: Work, form: RecallNoticeForm) -> tuple[str, list[str]]:
    """The product of single units, and its lots in order."""
    codes = read_codes(form.codes)
    if not form.lots and not codes:
        raise NoticeInvalid("A notice names at least one lot: give its lots, or the codes that are on it.")
    gtins = {each.gtin for each in codes} | ({read_gtin(form.gtin)} if form.gtin else set())
    boxes = await packed_in(work, gtins)
    products = sorted({boxes[gtin].product if gtin in boxes else gtin for gtin in gtins})
    if len(products) != 1:
        found = f"It names {len(products)}: {', '.join(products)}." if products else "It names none."
        raise NoticeInvalid(
            f"A notice is about one product. {found} Enter a notice for each, with its gtin.",
            errors=[FieldError("gtin", "Give the GTIN of the one product.")],
        )
    single = [number for number, each in enumerate(codes) if each.lot is None or each.serial is not None]
    if single:
        raise NoticeInvalid(
            "A code names one cartridge by its serial number: give the code of the lot.",
            errors=[FieldError(f"codes.{number}", "This is one cartridge.") for number in single],
        )
    return products[0], sorted({*form.lots, *(each.lot for each in codes if each.lot is not None)})


async def release_notice_letters(work: Work, notice_id: UUID) -> int:
    """Have everybody written to on whom a lot of the notice was used, as far as they are not. Answers how many.

    Raises NoticeUnknown, NoticeOver, LettersReleased.
    """
    waiting = [each for each in await _standing(work, notice_id) if each.letters_released_at is None]
    if not waiting:
        raise LettersReleased(
            "The letters of this notice were released already: read who knows with GET /v1/recall-letters."
        )
    return sum([await release_letters(work, each.id) for each in waiting])


async def close_notice(work: Work, notice_id: UUID, reason: str | None) -> None:
    """Everything of it is done, or a reason says why it need not be; the lots stay barred.

    Raises NoticeUnknown, NoticeOver, RecallStepsOpen.
    """
    open_ones = [each for each in await _standing(work, notice_id) if each.closed_at is None]
    if not open_ones:
        raise NoticeOver("Every recall of this notice is closed: reopen one with POST /v1/recalls/{recall_id}/reopen.")
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
        await withdraw_recall(work, each.id, reason)


async def _standing(work: Work, notice_id: UUID) -> Sequence[Row]:
    notice = await read_notice(work, notice_id)
    standing = [each for each in await recalls_of(work, notice) if each.withdrawn_at is None]
    if not standing:
        raise NoticeOver("Every recall of this notice was withdrawn, so nothing of it is to be done.")
    return standing
