"""Which cartridges may be used: sterile, single-use, of the right product, in date, and not recalled.

Every cartridge that was opened is recorded, also the one that fell and was thrown away.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cartridge_codes.gs1 import ScanRefused, read_scan
from cartridge_codes.gtin import lot_key
from chassis.refusals import Invalid
from services.booking.care.domain.refusals import (
    CartridgeAlreadyUsed,
    CartridgeLikeAnother,
    CartridgeRefused,
    LotIsRecalled,
)
from services.booking.care.domain.words import DiscardCause


@dataclass(frozen=True)
class Cartridge:
    """What a scan of one cartridge said."""

    gtin: str
    lot: str
    expires_on: date
    serial: str | None

    @property
    def lot_key(self) -> str:
        """``GTIN/lot``: the same lot number of two products is two lots."""
        return lot_key(self.gtin, self.lot)


def scanned(raw: str, today: date) -> Cartridge:
    """A cartridge by its label. Raises Invalid, whose ``code`` names what is wrong with the scan."""
    try:
        code = read_scan(raw, today=today)
    except ScanRefused as refused:
        raise Invalid(refused.sentence, **refused.values, code=refused.fault.name) from refused
    return Cartridge(code.gtin, code.lot, code.expires_on, code.serial)


@dataclass(frozen=True)
class Recalled:
    """What of the cartridges of a session had been recalled when they were used."""

    lots: frozenset[str] = frozenset()
    """Keys of lots that were recalled whole."""
    cartridges: frozenset[tuple[str, str]] = frozenset()
    """(GTIN, serial number without capital letters) of single ones, whatever lot a label says."""

    def lot_like(self, cartridge: Cartridge) -> str | None:
        """The recalled lot that is written as the cartridge's but for small and capital letters."""
        key = cartridge.lot_key.casefold()
        return next(
            (each.removeprefix(f"{cartridge.gtin}/") for each in sorted(self.lots) if each.casefold() == key), None
        )


@dataclass(frozen=True)
class Discarded:
    """A cartridge that was opened for a session and thrown away before it touched the patient."""

    cartridge: Cartridge
    cause: DiscardCause


@dataclass(frozen=True)
class Opened:
    """Every cartridge that was opened for a session, each in the order in which it was scanned."""

    used: Sequence[Cartridge]
    """Those that touched the patient, whatever became of them then."""
    discarded: Sequence[Discarded] = ()
    why_another_number: str | None = None
    """Why another number was used than the device takes."""
    why_like_another: str | None = None
    """Why one is not the cartridge that was opened before, whose product and serial number it has but for small and
    capital letters: whoever compared the labels says so."""

    @property
    def all(self) -> tuple[Cartridge, ...]:
        """The used ones first."""
        return (*self.used, *(each.cartridge for each in self.discarded))


def require_usable(
    opened: Opened,
    *,
    gtin: str | None,
    count: int,
    recalled: Recalled,
    today: date,
    substitute: str | None = None,
) -> None:
    """Check the cartridges of one session against its device and the clinic's local day.

    ``substitute`` is the product that inventory holds for the session instead, as the chain's catalogue allows.

    A cartridge may be used through the day of its expiry. What was thrown away unused is recorded whatever it was.
    Raises CartridgeRefused, LotIsRecalled, CartridgeAlreadyUsed (one scanned twice) or CartridgeLikeAnother.
    """
    _require_number(opened, count if gtin else 0)
    for cartridge in opened.used:
        if gtin is None or cartridge.gtin not in (gtin, substitute):
            raise _does_not_fit(cartridge, gtin, substitute)
        if cartridge.expires_on < today:
            raise CartridgeRefused(
                "The cartridge of lot {lot} expired on {expired_on}: use another.",
                lot=cartridge.lot,
                expired_on=cartridge.expires_on,
            )
        _require_not_recalled(cartridge, recalled)
    serials = [(one.gtin, one.lot, one.serial) for one in opened.all if one.serial is not None]
    if len(set(serials)) != len(serials):
        raise CartridgeAlreadyUsed("The same cartridge was scanned twice: scan each one once.")
    numbers = Counter((gtin, serial.casefold()) for gtin, _, serial in serials)
    for one in opened.all:
        if one.serial is not None and numbers[one.gtin, one.serial.casefold()] > 1:
            require_compared(opened, one, serial=one.serial, lot=one.lot)


def _does_not_fit(cartridge: Cartridge, gtin: str | None, substitute: str | None) -> CartridgeRefused:
    takes = gtin or "–"
    if substitute is None:
        return CartridgeRefused(
            "The cartridge {scanned} does not fit this device, which takes {takes}: use another.",
            scanned=cartridge.gtin,
            takes=takes,
        )
    return CartridgeRefused(
        "The cartridge {scanned} does not fit this device, which takes {takes}, or for this session {instead}: use"
        " another.",
        scanned=cartridge.gtin,
        takes=takes,
        instead=substitute,
    )


def _require_not_recalled(cartridge: Cartridge, recalled: Recalled) -> None:
    if cartridge.lot_key in recalled.lots:
        raise LotIsRecalled("Lot {lot} was recalled: use a cartridge of another lot.", lot=cartridge.lot)
    if (cartridge.gtin, (cartridge.serial or "").casefold()) in recalled.cartridges:
        raise LotIsRecalled(
            "Cartridge {serial} of lot {lot} was recalled: put it aside, use another.",
            serial=cartridge.serial,
            lot=cartridge.lot,
        )
    if like := recalled.lot_like(cartridge):
        raise LotIsRecalled(
            "Lot {like} was recalled, and {lot} differs from it in small and capital letters alone: put the cartridge"
            " aside, use another.",
            like=like,
            lot=cartridge.lot,
        )


def require_compared(opened: Opened, one: Cartridge, *, serial: str, lot: str) -> None:
    """One like it was opened, with this serial number and lot. Raises CartridgeLikeAnother without a reason."""
    if not opened.why_like_another:
        raise CartridgeLikeAnother(
            "Cartridge {serial} of lot {lot} is like one that was opened, {like} of lot {of_lot}. Compare the labels:"
            " if it is the same cartridge, take a new, sterile one; if there are two, say how you know in"
            " why_like_another.",
            serial=one.serial,
            lot=one.lot,
            like=serial,
            of_lot=lot,
        )


def _require_number(opened: Opened, wanted: int) -> None:
    """As many as the device takes, or at least one with a reason."""
    used = len(opened.used)
    if used == wanted or (wanted and used and opened.why_another_number):
        return
    raise CartridgeRefused(
        "This device takes {wanted} {wanted:cartridge|cartridges} a session; {used} {used:was|were} scanned as used."
        " Scan each one that touched the patient, once; name those that were thrown away before under"
        " discarded_cartridges; if another number was used, give the reason in why_another_number.",
        wanted=wanted,
        used=used,
    )
