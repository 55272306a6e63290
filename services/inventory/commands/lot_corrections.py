"""A lot's expiry or day of manufacture was stated wrongly: it is corrected, and every clinic follows."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from cartridge_codes.gtin import lot_key
from chassis.alone import alone_in
from chassis.ids import new_id
from chassis.work import Work
from contracts.inventory.stock import LotCorrected
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.expiring_lots import look_soon
from services.inventory.commands.lot_comparisons import compare_uses
from services.inventory.commands.products import read_gtin
from services.inventory.commands.stock import settle
from services.inventory.domain.lot_corrections import Followed, LotDates, follow_dates, require_correction
from services.inventory.domain.reservations import Reservation, ReservationStatus
from services.inventory.forms.lot_corrections import (
    CorrectedAtView,
    LotCorrectionForm,
    LotCorrectionTrialView,
)
from services.inventory.store.clinics import Clinic, lock_chain, lock_open_clinics
from services.inventory.store.lot_corrections import (
    clinics_with,
    corrected_at,
    count_written_off,
    keep_correction,
    keep_dates,
    lock_dates,
)
from services.inventory.store.stock import Shelf, load_holders, load_shelf


async def correct_lot(work: Work, form: LotCorrectionForm) -> UUID:
    """Withdraw what the books say of a lot, state what is true, and have every clinic follow. Answers the correction.

    What had left a shelf as expired is back on it, and what is expired now leaves it. All sessions of the product are
    planned again; incidents about the lot's dates are closed, or opened. Raises GtinInvalid, LotUnknown,
    LotSaysOtherwise, LotStands, LotDatesInvalid.
    """
    gtin = read_gtin(form.gtin)
    await lock_chain(work)
    clinics = await lock_open_clinics(work)
    was = await lock_dates(work, gtin, form.lot)
    now = replace(was, **form.model_dump(include={"expires_on", "made_on"}, exclude_unset=True))
    require_correction(form.lot, was, form.stated_expires_on, now, work.now.date())
    await keep_dates(work, gtin, form.lot, now)
    correction = _correction(work, gtin, form, was, now)
    concerned = await clinics_with(work, gtin, form.lot)
    did = [await _follow(work, each, correction, was, now) for each in clinics if each.id in concerned]
    await keep_correction(work, correction, did)
    dates = {name: str(correction[name]) for name in ("was_expires_on", "expires_on", "was_made_on", "made_on")}
    work.audit("lot corrected", lot_key(gtin, form.lot), correction=str(correction["id"]), reason=form.reason, **dates)
    found: UUID = correction["id"]
    return found


async def try_correction(work: Work, form: LotCorrectionForm) -> LotCorrectionTrialView:
    """What a correction would do, of which nothing is kept. Raises as `correct_lot`."""
    with suppress(_OnlyTried):
        async with alone_in(work) as tried:
            correction_id = await correct_lot(tried, form)
            rows = (await tried.execute(corrected_at(correction_id))).all()
            raise _OnlyTried
    return LotCorrectionTrialView(clinics=[CorrectedAtView.model_validate(each) for each in rows])


class _OnlyTried(Exception):
    """It can be done; it was undone again."""


def _correction(work: Work, gtin: str, form: LotCorrectionForm, was: LotDates, now: LotDates) -> dict[str, Any]:
    return {
        "id": new_id(),
        "gtin": gtin,
        "lot": form.lot,
        **{f"was_{name}": value for name, value in asdict(was).items()},
        **asdict(now),
        "reason": form.reason,
        "corrected_at": work.now,
        "corrected_by": work.actor.subject,
    }


async def _follow(
    work: Work, clinic: Clinic, correction: Mapping[str, Any], was: LotDates, now: LotDates
) -> dict[str, Any]:
    """What the correction does at one clinic, published, by column of lots_corrected_at_clinics."""
    gtin, lot = correction["gtin"], correction["lot"]
    did = dict.fromkeys(("restored", "expired", "replanned", "fell_short", "incidents_opened", "incidents_closed"), 0)
    if was.expires_on != now.expires_on:
        shelf = await load_shelf(work, clinic, gtin, lots_named=[lot], holders_of=lot)
        if lot in shelf.stock.lots:
            did |= await _follow_on_shelf(work, shelf, correction)
        await account_for_opened(work, clinic, gtin, lot)
        opened, closed = await compare_uses(work, clinic, gtin, lot, was, now)
        did |= {"incidents_opened": opened, "incidents_closed": closed}
    about = {name: value for name, value in correction.items() if name not in ("id", "corrected_by")}
    work.publish(LotCorrected(correction_id=correction["id"], clinic_id=clinic.id, **about, **did))
    return {"clinic_id": clinic.id, **did}


async def _follow_on_shelf(work: Work, shelf: Shelf, correction: Mapping[str, Any]) -> dict[str, int]:
    gtin, lot = correction["gtin"], correction["lot"]
    await load_holders(work, shelf)
    before = dict(shelf.reservations_before)
    written_off = await count_written_off(work, shelf.clinic.id, gtin, lot)
    followed: Followed = follow_dates(shelf.stock, lot, written_off, correction["id"], correction["reason"])
    await settle(work, shelf)
    if shelf.stock.shelf(lot):
        await set_expiry(work, shelf.clinic, gtin, lot, correction["expires_on"])
        await look_soon(work, shelf.clinic, gtin, lot)
    return asdict(followed) | _replanned(before, shelf.stock.reservations)


def _replanned(before: Mapping[UUID, Reservation], after: Mapping[UUID, Reservation]) -> dict[str, int]:
    """Sessions that hold other cartridges than before, and those of them that hold none; one that holds a substitute
    is planned from that product."""
    other = [id for id, each in before.items() if id not in after or after[id].held != each.held]
    short = ReservationStatus.SHORT
    fell = [id for id in other if id in after and after[id].status is short and before[id].status is not short]
    return {"replanned": len(other), "fell_short": len(fell)}
