"""Cartridges that were opened, and the lots that must not be used."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, text

from cartridge_codes.gtin import lot_key
from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.care.domain.cartridges import Cartridge, Opened, Recalled, require_compared
from services.booking.care.domain.refusals import CartridgeAlreadyUsed
from services.booking.care.tables import lots, session_cartridges

_HOLD = Prepared(
    text(
        "WITH held AS (INSERT INTO lots (gtin, lot) SELECT * FROM unnest(CAST(:gtins AS text[]), CAST(:lots AS text[]))"
        " ON CONFLICT (gtin, lot) DO UPDATE SET lot = excluded.lot RETURNING gtin, lot, recalled_at, recalled_serials)"
        " SELECT * FROM held UNION ALL SELECT gtin, lot, recalled_at, recalled_serials FROM lots"
        " WHERE gtin = ANY(CAST(:gtins AS text[])) AND (recalled_at IS NOT NULL OR recalled_serials <> '{}')"
        " AND (gtin, lot) NOT IN (SELECT gtin, lot FROM held)"
    )
)
"""And all that is recalled of the same products: a number is one cartridge whatever lot is said of it."""
_USE_UP = Prepared(
    text(
        "WITH opened AS (SELECT * FROM unnest(CAST(:gtins AS text[]), CAST(:lots AS text[]), CAST(:serials AS text[]),"
        " CAST(:expiries AS date[]), CAST(:causes AS text[]))"
        " WITH ORDINALITY AS opened(gtin, lot, serial, expires_on, cause, position)),"
        " fresh AS (INSERT INTO session_cartridges"
        " (session_id, position, gtin, lot, serial, expires_on, discarded_because)"
        " SELECT :session, position - 1, gtin, lot, serial, expires_on, cause FROM opened ORDER BY position"
        " ON CONFLICT DO NOTHING RETURNING position)"
        " SELECT position, NULL AS lot, NULL AS serial FROM fresh UNION ALL"
        " SELECT opened.position - 1, other.lot, other.serial FROM opened JOIN session_cartridges AS other"
        " ON other.gtin = opened.gtin AND lower(other.serial) = lower(opened.serial)"
        " AND (other.lot, other.serial) <> (opened.lot, opened.serial)"
    )
)


async def hold_lots(work: Work, cartridges: Iterable[Cartridge], at: datetime) -> Recalled:
    """Hold the lots, so that a recall comes before or after, never between.

    Answers what of them had been recalled by then (UTC): what was used before is recorded as it was.
    """
    keys = sorted({(one.gtin, one.lot) for one in cartridges})
    if not keys:
        return Recalled()
    gtins, names = zip(*keys, strict=True)
    return _recalled(list(await work.execute(_HOLD, {"gtins": list(gtins), "lots": list(names)})), at)


async def recalled_now(work: Work, cartridges: Iterable[Cartridge], at: datetime) -> Recalled:
    """The same without holding anything: to tell somebody who has not opened them yet."""
    barred = or_(lots.c.recalled_at.is_not(None), lots.c.recalled_serials != {})
    found = await work.execute(select(lots).where(lots.c.gtin.in_({one.gtin for one in cartridges}), barred))
    return _recalled(list(found), at)


async def require_never_opened(work: Work, this: Cartridge) -> None:
    """Raises CartridgeAlreadyUsed for one that was opened, CartridgeLikeAnother where one like it was."""
    if this.serial is None:
        return
    of = session_cartridges.c
    like = select(of.lot, of.serial).where(of.gtin == this.gtin, func.lower(of.serial) == this.serial.lower())
    found = {(row.lot, row.serial) for row in await work.execute(like)}
    if (this.lot, this.serial) in found:
        raise _already(this)
    for lot, serial in sorted(found):
        require_compared(Opened([this]), this, serial=serial, lot=lot)


def _already(one: Cartridge) -> CartridgeAlreadyUsed:
    return CartridgeAlreadyUsed(
        "Cartridge {serial} of lot {lot} was opened in an earlier session: take a new, sterile one. One cartridge is"
        " for one patient and one session.",
        serial=one.serial,
        lot=one.lot,
    )


def _recalled(rows: Sequence[Row], at: datetime) -> Recalled:
    return Recalled(
        frozenset(lot_key(row.gtin, row.lot) for row in rows if row.recalled_at is not None and row.recalled_at <= at),
        frozenset(
            (row.gtin, serial.casefold()) for row in rows for serial in _serials_recalled(row.recalled_serials, at)
        ),
    )


def _serials_recalled(by_recall: Mapping[str, Any], at: datetime) -> Iterator[str]:
    """Those that recalls name, of which a recall of the whole lot does not concern what turned out to be of another.

    Such a recall names the clinic whose numbers it has, behind a slash.
    """
    moved = sorted((each for each in by_recall.values() if each and "number" in each), key=_said_at)
    left = {number for number, gone in {each["number"]: each["left"] for each in moved}.items() if gone}
    for source, recall in by_recall.items():
        if recall is not None and _said_at(recall) <= at:
            yield from (each for each in recall["serials"] if each not in left or "/" not in source)


def _said_at(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said["at"])


async def use_up(work: Work, session_id: UUID, opened: Opened) -> None:
    """Keep each cartridge as opened, used or thrown away: once, ever.

    Raises CartridgeAlreadyUsed, and CartridgeLikeAnother where nobody says that one like it was another.
    """
    cartridges = opened.all
    if not cartridges:
        return
    columns = {
        "session": session_id,
        "gtins": [one.gtin for one in cartridges],
        "lots": [one.lot for one in cartridges],
        "serials": [one.serial for one in cartridges],
        "expiries": [one.expires_on for one in cartridges],
        "causes": [None] * len(opened.used) + [each.cause.value for each in opened.discarded],
    }
    found = (await work.execute(_USE_UP, columns)).all()
    kept = {row.position for row in found if row.serial is None}
    for position, one in enumerate(cartridges):
        if position not in kept:
            raise _already(one)
    for like in (row for row in found if row.serial is not None):
        one = cartridges[like.position]
        require_compared(opened, one, serial=like.serial, lot=like.lot)
        said = {"serial": one.serial, "lot": one.lot, "like": like.serial, "of_lot": like.lot}
        work.audit("cartridge like another", f"session/{session_id}", reason=opened.why_like_another, **said)
